/**
 * Isolation: beside guests that do anything at all, a witness does what it always does, nearly at the
 * time at which it always does it; and no store reaches what it must not. `npm run fuzz:vmm`
 * runs more.
 */
import { techniques } from '@ireko/vmm';
import { expect, test } from 'vitest';
import { hostility, longestWaitAllowed } from '../test/hostile.ts';

test.each(techniques)('random guests by %s touch nothing but their own, nor delay others', (by) => {
  const { run } = hostility(by);
  for (const seed of [1, 2]) {
    const result = run(seed);
    expect(result.trespasses).toEqual([]);
    expect(result.stores).toBeGreaterThan(1_000);
    expect(result.witness.at(-1)).toBe('witness| minimal-os: all tasks have ended');
    expect(result.vmm).toContain('vmm: witness ended, status 0');
    expect(result.vmm.filter((line) => line.includes('defect'))).toEqual([]);
    expect(result.longestWait).toBeLessThan(longestWaitAllowed);
  }
});
