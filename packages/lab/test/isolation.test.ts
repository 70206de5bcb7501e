/**
 * Isolation: beside guests that do anything at all, a witness does what it always does, nearly at the
 * time at which it always does it; and no store reaches what it must not. `npm run fuzz:vmm`
 * runs more.
 */
import { techniques } from '@ireko/vmm';
import { expect, test } from 'vitest';
import { hostility, longestWaitAllowed } from './hostile.ts';

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

test('a store into the memory of another, or of the VMM, is found out', () => {
  const { view, isolation } = hostility('trap').begin(1);
  const [h0 = 0n, , witness = 0n] = view.all;
  const stores = [
    ...(['instruction', 'walk', 'device'] as const).map((by) => ({ by, vm: witness })),
    { by: 'instruction', vm: h0 } as const,
  ];
  for (const { by, vm } of stores)
    isolation.probe.stored?.({ by, address: Number(view.field(vm, 'VM_RAM')), bytes: 8 });
  isolation.probe.stored?.({ by: 'instruction', address: Number(witness), bytes: 8 });
  expect(isolation.trespasses.map(({ by, owner }) => `${by} into ${owner}`)).toEqual([
    'h0 into witness',
    'h0 into witness',
    'disk into witness',
    'h0 into vmm',
  ]);
});
