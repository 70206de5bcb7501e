/** What `ireko as` does beside the assembling. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, ireko } from './command-line.ts';

test('as --MD writes what the object was made of, for make', async () => {
  const cwd = folder({ 'a.s': '.include "b.inc"\n', 'b.inc': 'nop\n' });
  const { status } = await ireko(['as', '--MD', 'a.d', '-o', 'a.o', 'a.s'], { cwd });
  expect(status).toBe(0);
  expect(readFileSync(join(cwd, 'a.d'), 'utf8')).toBe('a.o: b.inc a.s\n');
});

test('as -L keeps local labels, which nm lists', async () => {
  const cwd = folder({ 'a.s': '.Lhere: nop\n' });
  await ireko(['as', '-L', '-o', 'a.o', 'a.s'], { cwd });
  const { stdout } = await ireko(['readelf', '-s', 'a.o'], { cwd });
  expect(stdout).toContain('.Lhere');
});

test('as --noexecstack notes it in a section of its own', async () => {
  const cwd = folder({ 'a.s': 'nop\n' });
  await ireko(['as', '--noexecstack', '-o', 'a.o', 'a.s'], { cwd });
  const { stdout } = await ireko(['readelf', '-SW', 'a.o'], { cwd });
  expect(stdout).toContain('.note.GNU-stack');
});

test('as -a prints a listing, or writes it to the file that is named', async () => {
  const cwd = folder({ 'a.s': 'start: li a0, 1\n' });
  const { stdout } = await ireko(['as', '-aln', '-o', 'a.o', 'a.s'], { cwd });
  expect(stdout).toBe('   1 0000 13051000 \tstart: li a0, 1\n');
  await ireko(['as', '-adhlns=a.lst', '-o', 'a.o', 'a.s'], { cwd });
  expect(readFileSync(join(cwd, 'a.lst'), 'utf8')).toContain('.text:0000000000000000 start');
});

test('as takes several files for one: labels, macros and conditionals go on from file to file', async () => {
  const cwd = folder({
    'a.s': '.if 1\n.macro m\nli a0, 5\n.endm\n1: j 1f\n',
    'b.s': 'm\n1: j 1b\n.endif\n',
    'one.s': '.if 1\n1: j 1f\nli a0, 5\n1: j 1b\n.endif\n',
  });
  for (const inputs of [['a.s', 'b.s'], ['one.s']]) {
    const { status } = await ireko(['as', '-o', `${inputs.length}.o`, ...inputs], { cwd });
    expect(status).toBe(0);
  }
  expect(readFileSync(join(cwd, '2.o'))).toEqual(readFileSync(join(cwd, '1.o')));
});

test('as --defsym takes octal numbers, and --elf-stt-common gives common symbols their type', async () => {
  const cwd = folder({ 'a.s': '.comm room, 4\n.data\n.byte n\n' });
  await ireko(['as', '--elf-stt-common=yes', '--defsym', 'n=010', '-o', 'a.o', 'a.s'], { cwd });
  const { stdout } = await ireko(['readelf', '-sW', '-x', '.data', 'a.o'], { cwd });
  expect(stdout).toMatch(/COMMON +GLOBAL +DEFAULT +COM room/);
  expect(stdout).toMatch(/0x00000000 08 /);
});
