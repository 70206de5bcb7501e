/**
 * Pairs of shifts, to the left and back, by which code without Zba and Zbb takes the lower bits of a
 * register: `slli a0, a0, 48` and `srli a0, a0, 48`. One after the other they take the host two or
 * three cycles, and what they do together takes one. So the second is computed from what the first one
 * shifts, which is kept for it; whether the first's own result is of use then, the host's compiler sees.
 */

import type { FlowBlock } from './flow.ts';
import type { GuestInstruction } from './guest-instructions.ts';

export interface Narrowing {
  /** Shifts to the left what is narrowed. */
  readonly first: GuestInstruction;
  /** How many of the lower bits stay. */
  readonly bits: 8 | 16 | 32;
  readonly isSigned: boolean;
  /** How far these are shifted to the left then. */
  readonly left: number;
}

/** Shifts to the left, and how many bits they see. */
const leftShifts: ReadonlyMap<string, number> = new Map([
  ['slli', 64],
  ['slliw', 32],
]);

/** Shifts to the right, how many bits they see, and whether they copy the sign. */
const rightShifts = new Map([
  ['srli', { width: 64, isSigned: false }],
  ['srai', { width: 64, isSigned: true }],
  ['srliw', { width: 32, isSigned: false }],
  ['sraiw', { width: 32, isSigned: true }],
]);

/** A shift to the left whose result a register still holds. */
interface Open {
  readonly first: GuestInstruction;
  readonly width: number;
  readonly amount: number;
}

/** The pairs of a block, by the second of each. */
export function narrowings({ instructions }: FlowBlock): ReadonlyMap<GuestInstruction, Narrowing> {
  const found = new Map<GuestInstruction, Narrowing>();
  const open = new Map<number, Open>();
  for (const instruction of instructions) {
    const { mnemonic } = instruction.decoded.instruction;
    const { rd = 0, rs1 = 0, imm: amount = 0 } = instruction.decoded.values;
    const back = rightShifts.get(mnemonic);
    const before = open.get(rs1);
    if (back && before && back.width === before.width && amount > 0 && amount <= before.amount) {
      const { first } = before;
      const bits = before.width - before.amount;
      const left = before.amount - amount;
      if (isWidth(bits)) found.set(instruction, { first, bits, isSigned: back.isSigned, left });
    }
    for (const register of open.keys())
      if (instruction.effects.writes & (1 << register)) open.delete(register);
    const leftWidth = leftShifts.get(mnemonic);
    if (leftWidth && rd !== 0) open.set(rd, { first: instruction, width: leftWidth, amount });
  }
  return found;
}

const isWidth = (bits: number): bits is Narrowing['bits'] =>
  bits === 8 || bits === 16 || bits === 32;
