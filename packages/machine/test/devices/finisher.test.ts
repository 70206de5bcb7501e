import { expect, test } from 'vitest';
import { Finisher, type Outcome } from '../../src/devices/finisher.ts';

const outcomes = (offset: number, value: number): readonly Outcome[] => {
  const seen: Outcome[] = [];
  new Finisher((outcome) => seen.push(outcome)).write(offset, 4, value);
  return seen;
};

test.each<[string, number, Outcome]>([
  ['0x5555 passes', 0x5555, { kind: 'pass' }],
  ['0x3333 fails with the code above it', 0x0007_3333, { kind: 'fail', code: 7 }],
  ['the code of a failure has 16 bits', 0xffff_3333, { kind: 'fail', code: 0xffff }],
  ['0x7777 resets', 0x7777, { kind: 'reset' }],
])('%s', (_, value, outcome) => {
  expect(outcomes(0, value)).toEqual([outcome]);
});

test('other values and other offsets do nothing', () => {
  expect(outcomes(0, 0x1234)).toEqual([]);
  expect(outcomes(4, 0x5555)).toEqual([]);
});
