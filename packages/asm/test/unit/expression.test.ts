import { expect, test } from 'vitest';
import { complaintsOf, hexOf } from '../assembling.ts';

/** An expression's value, as the eight bytes of a `.quad`. */
function resultOf(expression: string): bigint {
  const bytes = hexOf(`.data\n.quad ${expression}\n`, '.data').match(/../g) ?? [];
  return BigInt.asIntN(64, BigInt(`0x${bytes.reverse().join('')}`));
}

test.each([
  ['1 + 2 * 3', 7n],
  ['(1 + 2) * 3', 9n],
  ['1 << 3 | 1', 9n],
  ['10 - 4 - 3', 3n],
  ['1 + 2 | 4', 7n],
  ['-7 / 2', -3n],
  ['7 % 4', 3n],
  ['~0 & 0xff', 255n],
  ['2 ^ 3', 1n],
  ['!0', 1n],
  ['- - 5', 5n],
  ["'a' + '\\n'", 107n],
  ['0b1010 + 017 + 0x1F', 56n],
])('%s is %d, by the precedence of GNU as', (expression, value) => {
  expect(resultOf(expression)).toBe(value);
});

test('a comparison that holds is -1, and one that does not is 0', () => {
  expect([resultOf('3 == 3'), resultOf('3 < 2'), resultOf('1 <> 2')]).toEqual([-1n, 0n, -1n]);
});

test('arithmetic wraps at 64 bits', () => {
  expect(resultOf('0x7fffffffffffffff + 1')).toBe(-(1n << 63n));
  expect(resultOf('0xffffffffffffffff * 2')).toBe(-2n);
});

test('a shift to the right brings in zeros', () => {
  expect(resultOf('-1 >> 60')).toBe(15n);
});

test('the distance of two labels in data is a number', () => {
  expect(hexOf('.data\na: .word 1, 2\nb: .word b - a\n', '.data')).toBe('010000000200000008000000');
});

test('a symbol set again keeps its value in expressions before', () => {
  expect(hexOf('.set n, 1\n.data\n.byte n\n.set n, n + 4\n.byte n\n', '.data')).toBe('0105');
});

test('a symbol may be used before it is given a value', () => {
  expect(hexOf('.data\n.byte n, n * 2\n.equ n, 4\n', '.data')).toBe('0408');
});

test('division by zero is reported where it stands', () => {
  expect(complaintsOf('.byte 1\n.byte 2, 3 / 0\n')).toEqual(['2:10 division by zero']);
});

test('a symbol that is defined by itself is reported', () => {
  expect(complaintsOf('.equ a, b\n.equ b, a\n.word a\n')).toContain(
    '2:6 the value of `b`: a symbol is defined in terms of itself',
  );
});

test('a product of addresses is reported', () => {
  expect(complaintsOf('a: nop\n.word a * 2\n')).toEqual([
    '2:7 the value is neither a number nor an address plus or minus a number',
  ]);
});

test('a symbol that is doubled or counted up many times stays cheap', () => {
  const doubled = `.set n, 1\n${'.set n, n + n\n'.repeat(62)}.data\n.quad n\n`;
  expect(hexOf(doubled, '.data')).toBe('0000000000000040');
  const counted = `.set n, 0\n${'.set n, n + 1\n'.repeat(20000)}.data\n.word n\n`;
  expect(hexOf(counted, '.data')).toBe('204e0000');
});

test('a value that is neither a number nor a place is reported where it is given, used or not', () => {
  const message = 'the value is neither a number nor an address plus or minus a number';
  expect(complaintsOf('.equ a, 1 << nowhere\n')).toEqual([`1:6 the value of \`a\`: ${message}`]);
  expect(hexOf('.data\n.word a\n.equ a, (nowhere == 3) + 2\n', '.data')).toBe('02000000');
});

test('nothing behind an operator counts as 0, with a warning', () => {
  expect(hexOf('.data\n.byte 3 +, 4 !\n', '.data')).toBe('03ff');
  const message = 'nothing stands behind the operator, and 0 is taken';
  expect(complaintsOf('.byte 3 +\n')).toEqual([`1:7 ${message}`]);
});

test('what is given no value is 0 from then on', () => {
  expect(complaintsOf('.set a,\n.byte a\nb =\n.byte b\n')).toEqual([
    '1:6 `a` is given no value',
    '3:1 `b` is given no value',
  ]);
});

test('a number less an address cannot be computed', () => {
  expect(complaintsOf('.data\na: .word 5 - a\n')).toEqual([
    '2:10 a number less the address of `a` cannot be computed',
  ]);
});
