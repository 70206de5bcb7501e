/** What is drawn by chance for random guests: values, addresses, entries of page tables. */

import {
  A,
  CLINT,
  D,
  DATA,
  DATA_PAGES,
  entry,
  G,
  LARGE,
  MEBIBYTE,
  MSIP,
  MTIME,
  MTIMECMP,
  N,
  NOWHERE,
  PAGE,
  PLIC,
  PROGRAM,
  R,
  RAM,
  randomGuestBytes,
  TABLES,
  U,
  UART,
  V,
  VIRTIO,
  W,
  WINDOW,
  X,
} from './layout.ts';

/** What 16 entries of the lowest level stand for together [priv §5]. */
const LARGE_PAGE = 16 * PAGE;

/** Registers that a slot may do anything to. */
const free = [
  5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 28, 29, 30, 31,
] as const;

/** Ways to draw. */
export interface Draws {
  /** A whole number from 0 to below a bound. */
  readonly random: (bound: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
  /** True once in so many times. */
  readonly chance: (one: number) => boolean;
  /** 32 bits. */
  readonly word: () => bigint;
  /** The number of a register that a slot may do anything to. */
  readonly register: () => number;
  /** A value that tells: few bits, a field, an address, anything. */
  readonly value: () => bigint;
  readonly address: () => number;
  /** Where stores may go in M-mode: not into what runs, nor into tables without a fence. */
  readonly target: () => number;
  /** The lower bits of a page table's entry. */
  readonly flags: () => bigint;
  readonly dataPage: () => number;
  /** An entry of the window's table. */
  readonly windowEntry: () => bigint;
  /** A guest-physical address for a queue: in memory, at its ends, or nowhere. */
  readonly queueAddress: () => number;
}

/** All of them, from the first. */
export function draws(random: Draws['random']): Draws {
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  const chance = (one: number) => random(one) === 0;
  const word = () => BigInt(random(2 ** 32));
  const register = () => pick(free);

  const value = (): bigint => {
    switch (random(6)) {
      case 0:
        return BigInt(random(16)) - 4n;
      case 1:
        return 1n << BigInt(random(64));
      case 2:
        return -1n << BigInt(random(64));
      case 3:
        return BigInt(address());
      default:
        return (word() << 32n) | word();
    }
  };

  const address = (): number => {
    const offset = pick([0, 8, 16, random(PAGE), PAGE - 4, PAGE - 1]);
    switch (random(10)) {
      case 0:
        return (
          pick([MSIP, MTIMECMP, MTIME, PLIC + 4 * random(32), PLIC + 0x20_0000, NOWHERE]) +
          pick([0, 0, 4])
        );
      case 1:
        return pick([UART + random(8), VIRTIO + 4 * random(64), VIRTIO + 0x1000]);
      case 2:
        return pick([RAM, PROGRAM, TABLES]) + offset;
      case 3:
        return RAM + pick([-8, randomGuestBytes - 4, randomGuestBytes]);
      case 4:
        return pick([LARGE, WINDOW + 2 * MEBIBYTE, WINDOW + 4 * MEBIBYTE]) + random(2 * MEBIBYTE);
      case 5:
      case 6:
        return DATA + random(DATA_PAGES) * PAGE + offset;
      default:
        return WINDOW + random(16) * PAGE + offset;
    }
  };
  const target = (): number => {
    const where = address();
    return where >= RAM - 8 && where < DATA ? DATA + (where & 0xffff) : where;
  };

  const flags = () =>
    pick([V, V, V, V, 0n]) |
    pick([R, R | W, R | X, R | W | X, X, W, 0n]) |
    pick([U, 0n]) |
    pick([A, A | D, 0n, 0n]) |
    (chance(8) ? G : 0n) |
    (chance(16) ? 1n << BigInt(54 + random(10)) : 0n);
  const dataPage = () => DATA + random(DATA_PAGES) * PAGE;
  const anyPage = () => pick([dataPage(), dataPage(), dataPage(), CLINT, UART, PLIC, NOWHERE, RAM]);
  const windowEntry = (): bigint => {
    const bits = flags();
    const page = anyPage();
    if (chance(8)) return entry((dataPage() & -LARGE_PAGE) + LARGE_PAGE / 2, bits | N);
    return entry(page === RAM && bits & W ? dataPage() : page, bits);
  };
  const queueAddress = () =>
    pick([
      DATA,
      DATA,
      dataPage(),
      RAM + randomGuestBytes - 16,
      RAM - 16,
      CLINT,
      NOWHERE,
      random(2 ** 31),
    ]);
  return {
    random,
    pick,
    chance,
    word,
    register,
    value,
    address,
    target,
    flags,
    dataPage,
    windowEntry,
    queueAddress,
  };
}
