import { expect, test } from 'vitest';
import { count, countOrDot, milliseconds, range, share, times } from '../../src/format/figures.ts';

test('counts have a comma after every three digits', () => {
  expect([0, 7, 999, 1000, 123_456, 1_234_567].map(count)).toEqual([
    '0',
    '7',
    '999',
    '1,000',
    '123,456',
    '1,234,567',
  ]);
});

test('nothing is a dot in a table of counts', () => {
  expect([countOrDot(0), countOrDot(12)]).toEqual(['·', '12']);
});

test('a share of nothing is no number', () => {
  expect([share(1, 3), share(0, 3), share(0, 0)]).toEqual(['33.3 %', '0.0 %', '·']);
  expect([times(5, 4), times(5, 0)]).toEqual(['×1.25', '·']);
});

test('a share that is not none and not all is never rounded to it', () => {
  expect([share(1, 100_000), share(99_999, 100_000), share(5, 5)]).toEqual([
    '< 0.1 %',
    '> 99.9 %',
    '100.0 %',
  ]);
});

test('milliseconds show whole microseconds', () => {
  expect([0, 1_234_567, 2_000_000_000].map(milliseconds)).toEqual([
    '0.000 ms',
    '1.235 ms',
    '2,000.000 ms',
  ]);
});

test('a range of one number is that number', () => {
  expect([range(144, 1887), range(7, 7)]).toEqual(['144 … 1,887', '7']);
});
