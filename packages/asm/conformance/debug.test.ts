/**
 * `-g`: what debuggers learn of an assembly source, section by section as GNU as 2.40 writes it.
 * Needs binutils-riscv64-unknown-elf.
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gnuObject, ourObject, view } from './oracle.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'debug-'));
  mkdirSync(join(folder, 'part'));
  for (const [name, text] of Object.entries(sources)) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true }));

const sources = {
  'empty.s': '        .data\nx:      .word   1\n',
  'plain.s': `
_start: li      a0, 0x12345678          # several instructions, one line
        call    far
1:      bnez    a0, 1b; nop
        .word   7                       # data have no line
        ret
`,
  'functions.s': `
        .globl  first
        .type   first, @function
first:  ret
        .size   first, .-first
        .type   second, @function
second: nop
        j       first
        .size   second, .-second
        .type   unsized, @function
unsized: ret
`,
  'global.s': '        .globl f\n        .type f, @function\nf:      ret\n        .size f, .-f\n',
  'sections.s': `
        nop
        .section .text.cold, "ax"
        nop
        ret
        .section .notes, ""
        .word   1
        .text   1
        nop
        .text
        ret
`,
  'macros.s': `
        .macro  both register
        addi    \\register, \\register, 1
        .rept   2
        sub     \\register, \\register, a1
        .endr
        .endm
        both    a0
        both    a2
        .rept   2
        nop
        and     a0, a0, a1
        .endr
        .irp    register, a1, a2
        mv      \\register, a0
        .endr
        .include "part/other.s"
        ret
# 300 "elsewhere.s"
        nop
`,
  'part/other.s': '        nop\n        or a0, a0, a1\n',
  'compiled.s': `
        .file   "a.c"
        .text
        .file   1 "part/a.c"
        .loc    1 3 0
        nop
        .loc    1 4 5
        ret
`,
};

test.each(
  Object.keys(sources).flatMap((name) =>
    [undefined, 2, 3, 4, 5].map((version) => [name, version] as const),
  ),
)('%s with DWARF %s', (name, version) => {
  const options = {
    architecture: 'rv64gc',
    relax: true,
    includePaths: [folder],
    folder: process.cwd(),
    ...(version !== undefined && { debug: version as 2 | 3 | 4 | 5 }),
  };
  const file = join(folder, name);
  expect(view(ourObject(file, options))).toEqual(view(gnuObject(file, options)));
});
