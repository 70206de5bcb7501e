import { STT_SECTION } from '@ireko/elf';
import { expect, test } from 'vitest';
import { objectOf } from '../assembling.ts';

/** The symbols of a source's object in their order: names without architectures, sections in brackets. */
function orderOf(source: string): string[] {
  return objectOf(source).symbols.map(({ name, type, section }) => {
    if (type === STT_SECTION) return `[${typeof section === 'string' ? section : section.name}]`;
    return name.replace(/^\$xrv.*/, '$x');
  });
}

const START = ['[.text]', '[.data]', '[.bss]'];
const END = '[.riscv.attributes]';

test('names and sections stand in the order in which they came about, globals last', () => {
  const source = 'lw a0, b\na: ret\n.globl a\n.section .more, "a"\nc: .word c\n.text\nd: nop\n';
  expect(orderOf(source)).toEqual([...START, '$x', '[.more]', 'c', 'd', '.L0 ', END, 'b', 'a']);
});

test('temporary labels stand as relocations come to them, branches last', () => {
  const source =
    '.Lfar: beqz a0, .Lnear\nlla a0, .Ltable\n.Lnear: j .Lfar\n.Ltable: .dword .Lnear\n';
  expect(orderOf(source)).toEqual([
    ...START,
    '$x',
    '$d',
    '.Ltable',
    '.L0 ',
    '.Lnear',
    '.Lfar',
    END,
  ]);
});

test('temporary labels of which more is said stand where that is said', () => {
  const source = 'lla a0, .Lanchor\nb: ret\n.data\nc: .set .Lanchor, .\n.word 0\nd: .word d\n';
  expect(orderOf(source)).toEqual([...START, '$x', 'b', 'c', '.Lanchor', 'd', '.L0 ', END]);
});

test('a line begins behind what its instruction names first', () => {
  const source = '.file 1 "a.c"\n.loc 1 1\nlla a0, first\nret\n.bss\nfirst: .zero 4\n';
  expect(orderOf(source).filter((name) => name === 'first' || name === '.L0 ')[0]).toBe('first');
});
