/**
 * Rounding: from an exact number to the nearest that a format has, and the exceptions that this
 * raises [unpriv §11.2] [ieee754 §4.3, §7.4 … §7.6]. Tininess is detected after rounding.
 */

import { type FloatFormat, fflags, infinity, type RoundingMode, signMask } from '@ireko/isa';
import { bitLength, lowestExponent } from './format.ts';

/** Bits of a number, or of an integer, with the exceptions raised on the way, as `fflags` has them. */
export interface Rounded {
  readonly value: bigint;
  readonly flags: number;
}

/** An integer and whether it is not what was rounded. */
interface Integral {
  readonly integer: bigint;
  readonly inexact: boolean;
}

/** Rounds ± magnitude / 2^shift to an integer; a shift below zero multiplies, exactly. */
export function roundToInteger(
  mode: RoundingMode,
  negative: boolean,
  magnitude: bigint,
  shift: number,
): Integral {
  if (shift <= 0) return { integer: magnitude << BigInt(-shift), inexact: false };
  const count = BigInt(shift);
  const below = magnitude >> count;
  const rest = magnitude - (below << count);
  const half = 1n << (count - 1n);
  const away = {
    rne: rest > half || (rest === half && (below & 1n) === 1n),
    rtz: false,
    rdn: negative && rest > 0n,
    rup: !negative && rest > 0n,
    rmm: rest >= half,
  };
  return { integer: away[mode] ? below + 1n : below, inexact: rest > 0n };
}

/**
 * Rounds ± significand × 2^exponent to a format.
 * @param significand not zero. If the exact number has no end, enough of it (two bits more than
 *   the format has) with the last bit set: the rest can only break ties.
 */
export function round(
  format: FloatFormat,
  mode: RoundingMode,
  negative: boolean,
  significand: bigint,
  exponent: number,
): Rounded {
  const precision = format.fractionBits + 1;
  const lowest = lowestExponent(format);
  // The exponent of the last place: `precision` bits below the first, unless that is too low.
  const unbounded = exponent + bitLength(significand) - precision;
  const last = Math.max(unbounded, lowest);
  const { integer, inexact } = roundToInteger(mode, negative, significand, last - exponent);

  // The hidden bit adds one to the exponent field, and so does a carry out of the fraction.
  const magnitude = (BigInt(last - lowest) << BigInt(format.fractionBits)) + integer;
  if (magnitude >= infinity(format)) return overflow(format, mode, negative);
  const sign = negative ? signMask(format) : 0n;
  if (!inexact) return { value: sign | magnitude, flags: 0 };
  const tiny =
    unbounded < lowest &&
    isTiny(precision, mode, negative, significand, unbounded - exponent, lowest - unbounded);
  return { value: sign | magnitude, flags: fflags.nx | (tiny ? fflags.uf : 0) };
}

/**
 * Whether the number, rounded as if exponents had no bound, is below the smallest normal one. It is
 * unless it lies just below and rounds up to it.
 */
function isTiny(
  precision: number,
  mode: RoundingMode,
  negative: boolean,
  significand: bigint,
  shift: number,
  missing: number,
): boolean {
  const { integer } = roundToInteger(mode, negative, significand, shift);
  return missing > 1 || bitLength(integer) === precision;
}

/** Too large: infinity, or the largest number where the mode rounds towards it. */
function overflow(format: FloatFormat, mode: RoundingMode, negative: boolean): Rounded {
  const inward = mode === 'rtz' || mode === (negative ? 'rup' : 'rdn');
  const magnitude = inward ? infinity(format) - 1n : infinity(format);
  const sign = negative ? signMask(format) : 0n;
  return { value: sign | magnitude, flags: fflags.of | fflags.nx };
}
