import { expect, test } from 'vitest';
import { complaintsOf, hexOf, objectOf } from '../assembling.ts';

function sectionOf(source: string, wanted: string) {
  const found = objectOf(source).sections.find(({ name }) => name === wanted);
  if (!found) throw new Error(`no section ${wanted}`);
  return found;
}

test('a section has the flags and type that it is given', () => {
  const section = sectionOf('.section .x, "awS", @progbits, 1\n.byte 1\n', '.x');
  expect(section).toMatchObject({ flags: 0x23, type: 1, entrySize: 1 });
});

test('a known name says what a section is', () => {
  expect(sectionOf('.section .text.start\nnop\n', '.text.start').flags).toBe(6);
  expect(sectionOf('.section .rodata\n.byte 1\n', '.rodata').flags).toBe(2);
  expect(sectionOf('.section .bss.x\n.zero 4\n', '.bss.x')).toMatchObject({ type: 8, size: 4 });
});

test('.previous, .pushsection and .popsection go back', () => {
  const source = `
    .data
    .byte 1
    .section .x, "aw"
    .byte 2
    .previous
    .byte 3
    .pushsection .x
    .byte 4
    .popsection
    .byte 5
  `;
  expect([hexOf(source, '.data'), hexOf(source, '.x')]).toEqual(['010305', '0204']);
});

test('flags and types that do not exist are reported', () => {
  expect(complaintsOf('.section .x, "q"\n')).toEqual(['1:14 "q" are no section flags']);
  expect(complaintsOf('.section .x, "a", @foo\n')).toEqual(['1:19 @foo is no section type']);
  expect(complaintsOf('.popsection\n')).toEqual([
    '1:1 .popsection without a .pushsection before it',
  ]);
});
