import { expect, test } from 'vitest';
import { nearest } from '../../src/advice/suggest.ts';

test('a slip of the hand is found', () => {
  expect(nearest('mstaus', ['mstatus', 'misa'])).toBe('mstatus');
  expect(nearest('adid', ['addi', 'sub'])).toBe('addi');
});

test('of words that are as near, one that begins alike is meant', () => {
  expect(nearest('ad', ['ld', 'sd', 'add'])).toBe('add');
  expect(nearest('xd', ['ld'])).toBe('ld');
});

test('a word that is far from all is not guessed', () => {
  expect(nearest('foo', ['xor', 'for8', 'addi'])).toBeUndefined();
});
