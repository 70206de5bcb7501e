/**
 * Physical memory protection: whether an access is allowed [priv §3.7]. The first entry that
 * matches any byte decides, and must match all of them.
 */

import { pmpConfig, pmpConfigPlace, pmpEntries, pmpMode } from '@ireko/isa';
import type { Hart } from './hart.ts';
import { stateAddress } from './layout.ts';

/** The range of one active entry, as physical addresses, and its configuration byte. */
interface ProtectedRange {
  readonly start: number;
  readonly end: number;
  readonly config: number;
}

/** Permissions that differ within a page. */
export const MIXED = -1;

const ALL: number = pmpConfig.read | pmpConfig.write | pmpConfig.execute;
const MACHINE = 3;

export class Pmp {
  /** Of the hart that runs, and of every hart. */
  #ranges: readonly ProtectedRange[] = [];
  readonly #ofHarts: (readonly ProtectedRange[])[] = [];

  /** Reads the registers again; called whenever one of them has been written. */
  update(hart: Hart): void {
    this.#ranges = protectedRanges(hart);
    this.#ofHarts[hart.id] = this.#ranges;
  }

  /** From now on it is this hart's that are asked for. */
  select(hart: Hart): void {
    this.#ranges = this.#ofHarts[hart.id] ?? [];
  }

  /**
   * What a privilege mode may do with all of `start … start + length`: a set of `pmpConfig`'s
   * read, write and execute bits, or `MIXED` if a range ends in between.
   */
  permissions(start: number, length: number, privilege: number): number {
    const end = start + length;
    for (const range of this.#ranges) {
      if (range.end <= start || range.start >= end) continue;
      if (range.start > start || range.end < end) return MIXED;
      if (privilege === MACHINE && !(range.config & pmpConfig.locked)) return ALL;
      return range.config & ALL;
    }
    return privilege === MACHINE ? ALL : 0;
  }
}

function protectedRanges(hart: Hart): readonly ProtectedRange[] {
  const ranges: ProtectedRange[] = [];
  let below = 0;
  for (let entry = 0; entry < pmpEntries; entry++) {
    const { slot, shift } = pmpConfigPlace(entry);
    const config = Number((hart.state(slot) >> BigInt(shift)) & 0xffn);
    const address = hart.get(stateAddress(`pmpaddr${entry}`));
    const range = matched((config >> pmpConfig.modeShift) & 3, address, below);
    if (range && range.start < range.end) ranges.push({ ...range, config });
    below = Number(address) * 4;
  }
  return ranges;
}

/** The addresses that an entry's mode, register and predecessor's register describe. */
function matched(
  mode: number,
  address: bigint,
  below: number,
): { readonly start: number; readonly end: number } | undefined {
  switch (mode) {
    case pmpMode.topOfRange:
      return { start: below, end: Number(address) * 4 };
    case pmpMode.naturallyAligned4:
      return { start: Number(address) * 4, end: Number(address) * 4 + 4 };
    case pmpMode.naturallyAligned: {
      // The number of trailing ones says how much: none is 8 bytes, each doubles it.
      const ones = address ^ (address + 1n);
      const start = Number(address & ~ones) * 4;
      return { start, end: start + Number(ones + 1n) * 4 };
    }
    default:
      return undefined;
  }
}
