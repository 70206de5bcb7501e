/** What the run loop needs of an engine, and what an engine needs of the computer around it. */

import { cause } from '@ireko/isa';
import type { Access } from '../hart/access.ts';
import type { Hart } from '../hart/hart.ts';
import type { Mmu } from '../hart/mmu.ts';
import { WATCHPOINT } from '../hart/stops.ts';

/**
 * Executes a hart's instructions. All engines retire the same instructions with the same counts
 * and take the same traps at the same points.
 */
export interface Engine {
  /**
   * Executes instructions until `begun` has reached `limit`, which may be lowered on the way by
   * whatever the run loop has to decide about: interrupts, device accesses, `wfi`.
   */
  run(): void;
  /** Takes an interrupt before the next instruction. */
  interrupt(code: number): void;
}

/** The computer around an engine. */
export interface EngineHost {
  readonly hart: Hart;
  readonly mmu: Mmu;
  readonly access: Access;
  /**
   * Is asked before an exception of `intercepted` is taken, with the instruction's `pc` and `begun` in
   * their slots and nothing of it done. It may throw, to stop the run there.
   * @returns whether the host has carried the instruction out, `pc` included: then there is no exception.
   */
  readonly intercept: () => boolean;
  /** Told of traps; absent if nobody listens, and then no engine spends anything on it. */
  readonly traps?: TrapListener | undefined;
}

/** Whether the host is asked before an exception is taken: a breakpoint, which may be a call of the host, and watchpoints. */
export const intercepted: { readonly code: number; readonly from: number } = {
  code: cause.BREAKPOINT,
  from: WATCHPOINT,
};

/** What a trap listener is told; the rest it reads in the hart's state. */
export interface TrapListener {
  /**
   * A trap was taken: `pc` and the privilege are the handler's, `xepc` and `xcause` are set.
   * @param from the mode that was interrupted: 0 U, 1 S, 3 M, 4 VU, 5 VS.
   */
  taken(from: number): void;
  /** `mret` or `sret` was executed: `pc` and the privilege are those returned to. */
  returned(from: number): void;
}
