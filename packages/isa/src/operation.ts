/** Operations that several extensions have, and how they get their operands from registers. */

import type { MeaningOf } from './instruction.ts';
import type { Meaning } from './meaning.ts';

/** What an instruction computes from two values. */
export type Binary = <V, C, D>(m: Meaning<V, C, D>, a: V, b: V) => V;

/** rd ← rs1 ∘ rs2 */
export function registers(operation: Binary): MeaningOf {
  return (m, { rd, rs1, rs2 }) => m.write(rd, operation(m, m.read(rs1), m.read(rs2)));
}

/** rd ← rs1 ∘ imm */
export function immediate(operation: Binary): MeaningOf {
  return (m, { rd, rs1, imm }) => m.write(rd, operation(m, m.read(rs1), imm));
}
