/** Programs of 32 bits: what GNU as and gcc make of the same sources. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Abi } from '../src/architecture.ts';
import { assemble } from '../src/assemble.ts';
import { bothObjects, gnuObject, ourObject, view } from './oracle.ts';

const programs = fileURLToPath(new URL('programs/', import.meta.url));

/** What differs between the widths of registers. */
const source = `
        li      a0, 0x80000000          # numbers with bit 31 set are negative
        li      a0, 0xfffff800
        li      a0, 0x123456789
        addi    a0, a0, 0xfffffff0
        andi    a0, a0, 0xffffff00
        slli    a0, a0, 31
        sext.b  a0, a1
        zext.h  a0, a1
        rdcycleh a0
        csrr    a0, mstatush
        la      a0, x
        lla     a0, 0xffffffff
        lw      a0, x
        sw      a0, x, t0
        jal     x                       # never compressed, unlike c.jal
        c.jal   x
        beq     a0, a1, x
        call    x
        flw     fa0, 0(sp)              # compressed in these programs alone
        fsw     fa0, 4(a0)
x:      ret
        .dword  x
        .word   x, . - x
        .dc.a   x
        .globl  thread
        la.tls.ie a0, thread
`;

test.each([
  ['rv32gc', 'ilp32d', false],
  ['rv32gc_zbb', 'ilp32f', true],
  ['rv32gc', 'ilp32', true],
])('%s and %s', (architecture, abi, relax) => {
  const { ours, gnu } = bothObjects(source, { architecture, abi: abi as Abi, relax });
  expect(view(ours)).toEqual(view(gnu));
});

test.each(['branches.s', 'frames.s', 'lines.s', 'macros.s'])('%s', (name) => {
  const options = { architecture: 'rv32gc_zba', abi: 'ilp32' } as const;
  const text = readFileSync(programs + name, 'utf8');
  const narrow = text.replaceAll(/\b([ls])d\b/g, '$1w').replaceAll(/.*\bzext\.w\b.*/g, '');
  const { ours, gnu } = bothObjects(narrow, options);
  expect(view(ours)).toEqual(view(gnu));
});

test.each([2, 3, 4, 5] as const)('lines of the source in DWARF %i', (debug) => {
  const options = { architecture: 'rv32i', debug, folder: process.cwd() } as const;
  const { ours, gnu } = bothObjects('f: nop\n ret\n .section .text.g,"ax"\n nop\n', options);
  const withoutNames = (object: Uint8Array) =>
    view(object).filter((line) => !/^\.debug_(str|line_str) /.test(line));
  expect(withoutNames(ours)).toEqual(withoutNames(gnu));
});

test.each([
  ['rv32imac', 'ilp32', '-O0 -g'],
  ['rv32imac', 'ilp32', '-O2 -fpic -g -gdwarf-4'],
  ['rv32imafc', 'ilp32f', '-Os'],
  ['rv32gc', 'ilp32d', '-O3 -g -fexceptions -fasynchronous-unwind-tables'],
  ['rv32e', 'ilp32e', '-O1'],
])('what gcc makes of C for %s, %s, %s', (architecture, abi, flags) => {
  const folder = mkdtempSync(join(tmpdir(), 'rv32-'));
  try {
    const file = join(folder, 'program.s');
    const target = [`-march=${architecture}`, `-mabi=${abi}`, ...flags.split(' ')];
    const c = join(programs, 'program.c');
    execFileSync('riscv64-unknown-elf-gcc', [
      ...target,
      '-ffreestanding',
      '-w',
      '-S',
      '-o',
      file,
      c,
    ]);
    const options = { architecture, abi: abi as Abi, relax: true };
    expect(readFileSync(file, 'utf8')).toContain('rv32');
    expect(view(ourObject(file, options))).toEqual(view(gnuObject(file, options)));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Lines of which each names a register that the base e does not have. */
const BEYOND_E = `
        add     a0, a1, x16
        mv      x31, a0
        lw      s2, 0(a0)
        sw      a0, 4(x20)
        c.mv    a6, a0
        li      t6, 5
        la      s11, here
        call    t4, here
here:   jalr    x17
        csrr    a6, mstatus
        .insn   r 0x33, 0, 0, x17, a0, a1
        amoadd.w x16, a0, (a1)
        sc.w    a0, a1, (x28)
        .option arch, rv32i
        add     a0, a1, x16             # taken
        .option arch, rv32e
        add     a0, a1, x16
`;

test('registers that the base e does not have are refused on the same lines', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rv32-'));
  try {
    const file = join(folder, 'a.s');
    writeFileSync(file, BEYOND_E);
    const architecture = 'rv32eac_zicsr';
    const { stderr } = spawnSync('riscv64-unknown-elf-as', [`-march=${architecture}`, file], {
      ...{ cwd: folder, encoding: 'utf8' },
    });
    const refused = [...stderr.matchAll(/^.*:(\d+): Error/gm)].map(([, line]) => Number(line));
    const { diagnostics } = assemble(file, (path) => readFileSync(path), { architecture });
    expect(diagnostics.map(({ span }) => span?.line)).toEqual(refused);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
