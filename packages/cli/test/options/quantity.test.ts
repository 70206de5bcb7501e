import { describe, expect, test } from 'vitest';
import { formatBytes, parseCount, parseRam } from '../../src/options/quantity.ts';

describe('an amount of RAM', () => {
  test.each([
    ['128', 128 * 2 ** 20],
    ['128M', 128 * 2 ** 20],
    ['64k', 65536],
    ['1G', 2 ** 30],
  ])('%s is %d bytes', (text, bytes) => {
    expect(parseRam(text, '-m')).toBe(bytes);
  });

  test.each(['', '0', '12X', '-1', '1.5G', '4G', '3K'])('cannot be %j', (text) => {
    expect(() => parseRam(text, '-m')).toThrow(`-m: '${text}' is not an amount of RAM`);
  });
});

describe('a count', () => {
  test.each([
    ['1000', 1000],
    ['1_000_000', 1_000_000],
    ['0x10', 16],
  ])('%s is %d', (text, count) => {
    expect(parseCount(text, '-n')).toBe(count);
  });

  test.each(['', 'ten', '0', '-3', '1e3', '1__0', '99999999999999999'])('cannot be %j', (text) => {
    expect(() => parseCount(text, '-n')).toThrow(`-n: '${text}' is not a whole number from 1 up`);
  });

  test('may be zero where zero means something', () => {
    expect(parseCount('0', '-n', 0)).toBe(0);
  });
});

test('bytes are told in the largest unit that has no fraction', () => {
  expect([65536, 3 * 2 ** 20, 2 ** 31, 100].map(formatBytes)).toEqual([
    '64 KiB',
    '3 MiB',
    '2 GiB',
    '100 bytes',
  ]);
});
