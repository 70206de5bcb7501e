/** `.debug_line`: which addresses come from which lines. */

import { relocationName } from '@ireko/elf';
import { expect, test } from 'vitest';
import { complaintsOf, diagnosticsOf, hexOf, objectOf } from '../assembling.ts';

const file = '.file 1 "a.c"\n';
/** What follows the header of version 3 with one file. */
const programOf = (source: string) => hexOf(file + source, '.debug_line').slice(2 * 0x24);

test('a sequence begins with an address and ends behind its code', () => {
  expect(programOf('.loc 1 2 4\nnop')).toBe(`0504${'000902'}${'00'.repeat(8)}13${'090000000101'}`);
});

test('lines hold for the instruction that follows, and addresses advance by what the linker computes', () => {
  const source = `${file}.loc 1 1\nnop\n.loc 1 3\n.word 0\nnop`;
  const lines = objectOf(source).sections.find(({ name }) => name === '.debug_line');
  const found = lines?.relocations.map(
    ({ type, symbol }) => `${relocationName(type)?.slice(8)} ${symbol?.value}`,
  );
  expect(found).toEqual(['64 0', 'ADD16 6', 'SUB16 0', 'ADD16 8', 'SUB16 6']);
});

test('a file 0 makes it version 5, whose names stand apart', () => {
  const source = '.file 0 "/home" "a.c"\n.file 1 "inc/b.h"\n.loc 1 1\nnop';
  expect(hexOf(source, '.debug_line').slice(8, 12)).toBe('0500');
  expect(Buffer.from(hexOf(source, '.debug_line_str'), 'hex').toString()).toBe(
    '/home\0inc\0a.c\0b.h\0',
  );
});

test('a file must be given before it is named', () => {
  expect(complaintsOf('.loc 1 2')).toEqual(['1:6 there is no .file 1 before this place']);
  expect(complaintsOf('.file 1 "a.c"\n.loc 1')).toEqual(['2:1 a file and a line are expected']);
  expect(complaintsOf('.file 1 "a.c"\n.loc 1 2 3 twice')).toEqual([
    '2:6 `twice` is no flag of .loc',
  ]);
});

test('with -g what a macro makes is of the line that calls it, and a repetition of its own lines', () => {
  const source = '.macro two\nnop\nnop\n.endm\ntwo\n.rept 2\nnop\nret\n.endr\n';
  const { symbols, sections } = objectOf(source, {}, { debug: 5, folder: '/src' });
  expect(symbols.filter(({ name }) => name === '.L0 ').length).toBeGreaterThan(5);
  const names = sections.map(({ name }) => name).filter((name) => name.startsWith('.debug'));
  expect(names.sort()).toEqual([
    ...['.debug_abbrev', '.debug_aranges', '.debug_info'],
    ...['.debug_line', '.debug_line_str', '.debug_str'],
  ]);
  const strings = sections.find(({ name }) => name === '.debug_str')?.data;
  expect(new TextDecoder().decode(strings)).toBe('test.s\0/src\0GNU AS 2.40\0');
});

test('lines are those of the text again behind what a compiler copied from asm("…")', () => {
  const source = 'nop\n# 57 "x.c" 1\nbad\n# 0 "" 2\nbad\n';
  expect(diagnosticsOf(source).map(({ span }) => `${span?.file}:${span?.line}`)).toEqual([
    'x.c:57',
    'test.s:5',
  ]);
});

test('a file 0 with a folder of its own has it twice, as with GNU as', () => {
  const source = '.file 0 "/home" "/home/a.c"\n.file 1 "/home/b.h"\n.loc 1 1\nnop';
  expect(Buffer.from(hexOf(source, '.debug_line_str'), 'hex').toString()).toBe(
    '/home\0/home\0a.c\0b.h\0',
  );
});

test('a folder beside the name leaves the name whole, and is there from DWARF 5 on', () => {
  const source = '.file 0 "/home" "a.c"\n.file 1 "/lib" "inc/b.h"\n.loc 1 1\nnop';
  expect(Buffer.from(hexOf(source, '.debug_line_str'), 'hex').toString()).toBe(
    '/home\0/lib\0a.c\0inc/b.h\0',
  );
  expect(complaintsOf('.file 1 "/lib" "b.h"\n')).toEqual([
    '1:1 a folder or a sum beside the name are there from DWARF 5 on',
  ]);
});

test('line 0 is no line', () => {
  expect(programOf('.loc 1 1\nnop\n.loc 1 0\nnop')).toBe(programOf('.loc 1 1\nnop\nnop'));
});
