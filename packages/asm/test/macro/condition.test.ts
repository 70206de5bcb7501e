import { expect, test } from 'vitest';
import { complaintsOf, hexOf } from '../assembling.ts';

const bytes = (source: string) => hexOf(`.data\n${source}\n`, '.data');
const choose = (condition: string) => bytes(`${condition}\n.byte 1\n.else\n.byte 2\n.endif`);

test.each([
  ['.if 3 > 2', '01'],
  ['.if 0', '02'],
  ['.ifne 0', '02'],
  ['.ifeq 0', '01'],
  ['.ifgt -1', '02'],
  ['.ifge 0', '01'],
  ['.iflt -1', '01'],
  ['.ifle 1', '02'],
  ['.ifdef nowhere', '02'],
  ['.ifndef nowhere', '01'],
  ['.ifb', '01'],
  ['.ifnb x', '01'],
  ['.ifc a, a', '01'],
  ['.ifnc a, b', '01'],
  ['.ifeqs "x", "y"', '02'],
])('%s', (condition, chosen) => {
  expect(choose(condition)).toBe(chosen);
});

test('.elseif is looked at only if nothing before held', () => {
  const chain = (n: number) =>
    bytes(`.if ${n} == 1\n.byte 1\n.elseif ${n} < 3\n.byte 2\n.else\n.byte 3\n.endif`);
  expect([chain(1), chain(2), chain(3)]).toEqual(['01', '02', '03']);
});

test('what is not taken may be anything', () => {
  expect(bytes('.if 0\nfoo ((( "\n.if nonsense\n.endif\n.else\n.byte 4\n.endif')).toBe('04');
});

test('a condition must be known where it stands', () => {
  expect(complaintsOf('.if later\n.endif\n.equ later, 1\n')).toEqual([
    '1:1 a number is expected here, and `later` is not defined above',
  ]);
});

test('only a name plus a number counts as different from what it is compared with', () => {
  expect(bytes('.if nowhere + 4 == 1\n.byte 1\n.endif\n.if nowhere != 1\n.byte 2\n.endif')).toBe(
    '02',
  );
  expect(complaintsOf('.if nowhere & 5 == 1\n.endif\n.if a - b == 0\n.endif\n')).toEqual([
    '1:1 the condition of .if must be a number that is known here',
    '3:1 the condition of .if must be a number that is known here',
  ]);
});

test('an .if without .endif, and the reverse, are reported', () => {
  expect(complaintsOf('.if 1\nnop\n')).toEqual(['1:1 this conditional is never closed']);
  expect(complaintsOf('.endif\n')).toEqual(['1:1 .endif without an .if before it']);
  expect(complaintsOf('.if 1\n.else\n.else\n.endif\n')).toEqual(['3:1 .else after .else']);
});

test('labels before a directive of a condition are defined where the code before it is assembled', () => {
  expect(hexOf('1: .if 1\n2: .else\n3: .endif\nj 1b\nj 2b\n')).toBe('01a0fdbf');
  expect(complaintsOf('.if 0\n1: .else\n.endif\nj 1b\n')).toHaveLength(1);
});

test('what is included or repeated is under the conditionals around it, and a macro is not', () => {
  expect(hexOf('.data\n.rept 1\n.if 0\n.endr\n.byte 9\n.endif\n.byte 1\n', '.data')).toBe('01');
  expect(complaintsOf('.macro m\n.if 0\n.endm\nm\n.byte 1\n')).toEqual([
    '2:6 the macro ends within a conditional',
    '4:1 this conditional is never closed',
  ]);
});

test('of open conditionals the innermost is reported', () => {
  expect(complaintsOf('.if 1\n.if 1\n')).toEqual(['2:1 this conditional is never closed']);
});
