/**
 * Stores that reach what they must not are found out. That there are none:
 * `conformance/isolation.test.ts`.
 */
import { expect, test } from 'vitest';
import { hostility } from './hostile.ts';

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
