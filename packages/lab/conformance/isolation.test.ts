/**
 * Isolation: beside guests that do anything at all, a witness does what it always does, nearly at the
 * time at which it always does it; and no store reaches what it must not. `npm run fuzz:vmm`
 * runs more.
 */
import { techniques } from '@ireko/vmm';
import { expect, test } from 'vitest';
import { guestOf } from '../test/beside.ts';
import {
  type Hostility,
  hostility,
  longestWaitAllowed,
  longestWaitByToil,
  sliceInstructions,
} from '../test/hostile.ts';

test.each(techniques)('random guests by %s touch nothing but their own, nor delay others', (by) => {
  const { run } = hostility(by);
  for (const seed of [1, 2]) {
    const result = run(seed);
    expectIsolated(result);
    expect(result.longestWait).toBeLessThan(longestWaitAllowed);
  }
});

const toils = [
  { name: 'toil', board: { disks: 4, cards: 0 } },
  { name: 'toil', board: { disks: 0, cards: 4 } },
  { name: 'remap', board: { disks: 0, cards: 0 } },
  { name: 'remap', board: { disks: 0, cards: 0, shadows: 'near' } },
] as const;

test.each(toils.flatMap((toil) => techniques.map((by) => ({ ...toil, by }))))(
  'guests that make the VMM work for them as long as they can delay others by one piece of it: $name by $by, $board',
  ({ name, board, by }) => {
    const result = hostility(by, guestOf(name), board).run();
    expectIsolated(result);
    expect(result.longestWait).toBeGreaterThan(2 * sliceInstructions);
    expect(result.longestWait).toBeLessThan(longestWaitByToil);
  },
);

function expectIsolated({ trespasses, stores, witness, vmm }: Hostility): void {
  expect(trespasses).toEqual([]);
  expect(stores).toBeGreaterThan(1_000);
  expect(witness.at(-1)).toBe('witness| minimal-os: all tasks have ended');
  expect(vmm).toContain('vmm: witness ended, status 0');
  expect(vmm.filter((line) => line.includes('defect'))).toEqual([]);
}
