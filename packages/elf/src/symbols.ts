/**
 * The symbols of a file as columns: an object of debug information has hundreds of thousands, and those who
 * read, link and write them all do so without an object for each. An object is made where one is asked for,
 * and is the same each time.
 */

import { Integers, roomBeyond, widened } from './columns.ts';
import { STB_LOCAL } from './constants.ts';
import type { ElfSymbol } from './file.ts';

/** The bits of the visibility in `st_other` [gABI §4 Symbol Table]. */
const VISIBILITY = 0b11;

/** See the head of this file. Places count from 0; the null symbol is not among them. */
export class Symbols implements Iterable<ElfSymbol> {
  #length = 0;
  readonly #names: string[] = [];
  readonly #sections: ElfSymbol['section'][] = [];
  readonly #values: Integers;
  #sizes: Float64Array;
  /** `st_info` and above it `st_other`. */
  #marks: Uint16Array;
  readonly #objects: (ElfSymbol | undefined)[] = [];
  /** The places of the objects, once one is looked for. */
  #places: Map<ElfSymbol, number> | undefined;

  /** @param room how many symbols are to come, if that is known */
  constructor(room = 0) {
    this.#values = new Integers(room);
    this.#sizes = new Float64Array(room);
    this.#marks = new Uint16Array(room);
  }

  /** The symbols of a list, which stay what they are. */
  static from(list: Iterable<ElfSymbol>): Symbols {
    if (list instanceof Symbols) return list;
    const made = new Symbols();
    for (const each of list) made.add(each);
    return made;
  }

  /** How many there are. */
  get length(): number {
    return this.#length;
  }

  /** Appends one. @param info `st_info` [`infoOf`] @param other `st_other` */
  push(
    name: string,
    value: number | bigint,
    size: number,
    info: number,
    other: number,
    section: ElfSymbol['section'],
  ): void {
    const place = this.#length++;
    if (place === this.#sizes.length) this.#widen(roomBeyond(place));
    this.#names.push(name);
    this.#sections.push(section);
    this.#values.set(place, value);
    this.#sizes[place] = size;
    this.#marks[place] = (other << 8) | info;
  }

  /** Appends one that is an object already. @returns its place */
  add(symbol: ElfSymbol): number {
    const { name, value, size, type, binding, visibility, attributes, section } = symbol;
    this.#objects[this.#length] = symbol;
    this.#places?.set(symbol, this.#length);
    this.push(name, value, size, infoOf(binding, type), visibility | attributes, section);
    return this.#length - 1;
  }

  /** Their names, in their order. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** Empty where it has none. */
  name(place: number): string {
    return this.#names[place] as string;
  }

  /** Where it stands. */
  section(place: number): ElfSymbol['section'] {
    return this.#sections[place] as ElfSymbol['section'];
  }

  /** An offset in the section or an address: a number where that is exact. */
  value(place: number): number | bigint {
    return this.#values.exact(place);
  }

  /** Bytes, or 0 if unknown. */
  size(place: number): number {
    return this.#sizes[place] as number;
  }

  /** `STT_…` */
  type(place: number): number {
    return this.info(place) & 0xf;
  }

  /** `STB_…` */
  binding(place: number): number {
    return this.info(place) >> 4;
  }

  /** Whether other files cannot see it. */
  isLocal(place: number): boolean {
    return this.binding(place) === STB_LOCAL;
  }

  /** `st_info`: binding and type. */
  info(place: number): number {
    return (this.#marks[place] as number) & 0xff;
  }

  /** `st_other`: visibility, and what processors have besides. */
  other(place: number): number {
    return (this.#marks[place] as number) >> 8;
  }

  /** One of them as an object; undefined if there is none at the place. */
  at(place: number): ElfSymbol | undefined {
    if (place < 0 || place >= this.#length) return undefined;
    const made = this.#objects[place];
    if (made) return made;
    const symbol = {
      name: this.name(place),
      value: BigInt(this.value(place)),
      size: this.size(place),
      type: this.type(place),
      binding: this.binding(place),
      visibility: this.other(place) & VISIBILITY,
      attributes: this.other(place) & ~VISIBILITY,
      section: this.section(place),
    };
    this.#objects[place] = symbol;
    this.#places?.set(symbol, place);
    return symbol;
  }

  /** The place of one that is an object. */
  placeOf(symbol: ElfSymbol): number | undefined {
    if (!this.#places) {
      this.#places = new Map();
      this.#objects.forEach((each, place) => {
        if (each) this.#places?.set(each, place);
      });
    }
    return this.#places.get(symbol);
  }

  /** Those that other files can see. */
  *globals(): Generator<ElfSymbol> {
    for (let place = 0; place < this.#length; place++)
      if (!this.isLocal(place)) yield this.at(place) as ElfSymbol;
  }

  /** As of an array. */
  map<T>(make: (symbol: ElfSymbol, place: number) => T): T[] {
    return Array.from(this, make);
  }

  /** As of an array. */
  filter(isWanted: (symbol: ElfSymbol) => boolean): ElfSymbol[] {
    return [...this].filter(isWanted);
  }

  /** As of an array. */
  some(isWanted: (symbol: ElfSymbol) => boolean): boolean {
    return this.find(isWanted) !== undefined;
  }

  /** As of an array. */
  find(isWanted: (symbol: ElfSymbol) => boolean): ElfSymbol | undefined {
    for (const each of this) if (isWanted(each)) return each;
    return undefined;
  }

  *[Symbol.iterator](): Iterator<ElfSymbol> {
    for (let place = 0; place < this.#length; place++) yield this.at(place) as ElfSymbol;
  }

  #widen(room: number): void {
    this.#values.widen(room);
    this.#sizes = widened(this.#sizes, room);
    this.#marks = widened(this.#marks, room);
  }
}

/** `st_info` of a binding and a type. */
export function infoOf(binding: number, type: number): number {
  return (binding << 4) | type;
}
