/** Instructions that random guests are made of, as words. */

import { csrNumber, encode, type FieldValues, instruction } from '@ireko/isa';

// Numbers of registers.
export const ZERO = 0;
export const T0 = 5;
export const T1 = 6;
export const T2 = 7;
export const S8 = 24;
export const S9 = 25;
export const S11 = 27;

export const op = (mnemonic: string, values: FieldValues = {}): number =>
  encode(instruction(mnemonic), values);
export const csrOf = (name: string): number => csrNumber(name) ?? 0;

/** A constant in a register. */
export function li(rd: number, value: bigint): number[] {
  const signed = BigInt.asIntN(64, value);
  const low = Number(BigInt.asIntN(12, signed));
  if (signed === BigInt.asIntN(12, signed)) return [op('addi', { rd, rs1: ZERO, imm: low })];
  if (signed === BigInt.asIntN(32, signed)) {
    const high = Number(BigInt.asUintN(20, (signed - BigInt(low)) >> 12n));
    return [op('lui', { rd, imm: high }), op('addiw', { rd, rs1: rd, imm: low })];
  }
  const rest = (signed - BigInt(low)) >> 12n;
  const shifted = [...li(rd, rest), op('slli', { rd, rs1: rd, imm: 12 })];
  return low === 0 ? shifted : [...shifted, op('addi', { rd, rs1: rd, imm: low })];
}

export const csrWrite = (name: string, rs1: number, how = 'csrrw', rd: number = ZERO): number =>
  op(how, { rd, csr: csrOf(name), rs1 });
/** Traps below M-mode. */
export const machineOnly = (): number => op('csrrs', { rd: T0, csr: csrOf('mscratch'), rs1: ZERO });
