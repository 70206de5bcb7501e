/** `ireko objdump`, `nm`, `readelf`, `size` and `strings` show the files that `as` and `ld` make. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hello } from '../src/images/examples.ts';
import { build } from '../src/repository.ts';
import { folder, ireko } from './command-line.ts';

const shown = async (...args: readonly string[]): Promise<string> => {
  const cwd = folder({ 'hello.elf': build(hello) });
  const { status, stdout, stderr } = await ireko([...args, 'hello.elf'], { cwd });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
};

test('objdump -d disassembles', async () => {
  const text = await shown('objdump', '-d');
  expect(text).toContain('hello.elf:     file format elf64-littleriscv');
  expect(text).toContain('0000000080000000 <_start>:');
  expect(text).toMatch(/^ +8[0-9a-f]{7}:\t[0-9a-f]+ +\twfi$/m);
});

test('objdump -h lists sections', async () => {
  expect(await shown('objdump', '-h')).toMatch(/^ +0 \.text .* 0{8}80000000 /m);
});

test('nm lists symbols', async () => {
  expect(await shown('nm')).toContain('0000000080000000 T _start\n');
});

test('readelf -hl shows the entry and what is loaded', async () => {
  const text = await shown('readelf', '-hl');
  expect(text).toMatch(/Entry point address: +0x80000000/);
  expect(text).toContain('LOAD');
});

test('strings shows what hello says, with -8 as with -n 8', async () => {
  const text = await shown('strings', '-8', '-a');
  expect(text).toMatch(/^.*\n/);
  expect(text).toBe(await shown('strings', '-n', '8'));
  expect(text.split('\n').filter((each) => each !== '' && each.length < 8)).toEqual([]);
  expect(await shown('strings', '-d', '-f')).toMatch(/^hello\.elf: /);
});

test('strings reads stdin', async () => {
  const { stdout } = await ireko(['strings', '-fto'], { input: '\u0001\u0002name\u0000abc' });
  expect(stdout).toBe('{standard input}:       2 name\n');
});

test.each([
  ['-n', '0', "-n: '0' is no number from 1 on"],
  ['-e', 'x', "-e: 'x' is none of s, S, b, l, B, L"],
  ['-t', 'b', "-t: 'b' is none of d, o, x"],
])('strings %s %s is a mistake', async (option, value, message) => {
  const { status, stderr } = await ireko(['strings', option, value], { input: 'text' });
  expect({ status, stderr }).toEqual({ status: 1, stderr: `ireko strings: error: ${message}\n` });
});

test('the script that ld --verbose shows is the one that links', async () => {
  const cwd = folder({ 'a.s': '.globl _start\n_start: la a0, d\nret\n.data\nd: .word 1\n' });
  await ireko(['as', '-o', 'a.o', 'a.s'], { cwd });
  const { status, stdout } = await ireko(['ld', '--verbose', '-m', 'elf64lriscv'], { cwd });
  expect(status).toBe(0);
  expect(stdout).toMatch(/^GNU ld .*\n.*\n {2}Supported emulations:\n {3}elf64lriscv\n/);
  const [, script = ''] = stdout.split(/^={50}\n/m);
  writeFileSync(join(cwd, 'own.ld'), script);
  await ireko(['ld', '-o', 'default.elf', 'a.o'], { cwd });
  const own = await ireko(['ld', '--verbose', '-T', 'own.ld', '-o', 'own.elf', 'a.o'], { cwd });
  expect(own.stdout).toContain('opened script file own.ld\nusing external linker script:\n');
  const [one, other] = ['default.elf', 'own.elf'].map((name) => readFileSync(join(cwd, name)));
  expect(one).toEqual(other);
});

test('size adds up', async () => {
  const [, row = ''] = (await shown('size')).split('\n');
  const [text, data, bss, sum] = row.trim().split(/\s+/).map(Number);
  expect([data, bss]).toEqual([0, 0]);
  expect(sum).toBe(text);
});
