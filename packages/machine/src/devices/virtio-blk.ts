/**
 * The virtio block device [virtio §5.2]: one queue of requests, served one at a time in order.
 *
 * A request is a chain of 16 bytes of header (type u32, reserved u32, sector u64), the data, and
 * one byte of status. When it is taken, its header is read and its length in virtual time fixed;
 * when that time is over, the data move, the status is written, the chain is given back and the
 * driver interrupted, all at one moment.
 */

import type { EventQueue, Timer } from '../board/events.ts';
import type { PhysicalMemory } from '../board/physical-memory.ts';
import type { BoardProbe, IoRequest } from '../board/probe.ts';
import { requireState, type StateTransfer } from '../snapshot/state.ts';
import type { Clock, Numbers } from './device.ts';
import { type Disk, sectorBytes } from './disk.ts';
import { byteLength, gather, type Segment, scatter, splitAfter } from './scatter.ts';
import { transportFeatures, type VirtioDevice, type VirtioTransport } from './virtio-mmio.ts';
import { type Chain, transferChain } from './virtio-queue.ts';

export const blockDeviceId = 2;

const FEATURE_SEG_MAX = 1n << 2n;
const FEATURE_READ_ONLY = 1n << 5n;
const FEATURE_BLOCK_SIZE = 1n << 6n;
const FEATURE_FLUSH = 1n << 9n;
const FEATURE_DISCARD = 1n << 13n;
const FEATURE_WRITE_ZEROES = 1n << 14n;

const TYPE_READ = 0;
const TYPE_WRITE = 1;
const TYPE_FLUSH = 4;
const TYPE_GET_ID = 8;
const TYPE_DISCARD = 11;
const TYPE_WRITE_ZEROES = 13;

const STATUS_OK = 0;
const STATUS_IO_ERROR = 1;
const STATUS_UNSUPPORTED = 2;

/** Where the fields of a request's header are. */
const TYPE = 0;
const SECTOR = 8;
const headerBytes = 16;
const identityBytes = 20;
/** Where the capacity, the most pieces of data and the size of a block are in the configuration. */
const CAPACITY = 0;
const SEG_MAX = 12;
const BLOCK_SIZE = 20;
const configBytes = 60;
/** What a request to discard or to write zeroes says: sector u64, how many u32, flags u32. */
const rangeBytes = 16;
const FLAG_UNMAP = 1;
/** The most sectors of such a request: QEMU's. */
const maxRangeSectors = 2 ** 22 - 1;
/** The most pieces of data in a request: a queue of 256 less header and status, as in QEMU. */
const maxSegments = 254;
/** Data move in parts of this size, so that a huge request needs no huge buffer. */
const partBytes = 128 * sectorBytes;

/** What drivers in assembly know of it by number. */
// biome-ignore format: kinds of them a line.
export const blockNumbers: Numbers = {
  TYPE, SECTOR, HEADER_BYTES: headerBytes,
  IN: TYPE_READ, OUT: TYPE_WRITE, FLUSH: TYPE_FLUSH, GET_ID: TYPE_GET_ID,
  OK: STATUS_OK, IOERR: STATUS_IO_ERROR, UNSUPPORTED: STATUS_UNSUPPORTED,
  CAPACITY, SEG_MAX, SIZE: BLOCK_SIZE,
  F_SEG_MAX: FEATURE_SEG_MAX, F_READ_ONLY: FEATURE_READ_ONLY, F_SIZE: FEATURE_BLOCK_SIZE,
  F_FLUSH: FEATURE_FLUSH,
};

/** How long requests take, in virtual nanoseconds. */
export interface DiskLatency {
  /** Every request. */
  readonly requestNs: number;
  /** Every sector that it reads or writes, on top. */
  readonly sectorNs: number;
}

/** A fast disk: 100 µs a request and 1 µs a sector, about 500 MB/s. */
export const defaultDiskLatency: DiskLatency = { requestNs: 100_000, sectorNs: 1_000 };

export interface BlockDeviceOptions {
  /** The name of its slot, as `virtio0`. */
  readonly name: string;
  /** What it tells drivers as its identity, 20 characters of ASCII at most: its name unless told otherwise. */
  readonly serial?: string | undefined;
  readonly disk: Disk;
  readonly memory: PhysicalMemory;
  readonly clock: Clock;
  readonly events: EventQueue;
  readonly latency?: DiskLatency;
  readonly probe?: BoardProbe;
}

/** What a request is found to be when it is taken: everything but the data. */
interface Request {
  readonly chain: Chain;
  /** The header as it was then: the driver may have changed it since. */
  readonly header: Uint8Array;
  readonly kind: IoRequest['kind'] | 'unsupported';
  readonly sector: number;
  readonly data: readonly Segment[];
  readonly status: readonly Segment[];
  /** It asks for what the disk cannot do. */
  readonly refused: boolean;
}

/** A disk behind a virtio transport. */
export class BlockDevice implements VirtioDevice {
  readonly id: number = blockDeviceId;
  readonly queueCount = 1;
  readonly features: bigint;
  readonly config: Uint8Array;

  readonly #name: string;
  readonly #serial: string;
  readonly #disk: Disk;
  readonly #memory: PhysicalMemory;
  readonly #clock: Clock;
  readonly #latency: DiskLatency;
  readonly #probe: BoardProbe | undefined;
  readonly #timer: Timer;
  #transport: VirtioTransport | undefined;
  #current: Request | undefined;

  constructor(options: BlockDeviceOptions) {
    const { name, disk, memory, clock, events } = options;
    this.#name = name;
    this.#serial = options.serial ?? name;
    this.#disk = disk;
    this.#memory = memory;
    this.#clock = clock;
    this.#latency = options.latency ?? defaultDiskLatency;
    this.#probe = options.probe;
    this.#timer = events.timer(`${name}.request`, () => this.#finish());
    this.features =
      FEATURE_SEG_MAX |
      (disk.readOnly ? FEATURE_READ_ONLY : 0n) |
      FEATURE_BLOCK_SIZE |
      FEATURE_FLUSH |
      FEATURE_DISCARD |
      FEATURE_WRITE_ZEROES |
      transportFeatures;
    this.config = configuration(disk);
  }

  attach(transport: VirtioTransport): void {
    this.#transport = transport;
  }

  notify(_queue: number): void {
    if (!this.#current) this.#start();
  }

  reset(): void {
    this.#current = undefined;
    this.#timer.cancel();
  }

  transfer(state: StateTransfer): void {
    const requests = this.#current ? [this.#current] : [];
    [this.#current] = state.list('request', requests, 1, (item, request) => {
      const chain = transferChain(item, request?.chain);
      const header = item.bytes('header', request?.header ?? new Uint8Array(0), headerBytes);
      const parsed = this.#parse(chain, header);
      requireState(parsed !== undefined, `the request of ${this.#name} is none`);
      return parsed as Request;
    });
  }

  /** Take the next request, if there is one, and set its end. */
  #start(): void {
    const transport = this.#transport;
    const queue = transport?.queue(0);
    if (!transport || !queue?.ready) return;
    const chain = queue.take();
    if (chain === 'empty') return;
    const request = chain === 'broken' ? undefined : this.#parse(chain, this.#header(chain));
    if (!request) {
      transport.fail();
      return;
    }
    this.#current = request;
    const { requestNs, sectorNs } = this.#latency;
    const durationNs = requestNs + sectorNs * sectorsOf(request);
    // Time must pass: data may land in the rings and make work for the device without end.
    const finishesNs = this.#clock.nowNs + Math.max(durationNs, 1);
    if (request.kind !== 'unsupported')
      this.#probe?.ioStarted?.(this.#describe(request, request.kind), finishesNs);
    this.#timer.set(finishesNs);
  }

  /** End the request under way and start the next. */
  #finish(): void {
    const transport = this.#transport;
    const request = this.#current;
    this.#current = undefined;
    if (!transport || !request || !transport.queue(0).ready) return;
    const status = this.#perform(request);
    const ok = status === STATUS_OK;
    const stored = scatter(this.#memory, request.status, Uint8Array.of(status));
    const answer = stored
      ? transport.queue(0).giveBack(request.chain, byteLength(request.chain.writable))
      : 'broken';
    if (answer === 'broken') transport.fail();
    else if (answer === 'interrupt') transport.interrupt();
    if (request.kind !== 'unsupported')
      this.#probe?.ioFinished?.(this.#describe(request, request.kind), ok);
    if (answer !== 'broken') this.#start();
  }

  #header({ readable }: Chain): Uint8Array | undefined {
    return gather(this.#memory, splitAfter(readable, headerBytes)[0]);
  }

  /** @returns `undefined` when there is no whole header, or no byte for the status. */
  #parse(chain: Chain, header: Uint8Array | undefined): Request | undefined {
    const [, toDevice] = splitAfter(chain.readable, headerBytes);
    const writableBytes = byteLength(chain.writable);
    if (header?.length !== headerBytes || writableBytes === 0) return undefined;
    const [fromDevice, status] = splitAfter(chain.writable, writableBytes - 1);

    const fields = new DataView(header.buffer, header.byteOffset);
    const sector = fields.getUint32(SECTOR, true) + fields.getUint32(SECTOR + 4, true) * 2 ** 32;
    let kind: Request['kind'] = requestKinds.get(fields.getUint32(TYPE, true)) ?? 'unsupported';
    const isRange = kind === 'discard' || kind === 'zero';
    const toDeviceBytes = isRange ? byteLength(toDevice) : 0;
    if (isRange && toDeviceBytes < rangeBytes) return undefined;
    if (toDeviceBytes > rangeBytes) kind = 'unsupported';
    const data = kind === 'write' || isRange ? toDevice : fromDevice;
    const moves = kind === 'read' || kind === 'write';
    const bytes = byteLength(data);
    const outside = bytes % sectorBytes !== 0 || sector + bytes / sectorBytes > this.#disk.sectors;
    const refused = moves && (outside || (kind === 'write' && this.#disk.readOnly));
    return { chain, header, kind, sector: moves ? sector : 0, data, status, refused };
  }

  #perform({ kind, sector, data, refused }: Request): number {
    if (kind === 'unsupported') return STATUS_UNSUPPORTED;
    if (refused) return STATUS_IO_ERROR;
    if (kind === 'flush') return STATUS_OK;
    if (kind === 'discard' || kind === 'zero') return this.#performRange(kind, data);
    const done = kind === 'identify' ? this.#identify(data) : this.#move(kind, sector, data);
    return done ? STATUS_OK : STATUS_IO_ERROR;
  }

  /** To discard is to do nothing, which the standard allows and QEMU does unless told otherwise. */
  #performRange(kind: 'discard' | 'zero', data: readonly Segment[]): number {
    const bytes = gather(this.#memory, data);
    if (!bytes) return STATUS_IO_ERROR;
    const fields = new DataView(bytes.buffer);
    const first = fields.getUint32(0, true) + fields.getUint32(4, true) * 2 ** 32;
    const count = fields.getUint32(8, true);
    const flags = fields.getUint32(12, true);
    if (count > maxRangeSectors || first + count > this.#disk.sectors) return STATUS_IO_ERROR;
    if (flags & ~(kind === 'zero' ? FLAG_UNMAP : 0)) return STATUS_UNSUPPORTED;
    if (this.#disk.readOnly) return STATUS_IO_ERROR;
    if (kind === 'discard') return STATUS_OK;
    const zeroes = new Uint8Array(Math.min(count * sectorBytes, partBytes));
    for (let at = 0; at < count; at += partBytes / sectorBytes) {
      const part = zeroes.subarray(0, (count - at) * sectorBytes);
      if (!this.#disk.write(first + at, part)) return STATUS_IO_ERROR;
    }
    return STATUS_OK;
  }

  #move(kind: 'read' | 'write', firstSector: number, data: readonly Segment[]): boolean {
    let sector = firstSector;
    let rest = data;
    while (byteLength(rest) > 0) {
      const [part, after] = splitAfter(rest, partBytes);
      if (!(kind === 'read' ? this.#read(sector, part) : this.#write(sector, part))) return false;
      sector += byteLength(part) / sectorBytes;
      rest = after;
    }
    return true;
  }

  #read(sector: number, part: readonly Segment[]): boolean {
    const bytes = new Uint8Array(byteLength(part));
    return this.#disk.read(sector, bytes) && scatter(this.#memory, part, bytes);
  }

  #write(sector: number, part: readonly Segment[]): boolean {
    const bytes = gather(this.#memory, part);
    return bytes !== undefined && this.#disk.write(sector, bytes);
  }

  /** The identity, in 20 bytes filled up with zeroes. */
  #identify(data: readonly Segment[]): boolean {
    const bytes = new Uint8Array(identityBytes);
    for (let at = 0; at < Math.min(this.#serial.length, identityBytes); at++)
      bytes[at] = this.#serial.charCodeAt(at);
    const [place] = splitAfter(data, identityBytes);
    return scatter(this.#memory, place, bytes);
  }

  #describe(request: Request, kind: IoRequest['kind']): IoRequest {
    return { device: this.#name, kind, sector: request.sector, sectors: sectorsOf(request) };
  }
}

const requestKinds: ReadonlyMap<number, IoRequest['kind']> = new Map([
  [TYPE_READ, 'read'],
  [TYPE_WRITE, 'write'],
  [TYPE_FLUSH, 'flush'],
  [TYPE_GET_ID, 'identify'],
  [TYPE_DISCARD, 'discard'],
  [TYPE_WRITE_ZEROES, 'zero'],
]);

/** How many sectors a request moves: none when it is refused. */
const sectorsOf = ({ kind, data, refused }: Request): number =>
  !refused && (kind === 'read' || kind === 'write') ? byteLength(data) / sectorBytes : 0;

/** The configuration space [virtio §5.2.4], as far as the features offered give it a meaning. */
const configuration = (disk: Disk): Uint8Array => {
  const bytes = new Uint8Array(configBytes);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(CAPACITY, BigInt(disk.sectors), true);
  view.setUint32(SEG_MAX, maxSegments, true);
  view.setUint32(BLOCK_SIZE, sectorBytes, true);
  view.setUint32(36, maxRangeSectors, true); // max_discard_sectors
  view.setUint32(40, 1, true); // max_discard_seg
  view.setUint32(44, 1, true); // discard_sector_alignment
  view.setUint32(48, maxRangeSectors, true); // max_write_zeroes_sectors
  view.setUint32(52, 1, true); // max_write_zeroes_seg
  view.setUint8(56, 1); // write_zeroes_may_unmap
  return bytes;
};
