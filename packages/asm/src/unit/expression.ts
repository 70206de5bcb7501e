/**
 * Values of expressions.
 *
 * Binding replaces the names in an expression by symbols, at the place where it stands: `.`, `1b`
 * and a redefinable `.set` symbol mean what they mean there. Reducing computes a value of the form
 * `add - subtract + constant`, the most that a relocation can say; the difference of two labels is
 * a constant as soon as the distance between them can no longer change. Arithmetic is in 64 bits,
 * two's complement, as in GNU as.
 */

import type { Expression } from '../text/syntax.ts';
import { addressOf, distance, type Section } from './section.ts';
import type { Sym } from './symbol.ts';

/** An expression with its names looked up. */
export type Bound =
  | { readonly kind: 'integer'; readonly value: bigint }
  | Sym
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Bound }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Bound;
      readonly right: Bound;
    };

/** A value: at most one symbol added and one subtracted. */
export interface Value {
  readonly add: Sym | undefined;
  readonly subtract: Sym | undefined;
  /** Signed 64 bits. */
  readonly constant: bigint;
}

/** What can be wrong with an expression. */
export type Trouble = 'not-linear' | 'division-by-zero' | 'cycle';

/** Looks up the names of an expression; undefined if it has reported what is wrong. */
export interface Binder {
  name(name: string): Bound | undefined;
  local(label: number, direction: 'b' | 'f'): Sym | undefined;
  /** Nothing stands behind an operator. */
  missing(): void;
  /** Something is divided by 0, for which 1 is taken. */
  dividesByZero(): void;
}

/**
 * Replaces names by symbols.
 * @returns undefined if a numeric label does not exist, which the binder has then reported.
 */
export function bind(expression: Expression, binder: Binder): Bound | undefined {
  switch (expression.kind) {
    case 'integer':
      if (expression.isMissing) binder.missing();
      return expression;
    case 'name':
      return binder.name(expression.name);
    case 'local':
      return binder.local(expression.label, expression.direction);
    case 'unary': {
      const operand = bind(expression.operand, binder);
      return operand && folded({ kind: 'unary', operator: expression.operator, operand });
    }
    case 'binary': {
      const left = bind(expression.left, binder);
      const right = bind(expression.right, binder);
      if (!left || !right) return undefined;
      const { kind, operator } = expression;
      const isDivision = operator === '/' || operator === '%';
      if (!isDivision || right.kind !== 'integer' || right.value !== 0n)
        return folded({ kind, operator, left, right });
      binder.dividesByZero();
      return folded({ kind, operator, left, right: { kind: 'integer', value: 1n } });
    }
  }
}

/** A number instead of an operation on numbers. */
function folded(operation: Extract<Bound, { kind: 'unary' | 'binary' }>): Bound {
  const isKnown =
    operation.kind === 'unary'
      ? operation.operand.kind === 'integer'
      : operation.left.kind === 'integer' && operation.right.kind === 'integer';
  const value = isKnown ? constantOf(operation) : undefined;
  return value === undefined ? operation : { kind: 'integer', value };
}

/**
 * A symbol that is a number stands for the number, as `.set` may give it another one later. Any other
 * stands for itself: what it will be in the end, unless it is defined anew before.
 */
export function snapshot(symbol: Sym): Bound {
  const { definition } = symbol;
  if (definition?.kind === 'equate' && definition.value.kind === 'integer') return definition.value;
  symbol.isHeld = true;
  return symbol;
}

/** Says how far apart two labels are, in bytes, if that is to count as known. */
type Distance = (to: Sym, from: Sym) => number | undefined;

/** The value of an expression, or why it has none. */
export function reduce(expression: Bound, apart: Distance = distance, depth = 0): Value | Trouble {
  switch (expression.kind) {
    case 'integer':
      return constant(expression.value);
    case 'symbol':
      return reduceSymbol(expression, apart, depth);
    case 'unary':
      return reduceUnary(expression.operator, reduce(expression.operand, apart, depth));
    case 'binary': {
      const left = reduce(expression.left, apart, depth);
      const right = reduce(expression.right, apart, depth);
      return reduceBinary(expression.operator, left, right, apart);
    }
  }
}

/** A value as the shortest expression that has it. */
export function expressionFor(value: Value): Bound {
  let result: Bound = { kind: 'integer', value: value.constant };
  for (const [operator, symbol] of [
    ['+', value.add],
    ['-', value.subtract],
  ] as const) {
    if (!symbol) continue;
    result = { kind: 'binary', operator, left: result, right: symbol };
  }
  return result;
}

/** The value if it is a number without symbols. */
export function constantOf(expression: Bound): bigint | undefined {
  return numberIn(reduce(expression));
}

/**
 * The number that an operand of an instruction is. As in GNU as no symbol may be in it, not even two
 * whose distance is known: only a name that stood for a number when it was defined.
 */
export function operandNumber(expression: Bound): bigint | undefined {
  return hasSymbol(expression) ? undefined : constantOf(expression);
}

/** Whether a symbol is taken from something, even if the difference is known. */
export function subtractsSymbol(expression: Bound): boolean {
  if (expression.kind === 'unary')
    return expression.operator === '-' && hasSymbol(expression.operand);
  if (expression.kind !== 'binary') return false;
  const { operator, left, right } = expression;
  if (operator === '-' && hasSymbol(right)) return true;
  return subtractsSymbol(left) || (operator === '+' && subtractsSymbol(right));
}

function hasSymbol(expression: Bound): boolean {
  switch (expression.kind) {
    case 'integer':
      return false;
    case 'symbol':
      return true;
    case 'unary':
      return hasSymbol(expression.operand);
    case 'binary':
      return hasSymbol(expression.left) || hasSymbol(expression.right);
  }
}

/**
 * A number that is asked for here and now: what is not known to be equal is not equal. GNU as decides
 * so on labels far apart and even on names that nothing defines.
 */
export function decidedNumber(expression: Bound): bigint | undefined {
  const known = constantOf(expression);
  if (known !== undefined || expression.kind === 'integer' || expression.kind === 'symbol') {
    return known;
  }
  const literal = (value: bigint | undefined): Bound => ({ kind: 'integer', value: value ?? 0n });
  if (expression.kind === 'unary') {
    const operand = decidedNumber(expression.operand);
    return operand === undefined
      ? undefined
      : constantOf({ ...expression, operand: literal(operand) });
  }
  const { operator } = expression;
  if (isEquality(operator) && isPlace(expression.left) && isPlace(expression.right)) {
    return truth(operator !== '==');
  }
  const [left, right] = [decidedNumber(expression.left), decidedNumber(expression.right)];
  if (left === undefined || right === undefined) return undefined;
  return constantOf({ ...expression, left: literal(left), right: literal(right) });
}

function isEquality(operator: string): boolean {
  return operator === '==' || operator === '!=' || operator === '<>';
}

/**
 * The value of an expression when all addresses are known. As in GNU as anything can be compared for being equal,
 * and `!` asks of any address whether it is 0, as that of an undefined name is.
 */
export function finalValue(expression: Bound): Value | Trouble {
  const value = reduce(expression);
  if (value !== 'not-linear') return value;
  const decided = decidedNumber(withoutNegations(expression));
  return decided === undefined ? value : constant(decided);
}

function withoutNegations(expression: Bound): Bound {
  if (expression.kind === 'binary') {
    const [left, right] = [withoutNegations(expression.left), withoutNegations(expression.right)];
    return { ...expression, left, right };
  }
  if (expression.kind !== 'unary') return expression;
  const operand = withoutNegations(expression.operand);
  const value = expression.operator === '!' ? reduce(operand) : 'not-linear';
  if (typeof value === 'string' || value.subtract) return { ...expression, operand };
  return { kind: 'integer', value: tentative(value) === 0n ? 1n : 0n };
}

/** A number, or a name plus a number, or how far labels of one section are apart. */
function isPlace(expression: Bound): boolean {
  const value = reduce(expression);
  if (typeof value === 'string') return decidedNumber(expression) !== undefined;
  const { add, subtract } = value;
  const from = subtract && sectionOf(subtract);
  return !subtract || (from !== undefined && add !== undefined && sectionOf(add) === from);
}

/** A value that is a number without symbols. */
export function numberIn(value: Value | Trouble): bigint | undefined {
  return typeof value === 'string' || value.add || value.subtract ? undefined : value.constant;
}

/** A number as a value. */
export function constant(value: bigint): Value {
  return { add: undefined, subtract: undefined, constant: BigInt.asIntN(64, value) };
}

/** How deep equates may refer to equates; deeper than any source goes unless it goes in circles. */
const MAX_DEPTH = 1000;

function reduceSymbol(symbol: Sym, apart: Distance, depth: number): Value | Trouble {
  const { definition, aliasOf } = symbol;
  // What `.weakref` below made another's name.
  const stands = aliasOf ?? (definition?.kind === 'equate' ? definition.value : undefined);
  if (stands) return depth > MAX_DEPTH ? 'cycle' : reduce(stands, apart, depth + 1);
  return { add: symbol, subtract: undefined, constant: 0n };
}

function reduceUnary(operator: string, operand: Value | Trouble): Value | Trouble {
  if (typeof operand === 'string') return operand;
  if (operator === '+') return operand;
  if (operator === '-') return negated(operand);
  if (operand.add || operand.subtract) return 'not-linear';
  return constant(operator === '~' ? ~operand.constant : operand.constant === 0n ? 1n : 0n);
}

function negated({ add, subtract, constant: number }: Value): Value {
  return { add: subtract, subtract: add, constant: BigInt.asIntN(64, -number) };
}

function reduceBinary(
  operator: string,
  left: Value | Trouble,
  right: Value | Trouble,
  apart: Distance,
): Value | Trouble {
  if (typeof left === 'string') return left;
  if (typeof right === 'string') return right;
  if (isNumber(left) && isNumber(right)) return compute(operator, left.constant, right.constant);
  if (operator === '+') return sum(left, right, apart);
  if (operator === '-') return sum(left, negated(right), apart);
  const compare = comparisons[operator];
  const difference = compare && numberIn(sum(left, negated(right), apart));
  return difference === undefined ? 'not-linear' : constant(compare?.(difference, 0n) ?? 0n);
}

function compute(operator: string, left: bigint, right: bigint): Value | Trouble {
  if (right === 0n && (operator === '/' || operator === '%')) return 'division-by-zero';
  const operation = operations[operator] ?? comparisons[operator];
  if (!operation) throw new Error(`the grammar has an operator ${operator} without a meaning`);
  return constant(operation(left, right));
}

function isNumber({ add, subtract }: Value): boolean {
  return add === undefined && subtract === undefined;
}

function sum(left: Value, right: Value, apart: Distance): Value | Trouble {
  let { add: to, subtract: from } = left;
  let { add: otherTo, subtract: otherFrom } = right;
  let total = left.constant + right.constant;
  // Two labels make a number if they are a known distance apart.
  const near = to && from && apart(to, from);
  const far = to && otherFrom && near === undefined ? apart(to, otherFrom) : undefined;
  if (near !== undefined) [to, from] = [undefined, undefined];
  if (far !== undefined) [to, otherFrom] = [undefined, undefined];
  const otherFar = otherTo && from && apart(otherTo, from);
  const otherNear =
    otherTo && otherFrom && otherFar === undefined ? apart(otherTo, otherFrom) : undefined;
  if (otherFar !== undefined) [otherTo, from] = [undefined, undefined];
  if (otherNear !== undefined) [otherTo, otherFrom] = [undefined, undefined];
  for (const known of [near, far, otherFar, otherNear]) if (known) total += BigInt(known);
  if ((to && otherTo) || (from && otherFrom)) return 'not-linear';
  return { add: to ?? otherTo, subtract: from ?? otherFrom, constant: BigInt.asIntN(64, total) };
}

type Operation = (left: bigint, right: bigint) => bigint;

const truth = (holds: boolean) => (holds ? -1n : 0n);
const isShift = (count: bigint) => count >= 0n && count < 64n;

/** They work on addresses too, if those are a known distance apart. True is -1, as in GNU as. */
// biome-ignore format: columns are the point.
const comparisons: Readonly<Record<string, Operation>> = {
  '==': (left, right) => truth(left === right),
  '!=': (left, right) => truth(left !== right),
  '<>': (left, right) => truth(left !== right),
  '<':  (left, right) => truth(left < right),
  '>':  (left, right) => truth(left > right),
  '<=': (left, right) => truth(left <= right),
  '>=': (left, right) => truth(left >= right),
};

// biome-ignore format: columns are the point.
const operations: Readonly<Record<string, Operation>> = {
  '+':  (left, right) => left + right,
  '-':  (left, right) => left - right,
  '*':  (left, right) => left * right,
  '/':  (left, right) => left / right,
  '%':  (left, right) => left % right,
  '<<': (left, right) => (isShift(right) ? left << right : 0n),
  '>>': (left, right) => (isShift(right) ? BigInt.asUintN(64, left) >> right : 0n),
  '&':  (left, right) => left & right,
  '|':  (left, right) => left | right,
  '^':  (left, right) => left ^ right,
  '!':  (left, right) => left | ~right,
  '&&': (left, right) => (left !== 0n && right !== 0n ? 1n : 0n),
  '||': (left, right) => (left !== 0n || right !== 0n ? 1n : 0n),
};

/** The section in which a symbol is a label. */
export function sectionOf(symbol: Sym): Section | undefined {
  return symbol.definition?.kind === 'label' ? symbol.definition.chunk.section : undefined;
}

/** A value as a number once all addresses are known: labels count from their section's start. */
export function tentative({ add, subtract, constant: number }: Value): bigint {
  return number + BigInt(add ? addressOf(add) : 0) - BigInt(subtract ? addressOf(subtract) : 0);
}
