import { expect, test } from 'vitest';
import { inHashOrder } from '../../src/link/hash-order.ts';

const named = (names: readonly string[]) => names.map((name) => ({ name }));

test('names stand in the order of GNU ld’s table', () => {
  const names = named(['_start', 'main', '_end', 'puts', '__global_pointer$', 'x']);
  const order = inHashOrder(names).map(({ name }) => name);
  expect(order).toEqual(['__global_pointer$', 'x', 'puts', '_start', 'main', '_end']);
});

test('no name is lost while the table grows', () => {
  const names = named(Array.from({ length: 20_000 }, (_, i) => `name${i}`));
  expect(new Set(inHashOrder(names))).toEqual(new Set(names));
});
