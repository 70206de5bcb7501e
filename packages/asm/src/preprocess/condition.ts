/** The expressions of `#if` [C17 §6.10.1], in 64 bits; names that are no macros are 0. */

import type { Token } from './token.ts';

const levels: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

const truth = (holds: boolean) => (holds ? 1n : 0n);

// biome-ignore format: columns are the point.
const operations: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  '||': (a, b) => truth(a !== 0n || b !== 0n),
  '&&': (a, b) => truth(a !== 0n && b !== 0n),
  '|':  (a, b) => a | b,
  '^':  (a, b) => a ^ b,
  '&':  (a, b) => a & b,
  '==': (a, b) => truth(a === b),
  '!=': (a, b) => truth(a !== b),
  '<':  (a, b) => truth(a < b),
  '>':  (a, b) => truth(a > b),
  '<=': (a, b) => truth(a <= b),
  '>=': (a, b) => truth(a >= b),
  '<<': (a, b) => (b < 64n ? a << b : 0n),
  '>>': (a, b) => (b < 64n ? a >> b : 0n),
  '+':  (a, b) => a + b,
  '-':  (a, b) => a - b,
  '*':  (a, b) => a * b,
  '/':  (a, b) => (b === 0n ? 0n : a / b),
  '%':  (a, b) => (b === 0n ? 0n : a % b),
};

/** Deeper parentheses and longer rows of signs are a mistake. */
const DEEPEST = 200;

/** Whether the expression holds, or what is wrong with it. Macros are replaced already. */
export function evaluateCondition(tokens: readonly Token[]): boolean | string {
  const reader = new ConditionReader(tokens);
  const value = reader.conditional(0);
  if (typeof value === 'string') return value;
  const rest = reader.peek();
  return rest === undefined ? value !== 0n : `unexpected \`${rest}\``;
}

class ConditionReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  peek(): string | undefined {
    return this.#tokens[this.#at]?.text;
  }

  /** `a ? b : c`. */
  conditional(depth: number): bigint | string {
    if (depth > DEEPEST) return 'the expression is nested too deep';
    const condition = this.#binary(0, depth);
    if (typeof condition === 'string' || this.peek() !== '?') return condition;
    this.#at++;
    const yes = this.conditional(depth + 1);
    if (this.peek() !== ':') return typeof yes === 'string' ? yes : '`:` is missing';
    this.#at++;
    const no = this.conditional(depth + 1);
    return condition !== 0n ? yes : no;
  }

  #binary(level: number, depth: number): bigint | string {
    const operators = levels[level];
    if (!operators) return this.#unary(depth);
    let left = this.#binary(level + 1, depth);
    for (;;) {
      const operator = this.peek();
      if (operator === undefined || !operators.includes(operator)) return left;
      this.#at++;
      const right = this.#binary(level + 1, depth);
      if (typeof left === 'string') return left;
      if (typeof right === 'string') return right;
      left = BigInt.asIntN(64, operations[operator]?.(left, right) ?? 0n);
    }
  }

  #unary(depth: number): bigint | string {
    if (depth > DEEPEST) return 'the expression is nested too deep';
    const token = this.#tokens[this.#at++];
    if (!token) return 'the expression ends too early';
    if (token.text === '(') {
      const inside = this.conditional(depth + 1);
      if (this.peek() !== ')') return typeof inside === 'string' ? inside : '`)` is missing';
      this.#at++;
      return inside;
    }
    if (['!', '-', '+', '~'].includes(token.text)) {
      const operand = this.#unary(depth + 1);
      if (typeof operand === 'string') return operand;
      if (token.text === '!') return truth(operand === 0n);
      return token.text === '-' ? -operand : token.text === '~' ? ~operand : operand;
    }
    return valueOfToken(token);
  }
}

function valueOfToken({ kind, text }: Token): bigint | string {
  if (kind === 'name') return 0n;
  const digits = text.replace(/[uUlL]+$/, '');
  if (kind === 'number' && /^(?:0[xX][\da-fA-F]+|0[bB][01]+|\d+)$/.test(digits)) {
    return BigInt.asIntN(64, BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits));
  }
  if (kind === 'string' && text.startsWith("'")) return BigInt(text.codePointAt(1) ?? 0);
  return `unexpected \`${text}\``;
}
