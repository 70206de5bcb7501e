import { expect, test } from 'vitest';
import { MemoryDisk } from '../../src/devices/disk.ts';

test('a disk of whole sectors uses the bytes it is given', () => {
  const bytes = new Uint8Array(1024);
  const disk = new MemoryDisk(bytes);
  disk.write(1, new Uint8Array(512).fill(7));
  expect([disk.sectors, bytes[511], bytes[512]]).toEqual([2, 0, 7]);
});

test('a last part of a sector is filled up with zeroes, as QEMU does', () => {
  const disk = new MemoryDisk(new Uint8Array(513).fill(1));
  const sector = new Uint8Array(512).fill(9);
  disk.read(1, sector);
  expect(disk.sectors).toBe(2);
  expect([sector[0], sector[1], sector[511]]).toEqual([1, 0, 0]);
});
