import { expect, test } from 'vitest';
import { didYouMean, nearest } from '../src/nearest.ts';

const commands = ['as', 'ld', 'objdump', 'run', 'help'];

test.each([
  ['objdmup', 'objdump'],
  ['rnu', 'run'],
  ['hlep', 'help'],
  ['RUN', 'run'],
  ['s', 'as'],
])('%s is near to %s', (word, expected) => {
  expect(nearest(word, commands)).toBe(expected);
});

test('a word that is like no other has no nearest one', () => {
  expect(nearest('compile', commands)).toBeUndefined();
  expect(didYouMean('compile', commands)).toBe('');
});

test('the hint is ready to follow a message', () => {
  expect(didYouMean('rnu', commands)).toBe('; did you mean run?');
});
