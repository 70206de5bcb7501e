import { expect, test } from 'vitest';
import { complaintsOf, diagnosticsOf, hexOf } from '../assembling.ts';

const data = (statements: string) => hexOf(`.data\n${statements}\n`, '.data');

test.each([
  ['.byte 1, -1, 255', '01ffff'],
  ['.half 0x1234', '3412'],
  ['.2byte 1', '0100'],
  ['.word -2', 'feffffff'],
  ['.dword 0x123456789abcdef0', 'f0debc9a78563412'],
  ['.ascii "a\\n\\t\\"\\\\\\0\\101\\x41"', '610a09225c004141'],
  ['.asciz "x", "y"', '78007900'],
  ['.ascii "é"', 'c3a9'],
  ['.zero 3', '000000'],
  ['.space 2, 0xaa', 'aaaa'],
  ['.fill 2, 2, 0x1234', '34123412'],
  ['.fill 1, 8, -1', 'ffffffff00000000'],
  ['.float 1.5, -0, inf', '0000c03f000000800000807f'],
  ['.double 1e0, nan', '000000000000f03fffffffffffffff7f'],
  ['.uleb128 300', 'ac02'],
  ['.sleb128 -300', 'd47d'],
])('%s', (statement, bytes) => {
  expect(data(statement)).toBe(bytes);
});

test('space may depend on labels around it', () => {
  expect(data('a: .byte 1\n.balign 4\n.space b - a\nb2: .byte 9\n.equ b, a + 2')).toBe(
    '01000000000009',
  );
});

test('.incbin takes a file, or a part of it', () => {
  const files = { 'x.bin': 'abcdef' };
  expect(hexOf('.data\n.incbin "x.bin"\n', '.data', files)).toBe('616263646566');
  expect(hexOf('.data\n.incbin "x.bin", 2, 3\n', '.data', files)).toBe('636465');
});

test('a file that is not there is reported with the folders searched', () => {
  expect(complaintsOf('.incbin "none"\n')).toEqual(['1:9 cannot read `none`']);
});

test('what is no number is reported', () => {
  expect(complaintsOf('.float 1.5, 1.2.3\n')).toEqual(['1:13 `1.2.3` is no floating-point number']);
});

test('an address does not fit in a byte', () => {
  expect(complaintsOf('a: .byte a\n')).toEqual(['1:10 an address does not fit in 1 bytes']);
});

test('a number that does not fit is cut with a warning if it is known, and else a mistake', () => {
  const found = (source: string) =>
    diagnosticsOf(source).map(({ severity, message }) => `${severity}: ${message}`);
  expect(found('.data\n.byte 255, -255')).toEqual([]);
  expect(found('.data\n.byte 256')).toEqual([
    'warning: 256 does not fit in 1 byte and is cut to 0',
  ]);
  expect(found('.data\n.byte a\n.set a, 256')).toEqual(['error: 256 does not fit in 1 byte']);
});

test('a string may go on in the next line, which gets a warning', () => {
  expect(hexOf('.data\n.ascii "a\nb"\n.byte 1\n', '.data')).toBe('610a6201');
  expect(complaintsOf('.ascii "a\nb"\n')).toEqual(['1:8 this string goes on in the next line']);
  expect(complaintsOf('.ascii "a\n.byte 1\n')).toEqual(['1:8 the string has no closing quote']);
});

test('sizes and counts that make no sense are warned of, as GNU as does', () => {
  expect(complaintsOf('.data\n.space -1\n.fill -1\n.fill 1, 9, 5\n.balign\n')).toEqual([
    '2:8 a count of -1 makes nothing',
    '3:7 a count of -1 makes nothing',
    '4:10 a size of 9 bytes is taken as 8, the largest',
    '5:1 nothing is aligned without a number',
  ]);
  expect(hexOf('.data\n.fill 1, 9, 5\n', '.data')).toBe('0500000000000000');
});
