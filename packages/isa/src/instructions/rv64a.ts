/** A, atomic instructions [unpriv §8]. */

import { Amo, LoadReserved, type Row, rv64 } from '../format.ts';
import type { MeaningOf } from '../instruction.ts';
import type { Meaning } from '../meaning.ts';
import type { Binary } from '../operation.ts';
import * as cause from '../trap/cause.ts';

type AtomicWidth = 4 | 8;

const WORD = 0b010;
const DOUBLE = 0b011;

/** The reservation that no address matches. */
const NONE = -1;

/** Does `then` if the address is a multiple of the width, else raises `misaligned`. */
function aligned<V, C, D>(
  m: Meaning<V, C, D>,
  address: V,
  width: AtomicWidth,
  misaligned: number,
  then: () => void,
): void {
  const low = m.and(address, m.constant(width - 1));
  m.when(m.eq(low, m.constant(0)), then, () => m.raise(misaligned, address));
}

function extend<V, C, D>(m: Meaning<V, C, D>, value: V, width: AtomicWidth): V {
  return width === 4 ? m.sext(value, 32) : value;
}

function amo(width: AtomicWidth, operation: Binary): MeaningOf {
  return (m, { rd, rs1, rs2 }) => {
    const address = m.read(rs1);
    const operand = extend(m, m.read(rs2), width);
    aligned(m, address, width, cause.STORE_MISALIGNED, () => {
      const old = m.modify(address, width, (value) =>
        operation(m, extend(m, value, width), operand),
      );
      m.write(rd, extend(m, old, width));
    });
  };
}

/** The reservation is kept as a virtual address: one hart, and every trap return ends it. */
function loadReserved(width: AtomicWidth): MeaningOf {
  return (m, { rd, rs1 }) => {
    const address = m.read(rs1);
    aligned(m, address, width, cause.LOAD_MISALIGNED, () => {
      const value = m.load(address, width);
      m.setState('reservation', address);
      m.write(rd, extend(m, value, width));
    });
  };
}

function storeConditional(width: AtomicWidth): MeaningOf {
  return (m, { rd, rs1, rs2 }) => {
    const address = m.read(rs1);
    aligned(m, address, width, cause.STORE_MISALIGNED, () => {
      const reserved = m.eq(m.state('reservation'), address);
      // One that fails stores nothing, but faults where one that succeeds would.
      m.when(
        reserved,
        () => m.store(address, width, m.read(rs2)),
        () => m.modify(address, width, (old) => old),
      );
      m.setState('reservation', m.constant(NONE));
      m.write(rd, m.flag(m.not(reserved)));
    });
  };
}

/** The low half of an operand, for unsigned comparison of words that were sign-extended. */
const lesser =
  (signed: boolean, pick: 'least' | 'greatest'): Binary =>
  (m, a, b) => {
    const less = signed ? m.lt(a, b) : m.ltu(a, b);
    return pick === 'least' ? m.choose(less, a, b) : m.choose(less, b, a);
  };

// biome-ignore format: columns are the point.
const operations: readonly (readonly [string, number, Binary])[] = [
  ['amoswap', 0b00001, (_, __, operand) => operand],
  ['amoadd',  0b00000, (m, a, b) => m.add(a, b)],
  ['amoxor',  0b00100, (m, a, b) => m.xor(a, b)],
  ['amoand',  0b01100, (m, a, b) => m.and(a, b)],
  ['amoor',   0b01000, (m, a, b) => m.or(a, b)],
  ['amomin',  0b10000, lesser(true, 'least')],
  ['amomax',  0b10100, lesser(true, 'greatest')],
  ['amominu', 0b11000, lesser(false, 'least')],
  ['amomaxu', 0b11100, lesser(false, 'greatest')],
];

// biome-ignore format: columns are the point.
export const rv64a: Readonly<Record<string, Row>> = {
  'lr.w': LoadReserved(WORD,   0b00010, loadReserved(4)),
  'lr.d': rv64(LoadReserved(DOUBLE, 0b00010, loadReserved(8))),
  'sc.w': Amo(WORD,            0b00011, storeConditional(4)),
  'sc.d': rv64(Amo(DOUBLE,     0b00011, storeConditional(8))),

  ...Object.fromEntries(operations.flatMap(([name, funct5, operation]) => [
    [`${name}.w`, Amo(WORD,   funct5, amo(4, operation))],
    [`${name}.d`, rv64(Amo(DOUBLE, funct5, amo(8, operation)))],
  ])),
};
