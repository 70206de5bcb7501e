/** Sections that would lie on each other in memory, or where they are loaded. */

import { SHT_NOBITS } from '@ireko/elf';
import { isAllocated, type OutputSection, typeOf } from './output.ts';
import type { Report } from './report.ts';
import { isThreadLocalZeros } from './tls.ts';

/**
 * Reports overlaps. Sections that begin at one address are meant to take turns there; then only
 * where they are loaded counts.
 */
export function checkOverlaps(outputs: readonly OutputSection[], report: Report): void {
  const inMemory = outputs.filter(
    (each) => isAllocated(each) && each.size > 0 && !isThreadLocalZeros(each),
  );
  const stored = inMemory.filter((each) => typeOf(each) !== SHT_NOBITS);
  const told = new Set(checkBy('loadAddress', stored, report));
  const starts = new Set(inMemory.map(({ address }) => address));
  if (starts.size < inMemory.length) return;
  const rest = inMemory.filter((each) => !told.has(each));
  checkBy('address', rest, report);
}

/** Reports overlaps by one kind of address, and returns the sections that it reported. */
function checkBy(
  key: 'address' | 'loadAddress',
  sections: readonly OutputSection[],
  report: Report,
): OutputSection[] {
  const sorted = sections.toSorted((a, b) => (a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0));
  return sorted.filter((each, i) => {
    const before = sorted[i - 1];
    if (before === undefined || each[key] >= before[key] + BigInt(before.size)) return false;
    const where = key === 'address' ? 'in memory' : 'where they are loaded';
    report.error(
      'overlap',
      `section ${each.name} (${range(each, key)}) overlaps section ${before.name} (${range(before, key)}) ${where}`,
      key === 'address'
        ? 'move one of them, or list them in OVERLAY if they take turns'
        : 'give one of them another place with AT',
    );
    return true;
  });
}

function range(section: OutputSection, key: 'address' | 'loadAddress'): string {
  const start = section[key];
  return `0x${start.toString(16)}…0x${(start + BigInt(section.size)).toString(16)}`;
}
