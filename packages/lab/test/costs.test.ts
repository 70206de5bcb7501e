import { expect, test } from 'vitest';
import { mergeCosts, summarize, Tally } from '../src/costs.ts';

test('a tally gives each cost once, the smallest first', () => {
  const tally = new Tally();
  for (const cost of [300, 7, 300, 20, 300]) tally.add(cost);
  expect(tally.costs).toEqual([
    [7, 1],
    [20, 1],
    [300, 3],
  ]);
});

test('a summary is that of the single costs', () => {
  const costs = [
    [10, 3],
    [20, 1],
    [100, 2],
  ] as const;
  expect(summarize(costs)).toEqual({
    times: 6,
    total: 250,
    min: 10,
    median: 10,
    mean: 250 / 6,
    max: 100,
  });
});

test('the median is a cost that occurred: in the middle, or the lower of two', () => {
  const median = (...values: number[]) => summarize(values.map((cost) => [cost, 1])).median;
  expect(median(5)).toBe(5);
  expect(median(5, 9)).toBe(5);
  expect(median(5, 9, 10)).toBe(9);
  expect(median(5, 9, 10, 11)).toBe(9);
});

test('what never happened has a summary of zeros', () => {
  expect(summarize([])).toEqual({ times: 0, total: 0, min: 0, median: 0, mean: 0, max: 0 });
});

test('merging adds up equal costs', () => {
  const merged = mergeCosts([
    [
      [1, 2],
      [30, 1],
    ],
    [],
    [
      [4, 4],
      [30, 5],
    ],
  ]);
  expect(merged).toEqual([
    [1, 2],
    [4, 4],
    [30, 6],
  ]);
});
