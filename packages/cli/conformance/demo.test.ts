/** The image of `ireko demo`, three guests and the VMM, does on QEMU what it does here. */

import { MemoryDisk } from '@ireko/machine';
import { makeDisk, processOutput } from '@ireko/monitor';
import { expect, test } from 'vitest';
import { demoImage } from '../src/images/demo-image.ts';
import { runGuest } from '../test/guest.ts';
import { runOnQemu } from './qemu.ts';

/** A guest's lines; a monitor's by process, for how processes interleave depends on the time. */
function linesOf(name: string, console: string): string {
  const lines = console
    .split('\n')
    .filter((line) => line.startsWith(`${name}| `))
    .map((line) => `${line.slice(name.length + 2)}\n`)
    .join('');
  return name === 'minimal' ? lines : processOutput(lines);
}

test('each guest of the demo prints the same on QEMU', async () => {
  const image = demoImage(new MemoryDisk(makeDisk()));
  const here = runGuest(image, { disk: new MemoryDisk(makeDisk()), ramBytes: 128 * 2 ** 20 });
  const { status, stdout } = await runOnQemu(image, makeDisk());
  expect(status).toBe(0);
  for (const name of ['compute', 'io', 'minimal']) {
    expect(linesOf(name, stdout)).not.toBe('');
    expect(linesOf(name, stdout)).toBe(linesOf(name, here.console));
    expect(stdout).toContain(`vmm: ${name} ended, status 0`);
  }
});
