/** The expressions of `#if` [C17 §6.10.1], in 64 bits; names that are no macros are 0. */

import { type Token, textOfTokens } from './token.ts';

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

/** A number of 64 bits; it is unsigned if it is written so, or too large to be signed. */
interface Value {
  readonly bits: bigint;
  readonly isUnsigned: boolean;
}

function value64(bits: bigint, isUnsigned = false): Value {
  return { bits: isUnsigned ? BigInt.asUintN(64, bits) : BigInt.asIntN(64, bits), isUnsigned };
}

/** Operations whose result is as signed as their operands: unsigned if one of them is. */
// biome-ignore format: columns are the point.
const arithmetic: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '&': (a, b) => a & b,
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => (b === 0n ? 0n : a / b),
  '%': (a, b) => (b === 0n ? 0n : a % b),
};

/** Operations whose result is 0 or 1. */
// biome-ignore format: columns are the point.
const relations: Readonly<Record<string, (a: bigint, b: bigint) => boolean>> = {
  '||': (a, b) => a !== 0n || b !== 0n,
  '&&': (a, b) => a !== 0n && b !== 0n,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<':  (a, b) => a < b,
  '>':  (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
};

function combined(operator: string, left: Value, right: Value): Value {
  if (operator === '<<' || operator === '>>')
    return shifted(left, operator === '<<' ? right : negated(right));
  const isUnsigned = left.isUnsigned || right.isUnsigned;
  const a = value64(left.bits, isUnsigned).bits;
  const b = value64(right.bits, isUnsigned).bits;
  const relation = relations[operator];
  return relation
    ? value64(truth(relation(a, b)))
    : value64(arithmetic[operator]?.(a, b) ?? 0n, isUnsigned);
}

function negated({ bits, isUnsigned }: Value): Value {
  return value64(-bits, isUnsigned && bits === 0n);
}

/** To the left, or by a negative count to the right. */
function shifted({ bits, isUnsigned }: Value, count: Value): Value {
  const by = count.bits > 64n ? 64n : count.bits < -64n ? -64n : count.bits;
  return value64(by < 0n ? bits >> -by : bits << by, isUnsigned);
}

/** Deeper parentheses and longer rows of signs are a mistake. */
const DEEPEST = 200;

/** What an expression asks of what was read before it. */
export interface Known {
  readonly isMacro: (name: string) => boolean;
  /** Whether `#include`, or with `isNext` `#include_next`, with this text finds a file. */
  readonly hasFile: (text: string, isNext: boolean) => boolean;
}

/** Questions whether a file is there; they count as macros that are defined. */
export const fileQuestions: readonly string[] = ['__has_include', '__has_include_next'];

/** How many tokens behind a name are its operand and no macros: those of `defined` and `__has_include`. */
export function operandLength(name: string, following: readonly Token[]): number {
  const isCall = following[0]?.text === '(';
  if (name === 'defined') return isCall ? 3 : 1;
  if (!fileQuestions.includes(name) || !isCall) return 0;
  return following.findIndex(({ text }) => text === ')') + 1;
}

/** Whether the expression holds, or what is wrong with it. Macros are replaced already. */
export function evaluateCondition(tokens: readonly Token[], known: Known): boolean | string {
  const reader = new ConditionReader(tokens, known);
  const value = reader.conditional(0);
  if (typeof value === 'string') return value;
  const rest = reader.peek();
  return rest === undefined ? value.bits !== 0n : `unexpected \`${rest}\``;
}

class ConditionReader {
  readonly #tokens: readonly Token[];
  readonly #known: Known;
  #at = 0;
  /** What is read now decides nothing: it may divide by zero. */
  #isIdle = false;

  constructor(tokens: readonly Token[], known: Known) {
    this.#tokens = tokens;
    this.#known = known;
  }

  peek(): string | undefined {
    return this.#tokens[this.#at]?.text;
  }

  /** `a ? b : c`. */
  conditional(depth: number): Value | string {
    if (depth > DEEPEST) return 'the expression is nested too deep';
    const condition = this.#binary(0, depth);
    if (typeof condition === 'string' || this.peek() !== '?') return condition;
    this.#at++;
    const holds = condition.bits !== 0n;
    const yes = this.#idling(!holds, () => this.conditional(depth + 1));
    if (this.peek() !== ':') return typeof yes === 'string' ? yes : '`:` is missing';
    this.#at++;
    const no = this.#idling(holds, () => this.conditional(depth + 1));
    if (typeof yes === 'string' || typeof no === 'string')
      return typeof yes === 'string' ? yes : no;
    return value64((holds ? yes : no).bits, yes.isUnsigned || no.isUnsigned);
  }

  #idling<T>(isIdle: boolean, read: () => T): T {
    const before = this.#isIdle;
    this.#isIdle ||= isIdle;
    const result = read();
    this.#isIdle = before;
    return result;
  }

  #binary(level: number, depth: number): Value | string {
    const operators = levels[level];
    if (!operators) return this.#unary(depth);
    let left = this.#binary(level + 1, depth);
    for (;;) {
      const operator = this.peek();
      if (operator === undefined || !operators.includes(operator)) return left;
      this.#at++;
      const decides = typeof left !== 'string' && truth(left.bits !== 0n);
      const isIdle = (operator === '&&' && decides === 0n) || (operator === '||' && decides === 1n);
      const right = this.#idling(isIdle, () => this.#binary(level + 1, depth));
      if (typeof left === 'string') return left;
      if (typeof right === 'string') return right;
      if (right.bits === 0n && (operator === '/' || operator === '%') && !this.#isIdle)
        return 'division by zero';
      left = combined(operator, left, right);
    }
  }

  #unary(depth: number): Value | string {
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
      const { bits, isUnsigned } = operand;
      if (token.text === '!') return value64(truth(bits === 0n));
      return value64(token.text === '-' ? -bits : token.text === '~' ? ~bits : bits, isUnsigned);
    }
    if (token.text === 'defined') return this.#defined();
    if (fileQuestions.includes(token.text)) return this.#file(token.text);
    return valueOfToken(token);
  }

  /** `defined X` or `defined(X)`. */
  #defined(): Value | string {
    const isCall = this.peek() === '(';
    if (isCall) this.#at++;
    const name = this.#tokens[this.#at++];
    if (name?.kind !== 'name') return '`defined` needs the name of a macro';
    if (isCall && this.#tokens[this.#at++]?.text !== ')') return '`)` is missing';
    return value64(truth(this.#known.isMacro(name.text)));
  }

  /** `__has_include("file")`. */
  #file(question: string): Value | string {
    const end = this.#tokens.findIndex(({ text }, at) => at > this.#at && text === ')');
    if (this.peek() !== '(' || end < 0) return `\`${question}\` needs a file in parentheses`;
    const text = textOfTokens(this.#tokens.slice(this.#at + 1, end)).trim();
    this.#at = end + 1;
    return value64(truth(this.#known.hasFile(text, question.endsWith('next'))));
  }
}

/** What a backslash and a letter mean in a character. */
const escapes: Readonly<Record<string, number>> = {
  ...{ a: 7, b: 8, e: 27, f: 12, n: 10, r: 13, t: 9, v: 11 },
};

function valueOfToken({ kind, text }: Token): Value | string {
  if (kind === 'name') return value64(0n);
  const [, digits = '', suffix = ''] = /^(.*?)([uUlL]*)$/.exec(text) ?? [];
  if (kind === 'number' && /^(?:0[xX][\da-fA-F]+|0[bB][01]+|0[0-7]*|[1-9]\d*)$/.test(digits)) {
    const number = BigInt(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits);
    return value64(number, /u/i.test(suffix) || number >> 63n !== 0n);
  }
  const [, escaped, character] = /^'(?:\\(.)|([^\\]))'$/su.exec(text) ?? [];
  if (escaped === '0') return value64(0n);
  const code =
    escaped === undefined
      ? character?.codePointAt(0)
      : (escapes[escaped] ?? escaped.codePointAt(0));
  return code === undefined ? `unexpected \`${text}\`` : value64(BigInt(code));
}
