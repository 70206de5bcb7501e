/** Zbb, basic bit manipulation [bitmanip §2.2]. */

import { OP, OP_32, OP_IMM, OP_IMM_32, R, type Row, rv32, rv64, Shift, Unary } from '../format.ts';
import type { MeaningOf } from '../instruction.ts';
import type { Meaning } from '../meaning.ts';
import { type Binary, immediate, registers } from '../operation.ts';

type Operation = <V, C, D>(m: Meaning<V, C, D>, a: V) => V;
/** rd ← ∘ rs1 */
function unary(operation: Operation): MeaningOf {
  return (m, { rd, rs1 }) => m.write(rd, operation(m, m.read(rs1)));
}

function not<V, C, D>(m: Meaning<V, C, D>, a: V): V {
  return m.xor(a, m.constant(-1));
}

const andn: Binary = (m, a, b) => m.and(a, not(m, b));
const orn: Binary = (m, a, b) => m.or(a, not(m, b));
const xnor: Binary = (m, a, b) => not(m, m.xor(a, b));

const clz: Operation = (m, a) => m.clz(a);
const ctz: Operation = (m, a) => m.ctz(a);
const cpop: Operation = (m, a) => m.cpop(a);

/** The W instructions count in the low half: bits above it are made zero, or stop the count. */
const clzw: Operation = (m, a) => m.sub(m.clz(m.zext(a, 32)), m.constant(32));
const ctzw: Operation = (m, a) => m.ctz(m.or(a, m.constant(2 ** 32)));
const cpopw: Operation = (m, a) => m.cpop(m.zext(a, 32));

const max: Binary = (m, a, b) => m.choose(m.lt(a, b), b, a);
const maxu: Binary = (m, a, b) => m.choose(m.ltu(a, b), b, a);
const min: Binary = (m, a, b) => m.choose(m.lt(a, b), a, b);
const minu: Binary = (m, a, b) => m.choose(m.ltu(a, b), a, b);

/** Shifts take counts modulo 64, so a rotation's second shift may count below zero. */
const rol: Binary = (m, a, b) => m.or(m.sll(a, b), m.srl(a, m.sub(m.constant(0), b)));
const ror: Binary = (m, a, b) => m.or(m.srl(a, b), m.sll(a, m.sub(m.constant(0), b)));

/** A word rotated left by `count`, 0 … 31 or 32: the low half of the two shifts put together. */
const rotateWord: Binary = (m, a, count) => {
  const back = m.sub(m.constant(32), count);
  return m.sext(m.or(m.sll(a, count), m.srl(m.zext(a, 32), back)), 32);
};
const rolw: Binary = (m, a, b) => rotateWord(m, a, m.and(b, m.constant(31)));
const rorw: Binary = (m, a, b) => rotateWord(m, a, m.sub(m.constant(32), m.and(b, m.constant(31))));

/** Each byte all ones unless it is zero: a carry into its top bit tells, and is spread back. */
const orcb: Operation = (m, a) => {
  const low = m.constant(0x7f7f_7f7f_7f7f_7f7fn);
  const carried = m.or(m.add(m.and(a, low), low), a);
  const tops = m.and(carried, m.constant(0x8080_8080_8080_8080n));
  return m.sub(m.sll(tops, m.constant(1)), m.srl(tops, m.constant(7)));
};

/** The bytes in reverse: neighbours change places, then pairs, then halves. */
const rev8: Operation = (m, a) => {
  const swap = <V, C, D>(machine: Meaning<V, C, D>, value: V, bits: number, mask: bigint): V => {
    const count = machine.constant(bits);
    const lower = machine.constant(mask);
    const up = machine.sll(machine.and(value, lower), count);
    return machine.or(up, machine.and(machine.srl(value, count), lower));
  };
  const pairs = swap(m, a, 8, 0x00ff_00ff_00ff_00ffn);
  return swap(m, swap(m, pairs, 16, 0x0000_ffff_0000_ffffn), 32, 0x0000_0000_ffff_ffffn);
};

// biome-ignore format: columns are the point.
export const zbb: Readonly<Record<string, Row>> = {
  andn:     R(OP, 0b111, 0b0100000, registers(andn)),
  orn:      R(OP, 0b110, 0b0100000, registers(orn)),
  xnor:     R(OP, 0b100, 0b0100000, registers(xnor)),

  clz:      Unary(OP_IMM,    0b001, 0b0110000_00000, unary(clz)),
  ctz:      Unary(OP_IMM,    0b001, 0b0110000_00001, unary(ctz)),
  cpop:     Unary(OP_IMM,    0b001, 0b0110000_00010, unary(cpop)),
  clzw:     Unary(OP_IMM_32, 0b001, 0b0110000_00000, unary(clzw)),
  ctzw:     Unary(OP_IMM_32, 0b001, 0b0110000_00001, unary(ctzw)),
  cpopw:    Unary(OP_IMM_32, 0b001, 0b0110000_00010, unary(cpopw)),

  max:      R(OP, 0b110, 0b0000101, registers(max)),
  maxu:     R(OP, 0b111, 0b0000101, registers(maxu)),
  min:      R(OP, 0b100, 0b0000101, registers(min)),
  minu:     R(OP, 0b101, 0b0000101, registers(minu)),

  'sext.b': Unary(OP_IMM,    0b001, 0b0110000_00100, unary((m, a) => m.sext(a, 8))),
  'sext.h': Unary(OP_IMM,    0b001, 0b0110000_00101, unary((m, a) => m.sext(a, 16))),
  'zext.h': Unary(OP_32,     0b100, 0b0000100_00000, unary((m, a) => m.zext(a, 16))),

  rol:      R(OP,    0b001, 0b0110000, registers(rol)),
  ror:      R(OP,    0b101, 0b0110000, registers(ror)),
  rori:     Shift(OP_IMM,    0b101, 0b0110000, immediate(ror)),
  rolw:     R(OP_32, 0b001, 0b0110000, registers(rolw)),
  rorw:     R(OP_32, 0b101, 0b0110000, registers(rorw)),
  roriw:    Shift(OP_IMM_32, 0b101, 0b0110000, immediate(rorw)),

  'orc.b':  Unary(OP_IMM,    0b101, 0b0010100_00111, unary(orcb)),
  rev8:     rv64(Unary(OP_IMM,    0b101, 0b0110101_11000, unary(rev8))),
};

/** Two that are encoded differently where registers have 32 bits: assembled only. */
// biome-ignore format: columns are the point.
export const zbb32: Readonly<Record<string, Row>> = {
  'zext.h': rv32(Unary(OP,     0b100, 0b0000100_00000)),
  rev8:     rv32(Unary(OP_IMM, 0b101, 0b0110100_11000)),
};
