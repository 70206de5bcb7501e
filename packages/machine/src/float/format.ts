/**
 * Numbers of IEEE 754 taken apart into what they stand for, exactly: a sign, and an integer times
 * a power of two. Everything in this folder computes on `bigint`, exactly, and rounds once.
 */

import { type FloatFormat, fractionMask, infinity, magnitudeMask, quietBit } from '@ireko/isa';

/** What the bits of a number stand for. */
export type Value =
  | { readonly kind: 'nan'; readonly signalling: boolean }
  | { readonly kind: 'infinite'; readonly negative: boolean }
  | Finite;

/** ± significand × 2^exponent; zero has a sign too. */
export interface Finite {
  readonly kind: 'finite';
  readonly negative: boolean;
  readonly significand: bigint;
  readonly exponent: number;
}

/** The exponent of the last place of the smallest numbers: −149 for singles, −1074 for doubles. */
export function lowestExponent({ bits, fractionBits }: FloatFormat): number {
  const exponentBits = bits - 1 - fractionBits;
  const bias = 2 ** (exponentBits - 1) - 1;
  return 1 - bias - fractionBits;
}

/** What a number's bits stand for. */
export function unpack(format: FloatFormat, bits: bigint): Value {
  const magnitude = bits & magnitudeMask(format);
  const negative = bits !== magnitude;
  const highest = infinity(format);
  if (magnitude > highest) return { kind: 'nan', signalling: (bits & quietBit(format)) === 0n };
  if (magnitude === highest) return { kind: 'infinite', negative };
  const fraction = magnitude & fractionMask(format);
  const biased = Number(magnitude >> BigInt(format.fractionBits));
  const lowest = lowestExponent(format);
  if (biased === 0) return { kind: 'finite', negative, significand: fraction, exponent: lowest };
  const hidden = fractionMask(format) + 1n;
  const exponent = lowest + biased - 1;
  return { kind: 'finite', negative, significand: hidden | fraction, exponent };
}

/** How many bits a positive integer has. */
export function bitLength(value: bigint): number {
  return value.toString(2).length;
}
