/**
 * Addition, multiplication, division, square root and fused multiply-add [ieee754 §5.4.1, §6, §7]:
 * first what NaNs, infinities and zeros say, then the exact result, then one rounding.
 */

import {
  canonicalNan,
  type FloatFormat,
  fflags,
  infinity,
  type RoundingMode,
  signMask,
} from '@ireko/isa';
import { bitLength, type Finite, type Value } from './format.ts';
import { type Rounded, round } from './round.ts';

function invalid(format: FloatFormat): Rounded {
  return { value: canonicalNan(format), flags: fflags.nv };
}

/** The result where an operand is a NaN: the canonical one; a signalling operand is invalid. */
export function nanOf(format: FloatFormat, operands: readonly Value[]): Rounded {
  const signalling = operands.some((value) => value.kind === 'nan' && value.signalling);
  return { value: canonicalNan(format), flags: signalling ? fflags.nv : 0 };
}

function signed(format: FloatFormat, negative: boolean, magnitude: bigint): Rounded {
  return { value: (negative ? signMask(format) : 0n) | magnitude, flags: 0 };
}

function isZero(value: Value): boolean {
  return value.kind === 'finite' && value.significand === 0n;
}

/** The exact sum; two numbers of different exponents meet at the lower one. */
function sum(a: Finite, b: Finite): { readonly total: bigint; readonly exponent: number } {
  const exponent = Math.min(a.exponent, b.exponent);
  const aligned = ({ negative, significand, exponent: own }: Finite) => {
    const magnitude = significand << BigInt(own - exponent);
    return negative ? -magnitude : magnitude;
  };
  return { total: aligned(a) + aligned(b), exponent };
}

/** a + b. */
export function add(format: FloatFormat, mode: RoundingMode, a: Value, b: Value): Rounded {
  if (a.kind === 'nan' || b.kind === 'nan') return nanOf(format, [a, b]);
  if (a.kind === 'infinite') {
    const opposite = b.kind === 'infinite' && a.negative !== b.negative;
    return opposite ? invalid(format) : signed(format, a.negative, infinity(format));
  }
  if (b.kind === 'infinite') return signed(format, b.negative, infinity(format));
  const { total, exponent } = sum(a, b);
  if (total === 0n) {
    // Zeros of one sign keep it; what cancels is +0, but −0 when rounding down.
    const negative = a.negative === b.negative ? a.negative : mode === 'rdn';
    return signed(format, negative, 0n);
  }
  return round(format, mode, total < 0n, total < 0n ? -total : total, exponent);
}

/** The number with the other sign. */
export function negate(value: Value): Value {
  return value.kind === 'nan' ? value : { ...value, negative: !value.negative };
}

/** a × b, exactly; undefined for zero times infinity. Neither is a NaN. */
function product(
  a: Exclude<Value, { kind: 'nan' }>,
  b: Exclude<Value, { kind: 'nan' }>,
): Exclude<Value, { kind: 'nan' }> | undefined {
  const negative = a.negative !== b.negative;
  if (a.kind === 'infinite' || b.kind === 'infinite') {
    return isZero(a) || isZero(b) ? undefined : { kind: 'infinite', negative };
  }
  const significand = a.significand * b.significand;
  return { kind: 'finite', negative, significand, exponent: a.exponent + b.exponent };
}

/** a × b. */
export function multiply(format: FloatFormat, mode: RoundingMode, a: Value, b: Value): Rounded {
  if (a.kind === 'nan' || b.kind === 'nan') return nanOf(format, [a, b]);
  const exact = product(a, b);
  if (!exact) return invalid(format);
  if (exact.kind === 'infinite') return signed(format, exact.negative, infinity(format));
  if (exact.significand === 0n) return signed(format, exact.negative, 0n);
  return round(format, mode, exact.negative, exact.significand, exact.exponent);
}

/** a × b + c; zero times infinity is invalid even if `c` is a NaN [unpriv §11.6]. */
export function multiplyAdd(
  format: FloatFormat,
  mode: RoundingMode,
  a: Value,
  b: Value,
  c: Value,
): Rounded {
  if (a.kind === 'nan' || b.kind === 'nan') return nanOf(format, [a, b, c]);
  const exact = product(a, b);
  return exact ? add(format, mode, exact, c) : invalid(format);
}

/** a ÷ b. */
export function divide(format: FloatFormat, mode: RoundingMode, a: Value, b: Value): Rounded {
  if (a.kind === 'nan' || b.kind === 'nan') return nanOf(format, [a, b]);
  const negative = a.negative !== b.negative;
  if (a.kind === 'infinite') {
    return b.kind === 'infinite' ? invalid(format) : signed(format, negative, infinity(format));
  }
  if (b.kind === 'infinite') return signed(format, negative, 0n);
  if (b.significand === 0n) {
    if (a.significand === 0n) return invalid(format);
    return { ...signed(format, negative, infinity(format)), flags: fflags.dz };
  }
  if (a.significand === 0n) return signed(format, negative, 0n);
  // Enough bits for the quotient to have two more than the format, whatever the operands.
  const extra = bitLength(b.significand) + format.fractionBits + 3;
  const dividend = a.significand << BigInt(extra);
  const quotient = dividend / b.significand;
  const rest = dividend % b.significand === 0n ? 0n : 1n;
  const exponent = a.exponent - b.exponent - extra;
  return round(format, mode, negative, (quotient << 1n) | rest, exponent - 1);
}

/** √a. */
export function squareRoot(format: FloatFormat, mode: RoundingMode, a: Value): Rounded {
  if (a.kind === 'nan') return nanOf(format, [a]);
  if (isZero(a)) return signed(format, a.negative, 0n);
  if (a.negative) return invalid(format);
  if (a.kind === 'infinite') return signed(format, false, infinity(format));
  // An even exponent can be halved, and twice the format's bits give a root with enough of them.
  const wanted = 2 * (format.fractionBits + 4);
  const extra = wanted + ((a.exponent - wanted) & 1);
  const radicand = a.significand << BigInt(extra);
  const root = integerRoot(radicand);
  const rest = root * root === radicand ? 0n : 1n;
  return round(format, mode, false, (root << 1n) | rest, (a.exponent - extra) / 2 - 1);
}

/** ⌊√n⌋ of a positive integer, by Newton's method from above. */
function integerRoot(n: bigint): bigint {
  let root = 1n << BigInt(Math.ceil(bitLength(n) / 2));
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
