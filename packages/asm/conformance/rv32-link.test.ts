/** Programs of 32 bits through GNU ld and through ours, as in `link.test.ts`. */

import { execFileSync } from 'node:child_process';
import { beforeAll, describe, test } from 'vitest';
import {
  CXX_PARTS,
  compare,
  compareMaps,
  compile,
  FIRST,
  KERNEL,
  PROGRAM,
  relaxable,
  SCRIPTS,
  SECOND,
  toolsFor,
} from './linking.ts';

const { as, gcc, cxx } = toolsFor(32);

/** A source of 64 bits with words for doublewords. */
function narrow(source: string): string {
  return source.replaceAll(/\bsd\b/g, 'sw').replaceAll('.dword', '.word');
}

describe('assembled objects', () => {
  let objects: string[] = [];
  beforeAll(() => {
    const tool = [...as, '-mno-relax'];
    objects = [compile('first', narrow(FIRST), tool), compile('second', narrow(SECOND), tool)];
  });

  test.each(Object.entries(SCRIPTS))('are linked alike by %s', (_, script) => {
    compare(objects, script);
  });

  test('have the same map', () => compareMaps(objects, SCRIPTS['memory regions'] ?? ''));

  test('are joined alike into one', () => compare(objects, undefined, { relocatable: true }));
});

test.each([0x400, 0x10000, 0x1e800])('code is shortened alike at %i', (start) => {
  const objects = [0, 1].map((part) => compile(`relax${part}`, narrow(relaxable(start, part)), as));
  compare(
    objects,
    `ENTRY(_start) SECTIONS { . = ${start}; .text : { *(.text .text.*) }
    .rodata : { *(.rodata .rodata.*) } .data : { *(.data .data.*) __global_pointer$ = . + 0x800; *(.sdata) }
    .bss : { *(.bss .bss.*) *(COMMON) } _end = .; }`,
  );
});

test('a section that others before it let move while code is shortened', () => {
  const script = `ENTRY(_start) SECTIONS { . = 0x80000000; .init : { *(.init) }
    .text : ALIGN(16) { *(.text) } }`;
  const calls = ' call f\n'.repeat(12);
  for (let padding = 1960; padding < 2050; padding += 10) {
    const first = `.globl _start, f\n.section .init, "ax"\n_start:\n${calls}.text\nf: ret\n.zero ${padding}\n`;
    const objects = [compile('first', first, as), compile('second', ' call f\n ret\n', as)];
    compare(objects, script);
  }
});

test('code and data at the ends of the address space reach each other alike', () => {
  const source = `.globl _start
_start: call low
        lla a0, low
        lui a1, %hi(low)
        addi a1, a1, %lo(low)
        lui a2, %hi(_start)
        addi a2, a2, %lo(_start)
        la a3, high
        ret
        .section .low, "ax"
low:    call _start
        lla a0, high
        lw a0, high
        sw a0, high, t0
        tail _start
        .data
high:   .word _start, low, low - _start, high - 1`;
  const script = `ENTRY(_start) SECTIONS { .low 0x100 : { *(.low) }
    .data 0x7ffff7fc : { *(.data) } .text 0xffffff00 : { *(.text) } }`;
  compare([compile('ends', source, as)], script);
  compare([compile('ends-fixed', source, [...as, '-mno-relax'])], script);
});

test.each([
  ['-mcmodel=medany -g', false],
  ['-mcmodel=medlow -ffunction-sections -fdata-sections', true],
  ['-mcmodel=medany -march=rv32imafdc -mabi=ilp32d', false],
  ['-march=rv32em -mabi=ilp32e -mno-relax', false],
])('C with %s is linked alike, by the default script and by another', (options, gcSections) => {
  const object = compile('program', PROGRAM, [...gcc, '-fno-builtin', ...options.split(' ')]);
  compare([object], undefined, { gcSections });
  compare([object], KERNEL, { gcSections });
});

test.each(['-O0', '-O2 -g'])('C++ with %s is linked alike', (options) => {
  const objects = CXX_PARTS.map((part, i) =>
    compile(`part${i}`, part, [...cxx, '-mcmodel=medany', ...options.split(' ')]),
  );
  compare(objects, KERNEL, { gcSections: true });
  compare(objects, KERNEL, { emitRelocations: true });
});

test('tables of addresses and thread-local data are made alike', () => {
  const parts = [
    `extern int there[4], nobody __attribute__((weak)); static int own[3]; int shared = 4;
     __thread int count = 3; extern __thread int elsewhere; static __thread int zeros[9];
     int change(int x) { shared += x; own[x] = there[1]; count++; zeros[x] = elsewhere; if (&nobody) nobody = 1; return own[0] + shared; }`,
    `int there[4] = {1, 2, 3}; __thread int elsewhere = 7; extern int change(int), shared; int *held = &shared;
     int _start(void) { there[2] = shared; elsewhere++; return change(3); }`,
  ];
  for (const options of ['-fPIC -ftls-model=local-exec', '-fPIE', '-ftls-model=initial-exec']) {
    const objects = parts.map((part, i) =>
      compile(`table${i}`, part, [...gcc, ...options.split(' ')]),
    );
    compare(objects, undefined);
    compare(objects, SCRIPTS['a plain script']);
  }
});

test('members of archives are chosen alike', () => {
  const libgcc = execFileSync('riscv64-unknown-elf-gcc', [
    ...['-march=rv32imac', '-mabi=ilp32', '-print-libgcc-file-name'],
  ]);
  const source = `double a = 3; long long q = 12345;
    int main(void) { a = a / 7 - 1; q = q / 77; return (int)a + __builtin_popcountll(q); }
    void _start(void) { main(); for (;;); }`;
  const object = compile('arithmetic', source, [...gcc, '-mcmodel=medany']);
  compare([object, libgcc.toString().trim()], SCRIPTS['a plain script'] ?? '');
});
