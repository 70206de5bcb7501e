/**
 * Runs the tools that builds call, from a bundle, and keeps the code of all functions that were called.
 *
 *   node --conditions=source packages/cli/bundle/train.ts FOLDER
 */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeFile, Loader } from './loader.ts';

/** Something of most that programs have; it prints a letter and powers the computer off. */
const PROGRAM = `
        .globl  _start, main
        .equ    UART, 0x10000000
        .section .text.start, "ax", @progbits
_start: la      sp, stack
        call    main
1:      lw      a0, off
        li      a1, 0x100000
        sw      a0, 0(a1)
        j       1b
        .text
        .type   main, @function
main:   addi    sp, sp, -16
        sd      ra, 8(sp)
        lui     a0, %hi(letter)
        lbu     a0, %lo(letter)(a0)
        li      a1, UART
        beqz    a0, 2f
        sb      a0, (a1)
2:      ld      ra, 8(sp)
        addi    sp, sp, 16
        ret
        .size   main, . - main
        .section .rodata
letter: .asciz  "a"
        .data
        .balign 8
off:    .dword  0x5555
        .bss
        .skip   256
stack:
`;

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
  ['run', file('a.elf')],
];
for (const command of commands) await commandLine(command);
rmSync(place, { recursive: true });
for (const [name, script] of loader.scripts)
  writeFileSync(codeFile(join(folder, name)), script.createCachedData());
