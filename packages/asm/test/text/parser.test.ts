import { expect, test } from 'vitest';
import { parseExpression, parseOperands } from '../../src/text/parser.ts';
import { type Operand, precedence } from '../../src/text/syntax.ts';
import { tokenize } from '../../src/text/token.ts';

function operandsOf(text: string): readonly Operand[] {
  const parsed = parseOperands(tokenize(text), text.length);
  if ('error' in parsed) throw new Error(parsed.error.message);
  return parsed.value;
}

test.each([
  ['a0', 'value'],
  ['%lo(x + 4)', 'value'],
  ['8(sp)', 'memory'],
  ['(a0)', 'memory'],
  ['%lo(x)(a0)', 'memory'],
  ['(4 + 4)(a0)', 'memory'],
  ['(4 + 4)', 'value'],
  ['(label)', 'value'],
  ['(a9)', 'value'],
  ['"a" "b"', 'text'],
])('%s is a %s', (text, kind) => {
  expect(operandsOf(text).map((operand) => operand.kind)).toEqual([kind]);
});

test('operands know where they stand', () => {
  const places = operandsOf('a0, 4 (sp),, x').map(({ start, end }) => [start, end]);
  expect(places).toEqual([
    [0, 2],
    [4, 10],
    [11, 11],
    [13, 14],
  ]);
});

test('what is missing is reported at the end of the statement', () => {
  const parsed = parseExpression(tokenize('(1'), 2);
  expect(parsed).toEqual({
    error: { start: 2, end: 2, message: '`)` is missing' },
  });
});

test('every operator with a precedence is a token', () => {
  for (const operator of Object.keys(precedence)) {
    expect(operandsOf(`a ${operator} b`)).toHaveLength(1);
  }
});
