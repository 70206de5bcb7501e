import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FileDisk } from '../../src/host/file-disk.ts';
import { folder } from '../command-line.ts';

test('what is written to the disk is in the file at once', async () => {
  const cwd = folder({ 'a.img': '\0'.repeat(2048) });
  const disk = new FileDisk(join(cwd, 'a.img'), { readOnly: false });
  expect(disk.sectors).toBe(4);
  expect(disk.write(1, new Uint8Array(1024).fill(7))).toBe(true);
  const back = new Uint8Array(1024);
  expect(disk.read(2, back)).toBe(true);
  expect([back[0], back[511], back[512]]).toEqual([7, 7, 0]);
  expect(readFileSync(join(cwd, 'a.img')).subarray(511, 514)).toEqual(Buffer.from([0, 7, 7]));
});
