/**
 * A split virtqueue [virtio §2.7]: three tables in guest memory through which a driver hands
 * buffers to a device and takes them back.
 *
 *   descriptors   16 bytes each: address u64, length u32, flags u16, next u16
 *   available     flags u16, index u16, heads of descriptor chains, u16 each, used event u16
 *   used          flags u16, index u16, {head u32, bytes written u32} each, available event u16
 *
 * A guest may write anything there at any time. So every address is checked against RAM, every
 * walk is bounded, and what makes no sense is reported as `broken` and never thrown.
 */

import type { PhysicalMemory } from '../board/physical-memory.ts';
import type { Stateful, StateTransfer } from '../snapshot/state.ts';
import type { Numbers } from './device.ts';
import type { Segment } from './scatter.ts';

const DESCRIPTORS = 0;
const AVAILABLE = 1;
const USED = 2;

/** Where the fields of a descriptor are, and its size. */
const ADDRESS = 0;
const LENGTH = 8;
const FLAGS = 12;
const NEXT = 14;
const DESCRIPTOR_BYTES = 16;

const FLAG_NEXT = 1 << 0;
const FLAG_WRITE = 1 << 1;
const FLAG_INDIRECT = 1 << 2;

/** Where the fields of both rings are: flags, how many entries there ever were, and the entries. */
const RING_FLAGS = 0;
const RING_INDEX = 2;
const RING_ENTRIES = 4;
const RING_NO_INTERRUPT = 1 << 0;

/** A descriptor's fields, for programs in assembly; */
export const descriptorFields: Numbers = { ADDRESS, LENGTH, FLAGS, NEXT, BYTES: DESCRIPTOR_BYTES };

/** its flags, and the fields of the rings. */
// biome-ignore format: kinds of them a line.
export const queueFields: Numbers = {
  FLAG_NEXT, FLAG_WRITE, FLAG_INDIRECT,
  RING_FLAGS, RING_INDEX, RING_ENTRIES, RING_NO_INTERRUPT,
};

/** The largest size of a queue, and of a chain with its indirect descriptors: QEMU's. */
export const maxQueueSize = 1024;

/** A chain describes at most so many bytes [virtio §2.7.5]. */
const maxChainBytes = 2 ** 32;

/** The buffers that a driver hands over together. */
export interface Chain {
  /** The index of the first descriptor, by which the driver knows the chain. */
  readonly head: number;
  /** What the device reads. */
  readonly readable: readonly Segment[];
  /** What the device writes; in the chain it follows what the device reads. */
  readonly writable: readonly Segment[];
}

/** A chain that a device is at work on goes into snapshots. */
export function transferChain(state: StateTransfer, chain: Chain | undefined): Chain {
  const segments = (name: string, given: readonly Segment[] = []): Segment[] =>
    state.list(name, given, maxQueueSize, (item, segment) => ({
      // Past 2⁵³ there is no RAM, here nor there.
      address: item.number('address', Math.min(segment?.address ?? 0, Number.MAX_SAFE_INTEGER)),
      length: item.number('length', segment?.length ?? 0, 0, 0xffff_ffff),
    }));
  return {
    head: state.number('head', chain?.head ?? 0, 0, 0xffff),
    readable: segments('readable', chain?.readable),
    writable: segments('writable', chain?.writable),
  };
}

interface Descriptor extends Segment {
  readonly flags: number;
  readonly next: number;
}

interface Table {
  readonly address: number;
  readonly size: number;
}

/** One queue of a device. The driver writes its fields through the transport. */
export class VirtQueue implements Stateful {
  /** How many entries each table has: 1 … `maxQueueSize`. */
  size: number = maxQueueSize;
  /** The driver has written the fields and lets the device look at the tables. */
  ready = false;
  /**
   * The last words of the tables hold: driver and device each say there of which chain, counted, the
   * other is to tell it; of those before it need not [virtio §2.7.7, §2.7.10].
   */
  usesEvents = false;
  /**
   * The physical addresses of the three tables, descriptors first, available, used: the low half
   * and then the high half of each.
   */
  readonly addresses: Uint32Array = new Uint32Array(6);

  readonly #memory: PhysicalMemory;
  /** How many chains have been taken and given back, modulo 65536. */
  #taken = 0;
  #returned = 0;

  constructor(memory: PhysicalMemory) {
    this.#memory = memory;
  }

  /** Return to the state at power-on. */
  reset(): void {
    this.size = maxQueueSize;
    this.ready = false;
    this.usesEvents = false;
    this.addresses.fill(0);
    this.#taken = 0;
    this.#returned = 0;
  }

  transfer(state: StateTransfer): void {
    this.size = state.number('size', this.size, 1, maxQueueSize);
    this.ready = state.flag('ready', this.ready);
    this.usesEvents = state.flag('usesEvents', this.usesEvents);
    state.words('addresses', this.addresses);
    this.#taken = state.number('taken', this.#taken, 0, 0xffff);
    this.#returned = state.number('returned', this.#returned, 0, 0xffff);
  }

  /** Take the next available chain. */
  take(): Chain | 'empty' | 'broken' {
    const available = this.#table(AVAILABLE);
    const index = this.#read16(available + RING_INDEX);
    if (index === undefined) return 'broken';
    const waiting = (index - this.#taken) & 0xffff;
    if (waiting === 0) return this.usesEvents ? this.#askForNext() : 'empty';
    if (waiting > this.size) return 'broken';
    const head = this.#read16(available + RING_ENTRIES + 2 * (this.#taken % this.size));
    if (head === undefined) return 'broken';
    const chain = this.#chain(head);
    if (chain !== 'broken') this.#taken = (this.#taken + 1) & 0xffff;
    return chain;
  }

  /**
   * Give a chain back.
   * @param written how many bytes of its writable part the device has written.
   * @returns whether the driver wants an interrupt for it.
   */
  giveBack(chain: Chain, written: number): 'interrupt' | 'quiet' | 'broken' {
    const used = this.#table(USED);
    const entryAddress = used + RING_ENTRIES + 8 * (this.#returned % this.size);
    const entry = this.#memory.place(entryAddress, 8);
    const index = this.#memory.place(used + RING_INDEX, 2);
    const available = this.#table(AVAILABLE);
    const wish = this.#read16(
      this.usesEvents ? available + RING_ENTRIES + 2 * this.size : available + RING_FLAGS,
    );
    if (entry === undefined || index === undefined || wish === undefined) return 'broken';
    const isWanted = this.usesEvents ? wish === this.#returned : (wish & RING_NO_INTERRUPT) === 0;
    const { view } = this.#memory;
    view.setUint32(entry, chain.head, true);
    view.setUint32(entry + 4, written, true);
    this.#memory.written(entryAddress, 8);
    this.#returned = (this.#returned + 1) & 0xffff;
    view.setUint16(index, this.#returned, true);
    this.#memory.written(used + RING_INDEX, 2);
    return isWanted ? 'interrupt' : 'quiet';
  }

  /** There is no chain; the driver is to tell of the next. */
  #askForNext(): 'empty' | 'broken' {
    const address = this.#table(USED) + RING_ENTRIES + 8 * this.size;
    const event = this.#memory.place(address, 2);
    if (event === undefined) return 'broken';
    this.#memory.view.setUint16(event, this.#taken, true);
    this.#memory.written(address, 2);
    return 'empty';
  }

  /** Walk a chain; its last descriptor may stand for a table of further ones [virtio §2.7.5.3]. */
  #chain(head: number): Chain | 'broken' {
    const readable: Segment[] = [];
    const writable: Segment[] = [];
    let table: Table = { address: this.#table(DESCRIPTORS), size: this.size };
    let indirect = false;
    let at = head;
    let bytes = 0;
    for (let count = 0; count < maxQueueSize; count++) {
      const descriptor = this.#descriptor(table, at);
      if (!descriptor) return 'broken';
      const { address, length, flags, next } = descriptor;
      if ((flags & FLAG_INDIRECT) !== 0) {
        if (indirect || (flags & FLAG_NEXT) !== 0) return 'broken';
        if (length === 0 || length % DESCRIPTOR_BYTES !== 0) return 'broken';
        table = { address, size: length / DESCRIPTOR_BYTES };
        indirect = true;
        at = 0;
        continue;
      }
      bytes += length;
      if (bytes > maxChainBytes) return 'broken';
      if ((flags & FLAG_WRITE) !== 0) writable.push({ address, length });
      else if (writable.length > 0) return 'broken';
      else readable.push({ address, length });
      if ((flags & FLAG_NEXT) === 0) return { head, readable, writable };
      at = next;
    }
    return 'broken';
  }

  #descriptor(table: Table, index: number): Descriptor | undefined {
    if (index >= table.size) return undefined;
    const { view } = this.#memory;
    const at = this.#memory.place(table.address + DESCRIPTOR_BYTES * index, DESCRIPTOR_BYTES);
    if (at === undefined) return undefined;
    const [low, high] = [
      view.getUint32(at + ADDRESS, true),
      view.getUint32(at + ADDRESS + 4, true),
    ];
    return {
      address: low + high * 2 ** 32,
      length: view.getUint32(at + LENGTH, true),
      flags: view.getUint16(at + FLAGS, true),
      next: view.getUint16(at + NEXT, true),
    };
  }

  /** An address past 2⁵³ is rounded, to another one where there is no RAM. */
  #table(index: number): number {
    return (
      (this.addresses[2 * index] as number) + (this.addresses[2 * index + 1] as number) * 2 ** 32
    );
  }

  #read16(address: number): number | undefined {
    const place = this.#memory.place(address, 2);
    return place === undefined ? undefined : this.#memory.view.getUint16(place, true);
  }
}
