import { expect, test } from 'vitest';
import { Ram } from '../../src/board/physical-memory.ts';

test('a slice is the bytes themselves, at their physical address', () => {
  const bytes = new Uint8Array(0x100);
  const ram = new Ram(0x8000_0000, bytes);
  ram.slice(0x8000_0010, 4)?.set([1, 2, 3, 4]);
  expect([...bytes.subarray(0x10, 0x14)]).toEqual([1, 2, 3, 4]);
});

test.each([
  [0x8000_0000, 0x100, true],
  [0x8000_0100, 0, true],
  [0x8000_00ff, 2, false],
  [0x7fff_ffff, 1, false],
  [2 ** 63, 1, false],
  [0, 0, false],
])('%d + %d inside RAM: %s', (address, length, inside) => {
  const ram = new Ram(0x8000_0000, new Uint8Array(0x100));
  expect(ram.slice(address, length) !== undefined).toBe(inside);
});
