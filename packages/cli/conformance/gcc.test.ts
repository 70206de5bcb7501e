/**
 * `gcc -B gnu`: a compiler that takes our assembler and linker for GNU's. What it builds with them
 * runs here, and is byte for byte what it builds with GNU's where both say the same of the source.
 * Needs gcc-riscv64-unknown-elf and binutils-riscv64-unknown-elf.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readElf } from '@ireko/elf';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../src/repository.ts';
import { folder, ireko, run } from '../test/command-line.ts';
import { runOnQemu } from './qemu.ts';

const START = `
        .globl _start
_start: la sp, stack_top
#ifdef __riscv_flen
        li t0, 0x6000                   // mstatus.fs: floating-point registers are used
        csrs mstatus, t0
#endif
        call main
        li t0, 0x100000                 // the machine's test device: power off
        li t1, 0x5555
        sw t1, 0(t0)
1:      j 1b
        .bss
        .balign 16
        .space 4096
stack_top:
`;
const MAIN = `
extern int fibonacci(int);
static void put(const char *text) { while (*text) *(volatile char *)0x10000000 = *text++; }
int main(void) {
  static char text[] = "fibonacci(20) = ......\\n";
  int value = fibonacci(20);
  for (int at = 21; at > 15; at--, value /= 10) text[at] = value ? '0' + value % 10 : ' ';
  put(text);
  return 0;
}
`;
const FIBONACCI =
  'int fibonacci(int n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }\n';
const SCRIPT = `ENTRY(_start) SECTIONS { . = 0x80000000; .text : { *(.text .text.*) }
  .rodata : { *(.rodata .rodata.* .srodata .srodata.*) } .data : { *(.data .data.* .sdata .sdata.*) }
  .bss : { *(.sbss .sbss.* .bss .bss.* COMMON) } }\n`;

test.each([['-O0'], ['-O2'], ['-Os -ffunction-sections -Wl,--gc-sections']])(
  'gcc %s builds a program with our tools that runs',
  async (options) => {
    const files = { 'start.S': START, 'main.c': MAIN, 'fibonacci.c': FIBONACCI, 'a.ld': SCRIPT };
    const cwd = folder(files);
    const common = ['-mcmodel=medany', '-nostdlib', '-ffreestanding', '-Wl,-T,a.ld', '-pipe'];
    const sources = ['start.S', 'main.c', 'fibonacci.c'];
    const build = (output: string, ...more: string[]) =>
      run(
        'riscv64-unknown-elf-gcc',
        [...more, ...options.split(' '), ...common, '-o', output, ...sources],
        { cwd },
      );
    expect(await build('ours.elf', '-B', `${repositoryRoot}gnu`)).toEqual({
      ...{ status: 0, stdout: '', stderr: '' },
    });
    const { status, stdout } = await ireko(['run', 'ours.elf'], { cwd });
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'fibonacci(20) =   6765\n' });

    expect((await build('gnu.elf')).status).toBe(0);
    expect(loaded(join(cwd, 'ours.elf'))).toEqual(loaded(join(cwd, 'gnu.elf')));
  },
);

/** The sections of a program that are in memory, with their bytes. */
function loaded(path: string): readonly (readonly [string, string])[] {
  const file = readElf(readFileSync(path));
  if ('problem' in file) throw new Error(file.problem);
  return file.sections
    .filter(({ address }) => address > 0)
    .map(({ name, data }) => [name, Buffer.from(data).toString('hex')]);
}

/** What registers of 32 bits need a library for. */
const WIDE = `int fibonacci(int n) {
  static volatile long long a = 0, b = 1; static volatile double scale = 3;
  a = 0, b = 1;
  while (n-- > 0) { long long next = a + b; a = b, b = next; }
  return (int)(a * 1000000007LL / 1000000007LL * scale / 3.0);
}
`;

test.each([
  ['-march=rv32imac -mabi=ilp32 -O2'],
  ['-march=rv32imafdc -mabi=ilp32d -O0 -g'],
  ['-march=rv32emc -mabi=ilp32e -Os -msave-restore'],
])('gcc %s builds a program of 32 bits with our tools that runs on QEMU', async (options) => {
  const cwd = folder({ 'start.S': START, 'main.c': MAIN, 'wide.c': WIDE, 'a.ld': SCRIPT });
  const common = ['-mcmodel=medany', '-nostdlib', '-ffreestanding', '-Wl,-T,a.ld'];
  const build = (output: string, ...more: string[]) => {
    const sources = ['start.S', 'main.c', 'wide.c', '-lgcc', '-o', output];
    return run('riscv64-unknown-elf-gcc', [...more, ...options.split(' '), ...common, ...sources], {
      cwd,
    });
  };
  expect(await build('ours.elf', '-B', `${repositoryRoot}gnu`)).toMatchObject({ stderr: '' });
  expect((await build('gnu.elf')).status).toBe(0);
  expect(loaded(join(cwd, 'ours.elf'))).toEqual(loaded(join(cwd, 'gnu.elf')));
  const { status, stdout } = await runOnQemu(readFileSync(join(cwd, 'ours.elf')), undefined, 32);
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'fibonacci(20) =   6765\n' });
  const here = await ireko(['run', 'ours.elf'], { cwd });
  expect(here.status).toBe(1);
  expect(here.stderr).toContain('it is for a computer of 32 bits, and this one has 64');
});
