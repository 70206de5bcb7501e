/**
 * The instruction formats [unpriv §2.2, §16.2]: for each, the fields, the fixed bits and the way
 * the operands are written. A format makes a row of the table; the table gives it its mnemonic.
 *
 *   31        25 24     20 19     15 14  12 11      7 6      0
 *   │  funct7   │   rs2   │   rs1   │funct3│   rd    │ opcode │  R
 *   │      imm[11:0]      │   rs1   │funct3│   rd    │ opcode │  I
 *   │ imm[11:5] │   rs2   │   rs1   │funct3│imm[4:0] │ opcode │  S
 *   │ imm[12|10:5]  rs2   │   rs1   │funct3│[4:1|11] │ opcode │  B
 *   │              imm[31:12]              │   rd    │ opcode │  U
 *   │         imm[20|10:1|11|19:12]        │   rd    │ opcode │  J
 */

import { type Field, type FieldKind, field } from './field.ts';
import type { MeaningOf, Xlen } from './instruction.ts';

/** Major opcodes: bits 6…0 [unpriv table 24.1]. */
export const LOAD = 0b0000011;
export const LOAD_FP = 0b0000111;
export const MISC_MEM = 0b0001111;
export const OP_IMM = 0b0010011;
export const AUIPC = 0b0010111;
export const OP_IMM_32 = 0b0011011;
export const STORE = 0b0100011;
export const STORE_FP = 0b0100111;
export const AMO = 0b0101111;
export const OP = 0b0110011;
export const LUI = 0b0110111;
export const OP_32 = 0b0111011;
export const MADD = 0b1000011;
export const MSUB = 0b1000111;
export const NMSUB = 0b1001011;
export const NMADD = 0b1001111;
export const OP_FP = 0b1010011;
export const BRANCH = 0b1100011;
export const JALR = 0b1100111;
export const JAL = 0b1101111;
export const SYSTEM = 0b1110011;

/** A row as a format makes it, before the table names it. */
export interface Row {
  readonly length: 2 | 4;
  readonly match: number;
  readonly fields: readonly Field[];
  /** How the operands are written, by field names: `rd, imm(rs1)`. */
  readonly syntax: string;
  /** The mnemonic takes `.aq`, `.rl` and `.aqrl`. */
  readonly ordered?: boolean;
  /** Register fields no two of which may name the same register. */
  readonly distinct?: readonly string[];
  /** The only width of registers that has it; absent if both do. */
  readonly xlen?: Xlen;
  readonly meaning?: MeaningOf;
}

const rd = field('rd', '4:0@7', { kind: 'register' });
const rs1 = field('rs1', '4:0@15', { kind: 'register' });
const rs2 = field('rs2', '4:0@20', { kind: 'register' });
const signed = (layout: string, kind: FieldKind = 'immediate') =>
  field('imm', layout, { signed: true, kind });

const immI = signed('11:0@20');
const immS = signed('11:5@25 4:0@7');
const immB = signed('12|10:5@25 4:1|11@7', 'target');
const immU = field('imm', '19:0@12');
const immJ = signed('20|10:1|11|19:12@12', 'target');
const shamt6 = field('imm', '5:0@20', { belowXlen: true });
const shamt5 = field('imm', '4:0@20');
const uimm = field('imm', '4:0@15');
const csr = field('csr', '11:0@20', { kind: 'csr' });
const aq = field('aq', '0@26', { kind: 'flag' });
const rl = field('rl', '0@25', { kind: 'flag' });
const fd = field('rd', '4:0@7', { kind: 'float' });
const fs1 = field('rs1', '4:0@15', { kind: 'float' });
const fs2 = field('rs2', '4:0@20', { kind: 'float' });
const fs3 = field('rs3', '4:0@27', { kind: 'float' });
const rm = field('rm', '2:0@12', { kind: 'rounding' });
const unwrittenRm = field('rm', '2:0@12', { kind: 'flag' });
const fm = field('fm', '3:0@28', { kind: 'flag' });
const pred = field('pred', '3:0@24', { kind: 'ordering' });
const succ = field('succ', '3:0@20', { kind: 'ordering' });
const reservedRd = field('rd', '4:0@7', { kind: 'flag' });
const reservedRs1 = field('rs1', '4:0@15', { kind: 'flag' });
const reservedImm = field('imm', '11:0@20', { kind: 'flag' });

function row(match: number, fields: readonly Field[], syntax: string, meaning?: MeaningOf): Row {
  const all = {
    length: 4,
    match: match >>> 0,
    fields,
    syntax,
    ...(meaning && { meaning }),
  } as const;
  return isOnWords(match) ? rv64(all) : all;
}

/** Arithmetic on words in wider registers. */
function isOnWords(match: number): boolean {
  const opcode = match & 0x7f;
  return opcode === OP_32 || opcode === OP_IMM_32;
}

/** What only registers of 64 bits have. Where the opcode says so, the row need not. */
export function rv64(row: Row): Row {
  return { ...row, xlen: 64 };
}

/** What only registers of 32 bits have. */
export function rv32(row: Row): Row {
  return { ...row, xlen: 32 };
}

/** Register with register. */
export function R(opcode: number, funct3: number, funct7: number, meaning?: MeaningOf): Row {
  return row((funct7 << 25) | (funct3 << 12) | opcode, [rd, rs1, rs2], 'rd, rs1, rs2', meaning);
}

/** Register with immediate; loads and `jalr` write it `imm(rs1)`. */
export function I(opcode: number, funct3: number, meaning?: MeaningOf): Row {
  const syntax = opcode === LOAD || opcode === JALR ? 'rd, imm(rs1)' : 'rd, rs1, imm';
  return row((funct3 << 12) | opcode, [rd, rs1, immI], syntax, meaning);
}

/** Shift by a constant: six bits of it in 64-bit shifts, five in 32-bit ones. */
export function Shift(
  opcode: number,
  funct3: number,
  funct7: number,
  meaning?: MeaningOf,
  bits: 5 | 6 = opcode === OP_IMM ? 6 : 5,
): Row {
  const shamt = bits === 6 ? shamt6 : shamt5;
  return row((funct7 << 25) | (funct3 << 12) | opcode, [rd, rs1, shamt], 'rd, rs1, imm', meaning);
}

/** One source register, and a function code where other formats have an immediate. */
export function Unary(opcode: number, funct3: number, funct12: number, meaning?: MeaningOf): Row {
  return row((funct12 << 20) | (funct3 << 12) | opcode, [rd, rs1], 'rd, rs1', meaning);
}

/** Store. */
export function S(opcode: number, funct3: number, meaning?: MeaningOf): Row {
  return row((funct3 << 12) | opcode, [rs1, rs2, immS], 'rs2, imm(rs1)', meaning);
}

/** Conditional branch. */
export function B(opcode: number, funct3: number, meaning?: MeaningOf): Row {
  return row((funct3 << 12) | opcode, [rs1, rs2, immB], 'rs1, rs2, imm', meaning);
}

/** Upper immediate: the operand is the 20-bit number that becomes bits 31…12. */
export function U(opcode: number, meaning?: MeaningOf): Row {
  return row(opcode, [rd, immU], 'rd, imm', meaning);
}

/** Jump and link. */
export function J(opcode: number, meaning?: MeaningOf): Row {
  return row(opcode, [rd, immJ], 'rd, imm', meaning);
}

/** Atomic memory operation: `aq` and `rl` are written as suffixes of the mnemonic. */
export function Amo(funct3: number, funct5: number, meaning?: MeaningOf): Row {
  const match = (funct5 << 27) | (funct3 << 12) | AMO;
  return { ...row(match, [rd, rs1, rs2, aq, rl], 'rd, rs2, (rs1)', meaning), ordered: true };
}

/** Load-reserved: an atomic operation without a source operand. */
export function LoadReserved(funct3: number, funct5: number, meaning?: MeaningOf): Row {
  const match = (funct5 << 27) | (funct3 << 12) | AMO;
  return { ...row(match, [rd, rs1, aq, rl], 'rd, (rs1)', meaning), ordered: true };
}

/** Load of a floating-point register. */
export function FLoad(funct3: number, meaning?: MeaningOf): Row {
  return row((funct3 << 12) | LOAD_FP, [fd, rs1, immI], 'rd, imm(rs1)', meaning);
}

/** Store of a floating-point register. */
export function FStore(funct3: number, meaning?: MeaningOf): Row {
  return row((funct3 << 12) | STORE_FP, [rs1, fs2, immS], 'rs2, imm(rs1)', meaning);
}

/** R4: three source registers. @param fmt 0 single, 1 double */
export function R4(opcode: number, fmt: number, meaning?: MeaningOf): Row {
  const syntax = 'rd, rs1, rs2, rs3, rm';
  return row((fmt << 25) | opcode, [fd, fs1, fs2, fs3, rm], syntax, meaning);
}

const opFp = (funct5: number, fmt: number) => (funct5 << 27) | (fmt << 25) | OP_FP;

/** Arithmetic on two numbers, rounded. */
export function Fp2(funct5: number, fmt: number, meaning?: MeaningOf): Row {
  return row(opFp(funct5, fmt), [fd, fs1, fs2, rm], 'rd, rs1, rs2, rm', meaning);
}

/** Arithmetic on one number, rounded; `rs2` is part of the function code. */
export function Fp1(funct5: number, fmt: number, code: number, meaning?: MeaningOf): Row {
  return row(opFp(funct5, fmt) | (code << 20), [fd, fs1, rm], 'rd, rs1, rm', meaning);
}

/** One of two numbers, or parts of both: nothing to round. */
export function FpSelect(funct5: number, fmt: number, funct3: number, meaning?: MeaningOf): Row {
  return row(opFp(funct5, fmt) | (funct3 << 12), [fd, fs1, fs2], 'rd, rs1, rs2', meaning);
}

/** Comparison, to an integer register. */
export function FpCompare(funct5: number, fmt: number, funct3: number, meaning?: MeaningOf): Row {
  return row(opFp(funct5, fmt) | (funct3 << 12), [rd, fs1, fs2], 'rd, rs1, rs2', meaning);
}

/** Conversion to an integer, rounded. */
export function FpToInteger(funct5: number, fmt: number, code: number, meaning?: MeaningOf): Row {
  return row(opFp(funct5, fmt) | (code << 20), [rd, fs1, rm], 'rd, rs1, rm', meaning);
}

/** Conversion from an integer, rounded. */
export function FpFromInteger(funct5: number, fmt: number, code: number, meaning?: MeaningOf): Row {
  return row(opFp(funct5, fmt) | (code << 20), [fd, rs1, rm], 'rd, rs1, rm', meaning);
}

/** A conversion whose result is always exact: assemblers do not write `rm`, which must be valid. */
export function exact(conversion: Row): Row {
  const fields = conversion.fields.map((each) => (each === rm ? unwrittenRm : each));
  return { ...conversion, fields, syntax: 'rd, rs1' };
}

/** Bits of a floating-point register, or what they are, to an integer register. */
export function FpMoveTo(funct5: number, fmt: number, funct3: number, meaning?: MeaningOf): Row {
  return row(opFp(funct5, fmt) | (funct3 << 12), [rd, fs1], 'rd, rs1', meaning);
}

/** Bits of an integer register to a floating-point register. */
export function FpMoveFrom(funct5: number, fmt: number, meaning?: MeaningOf): Row {
  return row(opFp(funct5, fmt), [fd, rs1], 'rd, rs1', meaning);
}

/** CSR access with a register. */
export function Csr(funct3: number, meaning?: MeaningOf): Row {
  return row((funct3 << 12) | SYSTEM, [rd, csr, rs1], 'rd, csr, rs1', meaning);
}

/** CSR access with a five-bit unsigned immediate. */
export function CsrI(funct3: number, meaning?: MeaningOf): Row {
  return row((funct3 << 12) | SYSTEM, [rd, csr, uimm], 'rd, csr, imm', meaning);
}

/** `fence`: hardware ignores the fields that are reserved for finer fences [unpriv §2.7]. */
export function Fence(meaning?: MeaningOf): Row {
  return row(MISC_MEM, [fm, pred, succ, reservedRs1, reservedRd], 'pred, succ', meaning);
}

/** A `fence` that orders nothing, which only hints at something, by its 12-bit function code. */
export function FenceHint(funct12: number, meaning?: MeaningOf): Row {
  return row((funct12 << 20) | MISC_MEM, [], '', meaning);
}

/** Operation on the cache block that holds an address [cmo §4]. */
export function CacheBlock(funct12: number, meaning?: MeaningOf): Row {
  return row((funct12 << 20) | (0b010 << 12) | MISC_MEM, [rs1], '(rs1)', meaning);
}

/** `fence.i`: its operand fields are reserved and ignored [unpriv §3]. */
export function FenceI(meaning?: MeaningOf): Row {
  return row((0b001 << 12) | MISC_MEM, [reservedImm, reservedRs1, reservedRd], '', meaning);
}

/** A privileged instruction without operands, by its 12-bit function code. */
export function System(funct12: number, meaning?: MeaningOf): Row {
  return row((funct12 << 20) | SYSTEM, [], '', meaning);
}

/** A privileged instruction with two source registers. */
export function System2(funct7: number, meaning?: MeaningOf): Row {
  return row((funct7 << 25) | SYSTEM, [rs1, rs2], 'rs1, rs2', meaning);
}

/** A hypervisor's load of its guest's memory; `rs2` is part of the function code [priv §8.3.1]. */
export function HypervisorLoad(funct12: number, meaning?: MeaningOf): Row {
  return row((funct12 << 20) | (0b100 << 12) | SYSTEM, [rd, rs1], 'rd, (rs1)', meaning);
}

/** A hypervisor's store to its guest's memory. */
export function HypervisorStore(funct7: number, meaning?: MeaningOf): Row {
  return row((funct7 << 25) | (0b100 << 12) | SYSTEM, [rs1, rs2], 'rs2, (rs1)', meaning);
}
