/** Disks for the monitor, as a user makes and reads them. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, ireko } from './command-line.ts';

test('what was put on a disk is listed and read back', async () => {
  const cwd = folder({ 'poem.txt': 'boxes\nthat nest\n', empty: '' });
  const made = await ireko(['disk', '--blocks', '8', 'make', 'd.img', './poem.txt', 'empty'], {
    cwd,
  });
  expect(made).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(readFileSync(join(cwd, 'd.img')).length).toBe(8 * 4096);
  const list = await ireko(['disk', 'list', 'd.img'], { cwd });
  expect(list.stdout).toBe('    16  poem.txt\n     0  empty\n');
  const read = await ireko(['disk', 'read', 'd.img', 'poem.txt'], { cwd });
  expect(read.stdout).toBe('boxes\nthat nest\n');
});

test.each([
  [['disk'], 'name a disk; try: ireko disk make disk.img FILE'],
  [['disk', 'mend', 'text'], 'text: neither block 0 nor block 1 is a valid catalogue'],
  [['disk', 'list', 'none'], 'none: No such file or directory; check the path'],
  [['disk', '--blocks', '2', 'make', 'd'], 'd: a disk has 3 to 32768 blocks, not 2'],
  [['disk', 'make', 'd', 'text', './text'], "./text: there is another file 'text'"],
])('%j is refused in one line', async (args, words) => {
  const cwd = folder({ text: 'no disk' });
  const { status, stderr } = await ireko(args, { cwd });
  expect({ status, stderr }).toEqual({ status: 1, stderr: `ireko disk: error: ${words}\n` });
});
