/** `ireko vmm`: several images at once. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hello, minimalOs, slowDiskWfi } from '../src/images/examples.ts';
import { build } from '../src/repository.ts';
import { folder, ireko } from './command-line.ts';
import { disk, expected } from './examples/expected.ts';
import { program } from './program.ts';

const named = (name: string, text: string) => text.replaceAll(/^(?=.)/gm, `${name}| `);

/** The lines of `stdout` that begin with a guest's name. */
const linesOf = (name: string, stdout: string) =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith(`${name}| `))
    .map((line) => `${line}\n`)
    .join('');

test('guests run side by side, and their lines are told apart', async () => {
  const cwd = folder({ 'hello.elf': build(hello), 'os.elf': build(minimalOs) });
  const guests = ['a,kernel=hello.elf', 'b,kernel=os.elf', 'c,kernel=hello.elf'];
  const options = guests.flatMap((guest) => ['--vm', `name=${guest},mem=2M`]);
  const { status, stdout, stderr } = await ireko(['vmm', ...options], { cwd });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(linesOf('a', stdout)).toBe(named('a', expected['hello'] as string));
  expect(linesOf('b', stdout)).toBe(named('b', expected['minimal-os'] as string));
  expect(linesOf('c', stdout)).toBe(named('c', expected['hello'] as string));
});

test('firmware may be all of the software; a guest has as much RAM as a bare machine', async () => {
  const last = program(`
        li      t0, 0x87000000          # within the 128 MiB that ireko run gives
        li      t1, 0x5555              # the finisher's word for success
        sw      t1, 0(t0)
        lw      t1, 0(t0)
        li      t0, 0x100000
        sw      t1, 0(t0)
1:      j       1b
`);
  const cwd = folder({ 'last.elf': last, 'last.bin': last.slice(0x1000) });
  const options = ['name=a,kernel=last.elf', 'name=b,bios=last.bin', 'name=c,bios=last.elf'];
  const args = ['vmm', ...options.flatMap((guest) => ['--vm', guest])];
  expect(await ireko(args, { cwd })).toMatchObject({ status: 0, stderr: '' });
});

test('a line that a guest has begun, as a prompt, is shown at the end', async () => {
  const asks = program(`
        li      t0, 0x10000000          # the serial port
        li      t1, '?'
        sb      t1, 0(t0)
1:      wfi
        j       1b
`);
  const cwd = folder({ 'asks.elf': asks, 'hello.elf': build(hello) });
  const options = ['a,kernel=asks.elf', 'b,kernel=hello.elf'];
  const args = ['vmm', ...options.flatMap((guest) => ['--vm', `name=${guest},mem=2M`])];
  const { status, stdout, stderr } = await ireko(args, { cwd });
  expect(stdout.slice(stdout.indexOf('vmm: b ended'))).toBe('vmm: b ended, status 0\na| ?\n');
  expect(stderr).toContain('the guest waits for what can never come');
  expect(status).toBe(1);
});

test('each guest has its own part of the disk', async () => {
  const two = new Uint8Array(2 * disk.length);
  two.set(disk, disk.length);
  const cwd = folder({ 'disk.img': two, 'a.elf': build(slowDiskWfi) });
  const sectors = disk.length / 512;
  const options = [0, sectors].flatMap((start, index) => [
    '--vm',
    `name=g${index},kernel=a.elf,mem=2M,disk=${start}:${sectors}`,
  ]);
  const args = ['vmm', ...options, '-drive', 'file=disk.img,readonly=on'];
  const { status, stdout } = await ireko(args, { cwd });
  expect(status).toBe(0);
  expect(linesOf('g0', stdout)).toBe('g0| slow-disk: the sum of the bytes is 00000000\n');
  expect(linesOf('g1', stdout)).toBe(named('g1', expected['slow-disk-wfi'] as string));
});

test('-o writes an image that does the same under ireko run', async () => {
  const cwd = folder({ 'hello.elf': build(hello) });
  const vm = ['--vm', 'name=a,kernel=hello.elf,mem=2M'];
  expect(await ireko(['vmm', ...vm, '-o', 'vmm.elf'], { cwd })).toEqual({
    status: 0,
    stdout: '',
    stderr: '',
  });
  expect(readFileSync(join(cwd, 'vmm.elf')).subarray(1, 4).toString()).toBe('ELF');
  const direct = await ireko(['vmm', ...vm], { cwd });
  expect(await ireko(['run', 'vmm.elf'], { cwd })).toEqual(direct);
});

test('--compare: a guest is in step with itself on the bare machine, with what is typed', async () => {
  const cwd = folder({ 'os.elf': build(minimalOs), 'disk.img': disk, 'a.elf': build(slowDiskWfi) });
  const os = 'name=os,kernel=os.elf,mem=2M,technique=h';
  expect(
    await ireko(['vmm', '--compare', '--vm', os, '--max-instructions', '20000'], { cwd }),
  ).toEqual({
    status: 0,
    stdout: 'os by h: 20,000 instructions, all equal\n',
    stderr: '',
  });
  const slow = ['--vm', 'name=a,kernel=a.elf,mem=2M,disk=0:64', '-drive', 'file=disk.img'];
  const { stdout } = await ireko(['vmm', '--compare', ...slow], { cwd });
  expect(stdout).toMatch(/^a by trap: [\d,]+ instructions, all equal, to its end\n$/);
  const two = await ireko(['vmm', '--compare', ...slow, '--vm', os], { cwd });
  expect(two).toMatchObject({
    status: 1,
    stderr: 'ireko vmm: error: --compare: there must be one guest\n',
  });
});

test('the exit status is that of the first guest that failed', async () => {
  const cwd = folder({ 'a.elf': build(slowDiskWfi), 'b.elf': build(hello) });
  const args = ['vmm', '--vm', 'name=a,kernel=a.elf,mem=2M', '--vm', 'name=b,kernel=b.elf,mem=2M'];
  const { status, stdout } = await ireko(args, { cwd });
  expect(stdout).toContain('a| slow-disk: there is no disk\n');
  expect(stdout).toContain('b| hello from the bare machine\n');
  expect(status).toBe(1);
});

test('the VMM is a guest of itself', async () => {
  const cwd = folder({ 'os.elf': build(minimalOs) });
  const inner = ['--vm', 'name=inner,kernel=os.elf,mem=2M', '-o', 'vmm.elf'];
  expect((await ireko(['vmm', ...inner], { cwd })).stderr).toBe('');
  const outer = await ireko(['vmm', '--vm', 'name=outer,kernel=vmm.elf,mem=32M'], { cwd });
  expect(outer.status).toBe(0);
  expect(linesOf('outer', outer.stdout)).toContain(
    named('outer', named('inner', expected['minimal-os'] as string)),
  );
});
