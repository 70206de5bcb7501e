/**
 * Pairs of shifts, to the left and back, by which code without Zba and Zbb takes the lower bits of a
 * register: `slli a0, a0, 48` and `srli a0, a0, 48`. One after the other they take the host two or
 * three cycles, and what they do together takes one. So the second is computed from what the first one
 * shifts, which is kept for it; whether the first's own result is of use then, the host's compiler sees.
 */

import type { FlowBlock } from './flow.ts';
import type { GuestInstruction } from './region.ts';

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
const rightShifts: ReadonlyMap<string, readonly [width: number, isSigned: boolean]> = new Map([
  ['srli', [64, false]],
  ['srai', [64, true]],
  ['srliw', [32, false]],
  ['sraiw', [32, true]],
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
    const [width, isSigned = false] = rightShifts.get(mnemonic) ?? [];
    const before = width === undefined ? undefined : open.get(rs1);
    if (before?.width === width && before && amount > 0 && amount <= before.amount) {
      const bits = before.width - before.amount;
      if (isWidth(bits))
        found.set(instruction, {
          first: before.first,
          bits,
          isSigned,
          left: before.amount - amount,
        });
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
