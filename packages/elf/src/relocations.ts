/**
 * The relocations of a section as columns of numbers: a program has millions, and those who go through
 * all of them, such as a linker, do so without an object for each.
 *
 * Symbols are places in a list, as in the file; 0 is the null symbol, whose value is 0.
 */

import { Integers, roomBeyond, widened } from './columns.ts';
import type { Relocation } from './file.ts';
import { ascending } from './runs.ts';
import { Symbols } from './symbols.ts';

/** What relocations may name: the symbols of a file, or of an assembler. */
export interface SymbolList<S> {
  readonly length: number;
  at(place: number): S | undefined;
}

type Named<L> = L extends SymbolList<infer S> ? S : never;

/** Relocations in file order. Iterating makes an object of each; the methods with a place make none. */
export class Relocations<L extends SymbolList<unknown> = Symbols>
  implements Iterable<Relocation<Named<L>>>
{
  /** What the places in the column of symbols mean, less one. */
  readonly symbols: L;
  #length = 0;
  #offsets: Float64Array;
  #types: Uint32Array;
  #places: Uint32Array;
  #addends: Integers;
  #placeOf: Map<unknown, number> | undefined;

  /**
   * @param symbols what relocations may name.
   * @param room how many relocations are to come, if that is known.
   */
  constructor(symbols: L, room = 0) {
    this.symbols = symbols;
    this.#offsets = new Float64Array(room);
    this.#types = new Uint32Array(room);
    this.#places = new Uint32Array(room);
    this.#addends = new Integers(room);
  }

  /** None. */
  static none(): Relocations {
    return new Relocations(new Symbols());
  }

  /** The relocations of a list. */
  static from(list: Iterable<Relocation>): Relocations {
    const all = [...list];
    const symbols = Symbols.from(new Set(all.flatMap(({ symbol }) => symbol ?? [])));
    const made = new Relocations(symbols, all.length);
    for (const { offset, type, symbol, addend } of all)
      made.push(offset, type, symbol ? (symbols.placeOf(symbol) as number) + 1 : 0, addend);
    return made;
  }

  /** How many there are. */
  get length(): number {
    return this.#length;
  }

  /** Appends one. @param place of its symbol, from 1 on, or 0. */
  push(offset: number, type: number, place: number, addend: number | bigint): void {
    const at = this.#length;
    if (at === this.#types.length) this.#widen(roomBeyond(at));
    this.#length++;
    this.#offsets[at] = offset;
    this.#types[at] = type;
    this.#places[at] = place;
    this.#addends.set(at, addend);
  }

  /** Byte offset in the section. */
  offset(at: number): number {
    return this.#offsets[at] as number;
  }

  /** `R_RISCV_…` */
  type(at: number): number {
    return this.#types[at] as number;
  }

  /** The place of the symbol in `symbols`, from 1 on; 0 is the null symbol. */
  place(at: number): number {
    return this.#places[at] as number;
  }

  /** The symbol; `undefined` for the null symbol. */
  symbol(at: number): Named<L> | undefined {
    const place = this.#places[at] as number;
    return place === 0 ? undefined : (this.symbols.at(place - 1) as Named<L> | undefined);
  }

  /** The addend. */
  addend(at: number): bigint {
    return BigInt(this.#addends.exact(at));
  }

  /** The addend as a number; NaN if that would not be exact. */
  smallAddend(at: number): number {
    return this.#addends.small(at);
  }

  /** The addend, as a number where that is exact. */
  exactAddend(at: number): number | bigint {
    return this.#addends.exact(at);
  }

  /** One of them as an object. */
  at(at: number): Relocation<Named<L>> {
    const [offset, type, symbol] = [this.offset(at), this.type(at), this.symbol(at)];
    return { offset, type, symbol, addend: this.addend(at) };
  }

  /** Puts another in the place of one; its symbol must be among `symbols`. */
  set(at: number, { offset, type, symbol, addend }: Relocation<Named<L>>): void {
    if (symbol === undefined) this.#places[at] = 0;
    else if (symbol !== this.symbol(at)) {
      this.#placeOf ??= placesIn(this.symbols);
      this.#places[at] = this.#placeOf.get(symbol) as number;
    }
    this.#offsets[at] = offset;
    this.#types[at] = type;
    this.#addends.set(at, addend);
  }

  /** Whether there are any of a type. */
  hasType(type: number): boolean {
    return this.#types.subarray(0, this.#length).includes(type);
  }

  /** The same with what each symbol stands for now. */
  withSymbols<T extends SymbolList<unknown>>(symbols: T): Relocations<T> {
    const made = new Relocations(symbols);
    made.#length = this.#length;
    made.#offsets = this.#offsets.slice(0, this.#length);
    made.#types = this.#types.slice(0, this.#length);
    made.#places = this.#places.slice(0, this.#length);
    made.#addends = this.#addends.copy(this.#length);
    return made;
  }

  /** The same with other symbols at other places. @param places by the place before, from 1 on, the one there, or 0 */
  renumbered<T extends SymbolList<unknown>>(symbols: T, places: Uint32Array): Relocations<T> {
    const made = this.withSymbols(symbols);
    for (let at = 0; at < made.#length; at++) {
      made.#places[at] = places[made.#places[at] as number] as number;
    }
    return made;
  }

  /** The same, to be changed. */
  copy(): Relocations<L> {
    return this.withSymbols(this.symbols);
  }

  /** The same by their offsets, and where these are equal as they stand: itself if that is the order. */
  inOrder(): Relocations<L> {
    const order = ascending(this.#offsets.subarray(0, this.#length));
    if (!order) return this;
    const made = new Relocations(this.symbols, this.#length);
    for (const at of order)
      made.push(this.offset(at), this.type(at), this.place(at), this.exactAddend(at));
    return made;
  }

  /** As of an array. */
  map<T>(make: (relocation: Relocation<Named<L>>) => T): T[] {
    return Array.from(this, make);
  }

  *[Symbol.iterator](): Iterator<Relocation<Named<L>>> {
    for (let at = 0; at < this.#length; at++) yield this.at(at);
  }

  #widen(room: number): void {
    this.#offsets = widened(this.#offsets, room);
    this.#types = widened(this.#types, room);
    this.#places = widened(this.#places, room);
    this.#addends.widen(room);
  }
}

/** The symbols of a list with their places, from 1 on. */
function placesIn(symbols: SymbolList<unknown>): Map<unknown, number> {
  const places = new Map<unknown, number>();
  for (let place = 1; place <= symbols.length; place++) places.set(symbols.at(place - 1), place);
  return places;
}
