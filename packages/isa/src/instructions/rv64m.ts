/** M, integer multiplication and division [unpriv §7]. */

import { OP, OP_32, R, type Row } from '../format.ts';
import type { MeaningOf } from '../instruction.ts';
import type { Meaning } from '../meaning.ts';
import { type Binary, registers } from '../operation.ts';

/** The same on the low halves, extended as the operation reads them; the result is sign-extended. */
function words(operation: Binary, extension: 'sext' | 'zext'): MeaningOf {
  return (m, { rd, rs1, rs2 }) => {
    const a = m[extension](m.read(rs1), 32);
    const b = m[extension](m.read(rs2), 32);
    m.write(rd, m.sext(operation(m, a, b), 32));
  };
}

const mul: Binary = (m, a, b) => m.mul(a, b);
const mulhu: Binary = (m, a, b) => m.mulhu(a, b);

/** `value` where `sign` is negative, else zero: what an unsigned high product has too much. */
const ifNegative: Binary = (m, sign, value) => m.and(m.sra(sign, m.constant(63)), value);

const mulh: Binary = (m, a, b) =>
  m.sub(m.sub(m.mulhu(a, b), ifNegative(m, a, b)), ifNegative(m, b, a));
const mulhsu: Binary = (m, a, b) => m.sub(m.mulhu(a, b), ifNegative(m, a, b));

/**
 * Division never traps: by zero the quotient is all ones and the remainder the dividend; the one
 * signed overflow gives the dividend and zero [unpriv table 7.1]. Where either would happen, the
 * division is by one, which already gives what overflow should.
 */
function safeDivisor<V, C, D>(m: Meaning<V, C, D>, a: V, b: V): V {
  const lowest = m.eq(a, m.constant(-(2n ** 63n)));
  const overflow = m.both(lowest, m.eq(b, m.constant(-1)));
  return m.choose(m.either(overflow, m.eq(b, m.constant(0))), m.constant(1), b);
}

const unlessZero = <V, C, D>(m: Meaning<V, C, D>, b: V, result: V, atZero: V): V =>
  m.choose(m.eq(b, m.constant(0)), atZero, result);

const div: Binary = (m, a, b) => unlessZero(m, b, m.div(a, safeDivisor(m, a, b)), m.constant(-1));
const divu: Binary = (m, a, b) =>
  unlessZero(m, b, m.divu(a, m.choose(m.eq(b, m.constant(0)), m.constant(1), b)), m.constant(-1));
const rem: Binary = (m, a, b) => unlessZero(m, b, m.rem(a, safeDivisor(m, a, b)), a);
const remu: Binary = (m, a, b) =>
  unlessZero(m, b, m.remu(a, m.choose(m.eq(b, m.constant(0)), m.constant(1), b)), a);

// biome-ignore format: columns are the point.
export const rv64m: Readonly<Record<string, Row>> = {
  mul:    R(OP,    0b000, 0b0000001, registers(mul)),
  mulh:   R(OP,    0b001, 0b0000001, registers(mulh)),
  mulhsu: R(OP,    0b010, 0b0000001, registers(mulhsu)),
  mulhu:  R(OP,    0b011, 0b0000001, registers(mulhu)),
  div:    R(OP,    0b100, 0b0000001, registers(div)),
  divu:   R(OP,    0b101, 0b0000001, registers(divu)),
  rem:    R(OP,    0b110, 0b0000001, registers(rem)),
  remu:   R(OP,    0b111, 0b0000001, registers(remu)),

  mulw:   R(OP_32, 0b000, 0b0000001, words(mul,  'sext')),
  divw:   R(OP_32, 0b100, 0b0000001, words(div,  'sext')),
  divuw:  R(OP_32, 0b101, 0b0000001, words(divu, 'zext')),
  remw:   R(OP_32, 0b110, 0b0000001, words(rem,  'sext')),
  remuw:  R(OP_32, 0b111, 0b0000001, words(remu, 'zext')),
};
