/** From an address to the ranges that it lies in, which may nest and overlap. */

import { compare, lastBelow } from './address-order.ts';

/** Addresses from `start` up to `end`, without it. */
export interface AddressRange {
  readonly start: bigint;
  readonly end: bigint;
}

/** A range and what has it. */
export interface OwnedRange<T> extends AddressRange {
  readonly owner: T;
}

/** Ranges, made ready for looking up. */
export class RangeIndex<T> {
  readonly #ranges: readonly OwnedRange<T>[];
  /** For each range the highest end of it and all before it: below it nothing more is to be found. */
  readonly #reach: readonly bigint[];

  /** @param ranges of equal ones the later lie inside the earlier. */
  constructor(ranges: readonly OwnedRange<T>[]) {
    this.#ranges = ranges
      .filter(({ start, end }) => start < end)
      .sort((a, b) => compare(a.start, b.start));
    let reach = 0n;
    this.#reach = this.#ranges.map(({ end }) => {
      if (end > reach) reach = end;
      return reach;
    });
  }

  /** The ranges that an address lies in, the shortest first. */
  containing(address: bigint): OwnedRange<T>[] {
    const found: OwnedRange<T>[] = [];
    for (let i = lastBelow(this.#ranges, address, ({ start }) => start); i >= 0; i--) {
      if ((this.#reach[i] as bigint) <= address) break;
      const range = this.#ranges[i] as OwnedRange<T>;
      if (range.end > address) found.push(range);
    }
    return found.sort(byLength);
  }
}

/** A comparison for sorting, the shortest first. */
export function byLength(a: AddressRange, b: AddressRange): number {
  return compare(a.end - a.start, b.end - b.start);
}
