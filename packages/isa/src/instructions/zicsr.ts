/** Zicsr, control and status register instructions [unpriv §6]. */

import { Csr, CsrI, type Row } from '../format.ts';
import type { MeaningOf } from '../instruction.ts';
import type { Meaning, Operands } from '../meaning.ts';
import type { Binary } from '../operation.ts';

const set: Binary = (m, old, mask) => m.or(old, mask);
const clear: Binary = (m, old, mask) => m.and(old, m.xor(mask, m.constant(-1)));

/** Where the operand comes from, and when that place says "no operand": `x0`, or the number zero. */
interface Source {
  value<V, C, D>(m: Meaning<V, C, D>, operands: Operands<V, D>): V;
  isNothing<V, C, D>(m: Meaning<V, C, D>, operands: Operands<V, D>): C;
}

const register: Source = {
  value: (m, { rs1 }) => m.read(rs1),
  isNothing: (m, { rs1 }) => m.isZero(rs1),
};

const immediate: Source = {
  value: (_, { imm }) => imm,
  isNothing: (m, { imm }) => m.eq(imm, m.constant(0)),
};

/** Swap: no read, and none of its side effects, if the result goes to `x0`. */
function swap(source: Source): MeaningOf {
  return (m, operands) => {
    const { rd, csr } = operands;
    m.checkCsr(csr, 'write');
    const value = source.value(m, operands);
    m.when(
      m.isZero(rd),
      () => m.writeCsr(csr, value),
      () => {
        const old = m.readCsr(csr);
        m.writeCsr(csr, value);
        m.write(rd, old);
      },
    );
  };
}

/** Set or clear bits: no write, and none of its side effects, if there is no operand. */
function modify(operation: Binary, source: Source): MeaningOf {
  return (m, operands) => {
    const { rd, csr } = operands;
    m.when(
      source.isNothing(m, operands),
      () => {
        m.checkCsr(csr, 'read');
        m.write(rd, m.readCsr(csr));
      },
      () => {
        m.checkCsr(csr, 'write');
        const mask = source.value(m, operands);
        const old = m.readCsr(csr);
        m.writeCsr(csr, operation(m, m.modifiedCsr(csr), mask));
        m.write(rd, old);
      },
    );
  };
}

// biome-ignore format: columns are the point.
export const zicsr: Readonly<Record<string, Row>> = {
  csrrw:  Csr (0b001, swap(register)),
  csrrs:  Csr (0b010, modify(set,   register)),
  csrrc:  Csr (0b011, modify(clear, register)),
  csrrwi: CsrI(0b101, swap(immediate)),
  csrrsi: CsrI(0b110, modify(set,   immediate)),
  csrrci: CsrI(0b111, modify(clear, immediate)),
};
