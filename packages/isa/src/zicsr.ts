/** Zicsr, control and status register instructions [unpriv §6]. */

import { Csr, CsrI, type Row } from './format.ts';
import type { MeaningOf } from './instruction.ts';
import type { Meaning } from './meaning.ts';

type Binary = <V, C, D>(m: Meaning<V, C, D>, old: V, operand: V) => V;

const set: Binary = (m, old, mask) => m.or(old, mask);
const clear: Binary = (m, old, mask) => m.and(old, m.xor(mask, m.constant(-1)));

/** Swap: no read, and none of its side effects, if the result goes to `x0`. */
function swap(operand: 'register' | 'immediate'): MeaningOf {
  return (m, { rd, csr, rs1, imm }) => {
    m.checkCsr(csr, 'write');
    const value = operand === 'register' ? m.read(rs1) : imm;
    m.when(
      m.not(m.isZero(rd)),
      () => {
        const old = m.readCsr(csr);
        m.writeCsr(csr, value);
        m.write(rd, old);
      },
      () => m.writeCsr(csr, value),
    );
  };
}

/** Set or clear bits: no write, and none of its side effects, if the operand field is zero. */
function modify(operation: Binary, operand: 'register' | 'immediate'): MeaningOf {
  return (m, { rd, csr, rs1, imm }) => {
    const nothing = operand === 'register' ? m.isZero(rs1) : m.eq(imm, m.constant(0));
    m.when(
      nothing,
      () => {
        m.checkCsr(csr, 'read');
        m.write(rd, m.readCsr(csr));
      },
      () => {
        m.checkCsr(csr, 'write');
        const mask = operand === 'register' ? m.read(rs1) : imm;
        const old = m.readCsr(csr);
        m.writeCsr(csr, operation(m, m.modifiedCsr(csr), mask));
        m.write(rd, old);
      },
    );
  };
}

// biome-ignore format: columns are the point.
export const zicsr: Readonly<Record<string, Row>> = {
  csrrw:  Csr (0b001, swap('register')),
  csrrs:  Csr (0b010, modify(set,   'register')),
  csrrc:  Csr (0b011, modify(clear, 'register')),
  csrrwi: CsrI(0b101, swap('immediate')),
  csrrsi: CsrI(0b110, modify(set,   'immediate')),
  csrrci: CsrI(0b111, modify(clear, 'immediate')),
};
