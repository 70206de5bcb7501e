import { expect, test } from 'vitest';
import { nextSlice } from '../src/run/session.ts';

test('slices become longer while all of one is done soon, and shorter while that takes long', () => {
  expect(nextSlice(250_000, 250_000, 1)).toBe(500_000);
  expect(nextSlice(4_000_000, 4_000_000, 1)).toBe(4_000_000);
  expect(nextSlice(1_000_000, 1_000_000, 6)).toBe(1_000_000);
  expect(nextSlice(1_000_000, 300_000, 20)).toBe(500_000);
  expect(nextSlice(250_000, 250_000, 20)).toBe(250_000);
});

test('a slice that ends before tells nothing of the next', () => {
  expect(nextSlice(250_000, 1, 0.01)).toBe(250_000);
});
