import { expect, test } from 'vitest';
import { Blocks } from '../../src/unit/blocks.ts';

/** After how many takes of `bytes` each fragment begins. */
function beginnings(blocks: Blocks, bytes: number, takes: number): number[] {
  return Array.from({ length: takes }, (_, n) => n).filter(() => blocks.take(bytes) > 0);
}

test('a block of GNU as holds 3928 bytes of contents', () => {
  expect(beginnings(new Blocks(), 4, 3000)).toEqual([982, 1964, 2946]);
});

test('what does not fit into any block gets one of its own', () => {
  const blocks = new Blocks();
  expect(blocks.take(10_000)).toBeGreaterThan(0);
  expect(blocks.take(8)).toBe(0);
});

test('each fragment takes room for itself', () => {
  const blocks = new Blocks();
  blocks.begin();
  expect(beginnings(blocks, 4, 1000)).toEqual([982 - 120 / 4]);
});
