/** What stands where a statement should have ended, and what is missing from it. */

import { expect, test } from 'vitest';
import { complaintsOf, hexOf } from '../assembling.ts';

test.each([
  ['.previous x', '1:11 `x` is more than belongs behind .previous'],
  ['.if 1\n.else 2\n.endif', '2:7 `2` is more than belongs behind .else'],
  ['.if 0\n.endif x # remark', '2:8 `x` is more than belongs behind .endif'],
  ['.space 1, 2, 3, 4', '1:14 `3, 4` is more than belongs behind .space'],
  ['.equ x, 1, 2', '1:12 `2` is more than belongs behind .equ'],
  ['.bss 1', '1:6 `1` is more than belongs behind .bss'],
  ['.file "a.c" "b.c"', '1:13 `"b.c"` is more than belongs behind .file'],
  ['.type f, @object, 2', '1:19 `2` is more than belongs behind .type'],
  ['.cfi_startproc now\n.cfi_endproc', '1:16 `now` is more than belongs behind .cfi_startproc'],
  ['.altmacro on', '1:11 `on` is more than belongs behind .altmacro'],
])('%s', (source, complaint) => {
  expect(complaintsOf(`${source}\n`)).toContain(complaint);
});

test.each([
  ['.ascii', '1:1 operands are missing'],
  ['.print 5', '1:8 a string in double quotes is expected here'],
  ['.warning later', '1:10 a string in double quotes is expected here'],
  ['.ifdef 5\n.endif', '1:1 behind .ifdef stands a name'],
  ['.ifc a\n.endif', '1:1 behind .ifc stands two texts with a comma between them'],
  ['.ifeqs a, b\n.endif', '1:1 behind .ifeqs stands two strings in double quotes'],
  ['.irp 5\n.endr', '1:1 the name of what the values are for is missing'],
  ['.weakref f, %hi(g)', '1:13 `%hi(g)` is no symbol'],
  ['.dtprelword 5', '1:13 a thread-local symbol is expected here'],
  ['.section .text x', '1:10 `.text x` is no section’s name'],
  ['.word 08', '1:8 unexpected `8`'],
  [
    '.cfi_startproc\n.cfi_restore_state\n.cfi_endproc',
    '2:1 there is no .cfi_remember_state before this place',
  ],
])('%s', (source, complaint) => {
  expect(complaintsOf(`${source}\n`)).toContain(complaint);
});

test('without a count nothing is made, and between two commas stands 0', () => {
  const source = '.data\n.space\n.fill\n.rept\n.byte 1\n.endr\n.byte\n.float 1,\n.p2align 4,\n';
  expect(hexOf(source, '.data')).toBe(`0000803f${'00'.repeat(12)}`);
  expect(complaintsOf('.skip\n')).toEqual(['1:1 nothing is made without a count']);
});

test('a label may be defined again where it is', () => {
  expect(complaintsOf('f:\nf: nop\n')).toEqual([]);
  expect(complaintsOf('f: nop\nf:\n')).toEqual(['2:1 `f` is already defined']);
});

test('a statement ends with its line, also behind a backslash', () => {
  expect(complaintsOf('add a0, a1, \\\n  a2\n')).toEqual([
    '1:13 unexpected `\\`',
    '2:3 unknown instruction `a2`',
  ]);
});
