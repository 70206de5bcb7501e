/**
 * The monitor under the VMM, by every technique, does what it does on the bare machine when its
 * pages go to the disk and come back, while processes are killed.
 */
import { MemoryDisk } from '@ireko/machine';
import { makeFileSystem } from '@ireko/monitor';
import { techniques } from '@ireko/vmm';
import { expect, test } from 'vitest';
import { monitorSqueeze } from '../../monitor/test/images.ts';
import { buildVmm } from '../src/guests.ts';
import { build } from '../src/repository.ts';
import { runGuest } from '../test/guest.ts';

const mebibyte = 2 ** 20;
const ramBytes = 32 * mebibyte;

test.each(techniques)('by %s, each page holds what was written, and none is lost', (technique) => {
  const made = makeFileSystem(new Map(), 64, 8000);
  if (typeof made === 'string') throw new Error(made);
  const disk = new MemoryDisk(made);
  const vmm = buildVmm(
    [
      {
        name: 'm',
        kernel: build(monitorSqueeze),
        file: monitorSqueeze.name,
        memoryBytes: 8 * mebibyte,
        technique,
        disks: [{}],
      },
    ],
    { ramBytes, disks: [disk] },
  );
  const { status, console } = runGuest(vmm, { disk, ramBytes });
  expect(status).toBe(0);
  expect(console).toContain('m| [2 paging] 1950 pages kept what was written to them\n');
  expect(console).toContain('m| [1 stress] nothing is left\n');
  expect(console).toContain('vmm: m ended, status 0\n');
});
