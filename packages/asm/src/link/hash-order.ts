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

interface Entry<T> {
  readonly item: T;
  readonly hash: number;
}

/** The items by their names in that order, given the order in which they became known. */
export function inHashOrder<T extends { readonly name: string }>(items: Iterable<T>): T[] {
  let chains: Entry<T>[][] = emptyChains(FIRST_SIZE);
  let count = 0;
  for (const item of items) {
    const hash = hashOf(item.name);
    chains[hash % chains.length]?.push({ item, hash });
    if (++count > Math.floor((chains.length * 3) / 4)) chains = grown(chains);
  }
  return chains.flatMap((chain) => chain.reverse().map(({ item }) => item));
}

function emptyChains<T>(size: number): Entry<T>[][] {
  return Array.from({ length: size }, () => []);
}

/** Chains have their newest entry last, so what was at the head of one is taken first. */
function grown<T>(chains: readonly Entry<T>[][]): Entry<T>[][] {
  const size = SIZES.find((each) => each > chains.length);
  if (size === undefined) return [...chains];
  const larger = emptyChains<T>(size);
  for (const chain of chains) {
    for (let end = chain.length; end > 0; ) {
      let start = end - 1;
      while (start > 0 && chain[start - 1]?.hash === chain[end - 1]?.hash) start--;
      const run = chain.slice(start, end);
      larger[(run[0]?.hash ?? 0) % size]?.push(...run);
      end = start;
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
