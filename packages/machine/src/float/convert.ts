/** Conversions between the formats, and between them and integers [unpriv §11.7, §12.5]. */

import {
  type FloatFormat,
  fflags,
  type IntegerLetters,
  infinity,
  type RoundingMode,
  signMask,
} from '@ireko/isa';
import { nanOf } from './arithmetic.ts';
import type { Value } from './format.ts';
import { type Rounded, round, roundToInteger } from './round.ts';

interface IntegerType {
  readonly bits: number;
  readonly signed: boolean;
}

const integerTypes: Readonly<Record<IntegerLetters, IntegerType>> = {
  w: { bits: 32, signed: true },
  wu: { bits: 32, signed: false },
  l: { bits: 64, signed: true },
  lu: { bits: 64, signed: false },
};

/** The least and the greatest value of an integer type. */
function limits({ bits, signed }: IntegerType): readonly [bigint, bigint] {
  const half = 1n << BigInt(bits - 1);
  return signed ? [-half, half - 1n] : [0n, 2n * half - 1n];
}

/** An integer as a register holds it: 32 bits are sign-extended, unsigned ones too. */
function inRegister(value: bigint, { bits }: IntegerType): bigint {
  return BigInt.asUintN(64, BigInt.asIntN(bits, value));
}

/** To an integer: what does not fit, and NaN as the greatest, is invalid and nothing else. */
export function toInteger(letters: IntegerLetters, mode: RoundingMode, a: Value): Rounded {
  const type = integerTypes[letters];
  const [least, greatest] = limits(type);
  const clamped = (value: bigint) => ({ value: inRegister(value, type), flags: fflags.nv });
  if (a.kind === 'nan') return clamped(greatest);
  if (a.kind === 'infinite') return clamped(a.negative ? least : greatest);
  const rounded = roundToInteger(mode, a.negative, a.significand, -a.exponent);
  const value = a.negative ? -rounded.integer : rounded.integer;
  if (value < least) return clamped(least);
  if (value > greatest) return clamped(greatest);
  return { value: inRegister(value, type), flags: rounded.inexact ? fflags.nx : 0 };
}

/** From an integer in a register, of which a 32-bit type takes the low half. */
export function fromInteger(
  format: FloatFormat,
  letters: IntegerLetters,
  mode: RoundingMode,
  register: bigint,
): Rounded {
  const { bits, signed } = integerTypes[letters];
  const value = signed ? BigInt.asIntN(bits, register) : BigInt.asUintN(bits, register);
  if (value === 0n) return { value: 0n, flags: 0 };
  return round(format, mode, value < 0n, value < 0n ? -value : value, 0);
}

/** To another format. */
export function convert(to: FloatFormat, mode: RoundingMode, a: Value): Rounded {
  if (a.kind === 'nan') return nanOf(to, [a]);
  const sign = a.negative ? signMask(to) : 0n;
  if (a.kind === 'infinite') return { value: sign | infinity(to), flags: 0 };
  if (a.significand === 0n) return { value: sign, flags: 0 };
  return round(to, mode, a.negative, a.significand, a.exponent);
}
