/**
 * F and D, single- and double-precision floating point [unpriv §11, §12]. Both have the same
 * instructions, made here from one list. What rounds is the abstract machine's; what only compares,
 * selects or moves bits is said in integer arithmetic: numbers of one sign are ordered as their bits.
 */

import {
  accrue,
  canonicalNan,
  double,
  enabled,
  type FloatFormat,
  type FloatOperation,
  fflags,
  type IntegerLetters,
  infinity,
  magnitudeMask,
  quietBit,
  readNumber,
  rounding,
  signMask,
  single,
  writeNumber,
} from '../float.ts';
// biome-ignore format: columns are the point.
import { exact, FLoad, Fp1, Fp2, FpCompare, FpFromInteger, FpMoveFrom, FpMoveTo, FpSelect, FpToInteger, FStore, MADD, MSUB, NMADD, NMSUB, R4, type Row, rv64 } from '../format.ts';
import type { MeaningOf } from '../instruction.ts';
import type { Meaning } from '../meaning.ts';

type Test = <V, C, D>(m: Meaning<V, C, D>, format: FloatFormat, a: V) => C;
type Selection = <V, C, D>(m: Meaning<V, C, D>, format: FloatFormat, a: V, b: V) => V;
type Comparison = <V, C, D>(m: Meaning<V, C, D>, format: FloatFormat, a: V, b: V) => C;

/** rd ← rs1 ∘ rs2, rounded */
function binary(name: 'add' | 'sub' | 'mul' | 'div', format: FloatFormat): MeaningOf {
  return rounding((m, mode, { rd, rs1, rs2 }) => {
    const operands = [readNumber(m, format, rs1), readNumber(m, format, rs2)];
    const { value, flags } = m.float(`${name}.${format.letter}`, mode, operands);
    writeNumber(m, format, rd, value);
    accrue(m, flags);
  });
}

/** rd ← √ rs1, rounded */
function squareRoot(format: FloatFormat): MeaningOf {
  return rounding((m, mode, { rd, rs1 }) => {
    const { value, flags } = m.float(`sqrt.${format.letter}`, mode, [readNumber(m, format, rs1)]);
    writeNumber(m, format, rd, value);
    accrue(m, flags);
  });
}

/** rd ← ± rs1 × rs2 ± rs3, rounded once: signs change before anything is computed. */
function fused(format: FloatFormat, negated: readonly ('product' | 'addend')[]): MeaningOf {
  return rounding((m, mode, { rd, rs1, rs2, rs3 }) => {
    const sign = (part: 'product' | 'addend') =>
      m.constant(negated.includes(part) ? signMask(format) : 0n);
    const a = m.xor(readNumber(m, format, rs1), sign('product'));
    const b = readNumber(m, format, rs2);
    const c = m.xor(readNumber(m, format, rs3), sign('addend'));
    const { value, flags } = m.float(`madd.${format.letter}`, mode, [a, b, c]);
    writeNumber(m, format, rd, value);
    accrue(m, flags);
  });
}

const isNan: Test = (m, format, a) =>
  m.ltu(m.constant(infinity(format)), m.and(a, m.constant(magnitudeMask(format))));

const isSignalling: Test = (m, format, a) => {
  const quiet = m.and(a, m.constant(quietBit(format)));
  return m.both(isNan(m, format, a), m.eq(quiet, m.constant(0)));
};

const either = <V, C, D>(m: Meaning<V, C, D>, test: Test, format: FloatFormat, a: V, b: V): C =>
  m.either(test(m, format, a), test(m, format, b));

/** The exception `nv` if the condition holds. */
const invalidIf = <V, C, D>(m: Meaning<V, C, D>, condition: C): V =>
  m.choose(condition, m.constant(fflags.nv), m.constant(0));

/** The sign bit in all 64 bits. */
function signs<V, C, D>(m: Meaning<V, C, D>, { bits }: FloatFormat, a: V): V {
  return m.sra(bits === 32 ? m.sext(a, 32) : a, m.constant(63));
}

/** A signed integer in the order of the numbers, with −0 just below +0; of NaNs, anything. */
function rank<V, C, D>(m: Meaning<V, C, D>, format: FloatFormat, a: V): V {
  const extended = format.bits === 32 ? m.sext(a, 32) : a;
  const flipped = m.and(signs(m, format, a), m.constant(magnitudeMask(format)));
  return m.xor(extended, flipped);
}

const sameNumber: Comparison = (m, format, a, b) => {
  const magnitudes = m.and(m.or(a, b), m.constant(magnitudeMask(format)));
  return m.either(m.eq(a, b), m.eq(magnitudes, m.constant(0)));
};
const lessNumber: Comparison = (m, format, a, b) =>
  m.both(m.lt(rank(m, format, a), rank(m, format, b)), m.not(sameNumber(m, format, a, b)));

const feq: Comparison = sameNumber;
const flt: Comparison = lessNumber;
const fle: Comparison = (m, format, a, b) => m.not(lessNumber(m, format, b, a));

/** rd ← whether rs1 ∘ rs2: false of NaNs, which are invalid to order, and if signalling to equate. */
function compare(comparison: Comparison, format: FloatFormat, invalid: Test): MeaningOf {
  return enabled((m, { rd, rs1, rs2 }) => {
    const [a, b] = [readNumber(m, format, rs1), readNumber(m, format, rs2)];
    const ordered = m.not(either(m, isNan, format, a, b));
    m.write(rd, m.flag(m.both(ordered, comparison(m, format, a, b))));
    accrue(m, invalidIf(m, either(m, invalid, format, a, b)));
  });
}

/** The number among a number and a NaN; −0 is less than +0 [unpriv §11.6]. */
const extreme =
  (pick: 'least' | 'greatest'): Selection =>
  (m, format, a, b) => {
    const less = m.lt(rank(m, format, a), rank(m, format, b));
    const ordered = pick === 'least' ? m.choose(less, a, b) : m.choose(less, b, a);
    const nan = m.constant(canonicalNan(format));
    const ifNanA = m.choose(isNan(m, format, b), nan, b);
    return m.choose(isNan(m, format, a), ifNanA, m.choose(isNan(m, format, b), a, ordered));
  };

function minimum(selection: Selection, format: FloatFormat): MeaningOf {
  return enabled((m, { rd, rs1, rs2 }) => {
    const [a, b] = [readNumber(m, format, rs1), readNumber(m, format, rs2)];
    accrue(m, invalidIf(m, either(m, isSignalling, format, a, b)));
    writeNumber(m, format, rd, selection(m, format, a, b));
  });
}

/** rd ← rs1 with a sign made of both. */
function injectSign(
  sign: <V, C, D>(m: Meaning<V, C, D>, a: V, b: V) => V,
  format: FloatFormat,
): MeaningOf {
  return enabled((m, { rd, rs1, rs2 }) => {
    const [a, b] = [readNumber(m, format, rs1), readNumber(m, format, rs2)];
    const magnitude = m.and(a, m.constant(magnitudeMask(format)));
    const injected = m.and(sign(m, a, b), m.constant(signMask(format)));
    writeNumber(m, format, rd, m.or(magnitude, injected));
  });
}

/** One bit of ten for what the number is [unpriv table 11.5]. */
function classify(format: FloatFormat): MeaningOf {
  return enabled((m, { rd, rs1 }) => {
    const a = readNumber(m, format, rs1);
    const magnitude = m.and(a, m.constant(magnitudeMask(format)));
    const atLeast = (bound: bigint) => m.flag(m.geu(magnitude, m.constant(bound)));
    // 0 zero, 1 subnormal, 2 normal, 3 infinite; the classes count away from zero on both sides.
    const nonzero = m.add(atLeast(1n), atLeast(1n << BigInt(format.fractionBits)));
    const size = m.add(nonzero, atLeast(infinity(format)));
    const signed = m.choose(
      m.ne(signs(m, format, a), m.constant(0)),
      m.sub(m.constant(3), size),
      m.add(m.constant(4), size),
    );
    const nan = m.choose(isSignalling(m, format, a), m.constant(8), m.constant(9));
    const index = m.choose(isNan(m, format, a), nan, signed);
    m.write(rd, m.sll(m.constant(1), index));
  });
}

function toInteger(integer: IntegerLetters, format: FloatFormat): MeaningOf {
  return rounding((m, mode, { rd, rs1 }) => {
    const operands = [readNumber(m, format, rs1)];
    const { value, flags } = m.float(`cvt.${integer}.${format.letter}`, mode, operands);
    m.write(rd, value);
    accrue(m, flags);
  });
}

function fromInteger(integer: IntegerLetters, format: FloatFormat): MeaningOf {
  return rounding((m, mode, { rd, rs1 }) => {
    const operation: FloatOperation = `cvt.${format.letter}.${integer}`;
    const { value, flags } = m.float(operation, mode, [m.read(rs1)]);
    writeNumber(m, format, rd, value);
    accrue(m, flags);
  });
}

function convert(from: FloatFormat, to: FloatFormat): MeaningOf {
  const operation = to === single ? 'cvt.s.d' : 'cvt.d.s';
  return rounding((m, mode, { rd, rs1 }) => {
    const { value, flags } = m.float(operation, mode, [readNumber(m, from, rs1)]);
    writeNumber(m, to, rd, value);
    accrue(m, flags);
  });
}

function load(format: FloatFormat): MeaningOf {
  return enabled((m, { rd, rs1, imm }) =>
    writeNumber(m, format, rd, m.load(m.add(m.read(rs1), imm), format.width)),
  );
}

/** Stores and moves take the register's low bits as they are, boxed or not. */
function store(format: FloatFormat): MeaningOf {
  return enabled((m, { rs1, rs2, imm }) =>
    m.store(m.add(m.read(rs1), imm), format.width, m.readFloat(rs2)),
  );
}

function moveToInteger(format: FloatFormat): MeaningOf {
  return enabled((m, { rd, rs1 }) => {
    const bits = m.readFloat(rs1);
    m.write(rd, format.bits === 32 ? m.sext(bits, 32) : bits);
  });
}

function moveFromInteger(format: FloatFormat): MeaningOf {
  return enabled((m, { rd, rs1 }) => {
    const bits = m.read(rs1);
    writeNumber(m, format, rd, format.bits === 32 ? m.zext(bits, 32) : bits);
  });
}

/** What is the same for both formats. */
// biome-ignore format: columns are the point.
function rows(format: FloatFormat): Readonly<Record<string, Row>> {
  const { letter: f, code: fmt } = format;
  const size = format === single ? 0b010 : 0b011;
  const memory = format === single ? 'w' : 'd';
  return {
    [`fl${memory}`]:   FLoad(size,  load(format)),
    [`fs${memory}`]:   FStore(size, store(format)),

    [`fmadd.${f}`]:    R4(MADD,  fmt, fused(format, [])),
    [`fmsub.${f}`]:    R4(MSUB,  fmt, fused(format, ['addend'])),
    [`fnmsub.${f}`]:   R4(NMSUB, fmt, fused(format, ['product'])),
    [`fnmadd.${f}`]:   R4(NMADD, fmt, fused(format, ['product', 'addend'])),

    [`fadd.${f}`]:     Fp2(0b00000, fmt, binary('add', format)),
    [`fsub.${f}`]:     Fp2(0b00001, fmt, binary('sub', format)),
    [`fmul.${f}`]:     Fp2(0b00010, fmt, binary('mul', format)),
    [`fdiv.${f}`]:     Fp2(0b00011, fmt, binary('div', format)),
    [`fsqrt.${f}`]:    Fp1(0b01011, fmt, 0b00000, squareRoot(format)),

    [`fsgnj.${f}`]:    FpSelect(0b00100, fmt, 0b000, injectSign((_, __, b) => b, format)),
    [`fsgnjn.${f}`]:   FpSelect(0b00100, fmt, 0b001, injectSign((m, _, b) => m.xor(b, m.constant(-1)), format)),
    [`fsgnjx.${f}`]:   FpSelect(0b00100, fmt, 0b010, injectSign((m, a, b) => m.xor(a, b), format)),
    [`fmin.${f}`]:     FpSelect(0b00101, fmt, 0b000, minimum(extreme('least'), format)),
    [`fmax.${f}`]:     FpSelect(0b00101, fmt, 0b001, minimum(extreme('greatest'), format)),

    [`feq.${f}`]:      FpCompare(0b10100, fmt, 0b010, compare(feq, format, isSignalling)),
    [`flt.${f}`]:      FpCompare(0b10100, fmt, 0b001, compare(flt, format, isNan)),
    [`fle.${f}`]:      FpCompare(0b10100, fmt, 0b000, compare(fle, format, isNan)),
    [`fclass.${f}`]:   FpMoveTo (0b11100, fmt, 0b001, classify(format)),

    [`fcvt.w.${f}`]:   FpToInteger(0b11000, fmt, 0b00000, toInteger('w',  format)),
    [`fcvt.wu.${f}`]:  FpToInteger(0b11000, fmt, 0b00001, toInteger('wu', format)),
    [`fcvt.l.${f}`]:   rv64(FpToInteger(0b11000, fmt, 0b00010, toInteger('l',  format))),
    [`fcvt.lu.${f}`]:  rv64(FpToInteger(0b11000, fmt, 0b00011, toInteger('lu', format))),
    [`fcvt.${f}.l`]:   rv64(FpFromInteger(0b11010, fmt, 0b00010, fromInteger('l',  format))),
    [`fcvt.${f}.lu`]:  rv64(FpFromInteger(0b11010, fmt, 0b00011, fromInteger('lu', format))),
  };
}

const [S, D] = [single.code, double.code];

// biome-ignore format: columns are the point.
export const rv64f: Readonly<Record<string, Row>> = {
  ...rows(single),
  'fcvt.s.w':  FpFromInteger(0b11010, S, 0b00000, fromInteger('w',  single)),
  'fcvt.s.wu': FpFromInteger(0b11010, S, 0b00001, fromInteger('wu', single)),
  'fmv.x.w':   FpMoveTo  (0b11100, S, 0b000, moveToInteger(single)),
  'fmv.w.x':   FpMoveFrom(0b11110, S,        moveFromInteger(single)),
};

// biome-ignore format: columns are the point.
export const rv64d: Readonly<Record<string, Row>> = {
  ...rows(double),
  'fcvt.s.d':  Fp1(0b01000, S, 0b00001, convert(double, single)),
  'fcvt.d.s':  exact(Fp1(0b01000, D, 0b00000, convert(single, double))),
  'fcvt.d.w':  exact(FpFromInteger(0b11010, D, 0b00000, fromInteger('w',  double))),
  'fcvt.d.wu': exact(FpFromInteger(0b11010, D, 0b00001, fromInteger('wu', double))),
  'fmv.x.d':   rv64(FpMoveTo  (0b11100, D, 0b000, moveToInteger(double))),
  'fmv.d.x':   rv64(FpMoveFrom(0b11110, D,        moveFromInteger(double))),
};
