/** Zicond, integer conditional operations [zicond §3]: a value, or zero. */

import { OP, R, type Row } from '../format.ts';

// biome-ignore format: columns are the point.
export const zicond: Readonly<Record<string, Row>> = {
  'czero.eqz': R(OP, 0b101, 0b0000111, (m, { rd, rs1, rs2 }) =>
    m.write(rd, m.choose(m.eq(m.read(rs2), m.constant(0)), m.constant(0), m.read(rs1)))),
  'czero.nez': R(OP, 0b111, 0b0000111, (m, { rd, rs1, rs2 }) =>
    m.write(rd, m.choose(m.eq(m.read(rs2), m.constant(0)), m.read(rs1), m.constant(0)))),
};
