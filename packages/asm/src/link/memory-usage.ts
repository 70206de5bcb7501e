/** `--print-memory-usage`: how full the memory regions are, as GNU ld tells it. */

import type { Region } from './memory-region.ts';

/** One line for each region; sizes in the largest unit that says them exactly, so that nothing is 0 GB. */
export function memoryUsage(regions: readonly Region[]): string {
  const rows = regions.map(({ name, origin, length, next }) => {
    const used = next - origin;
    const share = length === 0n ? '' : `    ${percent(used, length).padStart(6)}%`;
    return `${`${name}:`.padStart(17)} ${amount(used)}${amount(length)}${share}\n`;
  });
  return `Memory region         Used Size  Region Size  %age Used\n${rows.join('')}`;
}

const UNITS = [
  [1n << 30n, 'GB'],
  [1n << 20n, 'MB'],
  [1n << 10n, 'KB'],
] as const;
const BYTES = [1n, 'B'] as const;

function amount(bytes: bigint): string {
  const [size, unit] = UNITS.find(([each]) => bytes % each === 0n) ?? BYTES;
  return `${String(bytes / size).padStart(unit === 'B' ? 11 : 10)} ${unit}`;
}

/** Two digits behind the point. */
function percent(part: bigint, whole: bigint): string {
  return ((Number(part) * 100) / Number(whole)).toFixed(2);
}
