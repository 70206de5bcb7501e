/**
 * The relocations of a section as columns of numbers: a program has millions, and those who go through
 * all of them, such as a linker, do so without an object for each.
 *
 * Symbols are places in a list, as in the file; 0 is the null symbol, whose value is 0. Addends are
 * floating-point numbers, which are exact up to 2^53, and the few beyond that stand beside the columns.
 */

import type { ElfSymbol, Relocation } from './file.ts';
import { ascending } from './runs.ts';

const NO_NUMBERS = new Float64Array(0);
const NO_INTEGERS = new Uint32Array(0);
const LEAST_ROOM = 16;

/** Relocations in file order. Iterating makes an object of each; the methods with a place make none. */
export class Relocations<S extends object = ElfSymbol> implements Iterable<Relocation<S>> {
  /** What the places in the column of symbols mean, less one. */
  readonly symbols: readonly (S | undefined)[];
  #length = 0;
  #offsets: Float64Array = NO_NUMBERS;
  #types: Uint32Array = NO_INTEGERS;
  #places: Uint32Array = NO_INTEGERS;
  #addends: Float64Array = NO_NUMBERS;
  /** By their places, the addends that no number in the column is. */
  #wide: Map<number, bigint> | undefined;
  #placeOf: Map<S | undefined, number> | undefined;

  /**
   * @param symbols what relocations may name.
   * @param room how many relocations are to come, if that is known.
   */
  constructor(symbols: readonly (S | undefined)[] = [], room = 0) {
    this.symbols = symbols;
    if (room > 0) this.#grow(room);
  }

  /** The relocations of a list. */
  static from<S extends object>(list: Iterable<Relocation<S>>): Relocations<S> {
    const all = [...list];
    const symbols = [...new Set(all.flatMap(({ symbol }) => symbol ?? []))];
    const places = new Map(symbols.map((each, index) => [each, index + 1]));
    const made = new Relocations<S>(symbols, all.length);
    for (const { offset, type, symbol, addend } of all)
      made.push(offset, type, symbol === undefined ? 0 : (places.get(symbol) ?? 0), addend);
    return made;
  }

  /** How many there are. */
  get length(): number {
    return this.#length;
  }

  /** Appends one. @param place of its symbol, from 1 on, or 0. */
  push(offset: number, type: number, place: number, addend: number | bigint): void {
    const at = this.#length;
    if (at === this.#types.length) this.#grow(Math.max(LEAST_ROOM, 2 * at));
    this.#length++;
    this.#offsets[at] = offset;
    this.#types[at] = type;
    this.#places[at] = place;
    this.#setAddend(at, addend);
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
  symbol(at: number): S | undefined {
    return this.symbols[(this.#places[at] as number) - 1];
  }

  /** The addend. */
  addend(at: number): bigint {
    const number = this.#addends[at] as number;
    return Number.isNaN(number) ? (this.#wide?.get(at) as bigint) : BigInt(number);
  }

  /** The addend as a number; NaN if that would not be exact. */
  smallAddend(at: number): number {
    return this.#addends[at] as number;
  }

  /** One of them as an object. */
  at(at: number): Relocation<S> {
    const [offset, type, symbol] = [this.offset(at), this.type(at), this.symbol(at)];
    return { offset, type, symbol, addend: this.addend(at) };
  }

  /** Puts another in the place of one; its symbol must be among `symbols`. */
  set(at: number, { offset, type, symbol, addend }: Relocation<S>): void {
    if (symbol === undefined) this.#places[at] = 0;
    else if (symbol !== this.symbol(at)) {
      this.#placeOf ??= new Map(this.symbols.map((each, index) => [each, index + 1]));
      this.#places[at] = this.#placeOf.get(symbol) as number;
    }
    this.#offsets[at] = offset;
    this.#types[at] = type;
    this.#setAddend(at, addend);
  }

  /** Whether there are any of a type. */
  hasType(type: number): boolean {
    return this.#types.subarray(0, this.#length).includes(type);
  }

  /** The same with what each symbol stands for now. */
  withSymbols<T extends object>(symbols: readonly (T | undefined)[]): Relocations<T> {
    const made = new Relocations<T>(symbols);
    made.#length = this.#length;
    made.#offsets = this.#offsets.slice(0, this.#length);
    made.#types = this.#types.slice(0, this.#length);
    made.#places = this.#places.slice(0, this.#length);
    made.#addends = this.#addends.slice(0, this.#length);
    made.#wide = this.#wide && new Map(this.#wide);
    return made;
  }

  /** The same, to be changed. */
  copy(): Relocations<S> {
    return this.withSymbols<S>(this.symbols);
  }

  /** The same by their offsets, and where these are equal as they stand: itself if that is the order. */
  inOrder(): Relocations<S> {
    const order = ascending(this.#offsets.subarray(0, this.#length));
    if (!order) return this;
    const made = new Relocations<S>(this.symbols, this.#length);
    for (const at of order) {
      const addend = this.smallAddend(at);
      const exact = Number.isNaN(addend) ? this.addend(at) : addend;
      made.push(this.offset(at), this.type(at), this.place(at), exact);
    }
    return made;
  }

  /** As of an array. */
  map<T>(make: (relocation: Relocation<S>) => T): T[] {
    return Array.from(this, make);
  }

  *[Symbol.iterator](): Iterator<Relocation<S>> {
    for (let at = 0; at < this.#length; at++) yield this.at(at);
  }

  #setAddend(at: number, addend: number | bigint): void {
    const number = Number(addend);
    if (typeof addend === 'number' || Number.isSafeInteger(number)) this.#addends[at] = number;
    else {
      this.#addends[at] = Number.NaN;
      this.#wide ??= new Map();
      this.#wide.set(at, addend);
    }
  }

  #grow(room: number): void {
    const wider = <T extends Float64Array | Uint32Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    this.#offsets = wider(this.#offsets, new Float64Array(room));
    this.#types = wider(this.#types, new Uint32Array(room));
    this.#places = wider(this.#places, new Uint32Array(room));
    this.#addends = wider(this.#addends, new Float64Array(room));
  }
}
