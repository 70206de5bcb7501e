import { expect, test } from 'vitest';
import { stringAt, stringTable } from '../src/strings.ts';

test('strings stand in the order given, once each', () => {
  const { bytes, offsets } = stringTable(['b', 'a', 'b', '']);
  expect([...bytes]).toEqual([0, 0x62, 0, 0x61, 0]);
  expect(offsets.get('')).toBe(0);
  expect(offsets.get('a')).toBe(3);
});

test('a string that ends another shares its bytes', () => {
  const { bytes, offsets } = stringTable(['.text', '.rela.text', 't']);
  expect(bytes).toHaveLength(12);
  for (const [text, offset] of offsets) expect(stringAt(bytes, offset)).toBe(text);
});

test('names outside ASCII survive', () => {
  const { bytes, offsets } = stringTable(['x入れ子', '入れ子', 'れ子']);
  expect(bytes).toHaveLength(1 + 1 + 9 + 1);
  for (const [text, offset] of offsets) expect(stringAt(bytes, offset)).toBe(text);
});

test('an offset outside of the table is an empty string', () => {
  expect(stringAt(Uint8Array.of(0, 0x61), 9)).toBe('');
  expect(stringAt(Uint8Array.of(0, 0x61), 1)).toBe('a');
});
