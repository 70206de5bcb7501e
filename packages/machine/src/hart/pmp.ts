/**
 * Physical memory protection: whether an access is allowed [priv §3.7, smepmp §2]. The first entry
 * that matches any byte decides, and must match all of them.
 */

import { mseccfg, pmpConfig, pmpConfigPlace, pmpEntries, pmpMode } from '@ireko/isa';
import type { Hart } from './hart.ts';
import { stateAddress } from './layout.ts';
import { PAGE } from './page.ts';

/** What M-mode and the other modes may do: sets of `pmpConfig`'s read, write and execute bits. */
interface Permissions {
  readonly machine: number;
  readonly others: number;
}

/** Physical addresses, half-open. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

/** The range of one active entry. */
interface ProtectedRange extends Permissions, Part {}

/** Permissions that differ within a page. */
export const MIXED = -1;

const { read: R, write: W, execute: X, locked: L } = pmpConfig;
const ALL: number = R | W | X;
const USER = 0;
const MACHINE = 3;

/** What an entry allows while `mseccfg.mml` is set, by its bits L, X, W and R [smepmp §2.1]. */
// biome-ignore format: columns are the point.
const lockdown: readonly (readonly [config: number, machine: number, others: number])[] = [
  [0,             0,     0        ], [L,             0,     0    ],
  [        R,     0,     R        ], [L         | R, R,     0    ],
  [    W,         R | W, R        ], [L     | W,     X,     X    ],
  [    W | R,     0,     R | W    ], [L     | W | R, R | W, 0    ],
  [X,             0,     X        ], [L | X,         X,     0    ],
  [X     | R,     0,     R | X    ], [L | X     | R, R | X, 0    ],
  [X | W,         R | W, R | W    ], [L | X | W,     R | X, X    ],
  [X | W | R,     0,     R | W | X], [L | X | W | R, R,     R    ],
];

const lockdownOf: ReadonlyMap<number, Permissions> = new Map(
  lockdown.map(([config, machine, others]) => [config, { machine, others }]),
);
const nothing: Permissions = { machine: 0, others: 0 };

/** The registers, and their halves as indices in a hart's words. */
const configurations = ['pmpcfg0', 'pmpcfg2', 'mseccfg'] as const;
const addresses = Array.from({ length: pmpEntries }, (_, entry) => stateAddress(`pmpaddr${entry}`));
const registerHalves = [...configurations.map(stateAddress), ...addresses].flatMap((address) => [
  address >>> 2,
  (address >>> 2) + 1,
]);

/** All that the registers of a hart say. */
class Protection {
  readonly ranges: readonly ProtectedRange[];
  /** Where no entry matches. */
  readonly elsewhere: Permissions;
  readonly #registers: Uint32Array;

  constructor(hart: Hart) {
    const security = hart.low(stateAddress('mseccfg'));
    const isLockdown = (security & (1 << mseccfg.mml.at)) !== 0;
    const isWhitelist = (security & (1 << mseccfg.mmwp.at)) !== 0;
    const beyond = isLockdown ? R | W : ALL;
    this.ranges = protectedRanges(hart, isLockdown);
    this.elsewhere = { machine: isWhitelist ? 0 : beyond, others: 0 };
    this.#registers = Uint32Array.from(registerHalves, (index) => hart.words[index] ?? 0);
  }

  /** Whether a hart's registers have the values that they were made of. */
  isOf({ words }: Hart): boolean {
    for (let at = 0; at < registerHalves.length; at++)
      if (words[registerHalves[at] ?? 0] !== this.#registers[at]) return false;
    return true;
  }
}

export class Pmp {
  /** Of the hart that runs, and of every hart. */
  #protection: Protection;
  readonly #ofHarts: Protection[] = [];

  constructor(hart: Hart) {
    this.#protection = new Protection(hart);
  }

  /**
   * Reads the registers again; called whenever one of them has been written.
   * @returns whether any has another value than before: a monitor writes those of the machine that it goes on with.
   */
  update(hart: Hart): boolean {
    const known = this.#ofHarts[hart.id];
    const isKnown = known?.isOf(hart) ?? false;
    this.#protection = (isKnown && known) || new Protection(hart);
    this.#ofHarts[hart.id] = this.#protection;
    return !isKnown;
  }

  /** From now on it is this hart's that are asked for. */
  select(hart: Hart): void {
    this.#protection = this.#ofHarts[hart.id] ?? new Protection(hart);
  }

  /**
   * What a privilege mode may do with all of `start … start + length`, or `MIXED` if a range ends
   * in between.
   */
  permissions(start: number, length: number, privilege: number): number {
    const end = start + length;
    const { ranges, elsewhere } = this.#protection;
    const who = privilege === MACHINE ? 'machine' : 'others';
    for (const range of ranges) {
      if (range.end <= start || range.start >= end) continue;
      return range.start > start || range.end < end ? MIXED : range[who];
    }
    return elsewhere[who];
  }

  /**
   * Of the pages `start … end`, what modes below M may do everything in, and besides that what they may read: the longest
   * part of each. A page in which an entry begins or ends is in neither: an access may be of two entries there.
   */
  parts(start: number, end: number): { readonly open: Part; readonly readable: Part } {
    const { ranges } = this.#protection;
    const inside = ranges
      .flatMap((range) => [range.start, range.end])
      .flatMap((edge) => [Math.floor(edge / PAGE) * PAGE, Math.ceil(edge / PAGE) * PAGE])
      .filter((edge) => edge > start && edge < end);
    const edges = [start, ...inside, end].sort((a, b) => a - b);
    const pieces = edges.slice(1).map((next, index) => {
      const piece = { start: edges[index] ?? next, end: next };
      const length = piece.end - piece.start;
      return { ...piece, allowed: length > 0 ? this.permissions(piece.start, length, USER) : ALL };
    });
    return {
      open: longest(pieces, start, (allowed) => allowed === ALL),
      readable: longest(
        pieces,
        start,
        (allowed) => allowed !== ALL && allowed !== MIXED && (allowed & R) !== 0,
      ),
    };
  }
}

/** The longest row of pieces that are allowed something; empty at `start` if none is. */
function longest(
  pieces: readonly (Part & { readonly allowed: number })[],
  start: number,
  isAmong: (allowed: number) => boolean,
): Part {
  let found = { start, end: start };
  let first = start;
  for (const { start, end, allowed } of pieces) {
    if (start === end) continue;
    if (!isAmong(allowed)) first = end;
    else if (end - first > found.end - found.start) found = { start: first, end };
  }
  return found;
}

function permissionsOf(config: number, isLockdown: boolean): Permissions {
  if (isLockdown) return lockdownOf.get(config & (L | ALL)) ?? nothing;
  const others = config & ALL;
  return { machine: config & L ? others : ALL, others };
}

function protectedRanges(hart: Hart, isLockdown: boolean): readonly ProtectedRange[] {
  const ranges: ProtectedRange[] = [];
  let below = 0;
  for (let entry = 0; entry < pmpEntries; entry++) {
    const { slot, shift } = pmpConfigPlace(entry);
    const config = Number((hart.state(slot) >> BigInt(shift)) & 0xffn);
    const address = hart.get(addresses[entry] ?? 0);
    const range = matched((config >> pmpConfig.modeShift) & 3, address, below);
    if (range && range.start < range.end)
      ranges.push({ ...range, ...permissionsOf(config, isLockdown) });
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
