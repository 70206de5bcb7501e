import { expect, test } from 'vitest';
import { complaintsOf, hexOf, objectOf } from '../assembling.ts';

function symbolOf(source: string, wanted: string) {
  const found = objectOf(source).symbols.find(({ name }) => name === wanted);
  if (!found) throw new Error(`no symbol ${wanted}`);
  const { section } = found;
  return { ...found, section: typeof section === 'string' ? section : section.name };
}

test('.equ and .set may change a symbol, .equiv may not', () => {
  expect(hexOf('.data\n.set a, 1\n.byte a\n.equ a, 2\n.byte a\n', '.data')).toBe('0102');
  expect(complaintsOf('.equ a, 1\n.equiv a, 2\n')).toEqual(['2:8 `a` is already defined']);
});

test('.eqv and == compute an expression anew wherever the symbol is used', () => {
  const source = '.data\n.eqv a, 2 * b\nc == a + 1\n.set b, 1\n.byte a, c\n.set b, 4\n.byte a, c\n';
  expect(hexOf(source, '.data')).toBe('02030809');
  expect(complaintsOf('.eqv a, 1\n.eqv a, 1\n')).toEqual(['2:6 `a` is already defined']);
  expect(complaintsOf('.eqv a, b\n.eqv b, a\n.data\n.byte a\n')).toEqual([
    '4:7 a symbol is defined in terms of itself',
    '2:6 the value of `b`: a symbol is defined in terms of itself',
  ]);
});

test('a name in quotes may have any character', () => {
  const source =
    '.globl "a b"\n.type "a b", @function\n"a b": ret\n.size "a b", . - "a b"\ncall "a b"\n';
  expect(symbolOf(source, 'a b')).toMatchObject({ type: 2, size: 2, binding: 1 });
});

test('a symbol cannot be both weak and common', () => {
  const message = '`a` cannot be both weak and common';
  expect(complaintsOf('.weak a\n.comm a, 8\n')).toEqual([`2:1 ${message}`]);
  expect(complaintsOf('.comm a, 8\n.weak a\n')).toEqual([`2:1 ${message}`]);
});

test('a label may not be set', () => {
  expect(complaintsOf('a: nop\n.set a, 1\n')).toEqual(['2:6 `a` is already defined']);
});

test('a symbol that follows the place may be set again and again', () => {
  expect(hexOf('.data\n.set p, .\n.byte . - p\n.set p, .\n.byte . - p\n', '.data')).toBe('0000');
});

test('an alias takes on the type and size of its function', () => {
  const source = '.type f, @function\nf: ret\n.size f, . - f\n.set g, f\n';
  expect(symbolOf(source, 'g')).toMatchObject({ type: 2, size: 2, section: '.text' });
});

test('a local common block lies in .bss', () => {
  const source = '.local a\n.comm a, 12, 8\n.lcomm b, 4\n';
  expect(symbolOf(source, 'a')).toMatchObject({ section: '.bss', size: 12 });
  expect(symbolOf(source, 'b')).toMatchObject({ section: '.bss', value: 12n });
});

test('a symbol in a thread-local section is thread-local', () => {
  expect(symbolOf('.section .tbss\nt: .zero 8\n', 't').type).toBe(6);
});

test('.type takes all of GNU’s spellings', () => {
  const types = ['@function', '%function', '"function"', 'STT_FUNC'].map(
    (type) => symbolOf(`.type f, ${type}\nf: ret\n`, 'f').type,
  );
  expect(types).toEqual([2, 2, 2, 2]);
});

test.each([
  ['.type f, @thing', '1:10 @thing is no symbol type'],
  ['.globl', '1:1 a symbol is missing'],
  ['.globl 5', '1:8 `5` is no symbol'],
  ['.size f', '1:1 operands are missing'],
  ['.comm f', '1:1 operands are missing'],
])('%s: %s', (source, complaint) => {
  expect(complaintsOf(`${source}\n`)).toEqual([complaint]);
});

test('common and local room without an alignment gets that of its size, as far as GNU as goes', () => {
  const source = '.comm a, 3\n.comm b, 100\n.lcomm c, 1\n.lcomm d, 12\n';
  expect(['a', 'b', 'd'].map((name) => symbolOf(source, name).value)).toEqual([4n, 16n, 8n]);
});

test('a name that is used before its value is known gets it once', () => {
  const source = '.data\n.set a, b + 1\n.byte a\n.set b, 1\n.byte a\n.set b, 2\n.byte a, b\n';
  expect(hexOf(source, '.data')).toBe('02020202');
});

test('a name of a later label is a label, and relocations name it', () => {
  const object = objectOf('.set a, f\ncall a\n.type f, @function\nf: ret\n');
  const [call] = object.sections.find(({ name }) => name === '.text')?.relocations ?? [];
  expect(call?.symbol?.name).toBe('a');
  expect(call?.symbol).toMatchObject({ type: 2, value: 8n });
});

test('what is relocated against a symbol may not get another value', () => {
  expect(complaintsOf('.data\nh: .set s, h\n.dword s\n.set s, 5\n')).toEqual([
    '3:8 `s` is given another value below, so that no linker can know this one',
  ]);
});

test('instructions take no distance of labels, and no name that is a number only later', () => {
  const message = 'a number is expected here, not an address';
  expect(complaintsOf('a: nop\nb: addi a0, a0, b - a\n')).toEqual([`2:17 ${message}`]);
  expect(complaintsOf('.equ k, later\n.equ later, 4\naddi a0, a0, k\n')).toEqual([
    `3:14 ${message}`,
  ]);
  expect(hexOf('a: nop\nb: .equ k, b - a\naddi a0, a0, k\n')).toBe('01000905');
});

test('labels and sections do not share names', () => {
  expect(complaintsOf('.section x, "a"\nx: .word 1\n')).toEqual(['2:1 `x` is a section']);
  expect(complaintsOf('x: .word 1\n.section x, "a"\n')).toEqual([
    '2:10 `x` is the name of a label already',
  ]);
});

test('the name of a section stands for its beginning', () => {
  const object = objectOf('.section .r, "a"\n.word 1\n.data\n.dword .r\n');
  const data = object.sections.find(({ name }) => name === '.data');
  expect(data?.relocations.symbol(0)).toMatchObject({ type: 3, value: 0n });
});

test('.comm may say the same again, and of sizes the first holds', () => {
  const { symbols } = objectOf('.comm a, 8, 4\n.comm a, 4, 16\n');
  expect(symbols.find(({ name }) => name === 'a')).toMatchObject({ value: 16n, size: 8 });
  expect(complaintsOf('.comm a, 8\n.comm a, 4\n')).toEqual([
    '2:7 `a` has a size of 8 already, which does not become 4',
  ]);
  expect(complaintsOf('.comm a, 8\na: nop\n')).toHaveLength(1);
});
