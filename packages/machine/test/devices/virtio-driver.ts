/**
 * A virtio driver for tests, of a disk unless told otherwise: it lays out rings in a small RAM and drives a device through
 * its registers alone. Every part of the rings can be written freely, to break the rules.
 */

import { EventQueue } from '../../src/board/events.ts';
import { Ram } from '../../src/board/physical-memory.ts';
import type { BoardProbe } from '../../src/board/probe.ts';
import { type Disk, MemoryDisk } from '../../src/devices/disk.ts';
import { BlockDevice, type DiskLatency } from '../../src/devices/virtio-blk.ts';
import { type VirtioDevice, VirtioMmio } from '../../src/devices/virtio-mmio.ts';

export const NEXT = 1;
export const WRITE = 2;
export const INDIRECT = 4;

export const ramBase = 0x8000_0000;
export const descriptors: number = ramBase;
export const available: number = ramBase + 0x1000;
export const used: number = ramBase + 0x2000;
export const header: number = ramBase + 0x3000;
export const status: number = ramBase + 0x3800;
export const buffer: number = ramBase + 0x4000;
export const queueSize: number = 8;
export const ramBytes: number = 0x4_0000;
/** Each further queue has its tables so much further on. */
export const queueStride: number = 0x1_0000;

/** What a device needs of the board. */
export interface BoardParts {
  readonly name: string;
  readonly memory: Ram;
  readonly clock: { nowNs: number };
  readonly events: EventQueue;
}

/** A disk each of whose sectors is filled with its number. */
export const numberedDisk = (sectors = 64, readOnly = false): MemoryDisk =>
  new MemoryDisk(
    Uint8Array.from({ length: sectors * 512 }, (_, at) => at >>> 9),
    { readOnly },
  );

export class VirtioDriver {
  readonly clock: { nowNs: number } = { nowNs: 0 };
  readonly events: EventQueue = new EventQueue();
  readonly bytes: Uint8Array<ArrayBuffer> = new Uint8Array(ramBytes);
  readonly view: DataView = new DataView(this.bytes.buffer);
  readonly written: (readonly [address: number, length: number])[] = [];
  readonly device: VirtioMmio;
  line = false;
  readonly #made = [0, 0];

  constructor(
    disk: Disk = numberedDisk(),
    {
      probe,
      latency,
      device,
      isLegacy = false,
    }: {
      probe?: BoardProbe;
      latency?: DiskLatency;
      device?: (parts: BoardParts) => VirtioDevice;
      isLegacy?: boolean;
    } = {},
  ) {
    const { clock, events } = this;
    const memory = new Ram(ramBase, this.bytes, (address, length) => {
      this.written.push([address, length]);
    });
    const parts = { name: 'virtio0', memory, clock, events };
    const made =
      device?.(parts) ??
      new BlockDevice({
        ...{ ...parts, disk },
        ...(probe ? { probe } : {}),
        ...(latency ? { latency } : {}),
      });
    this.device = new VirtioMmio(
      memory,
      (high) => {
        this.line = high;
      },
      made,
      isLegacy,
    );
  }

  read(offset: number): number {
    return this.device.read(offset, 4) ?? Number.NaN;
  }

  write(offset: number, value: number): void {
    this.device.write(offset, 4, value >>> 0);
  }

  /** Negotiate and set queues up. */
  start(features = 0n, queues = 1): this {
    this.write(0x70, 0);
    this.write(0x70, 3);
    this.write(0x24, 0);
    this.write(0x20, Number(features & 0xffff_ffffn));
    this.write(0x24, 1);
    this.write(0x20, Number((features >> 32n) | 1n));
    this.write(0x70, 11);
    for (let queue = 0; queue < queues; queue++) {
      this.write(0x30, queue);
      this.write(0x38, queueSize);
      this.write(0x80, descriptors + queue * queueStride);
      this.write(0x90, available + queue * queueStride);
      this.write(0xa0, used + queue * queueStride);
      this.write(0x44, 1);
    }
    this.write(0x30, 0);
    this.write(0x70, 15);
    return this;
  }

  describe(
    index: number,
    address: number,
    length: number,
    flags: number,
    next = 0,
    queue = 0,
  ): void {
    const at = descriptors - ramBase + queue * queueStride + 16 * index;
    this.view.setBigUint64(at, BigInt(address), true);
    this.view.setUint32(at + 8, length, true);
    this.view.setUint16(at + 12, flags, true);
    this.view.setUint16(at + 14, next, true);
  }

  fillHeader(type: number, sector: number | bigint): void {
    this.view.setUint32(header - ramBase, type, true);
    this.view.setBigUint64(header - ramBase + 8, BigInt(sector), true);
    this.bytes[status - ramBase] = 0xee;
  }

  /** Put a request of header, data and status into descriptors 0, 1 and 2. */
  request(type: number, sector: number | bigint, length: number, dataFlags: number): void {
    this.fillHeader(type, sector);
    this.describe(0, header, 16, NEXT, 1);
    this.describe(1, buffer, length, NEXT | dataFlags, 2);
    this.describe(2, status, 1, WRITE);
  }

  /** Make a chain available. */
  offer(head: number, queue = 0): void {
    const at = available - ramBase + queue * queueStride;
    const made = this.#made[queue] ?? 0;
    this.view.setUint16(at + 4 + 2 * (made % queueSize), head, true);
    this.#made[queue] = made + 1;
    this.view.setUint16(at + 2, made + 1, true);
  }

  /** So many chains have been offered by another. */
  skip(chains: number): void {
    this.#made[0] = chains;
  }

  notify(queue = 0): void {
    this.write(0x50, queue);
  }

  /** Put bytes into memory. */
  put(address: number, bytes: Iterable<number>): void {
    this.bytes.set([...bytes], address - ramBase);
  }

  /** The bytes at an address. */
  at(address: number, length: number): Uint8Array {
    return this.bytes.slice(address - ramBase, address - ramBase + length);
  }

  /** Offer a chain and let everything end. */
  submit(head = 0): void {
    this.offer(head);
    this.notify();
    this.finish();
  }

  /** Let virtual time pass until no event is left. */
  finish(): void {
    while (this.events.nextNs < Infinity) {
      this.clock.nowNs = this.events.nextNs;
      this.events.runDue(this.clock.nowNs);
    }
  }

  get statusByte(): number {
    return this.bytes[status - ramBase] as number;
  }

  get usedIndex(): number {
    return this.usedIndexOf(0);
  }

  usedIndexOf(queue: number): number {
    return this.view.getUint16(used - ramBase + queue * queueStride + 2, true);
  }

  usedEntry(index: number, queue = 0): readonly [head: number, length: number] {
    const at = used - ramBase + queue * queueStride + 4 + 8 * (index % queueSize);
    return [this.view.getUint32(at, true), this.view.getUint32(at + 4, true)];
  }

  data(length: number): Uint8Array {
    const at = buffer - ramBase;
    return this.bytes.slice(at, at + length);
  }

  get needsReset(): boolean {
    return (this.read(0x70) & 0x40) !== 0;
  }
}
