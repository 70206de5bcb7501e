/** Numbers as people type them: `128M`, `1_000_000`, `0x80000000`. */

import { maximumRamBytes } from '@ireko/machine';
import { Mistake } from '../mistake.ts';

const pageBytes = 4096;
const units = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 } as const;
type Unit = keyof typeof units;

/**
 * An amount of RAM in bytes, whole pages; without a unit it counts MiB, as QEMU's `-m` does, which also
 * takes `size=…`.
 * @param what names it in a mistake, as `-m`.
 */
export function parseRam(text: string, what: string): number {
  const match = /^(?:size=)?(\d+)([KMG]?)B?$/i.exec(text);
  const bytes = Number(match?.[1]) * units[(match?.[2]?.toUpperCase() || 'M') as Unit];
  if (!match || bytes === 0 || bytes % pageBytes !== 0 || bytes > maximumRamBytes) {
    const most = formatBytes(maximumRamBytes);
    throw new Mistake(`${what}: '${text}' is not an amount of RAM; write it as 64M, up to ${most}`);
  }
  return bytes;
}

/**
 * A count, at least `least`; underscores may part its digits.
 * @param what names it in a mistake, as `--max-instructions`.
 */
export function parseCount(text: string, what: string, least = 1): number {
  const digits = text.replaceAll(/(?<=\d)_(?=\d)/g, '');
  const count = /^(\d+|0x[0-9a-f]+)$/i.test(digits) ? Number(digits) : NaN;
  if (!Number.isSafeInteger(count) || count < least)
    throw new Mistake(`${what}: '${text}' is not a whole number from ${least} up`);
  return count;
}

/** A number of bytes as people read it: `16 MiB`. */
export function formatBytes(bytes: number): string {
  const unit = (['G', 'M', 'K'] as const).find((each) => bytes % units[each] === 0 && bytes > 0);
  return unit ? `${bytes / units[unit]} ${unit}iB` : `${bytes} bytes`;
}
