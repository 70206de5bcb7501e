import { expect, test } from 'vitest';
import { characterValue, integerValue, textBytes, textOf, utf8 } from '../../src/text/literal.ts';

test('integers are decimal, hexadecimal, binary or octal', () => {
  expect(['10', '0x1f', '0b101', '017', '0'].map(integerValue)).toEqual([10n, 31n, 5n, 15n, 0n]);
});

test('characters may lack the closing quote, as GNU as allows', () => {
  expect(["'a'", "'a", "'\\n'", "'\\''"].map(characterValue)).toEqual([97n, 97n, 10n, 39n]);
});

test('a text survives the way to bytes and back', () => {
  const text = 'plain, é, 入れ子, 🎁';
  expect(textOf(new Uint8Array(utf8(text)))).toBe(text);
});

test('bytes that are no UTF-8 stand for themselves', () => {
  expect(textOf(new Uint8Array([0x61, 0xff, 0x62, 0xc3]))).toBe('aÿbÃ');
});

test('escapes are replaced', () => {
  expect(textBytes('"\\t\\x41\\102\\q"')).toEqual([9, 0x41, 0x42, 0x71]);
});
