/**
 * Addresses of symbols as numbers, found once for all the relocations that name them. Only the plain ones are:
 * those that are there, wherever they are named from and whatever is added.
 */

import { STT_SECTION } from '@ireko/elf';
import { addressAt, type InputSection } from './input.ts';
import { exactNumber } from './relocation.ts';
import type { SymbolTable } from './symbol.ts';
import { isDiscarded, targetOf } from './target.ts';

/** Not looked up so far. */
const UNKNOWN = Number.POSITIVE_INFINITY;

/** The addresses of one link, once they are final. */
export class SymbolPlaces {
  readonly #symbols: SymbolTable;
  /** By the list of symbols that relocations name. */
  readonly #known = new Map<unknown, Float64Array>();

  constructor(symbols: SymbolTable) {
    this.#symbols = symbols;
  }

  /** Tells the address of what a relocation of a section names; not a number if it is not plain. */
  of(input: InputSection): (at: number) => number {
    const { relocations } = input;
    const { symbols } = relocations;
    let known = this.#known.get(symbols);
    if (known === undefined) {
      known = new Float64Array(symbols.length + 1).fill(UNKNOWN);
      this.#known.set(symbols, known);
    }
    const places = known;
    return (at) => {
      const place = relocations.place(at);
      const found = places[place] as number;
      if (found !== UNKNOWN) return found;
      const address = this.#addressOf(input, at);
      places[place] = address;
      return address;
    };
  }

  #addressOf(input: InputSection, at: number): number {
    const { relocations, object } = input;
    const { symbols } = relocations;
    const place = relocations.place(at) - 1;
    const named = place >= 0 && symbols.isLocal(place) ? symbols.section(place) : 'undefined';
    if (typeof named !== 'string') {
      const section = object.placed.get(named);
      const isShared = section?.merged !== undefined && symbols.type(place) === STT_SECTION;
      if (section === undefined || isShared || isDiscarded(section)) return Number.NaN;
      return exactNumber(addressAt(section, BigInt(symbols.value(place))));
    }
    const plain = { offset: 0, type: 0, symbol: relocations.symbol(at), addend: 0n };
    const target = targetOf(plain, input, this.#symbols);
    if (target === undefined || target.missing || target.discarded) return Number.NaN;
    return exactNumber(target.address);
  }
}
