/**
 * The order in which GNU ld walks through its symbols: that of its hash table. It decides where the
 * entries of a global offset table stand, and in what order global symbols are listed.
 *
 * The table has chains; a new name goes to the head of its chain. Three quarters full, it grows to
 * the next of some primes, and runs of equal hashes move to the heads of their new chains.
 */

import { encodeText } from '@ireko/elf';

const FIRST_SIZE = 4051;
/** One prime below each power of two. */
const SIZES = [4093, 8191, 16381, 32749, 65521, 131071, 262139, 524287, 1048573, 2097143, 4194301];

/** No entry: a chain ends. */
const END = -1;

/** Chains of items by their numbers: the first of each, and for each the next in its chain. */
interface Chains {
  readonly heads: Int32Array;
  readonly next: Int32Array;
  readonly hashes: Uint32Array;
}

/** The items by their names in that order, given the order in which they became known. */
export function inHashOrder<T extends { readonly name: string }>(items: Iterable<T>): T[] {
  const all = [...items];
  const hashes = Uint32Array.from(all, ({ name }) => hashOf(name));
  let chains: Chains = { heads: noChains(FIRST_SIZE), next: new Int32Array(all.length), hashes };
  for (const number of all.keys()) {
    prepend(chains, number, number);
    const { heads } = chains;
    if (number + 1 > Math.floor((heads.length * 3) / 4)) chains = grown(chains);
  }
  const ordered: T[] = [];
  for (const head of chains.heads) {
    for (let at = head; at !== END; at = chains.next[at] as number) ordered.push(all[at] as T);
  }
  return ordered;
}

function noChains(size: number): Int32Array {
  return new Int32Array(size).fill(END);
}

/** Puts a run of entries of the same hash at the head of their chain. */
function prepend({ heads, next, hashes }: Chains, first: number, last: number): void {
  const chain = (hashes[first] as number) % heads.length;
  next[last] = heads[chain] as number;
  heads[chain] = first;
}

function grown(chains: Chains): Chains {
  const { heads, next, hashes } = chains;
  const size = SIZES.find((each) => each > heads.length);
  if (size === undefined) return chains;
  const larger = { heads: noChains(size), next, hashes };
  for (const head of heads) {
    for (let first = head; first !== END; ) {
      let last = first;
      let after = next[last] as number;
      while (after !== END && hashes[after] === hashes[first]) {
        last = after;
        after = next[last] as number;
      }
      prepend(larger, first, last);
      first = after;
    }
  }
  return larger;
}

function hashOf(name: string): number {
  let hash = 0;
  const bytes = encodeText(name);
  for (const byte of bytes) {
    hash = (hash + byte + byte * 0x20000) >>> 0;
    hash = (hash ^ (hash >>> 2)) >>> 0;
  }
  hash = (hash + bytes.length + bytes.length * 0x20000) >>> 0;
  return (hash ^ (hash >>> 2)) >>> 0;
}
