/**
 * Runs the tools that builds call, and a guest, from a bundle, and keeps the code of all functions that were called.
 *
 *   node --conditions=source packages/cli/bundle/train.ts FOLDER
 */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import v8 from 'node:v8';
import { codeFile, Loader } from './loader.ts';

/**
 * Something of most that programs have: it goes around a loop until the computer translates it, prints a letter and
 * powers the computer off.
 */
const PROGRAM = `
        .globl  _start, main
        .equ    UART, 0x10000000
        .equ    FINISHER, 0x100000
        .equ    ROUNDS, 13000           # some more than make code hot
        .equ    FS_INITIAL, 1 << 13     # floating point is on
        .section .text.start, "ax", @progbits
_start: .option push
        .option norelax
        la      gp, __global_pointer$
        .option pop
        la      sp, stack
        la      t0, trap
        csrw    mtvec, t0
        li      t0, FS_INITIAL
        csrs    mstatus, t0
        call    main
1:      lw      a0, off
        li      a1, FINISHER
        sw      a0, 0(a1)
        j       1b
        .balign 4
trap:   csrr    t0, mepc                # goes on behind an ecall
        addi    t0, t0, 4
        csrw    mepc, t0
        mret
        .text
        .type   main, @function
main:   addi    sp, sp, -16
        sd      ra, 8(sp)
        li      s0, ROUNDS
        li      s1, 0
1:      mv      a0, s0
        call    round
        add     s1, s1, a0
        addi    s0, s0, -1
        bnez    s0, 1b
        ecall
        la      a0, letter
        lbu     a0, 0(a0)
        li      a1, UART
        beqz    a0, 2f
        sb      a0, (a1)
2:      ld      ra, 8(sp)
        addi    sp, sp, 16
        ret
        .size   main, . - main

# round: a loop of loads and stores, a table of bytes, a switch, doubles; in: a0, out: a0
round:  la      t0, words
        addi    t1, t0, 4 * 8
        la      t2, letter
2:      ld      t3, 0(t0)
        andi    t4, a0, 1
        add     t4, t4, t2
        lbu     t4, 0(t4)
        add     t3, t3, t4
        mulw    a0, a0, t3
        sd      t3, 0(t0)
        addi    t0, t0, 8
        bltu    t0, t1, 2b
        fcvt.d.l fa0, a0
        fmadd.d fa1, fa0, fa0, fa1
        fsqrt.d fa0, fa1
        andi    t4, a0, 1
        slli    t4, t4, 2
        la      t3, 3f
        add     t3, t3, t4
        jr      t3
        .option push
        .option norvc
3:      j       4f
        j       5f
        .option pop
4:      addi    a0, a0, 1
        ret
5:      slli    a0, a0, 32
        srli    a0, a0, 32
        ret
        .section .rodata
letter: .asciz  "a"
        .data
        .balign 8
off:    .dword  0x5555
        .bss
        .balign 8
words:  .skip   4 * 8
        .skip   256
stack:
`;

// The code is for a V8 with the flags that it starts with, so a run may not change them [src/host/host-compiler.ts].
v8.setFlagsFromString = () => {};

const [, , folder = '.'] = process.argv;
const loader = new Loader(folder);
const { commandLine } = loader.load('command-line.js') as {
  commandLine(args: readonly string[]): Promise<number>;
};
const place = join(folder, 'training');
const file = (name: string) => join(place, name);

mkdirSync(place);
writeFileSync(file('a.s'), PROGRAM);
const commands = [
  ['as', '-g', file('a.s'), '-o', file('a.o')],
  ['ar', 'rcs', file('lib.a'), file('a.o')],
  ['ld', '-Ttext=0x80000000', file('a.o'), '-o', file('a.elf')],
  ['nm', file('a.elf')],
  ['size', file('a.elf')],
  ['readelf', '-a', file('a.elf')],
  ['objdump', '-dS', file('a.elf')],
  ['objcopy', '-O', 'binary', file('a.elf'), file('a.bin')],
  ['strip', file('a.o'), '-o', file('stripped.o')],
  ['run', '--max-instructions=5_000_000', file('a.elf')],
];
for (const command of commands) {
  const status = await commandLine(command);
  if (status !== 0) throw new Error(`${command.join(' ')} ended with status ${status}`);
}
rmSync(place, { recursive: true });
for (const [name, script] of loader.scripts)
  writeFileSync(codeFile(join(folder, name)), script.createCachedData());
