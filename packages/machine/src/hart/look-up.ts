/**
 * Where a virtual address leads, for who looks at a hart from outside: no permission is asked for, no
 * TLB is read or filled, no accessed bit is set, and no exception noted [priv §4.3.2, §8.5].
 */

import type { Hart } from './hart.ts';
import { PAGE } from './page.ts';

const MACHINE = 3;
/** VU, and VS behind it. */
const FIRST_VIRTUAL = 4;
const VALID = 1n << 0n;
const LEAF = 0b1110n;
const NAPOT = 1n << 63n;
const NAPOT_PAGES = 16;
const ENTRIES = 512;
const pageMask = 2n ** 44n - 1n;
const SV39 = 8;

/** Reads 64 bits at a physical address; `undefined`: there are none. */
type Read = (address: number) => bigint | undefined;

/**
 * The physical address that a virtual one means in the hart's mode, or in another as its tables are now.
 * @returns `undefined` where no entry leads anywhere.
 */
export function lookUp(
  hart: Hart,
  address: bigint,
  read: Read,
  mode: number = hart.mode,
): number | undefined {
  const offset = Number(address & 0xfffn);
  const page = Number(BigInt.asUintN(64, address) >> 12n);
  if (mode === MACHINE) return page * PAGE + offset;
  if (mode < FIRST_VIRTUAL) return placed(walk(hart.state('satp'), page, read), offset);
  const second = (guest: number) => walk(hart.state('hgatp'), guest, read, 4);
  const readGuest: Read = (guest) => {
    const found = placed(second(Math.floor(guest / PAGE)), guest % PAGE);
    return found === undefined ? undefined : read(found);
  };
  const first = walk(hart.state('vsatp'), page, readGuest);
  return first === undefined ? undefined : placed(second(first), offset);
}

const placed = (page: number | undefined, offset: number): number | undefined =>
  page === undefined ? undefined : page * PAGE + offset;

/**
 * The page that a table leads to.
 * @param root as in `satp`: the mode in the top four bits, and the root's page.
 * @param rootPages how many pages the root has.
 */
function walk(root: bigint, page: number, read: Read, rootPages = 1): number | undefined {
  const mode = Number(root >> 60n);
  if (mode === 0) return page;
  const levels = mode - SV39 + 3;
  let table = Number(root & pageMask);
  for (let level = levels - 1; level >= 0; level--) {
    const span = ENTRIES ** level;
    const entries = level === levels - 1 ? ENTRIES * rootPages : ENTRIES;
    const entry = read(table * PAGE + (Math.floor(page / span) % entries) * 8) ?? 0n;
    if ((entry & VALID) === 0n) return undefined;
    const next = Number((entry >> 10n) & pageMask);
    if ((entry & LEAF) !== 0n) {
      const pages = (entry & NAPOT) === 0n ? span : NAPOT_PAGES;
      return next - (next % pages) + (page % pages);
    }
    table = next;
  }
  return undefined;
}
