import { expect, test } from 'vitest';
import { stringTable } from '../src/string-table.ts';
import { stringAt } from '../src/strings.ts';

test('strings stand in the order given, once each', () => {
  const { bytes, offsets } = stringTable(['b', 'a', 'b', '']);
  expect([...bytes]).toEqual([0, 0x62, 0, 0x61, 0]);
  expect([...offsets]).toEqual([1, 3, 1, 0]);
});

test('a string that ends another shares its bytes', () => {
  const texts = ['.text', 't', '.rela.text', '.text', 't'];
  const { bytes, offsets } = stringTable(texts);
  expect(bytes).toHaveLength(12);
  expect([...offsets].map((offset) => stringAt(bytes, offset))).toEqual(texts);
});

test('names that have many last bytes in common are told apart', () => {
  const texts = ['a_common_ending', 'b_common_ending', 'common_ending', 'b_common_ending', ''];
  const { bytes, offsets } = stringTable(texts);
  expect(bytes).toHaveLength(1 + 16 + 16);
  expect([...offsets].map((offset) => stringAt(bytes, offset))).toEqual(texts);
});

test('names outside ASCII survive', () => {
  const texts = ['x入れ子', '入れ子', 'れ子'];
  const { bytes, offsets } = stringTable(texts);
  expect(bytes).toHaveLength(1 + 1 + 9 + 1);
  expect([...offsets].map((offset) => stringAt(bytes, offset))).toEqual(texts);
});

test('an offset outside of the table is an empty string', () => {
  expect(stringAt(Uint8Array.of(0, 0x61), 9)).toBe('');
  expect(stringAt(Uint8Array.of(0, 0x61), 1)).toBe('a');
});
