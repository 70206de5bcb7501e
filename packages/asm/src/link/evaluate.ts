/**
 * What an expression of a script is worth [ld §3.10].
 *
 * A value is a number, an absolute address, or an offset in an output section. Operators work on
 * offsets of the same section as they are and on all else as addresses; outside of output sections
 * also numbers are addresses, inside of one an absolute symbol is a number [ld §3.10.7, §3.10.8].
 */

import type { OutputSection } from './output.ts';
import type { Expression, Range } from './script.ts';

/** A value, and what its number counts from. */
export interface Value {
  readonly base: OutputSection | 'absolute' | 'number';
  /** 64 bits, unsigned; an offset where `base` is a section. */
  readonly number: bigint;
}

/** The data segment as `DATA_SEGMENT_ALIGN` and `DATA_SEGMENT_END` bound it [ld §3.10.9]. */
export interface DataSegment {
  /** It begins on a page of its own, because that takes a page less. */
  readonly alignsToPage: boolean;
  start: bigint;
  end: bigint;
}

/** Whether the segment takes a page less if it begins on a page of its own. */
export function savesPage({ start, end }: DataSegment): boolean {
  const before = -start & (COMMON_PAGE_SIZE - 1n);
  const behind = end & (COMMON_PAGE_SIZE - 1n);
  const onePage = start / COMMON_PAGE_SIZE === end / COMMON_PAGE_SIZE;
  return before > 0n && behind > 0n && !onePage && before + behind <= COMMON_PAGE_SIZE;
}

/** What expressions can ask about. */
export interface Scope {
  /** The output section whose braces the expression stands in. */
  readonly section: OutputSection | undefined;
  readonly dataSegment: DataSegment;
  /** The address `.` stands for. */
  readonly dot: bigint;
  /** Set by what is evaluated: whether its value is an address like that of `.`. */
  followsDot: boolean;
  /** A symbol's value; undefined if nothing defines it. */
  symbol(name: string): Value | undefined;
  /** Notes that a name is needed which nothing has defined so far: a `PROVIDE` may. */
  refer(name: string): void;
  output(name: string): OutputSection | undefined;
  region(name: string): { readonly origin: bigint; readonly length: bigint } | undefined;
  /** Where the command line wants a segment: `text-segment`, `data-segment`. */
  segmentStart(name: string): bigint | undefined;
  /** Bytes of the ELF header and the program headers. */
  readonly headersSize: number;
  /** Bytes of the largest page. */
  readonly pageSize: bigint;
  /** Reports what cannot be evaluated. It then counts as 0. */
  fail(range: Range, message: string): void;
}

/** Page sizes of the emulation `elf64lriscv`: the largest unless the command line says otherwise. */
export const COMMON_PAGE_SIZE = 0x1000n;
export const PAGE_SIZE = 0x1000n;

/** Wraps to 64 bits. */
export function wrap(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

/** The value as an address. */
export function addressOf({ base, number }: Value): bigint {
  return typeof base === 'string' ? number : wrap(base.address + number);
}

/** What an expression of nothing but numbers is worth; undefined if it is not one. */
export function constantOf(expression: Expression): bigint | undefined {
  return isConstant(expression) ? evaluate(expression, NOWHERE).number : undefined;
}

function isConstant(expression: Expression): boolean {
  switch (expression.kind) {
    case 'number':
      return true;
    case 'unary':
      return isConstant(expression.operand);
    case 'binary':
      return isConstant(expression.left) && isConstant(expression.right);
    case 'call':
      return /^M(AX|IN)$/.test(expression.name) && expression.arguments.every(isConstant);
    default:
      return false;
  }
}

/** For expressions that ask about nothing. */
const NOWHERE: Scope = {
  ...{ section: undefined, dataSegment: { alignsToPage: false, start: 0n, end: 0n }, dot: 0n },
  ...{ followsDot: false, headersSize: 0, pageSize: PAGE_SIZE },
  ...{ symbol: () => undefined, refer: () => {}, output: () => undefined },
  ...{ region: () => undefined, segmentStart: () => undefined, fail: () => {} },
};

function plain(value: bigint): Value {
  return { base: 'number', number: wrap(value) };
}

/** An address like that of `.`, as the scope sees it: an offset inside of an output section. */
function place(address: bigint, scope: Scope): Value {
  const { section } = scope;
  scope.followsDot = true;
  if (section === undefined) return { base: 'absolute', number: wrap(address) };
  return { base: section, number: wrap(address - section.address) };
}

/** Evaluates an expression. */
export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'number':
      return inScope(plain(expression.value), scope);
    case 'name':
      return named(expression, expression.name, scope);
    case 'unary': {
      const { base, number } = evaluate(expression.operand, scope);
      return { base, number: wrap(applyUnary(expression.operator, number)) };
    }
    case 'binary':
      return binary(
        expression,
        evaluate(expression.left, scope),
        evaluate(expression.right, scope),
        scope,
      );
    case 'conditional': {
      const condition = evaluate(expression.condition, scope);
      return evaluate(condition.number !== 0n ? expression.yes : expression.no, scope);
    }
    case 'assertion': {
      const value = evaluate(expression.condition, scope);
      if (value.number === 0n) scope.fail(expression, `assertion failed: ${expression.message}`);
      return value;
    }
    case 'call':
      return call(expression, scope);
  }
}

/** Outside of output sections a number is an address, inside an absolute address is a number. */
function inScope(value: Value, { section }: Scope): Value {
  if (typeof value.base !== 'string') return value;
  return { base: section === undefined ? 'absolute' : 'number', number: value.number };
}

/** The value as an address that is no longer one beside `.`. */
function absolute(value: Value, scope: Scope): Value {
  scope.followsDot = false;
  return { base: 'absolute', number: addressOf(value) };
}

/**
 * Two operands as they are calculated with: offsets of one section, addresses if they count from
 * different places, and beside a number whatever the other one is.
 */
function operands(left: Value, right: Value, scope: Scope): readonly [Value, Value] {
  const asTheyAre = left.base === right.base || left.base === 'number' || right.base === 'number';
  return asTheyAre ? [left, right] : [absolute(left, scope), absolute(right, scope)];
}

function named(range: Range, name: string, scope: Scope): Value {
  if (name === '.') return place(scope.dot, scope);
  if (name === 'SIZEOF_HEADERS') return plain(BigInt(scope.headersSize));
  const value = scope.symbol(name);
  if (value === undefined) {
    scope.refer(name);
    scope.fail(range, `symbol \`${name}\` is not defined`);
    return plain(0n);
  }
  return inScope(value, scope);
}

const COMPARISONS = new Set(['==', '!=', '<', '>', '<=', '>=', '&&', '||']);

function binary(
  expression: Range & { readonly operator: string },
  left: Value,
  right: Value,
  scope: Scope,
): Value {
  const { operator } = expression;
  const [a, b] = operands(left, right, scope);
  const result = apply(operator, a.number, b.number);
  if (result === undefined) {
    scope.fail(expression, `division by zero`);
    return plain(0n);
  }
  if (COMPARISONS.has(operator)) return plain(result);
  if (a.base === b.base) return inScope(plain(result), scope);
  return { base: otherThanNumber(a, b), number: wrap(result) };
}

/** What the result of an operand and a number counts from. */
function otherThanNumber(left: Value, right: Value): Value['base'] {
  return left.base === 'number' ? right.base : left.base;
}

function applyUnary(operator: string, operand: bigint): bigint {
  switch (operator) {
    case '!':
      return operand === 0n ? 1n : 0n;
    case '-':
      return -operand;
    case '~':
      return ~operand;
    default:
      return operand;
  }
}

/** Division is signed, comparison and shifts are not, as in GNU ld. */
function apply(operator: string, a: bigint, b: bigint): bigint | undefined {
  const flag = (condition: boolean) => (condition ? 1n : 0n);
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0n ? undefined : BigInt.asIntN(64, a) / BigInt.asIntN(64, b);
    case '%':
      return b === 0n ? undefined : BigInt.asIntN(64, a) % BigInt.asIntN(64, b);
    case '<<':
      return b < 64n ? a << b : 0n;
    case '>>':
      return b < 64n ? a >> b : 0n;
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '==':
      return flag(a === b);
    case '!=':
      return flag(a !== b);
    case '<':
      return flag(a < b);
    case '>':
      return flag(a > b);
    case '<=':
      return flag(a <= b);
    case '>=':
      return flag(a >= b);
    case '&&':
      return flag(a !== 0n && b !== 0n);
    default:
      return flag(a !== 0n || b !== 0n);
  }
}

type Call = Extract<Expression, { kind: 'call' }>;

function call(expression: Call, scope: Scope): Value {
  const { name, arguments: list } = expression;
  const [first, second] = list;
  const expected = ARGUMENTS[name];
  if (expected === undefined) {
    scope.fail(expression, `there is no function \`${name}\``);
    return plain(0n);
  }
  if (first === undefined || !expected.includes(list.length)) {
    scope.fail(expression, `${name} takes ${expected.join(' or ')} operands, not ${list.length}`);
    return plain(0n);
  }
  if (name in ABOUT_SECTIONS) return aboutSection(expression, first, scope);
  if (name === 'ORIGIN' || name === 'LENGTH') return aboutRegion(expression, first, scope);
  const word = first.kind === 'name' ? first.name : '';
  switch (name) {
    case 'DEFINED':
      return plain(scope.symbol(word) === undefined ? 0n : 1n);
    case 'CONSTANT':
      return plain(word === 'MAXPAGESIZE' ? scope.pageSize : COMMON_PAGE_SIZE);
    case 'SEGMENT_START': {
      const given = scope.segmentStart(word);
      const usual = second === undefined ? 0n : evaluate(second, scope).number;
      return place(given ?? usual, scope);
    }
    case 'ABSOLUTE':
      return absolute(evaluate(first, scope), scope);
  }
  const value = evaluate(first, scope);
  if (second !== undefined) return callOfTwo(name, value, evaluate(second, scope), scope);
  switch (name) {
    case 'ALIGN':
    case 'BLOCK':
      return place(alignUp(scope.dot, value.number), scope);
    case 'NEXT':
      return absolute(plain(alignUp(scope.dot, addressOf(value))), scope);
    case 'LOG2CEIL':
      return plain(BigInt(value.number <= 1n ? 0 : (value.number - 1n).toString(2).length));
    case 'DATA_SEGMENT_END':
      scope.dataSegment.end = addressOf(value);
      return value;
    default:
      return value;
  }
}

/** A function of two operands, which both count from the same place. */
function callOfTwo(name: string, left: Value, right: Value, scope: Scope): Value {
  const [a, b] = operands(left, right, scope);
  const base = otherThanNumber(a, b);
  const isLarger = a.number > b.number;
  switch (name) {
    case 'ALIGN':
      return { base, number: wrap(alignUp(a.number, b.number)) };
    case 'MAX':
    case 'MIN':
      return { base, number: isLarger === (name === 'MAX') ? a.number : b.number };
    case 'DATA_SEGMENT_ALIGN':
      return { base, number: dataSegmentStart(a.number, scope) };
    default:
      // DATA_SEGMENT_RELRO_END
      return b;
  }
}

/** On the next page, as far into it as `.` was in its own: the file needs no padding in between. */
function dataSegmentStart(pageSize: bigint, { dataSegment, dot }: Scope): bigint {
  const inside = dataSegment.alignsToPage ? 0n : dot & (pageSize - 1n);
  dataSegment.start = alignUp(dot, pageSize) + inside;
  return dataSegment.start;
}

/** How many operands each function takes. */
const ARGUMENTS: Readonly<Record<string, readonly number[]>> = {
  ...{ ABSOLUTE: [1], ADDR: [1], ALIGN: [1, 2], ALIGNOF: [1], BLOCK: [1], CONSTANT: [1] },
  ...{ DATA_SEGMENT_ALIGN: [2], DATA_SEGMENT_END: [1], DATA_SEGMENT_RELRO_END: [2] },
  ...{ DEFINED: [1], LENGTH: [1], LOADADDR: [1], LOG2CEIL: [1], MAX: [2], MIN: [2], NEXT: [1] },
  ...{ ORIGIN: [1], SEGMENT_START: [2], SIZEOF: [1] },
};

const ABOUT_SECTIONS: Readonly<Record<string, (output: OutputSection) => Value>> = {
  ADDR: (output) => ({ base: output, number: 0n }),
  LOADADDR: (output) => ({ base: 'absolute', number: output.loadAddress }),
  SIZEOF: (output) => plain(BigInt(output.size)),
  ALIGNOF: (output) => plain(BigInt(output.align)),
};

function aboutSection({ name }: Call, operand: Expression, scope: Scope): Value {
  const wanted = operand.kind === 'name' ? operand.name : '';
  const output = scope.output(wanted);
  if (output === undefined) {
    if (name !== 'SIZEOF') scope.fail(operand, `there is no output section \`${wanted}\``);
    return plain(0n);
  }
  return ABOUT_SECTIONS[name]?.(output) ?? plain(0n);
}

function aboutRegion({ name }: Call, operand: Expression, scope: Scope): Value {
  const wanted = operand.kind === 'name' ? operand.name : '';
  const region = scope.region(wanted);
  if (region === undefined) {
    scope.fail(operand, `there is no memory region \`${wanted}\``);
    return plain(0n);
  }
  return name === 'ORIGIN' ? place(region.origin, scope) : plain(region.length);
}

/** The next multiple of `align` from `value` on; 0 and 1 align nothing. */
export function alignUp(value: bigint, align: bigint): bigint {
  return align <= 1n ? value : ((value + align - 1n) / align) * align;
}
