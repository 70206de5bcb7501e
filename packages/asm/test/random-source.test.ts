import { expect, test } from 'vitest';
import { complaintsAbout } from './random-assembly.ts';
import { randomSource } from './random-source.ts';

test('random sources end in an object or in mistakes with places', () => {
  for (let seed = 1; seed <= 400; seed++) expect([seed, complaintsAbout(seed)]).toEqual([seed, []]);
});

test('a seed makes one source', () => {
  expect(randomSource(7)).toBe(randomSource(7));
  expect(randomSource(7)).not.toBe(randomSource(8));
});
