/** Zba, address generation [bitmanip §2.1]: shift and add, and the same with an unsigned word. */

import { OP, OP_32, OP_IMM_32, R, type Row, Shift } from '../format.ts';
import type { MeaningOf } from '../instruction.ts';

/** rd ← rs2 + (rs1 << shift), of rs1 all 64 bits or the low 32 of them without sign. */
function shiftAdd(shift: number, operand: 'all' | 'word'): MeaningOf {
  return (m, { rd, rs1, rs2 }) => {
    const index = operand === 'word' ? m.zext(m.read(rs1), 32) : m.read(rs1);
    m.write(rd, m.add(m.read(rs2), m.sll(index, m.constant(shift))));
  };
}

// biome-ignore format: columns are the point.
export const zba: Readonly<Record<string, Row>> = {
  sh1add:      R(OP,    0b010, 0b0010000, shiftAdd(1, 'all')),
  sh2add:      R(OP,    0b100, 0b0010000, shiftAdd(2, 'all')),
  sh3add:      R(OP,    0b110, 0b0010000, shiftAdd(3, 'all')),

  'add.uw':    R(OP_32, 0b000, 0b0000100, shiftAdd(0, 'word')),
  'sh1add.uw': R(OP_32, 0b010, 0b0010000, shiftAdd(1, 'word')),
  'sh2add.uw': R(OP_32, 0b100, 0b0010000, shiftAdd(2, 'word')),
  'sh3add.uw': R(OP_32, 0b110, 0b0010000, shiftAdd(3, 'word')),
  'slli.uw':   Shift(OP_IMM_32, 0b001, 0b0000100, (m, { rd, rs1, imm }) =>
    m.write(rd, m.sll(m.zext(m.read(rs1), 32), imm)), 6),
};
