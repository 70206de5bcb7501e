import { expect, test } from 'vitest';
import { complaintsOf, hexOf, objectOf } from '../assembling.ts';

function sectionOf(source: string, wanted: string) {
  const found = objectOf(source).sections.find(({ name }) => name === wanted);
  if (!found) throw new Error(`no section ${wanted}`);
  return found;
}

test('a section has the flags and type that it is given', () => {
  const section = sectionOf('.section .x, "awMS", @progbits, 1\n.byte 1\n', '.x');
  expect(section).toMatchObject({ flags: 0x33, type: 1, entrySize: 1 });
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

test('what stands behind .popsection is a statement of its own', () => {
  const popped = '.pushsection .x\n.popsection .byte 2; .byte 3\n';
  expect(hexOf(`.data\n.byte 1\n${popped}`, '.data')).toBe('010203');
  expect(hexOf(`.data\n.rept 2\n${popped}.endr\n`, '.data')).toBe('02030203');
});

test('subsections stand in the order of their numbers', () => {
  const source = '.text 2\n.byte 2\n.text\n.byte 0\n.subsection 1\n.byte 1\n.text 2\n.byte 3\n';
  expect(hexOf(source)).toBe('00010203');
});

test('a section group has its sections and the symbol that names it', () => {
  const source = `
    .section .text.f, "axG", @progbits, f, comdat
    .globl f
f:  nop
    .section .rodata.f, "aG", @progbits, f, comdat
    .byte 1
    .section .data.g, "awG", @progbits, g
    .byte 2
  `;
  const groups = objectOf(source).sections.flatMap(({ group }) => group ?? []);
  expect(
    groups.map(({ signature, comdat, members }) => [
      signature.name,
      comdat,
      members.map(({ name }) => name),
    ]),
  ).toEqual([
    ['f', true, ['.text.f', '.rodata.f']],
    ['g', false, ['.data.g']],
  ]);
});

test('sections of one name are told apart by their groups and by numbers', () => {
  const source = `
    .section .x, "aG", @progbits, a
    .byte 1
    .section .x, "a", @progbits, unique, 1
    .byte 2
    .section .x, "aG", @progbits, a
    .byte 3
  `;
  const found = objectOf(source).sections.filter(({ name }) => name === '.x');
  expect(found.map(({ data }) => [...data])).toEqual([[1, 3], [2]]);
});

test('a section that is named again must be described as it was', () => {
  expect(complaintsOf('.section .x, "a"\n.section .x, "aw"\n')).toEqual([
    '2:1 .x had the flags "a" before, not "aw"',
  ]);
});

test('a known name has its flags also where fewer are written, and some say nothing of others', () => {
  const flags = (source: string, name: string) => sectionOf(`${source}\n.byte 1\n`, name).flags;
  expect(flags('.section .text.f, "a"', '.text.f')).toBe(6);
  expect(flags('.section .init, "x"', '.init')).toBe(6);
  expect(flags('.section .rodata.f, "aw"', '.rodata.f')).toBe(3);
  expect(flags('.section .init.text', '.init.text')).toBe(0);
  expect(flags('.section .data.f', '.data.f')).toBe(3);
});

test('flags and types that do not exist are reported', () => {
  expect(complaintsOf('.section .x, "q"\n')).toEqual(['1:14 "q" are no section flags']);
  expect(complaintsOf('.section .x, "a", @foo\n')).toEqual([
    '1:19 @foo is no section type, and @progbits is taken',
  ]);
  expect(complaintsOf('.popsection\n')).toEqual([
    '1:1 .popsection without a .pushsection before it',
  ]);
});

test('a size of entries that is no number is told', () => {
  expect(complaintsOf('.section .a, "aM", @progbits, 1=\n')).not.toEqual([]);
  expect(complaintsOf('.section .a, "aM", @progbits, 099 1\n')).not.toEqual([]);
});

test('a section that follows what is no label is reported where it says so', () => {
  expect(complaintsOf('nop\n.section .order, "ao", @progbits, f\n')).toEqual([
    '2:1 .order follows `f`, which is nothing of this file',
  ]);
});

test('.attach_to_group puts a section into a group, and its name alone means another then', () => {
  const object = objectOf(
    '.section a, "a"\n.byte 1\n.attach_to_group g\n.section a, "a"\n.byte 2\n',
  );
  const named = object.sections.filter(({ name }) => name === 'a');
  expect(named.map(({ data }) => [...data])).toEqual([[1], [2]]);
  expect(complaintsOf('.attach_to_group\n')).toEqual(['1:17 the name of a group is missing']);
});
