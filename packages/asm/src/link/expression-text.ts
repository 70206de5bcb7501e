/** Expressions and patterns of a script as GNU ld writes them into its map: fully in parentheses. */

import { constantOf } from './evaluate.ts';
import type {
  Assertion,
  Assignment,
  Expression,
  InputStatement,
  SectionPattern,
} from './script.ts';

/** Functions of two operands; all others take one, in the map at least. */
const OF_TWO = new Set([
  ...['MAX', 'MIN', 'ALIGN', 'DATA_SEGMENT_ALIGN', 'DATA_SEGMENT_RELRO_END', 'SEGMENT_START'],
]);

/** `((a + 0x4) * 0x2)`, `ALIGN (0x1000)` */
export function expressionText(expression: Expression): string {
  const constant = constantOf(expression);
  if (constant !== undefined) return `0x${constant.toString(16)}`;
  switch (expression.kind) {
    case 'number':
      return `0x${expression.value.toString(16)}`;
    case 'name':
      return expression.name;
    case 'unary':
      return `${expression.operator} (${expressionText(expression.operand)})`;
    case 'binary': {
      const { operator, left, right } = expression;
      return `(${expressionText(left)} ${operator} ${expressionText(right)})`;
    }
    case 'conditional': {
      const { condition, yes, no } = expression;
      return `${expressionText(condition)}?${expressionText(yes)}:${expressionText(no)}`;
    }
    case 'assertion':
      return assertionText(expression);
    case 'call': {
      const { name } = expression;
      const given = expression.arguments.map(expressionText);
      if (given.length === 0) return name;
      if (name === 'SEGMENT_START') return `${name} ("${given[0]}", ${given[1]})`;
      if (name === 'DATA_SEGMENT_RELRO_END') return `${name} (${given[1]}, ${given[0]})`;
      if (given.length === 2 && !OF_TWO.has(name)) return `${name} ((${given.join(', ')}))`;
      return `${name} (${given.join(', ')})`;
    }
  }
}

/** `ASSERT ((. < 0x1000), too large)` */
export function assertionText({
  condition,
  message,
}: Pick<Assertion, 'condition' | 'message'>): string {
  return `ASSERT (${expressionText(condition)}, ${message})`;
}

/** `end = .`, `PROVIDE (end = .)` */
export function assignmentText({ name, value, provide }: Assignment): string {
  const text = `${name} = ${expressionText(value)}`;
  return provide ? `PROVIDE (${text})` : text;
}

/** `*(SORT_BY_NAME(.init) .text.*)` */
export function inputText({ file, sortFiles, sections }: InputStatement): string {
  const files = sortFiles ? `SORT_BY_NAME(${file})` : file;
  return `${files}(${sections.map(patternText).join(' ')})`;
}

const SORTS = {
  none: 'SORT_NONE',
  name: 'SORT_BY_NAME',
  alignment: 'SORT_BY_ALIGNMENT',
  'init-priority': 'SORT_BY_INIT_PRIORITY',
} as const;

function patternText({ pattern, sort, excludedFiles }: SectionPattern): string {
  const excluded =
    excludedFiles.length > 0 ? `EXCLUDE_FILE(${excludedFiles.toReversed().join(' ')}) ` : '';
  return sort.reduceRight((text, key) => `${SORTS[key]}(${text})`, `${excluded}${pattern}`);
}
