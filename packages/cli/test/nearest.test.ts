import { expect, test } from 'vitest';
import { didYouMean } from '../src/nearest.ts';

const commands = ['as', 'ld', 'objdump', 'run', 'help'];

test.each([
  ['objdmup', '; did you mean objdump?'],
  ['rnu', '; did you mean run?'],
  ['hlep', '; did you mean help?'],
  ['RUN', '; did you mean run?'],
  ['compile', ''],
])('behind a message about %s stands “%s”', (word, expected) => {
  expect(didYouMean(word, commands)).toBe(expected);
});
