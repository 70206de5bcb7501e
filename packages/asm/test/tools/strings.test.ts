import { expect, test } from 'vitest';
import { type StringsOptions, strings } from '../../src/tools/strings.ts';

const shown = (bytes: readonly number[], options: StringsOptions = {}) =>
  String.fromCharCode(...strings(Uint8Array.from(bytes), options));
const ascii = (text: string) => [...text].map((each) => each.charCodeAt(0));

test('a string has at least four characters, and blanks and tabulators are some', () => {
  const bytes = [...ascii('\0abc\0a\tb c\x7fdefg'), 0x80, ...ascii('hijk')];
  expect(shown(bytes)).toBe('a\tb c\ndefg\nhijk\n');
  expect(shown(bytes, { least: 3 })).toBe('abc\na\tb c\ndefg\nhijk\n');
  expect(shown(bytes, { encoding: 'S' })).toBe('a\tb c\ndefg\x80hijk\n');
});

test('wide characters begin at any byte', () => {
  const bytes = [7, ...ascii('w\0i\0d\0e\0'), 0, ...ascii('\0w\0i\0d\0e'), 9];
  expect(shown(bytes, { encoding: 'l', radix: 10 })).toBe('      1 wide\n');
  expect(shown(bytes, { encoding: 'b', radix: 10 })).toBe('     10 wide\n');
});

test('a name, a place and a separator stand around each', () => {
  const options = { prefix: 'é.bin', radix: 16, separator: '|', whitespace: true } as const;
  const text = new TextDecoder().decode(
    strings(Uint8Array.from(ascii('\0one\ntwo\0four')), options),
  );
  expect(text).toBe('é.bin:       1 one\ntwo|é.bin:       9 four|');
});

test('what is no object is read whole where only data is asked for', () => {
  expect(shown(ascii('text alone'), { dataOnly: true })).toBe('text alone\n');
});
