import { expect, test } from 'vitest';
import { RangeIndex } from '../src/range-index.ts';

const index = new RangeIndex([
  { start: 0n, end: 100n, owner: 'outer' },
  { start: 10n, end: 20n, owner: 'first' },
  { start: 30n, end: 60n, owner: 'around' },
  { start: 40n, end: 50n, owner: 'same' },
  { start: 40n, end: 50n, owner: 'inside' },
  { start: 45n, end: 45n, owner: 'empty' },
]);
const owners = (address: bigint) => index.containing(address).map(({ owner }) => owner);

test('of the ranges around an address the shortest comes first, of equal ones the later', () => {
  expect(owners(45n)).toEqual(['inside', 'same', 'around', 'outer']);
});

test('a range begins at its start and ends before its end', () => {
  expect(owners(10n)).toEqual(['first', 'outer']);
  expect(owners(20n)).toEqual(['outer']);
  expect(owners(100n)).toEqual([]);
  expect(owners(-1n)).toEqual([]);
});
