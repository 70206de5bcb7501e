import { expect, test } from 'vitest';
import { ascending } from '../src/runs.ts';

test('numbers come in order, equal ones as they stand', () => {
  expect(ascending(Float64Array.of(2, 5, 5, 1, 5, 7, 0))).toEqual(
    Uint32Array.of(6, 3, 0, 1, 2, 4, 5),
  );
  expect(ascending(Float64Array.of(4, 3, 2, 1, 0))).toEqual(Uint32Array.of(4, 3, 2, 1, 0));
});

test('what ascends is left alone', () => {
  expect(ascending(Float64Array.of(1, 1, 3))).toBeUndefined();
  expect(ascending(new Float64Array())).toBeUndefined();
});
