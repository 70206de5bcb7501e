import { expect, test } from 'vitest';
import { diskBytes, makeDisk } from '../src/index.ts';

test('the disk is numbered lines of ASCII text, filled to the last byte', () => {
  const disk = makeDisk();
  expect(disk.length).toBe(diskBytes);
  const lines = String.fromCharCode(...disk.subarray(0, 4096)).split('\n');
  expect(lines[0]).toMatch(/^00001( [a-z]+){6}$/);
  expect(lines[1]).toMatch(/^00002( [a-z]+){6}$/);
  expect(disk.every((byte) => byte === 0x0a || (byte >= 0x20 && byte < 0x7f))).toBe(true);
});

test('the disk is the same every time', () => {
  expect(makeDisk()).toEqual(makeDisk());
});
