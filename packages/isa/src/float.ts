/**
 * What the floating-point instructions share, in the language of the table [unpriv §11, §12]: the
 * two formats, NaN boxing, rounding modes, accrued exceptions, and whether `mstatus.fs` lets them
 * run. Bits of a number in a format stand in the low part of a value, zero above them.
 *
 *   single  31 sign │ 30…23 exponent │ 22…0 fraction
 *   double  63 sign │ 62…52 exponent │ 51…0 fraction
 */

import type { MeaningOf } from './instruction.ts';
import type { Meaning, Operands, Width } from './meaning.ts';
import { inGuest } from './privilege.ts';
import * as cause from './trap/cause.ts';

/** A format, by the letter that ends mnemonics: `s` single, `d` double. */
export type FormatLetter = 's' | 'd';

/** An integer type in a conversion's mnemonic: `w`, `wu` of 32 bits, `l`, `lu` of 64. */
export type IntegerLetters = 'w' | 'wu' | 'l' | 'lu';

/** What an abstract machine computes with one rounding: the mnemonic without its `f`. */
export type FloatOperation =
  | `${'add' | 'sub' | 'mul' | 'div' | 'sqrt' | 'madd'}.${FormatLetter}`
  | `cvt.${IntegerLetters}.${FormatLetter}`
  | `cvt.${FormatLetter}.${IntegerLetters}`
  | 'cvt.s.d'
  | 'cvt.d.s';

const letters: readonly FormatLetter[] = ['s', 'd'];
const integers: readonly IntegerLetters[] = ['w', 'wu', 'l', 'lu'];

/** Every operation: an engine may name one by its index here. */
export const floatOperations: readonly FloatOperation[] = [
  ...letters.flatMap((format) =>
    (['add', 'sub', 'mul', 'div', 'sqrt', 'madd'] as const).map(
      (name) => `${name}.${format}` as const,
    ),
  ),
  ...letters.flatMap((format) => integers.map((integer) => `cvt.${integer}.${format}` as const)),
  ...letters.flatMap((format) => integers.map((integer) => `cvt.${format}.${integer}` as const)),
  'cvt.s.d',
  'cvt.d.s',
];

/** Rounding modes by the number in `rm` and `frm`: nearest even, to zero, down, up, nearest away. */
export const roundingModes = ['rne', 'rtz', 'rdn', 'rup', 'rmm'] as const;

export type RoundingMode = (typeof roundingModes)[number];

/** The number in `rm` that takes the mode from `frm`. */
export const DYN = 7;

/** How each `rm` is written; 5 and 6 are reserved. */
// biome-ignore format: by number.
export const roundingNames: readonly (string | undefined)[] = [
  ...roundingModes, undefined, undefined, 'dyn',
];

/** The accrued exceptions in `fflags`. */
export const fflags = { nx: 1, uf: 2, of: 4, dz: 8, nv: 16 } as const;

/** The fields of `fcsr` [unpriv §11.2]. */
export const fcsr = { fflags: { at: 0, bits: 5 }, frm: { at: 5, bits: 3 } } as const;

/** `mstatus.fs`: no instruction may touch the state; it was changed since software last saved it. */
const OFF = 0;
export const DIRTY = 3;

/** A binary interchange format of IEEE 754. */
export interface FloatFormat {
  readonly letter: FormatLetter;
  /** Bits of a number, and of its fraction. */
  readonly bits: 32 | 64;
  readonly fractionBits: number;
  readonly width: Width;
  /** `fmt` in the encodings. */
  readonly code: number;
}

export const single: FloatFormat = {
  letter: 's',
  bits: 32,
  fractionBits: 23,
  width: 4,
  code: 0b00,
};
export const double: FloatFormat = {
  letter: 'd',
  bits: 64,
  fractionBits: 52,
  width: 8,
  code: 0b01,
};

/** The sign, and everything else: the magnitude. */
export function signMask({ bits }: FloatFormat): bigint {
  return 1n << BigInt(bits - 1);
}
export function magnitudeMask(format: FloatFormat): bigint {
  return signMask(format) - 1n;
}

/** The bits of infinity; magnitudes above it are NaNs. */
export function infinity(format: FloatFormat): bigint {
  return magnitudeMask(format) - fractionMask(format);
}
export function fractionMask({ fractionBits }: FloatFormat): bigint {
  return (1n << BigInt(fractionBits)) - 1n;
}

/** The fraction's top bit, which tells quiet NaNs from signalling ones. */
export function quietBit({ fractionBits }: FloatFormat): bigint {
  return 1n << BigInt(fractionBits - 1);
}

/** The only NaN that arithmetic makes [unpriv §11.3]. */
export function canonicalNan(format: FloatFormat): bigint {
  return infinity(format) | quietBit(format);
}

const BOX = 0xffff_ffff_0000_0000n;

/** A register's number; a single that is not boxed, its upper half all ones, is a NaN [unpriv §12.2]. */
export function readNumber<V, C, D>(m: Meaning<V, C, D>, format: FloatFormat, register: D): V {
  const bits = m.readFloat(register);
  if (format.bits === 64) return bits;
  const boxed = m.geu(bits, m.constant(BOX));
  return m.choose(boxed, m.zext(bits, 32), m.constant(canonicalNan(single)));
}

/** Puts a number into a register, boxed. */
export function writeNumber<V, C, D>(
  m: Meaning<V, C, D>,
  format: FloatFormat,
  register: D,
  number: V,
): void {
  m.writeFloat(register, format.bits === 64 ? number : m.or(number, m.constant(BOX)));
  makeDirty(m);
}

/** Notes that the state has changed: for a guest's supervisor too while one runs [priv §8.2.11]. */
export function makeDirty<V, C, D>(m: Meaning<V, C, D>): void {
  const dirty = m.constant(DIRTY);
  m.setState('fs', dirty);
  m.setState('vsfs', m.choose(inGuest(m), dirty, m.state('vsfs')));
}

/** Adds exceptions to those accrued; those that have accrued before change nothing, and make nothing dirty. */
export function accrue<V, C, D>(m: Meaning<V, C, D>, flags: V): void {
  m.when(m.ne(flags, m.constant(0)), () => {
    const before = m.state('fflags');
    const after = m.or(before, flags);
    m.when(m.ne(after, before), () => {
      m.setState('fflags', after);
      makeDirty(m);
    });
  });
}

/** Whether floating point is turned off; in a guest, by either supervisor. */
export function floatIsOff<V, C, D>(m: Meaning<V, C, D>): C {
  const off = (slot: 'fs' | 'vsfs') => m.eq(m.state(slot), m.constant(OFF));
  return m.either(off('fs'), m.both(inGuest(m), off('vsfs')));
}

/** What an instruction does if floating point is on; else it is illegal. */
export function enabled(then: MeaningOf): MeaningOf {
  return (m, operands) =>
    m.when(
      floatIsOff(m),
      () => m.raise(cause.ILLEGAL_INSTRUCTION, m.bits),
      () => then(m, operands),
    );
}

/** As `enabled`, for an instruction with `rm`; a reserved mode, or one in `frm`, is illegal too. */
export function rounding(
  then: <V, C, D>(m: Meaning<V, C, D>, mode: V, operands: Operands<V, D>) => void,
): MeaningOf {
  return (m, operands) => {
    const { rm } = operands;
    const mode = m.choose(m.eq(rm, m.constant(DYN)), m.state('frm'), rm);
    const reserved = m.geu(mode, m.constant(roundingModes.length));
    m.when(
      m.either(floatIsOff(m), reserved),
      () => m.raise(cause.ILLEGAL_INSTRUCTION, m.bits),
      () => then(m, mode, operands),
    );
  };
}
