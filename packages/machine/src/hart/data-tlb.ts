/**
 * TLBs for data. Each serves one way to translate of one hart, and is two tables, direct mapped: of
 * pages that may be read, and of pages that may be written. Generated code looks into them:
 *
 *   place = address + table[address's page number, low bits of it]
 *
 * An entry is the place in RAM of a page less its address, so one addition both finds the place and
 * tells whether it is meant: for another page the sum has bits above those of a place in RAM. That takes one index bit more than RAM has page number bits. An entry
 * that knows nothing leads every address of its index just below a multiple of the table's reach,
 * which is behind RAM. Low bits that make an access misaligned are tested with those above.
 *
 * A page in the second table is in the first as well, so an access that is allowed to write may look into
 * that alone, and finds for a read what the first would say. Generated code also enters pages, as `fill`
 * does [page-walk.ts].
 *
 * Writes to some pages are watched, since their code has been translated: generated code must not find these. What is known
 * of them is kept apart, for the host, and the entry says so: so what a program sees that forgets a fence does not depend on what was translated.
 *
 * There are fewer TLBs than there can be ways to translate; one that is needed takes the place of
 * the one that was used longest ago. The row of a way says which TLB it has, so that generated code selects that
 * by itself [select-tlbs.ts]. To empty one costs as much as has been entered.
 */

import type { Hart } from './hart.ts';
import {
  type DataTlbShape,
  dataTlbShape,
  dataTlbs,
  dataTlbsPlace,
  REGIME_ROW_SHIFT,
  regimeRow,
  regimeRowsPlace,
  slot,
  usedBytes,
  usedRoom,
} from './layout.ts';
import { PAGE, PAGE_SHIFT } from './page.ts';

/**
 * In the high half of an entry that knows nothing yet; or any more, and is in the list of entries used; or whose page
 * only the host knows. They differ in the two highest bits.
 */
const UNUSED = 0xffff_ffff;
export const DROPPED = 0x7fff_ffff;
export const APART = 0x3fff_ffff;
const NOBODY = -1;

/** An entry's halves. */
interface Entry {
  readonly low: number;
  readonly high: number;
}

export type DataAccess = 'read' | 'write';

/** A table of entries, in two halves each: indices in the words of the shared memory. */
interface Table {
  readonly start: number;
  /** The list of entries that know something, or did; first how many they are. */
  readonly used: number;
}

interface DataTlb {
  readonly place: number;
  readonly tables: Readonly<Record<DataAccess, Table>>;
  /** By index, what the table for writes would hold if writes to that page were not watched; there it is dropped. */
  readonly watched: Map<number, Entry>;
  /** Whose it is: a number for a hart and a way to translate. */
  owner: number;
}

export class DataTlbs {
  readonly #hart: Hart;
  readonly #words: Uint32Array;
  readonly #shape: DataTlbShape;
  readonly #tlbs: readonly DataTlb[];
  readonly #byPlace: ReadonlyMap<number, DataTlb>;
  /** The place of the first owner's row. */
  readonly #rows: number;
  /** By page of RAM: not zero if some TLB may have it as one that may be written. */
  readonly #writable: Uint8Array;
  /** By page of RAM: not zero if writes to it are watched. */
  readonly #watched: Uint8Array;
  /** A table that knows nothing. */
  readonly #fresh: Uint32Array;

  constructor(hart: Hart, harts: number) {
    this.#hart = hart;
    this.#words = new Uint32Array(hart.memory.buffer);
    this.#shape = dataTlbShape(hart.ramBytes, harts);
    this.#rows = regimeRowsPlace(hart.ramBytes, harts);
    const first = dataTlbsPlace(hart.ramBytes, harts);
    const { entries, tableBytes, tlbBytes, writable, watched } = this.#shape;
    this.#writable = new Uint8Array(hart.memory.buffer, writable, hart.ramBytes / PAGE);
    this.#watched = new Uint8Array(hart.memory.buffer, watched, hart.ramBytes / PAGE);
    this.#fresh = freshTable(entries);
    this.#tlbs = Array.from({ length: dataTlbs }, (_, index) => {
      const place = first + index * tlbBytes;
      const lists = place + 2 * tableBytes;
      const tables = {
        read: { start: place >>> 2, used: lists >>> 2 },
        write: { start: (place + tableBytes) >>> 2, used: (lists + usedBytes) >>> 2 },
      };
      return { place, tables, watched: new Map<number, Entry>(), owner: NOBODY };
    });
    this.#byPlace = new Map(this.#tlbs.map((tlb) => [tlb.place, tlb]));
  }

  /** Has data accesses use this owner's TLB. */
  select(owner: number): void {
    const hart = this.#hart;
    const row = this.#row(owner);
    const tlb = this.#of(owner) ?? this.#take(owner);
    hart.setHalves(slot.dataRow, row, 0);
    hart.setHalves(slot.dataTlb, tlb.place, 0);
    const selections = hart.number(slot.selections) + 1;
    hart.setNumber(slot.selections, selections);
    hart.setNumber(row + regimeRow.usedAt, selections);
  }

  #row(owner: number): number {
    return this.#rows + (owner << REGIME_ROW_SHIFT);
  }

  /** An owner's TLB, if it has one. */
  #of(owner: number): DataTlb | undefined {
    return this.#at(this.#hart.low(this.#row(owner) + regimeRow.dataTlb));
  }

  /** The TLB that is in use. */
  get #current(): DataTlb | undefined {
    return this.#at(this.#hart.low(slot.dataTlb));
  }

  #at(place: number): DataTlb | undefined {
    return place === 0 ? undefined : this.#byPlace.get(place);
  }

  /** `selections` when a TLB came into use last. */
  #usedAt({ owner }: DataTlb): number {
    return owner === NOBODY ? 0 : this.#hart.number(this.#row(owner) + regimeRow.usedAt);
  }

  /** Gives an owner the TLB that was used longest ago. */
  #take(owner: number): DataTlb {
    const tlb = this.#tlbs.reduce((oldest, each) =>
      this.#usedAt(each) < this.#usedAt(oldest) ? each : oldest,
    );
    if (tlb.owner === NOBODY) {
      this.#initialize(tlb.tables.read);
      this.#initialize(tlb.tables.write);
    } else {
      this.#empty(tlb);
      this.#hart.setHalves(this.#row(tlb.owner) + regimeRow.dataTlb, 0, 0);
    }
    tlb.owner = owner;
    this.#hart.setHalves(this.#row(owner) + regimeRow.dataTlb, tlb.place, 0);
    return tlb;
  }

  #initialize({ start, used }: Table): void {
    this.#words.set(this.#fresh, start);
    this.#words[used] = 0;
  }

  #clear(start: number, index: number, high: number): void {
    this.#words[start + index * 2] = -(index + 1) * PAGE;
    this.#words[start + index * 2 + 1] = high;
  }

  #empty({ tables, watched }: DataTlb): void {
    watched.clear();
    for (const table of [tables.read, tables.write]) {
      const count = this.#words[table.used] ?? 0;
      if (count > usedRoom) this.#initialize(table);
      else
        for (let at = 1; at <= count; at++)
          this.#clear(table.start, this.#words[table.used + at] ?? 0, UNUSED);
      this.#words[table.used] = 0;
    }
  }

  #index(low: number): number {
    return (low >>> PAGE_SHIFT) & (this.#shape.entries - 1);
  }

  /** The place in RAM of an address, by the TLB in use; -1 if that does not know it. */
  lookUp(kind: DataAccess, low: number, high: number): number {
    const tlb = this.#current;
    return tlb ? this.#lookUp(tlb, kind, low, high) : -1;
  }

  #lookUp(tlb: DataTlb, kind: DataAccess, low: number, high: number): number {
    const { start } = tlb.tables[kind];
    const index = this.#index(low);
    const word = start + index * 2;
    const entry = { low: this.#words[word] ?? 0, high: this.#words[word + 1] ?? 0 };
    const place = this.#placeBy(entry, low, high);
    if (place >= 0 || kind === 'read' || tlb.watched.size === 0) return place;
    const kept = tlb.watched.get(index);
    if (!kept) return -1;
    const watchedPlace = this.#placeBy(kept, low, high);
    const page = watchedPlace >>> PAGE_SHIFT;
    if (watchedPlace >= 0 && this.#watched[page] === 0) {
      this.#put(start, index, kept);
      this.#writable[page] = 1;
      tlb.watched.delete(index);
    }
    return watchedPlace;
  }

  #placeBy(entry: Entry, low: number, high: number): number {
    const place = (low + entry.low) >>> 0;
    const carry = place < low ? 1 : 0;
    const isPlace = ((high + entry.high + carry) | 0) === 0 && place < 2 ** this.#shape.ramBits;
    return isPlace ? place : -1;
  }

  #put(start: number, index: number, { low, high }: Entry): void {
    this.#words[start + index * 2] = low;
    this.#words[start + index * 2 + 1] = high;
  }

  /** Enters a page of RAM; one that may be written may be read. */
  fill(kind: DataAccess, low: number, high: number, page: number): void {
    const current = this.#current;
    if (!current) return;
    const { read, write } = current.tables;
    this.#fill(read, low, high, page);
    if (kind === 'write') {
      this.#fill(write, low, high, page);
      const index = this.#index(low);
      current.watched.delete(index);
      if (this.#watched[page / PAGE] !== 0) this.#keepApart(current, index);
      else this.#writable[page / PAGE] = 1;
    } else if (this.#lookUp(current, 'write', low, high) !== page + (low & (PAGE - 1)))
      this.#drop(current, 'write', low);
  }

  #fill(table: Table, low: number, high: number, page: number): void {
    const index = this.#index(low);
    const word = table.start + index * 2;
    const address = (low & -PAGE) >>> 0;
    if (this.#isUnused(table.start, index)) this.#noteUsed(table, index);
    this.#words[word] = page - address;
    this.#words[word + 1] = -high - (page < address ? 1 : 0);
  }

  /** Has a table know nothing of addresses with the index of this one. */
  #drop({ tables, watched }: DataTlb, kind: DataAccess, low: number): void {
    const { start } = tables[kind];
    const index = this.#index(low);
    if (kind === 'write') watched.delete(index);
    if (!this.#isUnused(start, index)) this.#clear(start, index, DROPPED);
  }

  /** Has generated code not find an entry for writes any more. */
  #keepApart({ tables, watched }: DataTlb, index: number): void {
    const { start } = tables.write;
    const [low, high] = this.#words.subarray(start + index * 2, start + index * 2 + 2);
    watched.set(index, { low: low ?? 0, high: high ?? 0 });
    this.#clear(start, index, APART);
  }

  #noteUsed({ used }: Table, index: number): void {
    const count = this.#words[used] ?? 0;
    if (count < usedRoom) this.#words[used + 1 + count] = index;
    this.#words[used] = count + 1;
  }

  #isUnused(start: number, index: number): boolean {
    const word = start + index * 2;
    return this.#words[word] === (-(index + 1) * PAGE) >>> 0 && this.#words[word + 1] === UNUSED;
  }

  /** Empties an owner's TLB. */
  forget(owner: number): void {
    const tlb = this.#of(owner);
    if (tlb) this.#empty(tlb);
  }

  /** Has an owner's TLB forget what it knows of an address. */
  forgetPage(owner: number, low: number, high: number): void {
    const tlb = this.#of(owner);
    if (!tlb) return;
    for (const kind of ['read', 'write'] as const)
      if (this.#lookUp(tlb, kind, low, high) >= 0) this.#drop(tlb, kind, low);
  }

  /** Writes to a page of RAM are watched from now on: only the host may know that it may be written. */
  watchWrites(page: number): void {
    if (this.#writable[page / PAGE] === 0) return;
    this.#writable[page / PAGE] = 0;
    for (const tlb of this.#tlbs) {
      if (tlb.owner === NOBODY) continue;
      const { used } = tlb.tables.write;
      const count = this.#words[used] ?? 0;
      if (count > usedRoom)
        for (let index = 0; index < this.#shape.entries; index++)
          this.#watchWrite(tlb, index, page);
      else
        for (let at = 1; at <= count; at++)
          this.#watchWrite(tlb, this.#words[used + at] ?? 0, page);
    }
  }

  #watchWrite(tlb: DataTlb, index: number, page: number): void {
    const entryLow = this.#words[tlb.tables.write.start + index * 2] ?? 0;
    // Only the right entry's address has this index.
    if (this.#index((page - entryLow) >>> 0) === index) this.#keepApart(tlb, index);
  }
}

/** Tables that know nothing, by how many entries they have: one is copied for each new table. */
const freshTables = new Map<number, Uint32Array>();

function freshTable(entries: number): Uint32Array {
  let table = freshTables.get(entries);
  if (!table) {
    table = new Uint32Array(entries * 2).fill(UNUSED);
    for (let index = 0, low = 0; index < entries; index++) table[index * 2] = low -= PAGE;
    freshTables.set(entries, table);
  }
  return table;
}
