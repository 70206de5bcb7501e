/** Zbs, single-bit instructions [bitmanip §2.4]: the bit is named by the low six bits of a count. */

import { OP, OP_IMM, R, type Row, Shift } from '../format.ts';
import type { Meaning } from '../meaning.ts';
import { type Binary, immediate, registers } from '../operation.ts';

function bit<V, C, D>(m: Meaning<V, C, D>, number: V): V {
  return m.sll(m.constant(1), number);
}

const bclr: Binary = (m, a, number) => m.and(a, m.xor(bit(m, number), m.constant(-1)));
const bext: Binary = (m, a, number) => m.and(m.srl(a, number), m.constant(1));
const binv: Binary = (m, a, number) => m.xor(a, bit(m, number));
const bset: Binary = (m, a, number) => m.or(a, bit(m, number));

// biome-ignore format: columns are the point.
export const zbs: Readonly<Record<string, Row>> = {
  bclr:  R(OP, 0b001, 0b0100100, registers(bclr)),
  bext:  R(OP, 0b101, 0b0100100, registers(bext)),
  binv:  R(OP, 0b001, 0b0110100, registers(binv)),
  bset:  R(OP, 0b001, 0b0010100, registers(bset)),

  bclri: Shift(OP_IMM, 0b001, 0b0100100, immediate(bclr)),
  bexti: Shift(OP_IMM, 0b101, 0b0100100, immediate(bext)),
  binvi: Shift(OP_IMM, 0b001, 0b0110100, immediate(binv)),
  bseti: Shift(OP_IMM, 0b001, 0b0010100, immediate(bset)),
};
