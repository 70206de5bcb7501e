/**
 * Memory accesses that an engine does not make by itself: TLB misses, devices, misaligned accesses
 * that cross a page, instruction fetches outside the fetch window.
 *
 * Generated code and host exchange 64-bit values through the slot `exchange`, because an i64 that
 * crosses between WebAssembly and JavaScript becomes a `bigint`, which is slow.
 */

import type { Width } from '@ireko/isa';
import type { Bus } from '../board/bus.ts';
import { ramBase } from '../board/memory-map.ts';
import type { Hart } from './hart.ts';
import { RAM, slot } from './layout.ts';
import { type Mmu, watched } from './mmu.ts';
import { PAGE } from './page.ts';
import { type AccessKind, FAULT } from './page-tables.ts';
import type { Stops, WatchedBytes } from './stops.ts';

const MAILBOX_BYTES = 8;
/** An entry of a page table. */
const ENTRY_BYTES = 8;

/** Keeps translations of code in step with memory. Places are in the shared memory. */
export interface CodeWatcher {
  /** Whether any of these bytes has been translated. */
  covers(place: number, length: number): boolean;
  /** These bytes have been or are about to be written. */
  written(place: number, length: number): void;
}

/** Is told where a hart writes, by an instruction or to mark an entry of a page table. */
export type StoreListener = (place: number, length: number, by: 'instruction' | 'walk') => void;

export class Access {
  /** Told of writes to watched pages. */
  codeWatcher: CodeWatcher | undefined;
  /** The place of eight bytes, a write to which stops the engine behind it; 0: there are none. */
  #mailbox = 0;
  #onStore: StoreListener | undefined;
  /** Whether code that had been translated was written. */
  #codeWritten = false;

  readonly #hart: Hart;
  readonly #mmu: Mmu;
  readonly #bus: Bus;
  readonly #stops: Stops;
  readonly #halves = new Uint32Array(2);

  constructor(hart: Hart, mmu: Mmu, bus: Bus, stops: Stops) {
    this.#hart = hart;
    this.#mmu = mmu;
    this.#bus = bus;
    this.#stops = stops;
    mmu.onMark = (place) => this.#noteWrite(place, ENTRY_BYTES, 'walk');
  }

  /**
   * Loads from the virtual address in `exchange` and puts the value there, zero-extended.
   * @returns whether it succeeded; if not, the exception is in `trapCause` and `trapValue`.
   */
  load(width: Width): boolean {
    const hart = this.#hart;
    const low = hart.low(slot.exchange);
    const high = hart.high(slot.exchange);
    if (crossesPage(low, width)) return this.#loadAcross(low, high, width);
    const physical = this.#mmu.translate(low, high, width, 'read');
    if (physical === FAULT) return false;
    const place = this.#place(physical, width);
    if (place !== undefined) {
      if (this.#stops.holds(hart, 'read', physical, width)) return false;
      hart.set(slot.exchange, readRam(hart.view, place, width));
      return true;
    }
    return this.#loadDevice(physical, width, low, high);
  }

  /** Stores `value` to the virtual address in `exchange`; the result is as `load`'s. */
  store(width: Width, value: bigint): boolean {
    const hart = this.#hart;
    const low = hart.low(slot.exchange);
    const high = hart.high(slot.exchange);
    if (crossesPage(low, width)) return this.#storeAcross(low, high, width, value);
    const physical = this.#mmu.translate(low, high, width, 'write');
    if (physical === FAULT) return false;
    const place = this.#place(physical, width);
    if (place !== undefined) {
      if (this.#stops.holds(hart, 'write', physical, width)) return false;
      this.#noteWrite(place, width);
      writeRam(hart.view, place, width, value);
      return true;
    }
    return this.#storeDevice(physical, width, value, low, high);
  }

  /** As `load`, but of a guest's memory, as the guest: `code` reads what it may execute. */
  loadGuest(width: Width, what: 'data' | 'code'): boolean {
    return this.#mmu.asGuest(what, () => this.load(width));
  }

  /** As `store`, but to a guest's memory. */
  storeGuest(width: Width, value: bigint): boolean {
    return this.#mmu.asGuest('data', () => this.store(width, value));
  }

  /**
   * Where an aligned atomic operation on the virtual address in `exchange` finds its operand in
   * the shared memory, or 0 with the exception noted. Devices take no atomic operations.
   */
  writable(width: Width): number {
    const hart = this.#hart;
    const low = hart.low(slot.exchange);
    const high = hart.high(slot.exchange);
    const physical = this.#mmu.translate(low, high, width, 'write');
    if (physical === FAULT) return 0;
    const place = this.#place(physical, width);
    if (place !== undefined) {
      if (this.#stops.holds(hart, 'any', physical, width)) return 0;
      this.#noteWrite(place, width);
      return place;
    }
    this.#mmu.accessFault(low, high);
    return 0;
  }

  /**
   * Whether a cache block at the virtual address in `exchange` may be managed, which whoever may
   * load or store there may do; if not, the exception is a store's [cmo §3.4].
   */
  manageable(): boolean {
    const low = this.#hart.low(slot.exchange);
    const high = this.#hart.high(slot.exchange);
    const may = (kind: AccessKind) => this.#mmu.translate(low, high, 1, kind) !== FAULT;
    return may('read') || may('write');
  }

  /**
   * Where an access to the virtual address in `exchange` that touches plain RAM, in one page, finds
   * it in the shared memory; 0 for any other, with nothing done and no exception noted that counts.
   */
  ramPlace(width: Width, kind: 'read' | 'write'): number {
    const hart = this.#hart;
    const low = hart.low(slot.exchange);
    if (crossesPage(low, width)) return 0;
    this.#codeWritten = false;
    const physical = this.#mmu.translate(low, hart.high(slot.exchange), width, kind);
    // To mark an entry of a page table may have been to write what is running.
    if (physical === FAULT || this.#codeWritten) return 0;
    const place = this.#place(physical, width) ?? 0;
    if (this.#stops.watchedIn(kind, physical, width) !== undefined) return 0;
    if (kind === 'read' || !this.#mmu.isWatched(place)) return place;
    if (this.#onStore) return 0;
    return this.#isMailbox(place, width) || this.codeWatcher?.covers(place, width) ? 0 : place;
  }

  /** Has writes to eight bytes of RAM, from a physical address on, stop the engine behind them; or to none. */
  watchMailbox(address: number | undefined): void {
    if (this.#mailbox !== 0)
      this.#mmu.watchWrites(this.#mailbox - (this.#mailbox % PAGE), false, watched.mailbox);
    this.#mailbox = 0;
    if (address === undefined) return;
    this.#mailbox = RAM + address - ramBase;
    this.#mmu.watchWrites(this.#mailbox - (this.#mailbox % PAGE), true, watched.mailbox);
  }

  /** Has all writes to RAM by harts go through here, and tells of each: its place and length. */
  watchStores(listener: StoreListener): void {
    this.#onStore = listener;
    for (let page = 0; page < this.#hart.ramBytes; page += PAGE)
      this.#mmu.watchWrites(RAM + page, true, watched.observer);
  }

  /** Has accesses to these bytes of RAM, which replace those that were watched before, stop the run before them. */
  watchBytes(bytes: readonly WatchedBytes[]): void {
    const watch = ({ start, end }: WatchedBytes, on: boolean) => {
      for (let page = start - (start % PAGE); page < end; page += PAGE)
        this.#mmu.watchWrites(RAM + page - ramBase, on, watched.debugger);
    };
    for (const each of this.#stops.watchedBytes) watch(each, false);
    this.#stops.watchedBytes = bytes;
    for (const each of bytes) watch(each, true);
  }

  #isMailbox(place: number, length: number): boolean {
    return place < this.#mailbox + MAILBOX_BYTES && this.#mailbox < place + length;
  }

  #noteWrite(place: number, length: number, by: 'instruction' | 'walk' = 'instruction'): void {
    if (!this.#mmu.isWatched(place)) return;
    this.#onStore?.(place, length, by);
    if (this.#isMailbox(place, length)) this.#hart.stop();
    if (!this.codeWatcher?.covers(place, length)) return;
    this.#codeWritten = true;
    this.codeWatcher.written(place, length);
  }

  /**
   * Fetches at `pc` and puts the instruction's bits into `exchange`: at least 16, and 32 unless
   * they say that they are compressed. The result is as `load`'s.
   */
  fetch(): boolean {
    const hart = this.#hart;
    this.#stops.checkFetch(hart);
    const low = hart.low(slot.pc);
    const high = hart.high(slot.pc);
    const first = this.#fetchHalf(low, high);
    if (first === undefined) return false;
    this.#mmu.openFetchWindow(low, high);
    let word = first;
    if ((first & 0b11) === 0b11) {
      const nextLow = (low + 2) >>> 0;
      const second = this.#fetchHalf(nextLow, nextLow === 0 ? (high + 1) >>> 0 : high);
      if (second === undefined) return false;
      word |= second << 16;
    }
    hart.setHalves(slot.exchange, word >>> 0, 0);
    return true;
  }

  #fetchHalf(low: number, high: number): number | undefined {
    const physical = this.#mmu.translate(low, high, 2, 'execute');
    if (physical === FAULT) return undefined;
    const place = this.#place(physical, 2);
    if (place !== undefined) return this.#hart.view.getUint16(place, true);
    this.#mmu.accessFault(low, high);
    return undefined;
  }

  /** The place of a physical address in the shared memory, if all of the access is RAM. */
  #place(physical: number, width: Width): number | undefined {
    const offset = physical - ramBase;
    return offset >= 0 && offset + width <= this.#hart.ramBytes ? RAM + offset : undefined;
  }

  /** After an access to a device, an interrupt or an event may be nearer than the limit says. */
  #loadDevice(physical: number, width: Width, low: number, high: number): boolean {
    const hart = this.#hart;
    hart.stop();
    if (width === 8) {
      if (!this.#bus.read64(physical, this.#halves)) return this.#refused(low, high);
      hart.setHalves(slot.exchange, this.#halves[0] ?? 0, this.#halves[1] ?? 0);
      return true;
    }
    const value = this.#bus.read(physical, width);
    if (value === undefined) return this.#refused(low, high);
    hart.setHalves(slot.exchange, value, 0);
    return true;
  }

  #storeDevice(physical: number, width: Width, value: bigint, low: number, high: number): boolean {
    const lowHalf = Number(value & 0xffff_ffffn);
    const written =
      width === 8
        ? this.#bus.write64(physical, lowHalf, Number((value >> 32n) & 0xffff_ffffn))
        : this.#bus.write(physical, width, lowHalf);
    if (!written) return this.#refused(low, high);
    this.#hart.stop();
    return true;
  }

  #refused(low: number, high: number): false {
    this.#mmu.accessFault(low, high);
    return false;
  }

  /** A load over the end of a page: both pages are translated before any byte is read. */
  #loadAcross(low: number, high: number, width: Width): boolean {
    const places = this.#placesAcross(low, high, width, 'read');
    if (!places) return false;
    let value = 0n;
    places.forEach((place, index) => {
      value |= BigInt(this.#hart.bytes[place] ?? 0) << BigInt(8 * index);
    });
    this.#hart.set(slot.exchange, value);
    return true;
  }

  #storeAcross(low: number, high: number, width: Width, value: bigint): boolean {
    const places = this.#placesAcross(low, high, width, 'write');
    if (!places) return false;
    places.forEach((place, index) => {
      this.#noteWrite(place, 1);
      this.#hart.bytes[place] = Number((value >> BigInt(8 * index)) & 0xffn);
    });
    return true;
  }

  /** Where each byte of an access over two pages is; both pages must be RAM. */
  #placesAcross(
    low: number,
    high: number,
    width: Width,
    kind: 'read' | 'write',
  ): readonly number[] | undefined {
    const places: number[] = [];
    for (let index = 0; index < width; index++) {
      const byteLow = (low + index) >>> 0;
      const byteHigh = byteLow < low ? (high + 1) >>> 0 : high;
      const physical = this.#mmu.translate(byteLow, byteHigh, 1, kind);
      const place = physical === FAULT ? undefined : this.#place(physical, 1);
      if (place === undefined) {
        if (physical !== FAULT) this.#refused(byteLow, byteHigh);
        this.#hart.setHalves(slot.faultOffset, index, 0);
        return undefined;
      }
      if (this.#stops.holds(this.#hart, kind, physical, 1)) return undefined;
      places.push(place);
    }
    return places;
  }
}

function crossesPage(low: number, width: Width): boolean {
  return (low & (PAGE - 1)) + width > PAGE;
}

/** What is at a place of the shared memory, zero-extended. */
export function readRam(view: DataView, place: number, width: Width): bigint {
  switch (width) {
    case 1:
      return BigInt(view.getUint8(place));
    case 2:
      return BigInt(view.getUint16(place, true));
    case 4:
      return BigInt(view.getUint32(place, true));
    case 8:
      return view.getBigUint64(place, true);
  }
}

export function writeRam(view: DataView, place: number, width: Width, value: bigint): void {
  switch (width) {
    case 1:
      view.setUint8(place, Number(value & 0xffn));
      break;
    case 2:
      view.setUint16(place, Number(value & 0xffffn), true);
      break;
    case 4:
      view.setUint32(place, Number(value & 0xffff_ffffn), true);
      break;
    case 8:
      view.setBigUint64(place, value, true);
      break;
  }
}
