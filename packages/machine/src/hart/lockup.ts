/**
 * Lockup: the first instruction of a trap handler raises an exception, so that the hart does nothing
 * but take that exception, for ever. Most often no handler has been set, and `mtvec` is 0. The word
 * is Arm's; on RISC-V nothing tells of it but for Smdbltrp, which few harts have.
 */

import { cause, type TrapMode, trapModes } from '@ireko/isa';
import type { Hart } from './hart.ts';
import { slot } from './layout.ts';

/** An exception, and where it was raised. */
export interface Raised {
  /** Its code [isa cause.ts], and what `mtval` or `stval` had of it. */
  readonly code: number;
  readonly value: bigint;
  readonly pc: bigint;
  /** Instructions begun before the one that raised it. */
  readonly begun: number;
}

/** A trap handler that cannot begin. */
export interface Lockup {
  /** What led to it; undefined if the handler was not entered by an exception, or before a snapshot. */
  readonly origin: Raised | undefined;
  /** The registers of the mode that it is in. */
  readonly registers: TrapMode;
  /** Its address. */
  readonly handler: bigint;
  /** Code of the exception that its first instruction raises [isa cause.ts], and `mtval` or `stval`. */
  readonly code: number;
  readonly value: bigint;
}

/** A software interrupt for M-mode: a lone hart can send it only itself. */
const MSIE = 1n << BigInt(cause.MSI);

/**
 * The lockup that a lone hart seems to be in: its next instruction is the first of its handler, the
 * last exception was raised there, and it takes no interrupt. It is locked up if that instruction
 * changes nothing.
 */
export function seemingLockup(hart: Hart): Lockup | undefined {
  const registers = hart.isVirtual ? undefined : trapModes[hart.privilege];
  if (!registers) return undefined;
  const handler = hart.state(registers.tvec) & ~3n;
  if (hart.pc !== handler || hart.state(registers.epc) !== handler) return undefined;
  if (isEnabled(hart, registers)) return undefined;
  const [code, value] = [hart.state(registers.cause), hart.state(registers.tval)];
  return { origin: lastStray(hart), registers, handler, code: Number(code), value };
}

/** The last exception that was raised elsewhere than where its handler begins. */
function lastStray(hart: Hart): Raised | undefined {
  const begun = hart.number(slot.strayBegun) - 1;
  if (begun < 0) return undefined;
  const [code, value] = [hart.number(slot.strayCause), hart.get(slot.strayValue)];
  return { code, value, pc: hart.get(slot.strayPc), begun };
}

/** Whether the hart can take an interrupt: in its own mode, or in M-mode out of S-mode. */
function isEnabled(hart: Hart, { level, status, enable }: TrapMode): boolean {
  const own = (hart.state(status) >> BigInt(enable.at)) & 1n;
  const higher = level === 3 ? 0n : hart.state('mie') & ~hart.state('mideleg') & ~MSIE;
  return own !== 0n || higher !== 0n;
}
