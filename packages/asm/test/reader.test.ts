import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assemble } from '../src/index.ts';
import { complaintsOf, diagnosticsOf, hexOf, objectOf } from './assembling.ts';

test('statements end at line ends and semicolons, remarks at line ends', () => {
  expect(hexOf('nop; nop # nop; nop\n/* nop\nnop */ nop\n')).toBe('010001000100');
});

test('several labels may stand before a statement', () => {
  const names = objectOf('a: b: 1: nop\n').symbols.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['a', 'b']));
});

test('numeric labels are the nearest before and after', () => {
  // beqz to the next 1, then j to the previous one.
  expect(hexOf('1: beqz a0, 1f\nj 1b\n1: j 1b\n')).toBe('11c1fdbf01a0');
});

test('= gives a symbol a value that may change, == one that may not', () => {
  expect(hexOf('.data\nn = 1\n.byte n\nn = 2\n.byte n\n', '.data')).toBe('0102');
  expect(complaintsOf('n == 1\nn == 2\n')).toEqual(['2:1 `n` is already defined']);
});

test('.include reads a file, also from the include paths', () => {
  expect(hexOf('.include "a.inc"\nli a0, N\n', '.text', { 'a.inc': '.equ N, 3\n' })).toBe('0d45');
  const { object } = assemble(
    'm.s',
    (path) =>
      path === 'm.s'
        ? new TextEncoder().encode('.include "a.inc"\n')
        : path === 'inc/a.inc'
          ? new TextEncoder().encode('nop\n')
          : undefined,
    { includePaths: ['inc'] },
  );
  expect(object).toBeDefined();
});

test('a mistake in an included file names both files', () => {
  const [found] = diagnosticsOf('nop\n.include "a.inc"\n', { 'a.inc': 'nop\nfoo\n' });
  expect(found?.span).toMatchObject({ file: 'a.inc', line: 2 });
  expect(found?.expansion[0]?.span).toMatchObject({ file: 'test.s', line: 2 });
});

test('what follows a file that cannot be included is read all the same', () => {
  expect(complaintsOf('.include "none"\nnop\nfoo\n')).toEqual([
    '1:10 cannot read `none`',
    '3:1 unknown instruction `foo`',
  ]);
});

test('.end ends the unit', () => {
  expect(hexOf('nop\n.end\nfoo\n')).toBe('0100');
});

test('.abort is a mistake, and ends the unit', () => {
  expect(complaintsOf('foo\n.abort\nbar\n')).toEqual([
    '1:1 unknown instruction `foo`',
    '2:1 .abort ends the assembly here',
  ]);
});

test('a file that cannot be read is a diagnostic', () => {
  const { object, diagnostics } = assemble('none.s', () => undefined);
  expect(object).toBeUndefined();
  expect(diagnostics[0]?.message).toBe('cannot read `none.s`');
});

test('symbols may be given from outside', () => {
  const text = new TextEncoder().encode('li a0, N\n');
  expect(assemble('a.s', () => text, { symbols: { N: 5n } }).object).toBeDefined();
});

test('an instruction of an extension that is not named is refused', () => {
  const text = new TextEncoder().encode('mul a0, a0, a0\n');
  const { diagnostics } = assemble('a.s', () => text, { architecture: 'rv64i' });
  expect(diagnostics[0]?.message).toBe('mul needs the extension m');
});

test.each([
  [`.word ${'('.repeat(20000)}1${')'.repeat(20000)}`, 'the expression is too long from here on'],
  [`.word ${'1+'.repeat(20000)}1`, 'the expression is too long from here on'],
  ['.rept 1000000000\nnop\n.endr', 'a count of 1000000000 is out of range: 0…16777216'],
  ['.ascii "abc\n', 'the string has no closing quote'],
  ['nop @\n', 'unexpected `@`'],
  ['.org 0x80000000', '.text would have 2147483648 bytes, and at most 1073741824 are possible'],
])('what no machine could bear is a diagnostic (%#)', (source, message) => {
  expect(diagnosticsOf(source).map((each) => each.message)).toEqual([message]);
});

test('. = moves forward as .org does', () => {
  expect(hexOf('.data\n.byte 1\n. = 4\n.byte 2\n', '.data')).toBe('0100000002');
});

test('any text gives an object or an error, never an exception', () => {
  const words = fc.constantFrom(
    ...[
      'addi',
      'lw',
      'beq',
      'j',
      'li',
      'la',
      'call',
      '.word',
      '.align',
      '.macro m',
      '.endm',
      '.if',
    ],
    ...['.endif', '.rept 2', '.endr', '.section', '.equ', '.size', '.fill', '.org', '.set x,', 'm'],
    ...[
      'a0',
      'sp',
      ',',
      '(',
      ')',
      '%hi(',
      '1f',
      '1:',
      'x',
      'x:',
      '+',
      '-',
      '*',
      '"a',
      '"s"',
      '0x10',
    ],
    ...['99999999999999999999', "'a", '\\x', '@', '.', '=', '==', '\n', '\n', '#', '/*', '<<', '~'],
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 40 }), (parts) => {
      const text = new TextEncoder().encode(parts.join(' '));
      const { object, diagnostics } = assemble('a.s', (path) =>
        path === 'a.s' ? text : undefined,
      );
      const hasErrors = diagnostics.some(({ severity }) => severity === 'error');
      expect(object === undefined).toBe(hasErrors);
    }),
    { numRuns: 1500, seed: 1 },
  );
});

test('a comment that is never closed goes to the end', () => {
  expect(hexOf('nop\n/* nop\nnop\n')).toBe('0100');
  expect(hexOf('nop /* nop\nnop')).toBe('0100');
});

test('.exitm outside of a macro, and .endm and .endr alone, are passed over', () => {
  const source = '.exitm\n.endm\n.endr\nnop\n';
  expect(hexOf(source)).toBe('0100');
  expect(complaintsOf(source)).toEqual([
    '1:1 .exitm without what it ends',
    '2:1 .endm without what it ends',
    '3:1 .endr without what it ends',
  ]);
});
