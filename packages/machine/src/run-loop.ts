/**
 * The run loop decides what comes next, before any instruction: timers that are due, an interrupt
 * to take, `wfi` to wait out, another hart's turn, or as many instructions as fit before the next
 * timer. Engines only execute. Virtual time is a function of instructions begun and of idle time,
 * never of the host.
 */

import type { Board } from './board/board.ts';
import type { Outcome as Finish } from './devices/finisher.ts';
import type { Engine } from './engines/engine.ts';
import type { Hart } from './hart/hart.ts';
import { slot } from './hart/layout.ts';
import { type Lockup, seemingLockup } from './hart/lockup.ts';
import { STOP, type Stop, type Stops } from './hart/stops.ts';
import { compareTimers } from './hart/supervisor-timers.ts';
import type { Probe } from './probe.ts';
import type { Turns } from './turns.ts';

/** Where a run stops, whatever the guest does. */
export interface RunLimits {
  /** By `Machine.instructions`. */
  readonly maxInstructions?: number;
  /** By `Machine.nowNs`; it may be passed by one instruction. */
  readonly untilNs?: number;
}

/** How a run ended. */
export type Outcome =
  /** The guest wrote to the test finisher; 0 is success. */
  | { readonly kind: 'finished'; readonly status: number }
  /** As many instructions were begun, or as much time has passed, as was allowed. */
  | { readonly kind: 'limit' }
  /** All harts wait, and nothing but input from outside can ever wake it. */
  | { readonly kind: 'waiting' }
  /** The only hart takes the same exception for ever, whatever comes from outside. */
  | { readonly kind: 'locked-up'; readonly lockup: Lockup }
  /** A debugger has it stop before the next instruction of the hart that runs. */
  | Stop;

/**
 * Instructions an engine executes at most before it comes back, which it does at each multiple of
 * it: generated code that runs long is replaced by the host's optimizing compiler only between calls.
 */
const STRETCH = 1_000_000;

/** The parts of a computer that take part in its run. */
export interface RunningParts {
  readonly hart: Hart;
  readonly turns: Turns;
  readonly board: Board;
  readonly engine: Engine;
  readonly stops: Stops;
  readonly probe: Probe | undefined;
  /** Does what the host has to do between two stretches of instructions. */
  readonly poll: () => void;
  /** How the guest ended its run, if it has. */
  readonly finish: () => Finish | undefined;
}

export class RunLoop {
  readonly #parts: RunningParts;

  constructor(parts: RunningParts) {
    this.#parts = parts;
  }

  /** @see Machine.run */
  run({ maxInstructions = Infinity, untilNs = Infinity }: RunLimits): Outcome {
    const { hart, turns, engine, stops, finish } = this.#parts;
    const { events, clint } = this.#parts.board;
    for (let ended = finish(); ; ended = finish()) {
      if (ended) return { kind: 'finished', status: statusOf(ended) };
      events.runDue(hart.nowNs);
      const { mtimeOffset } = clint;
      hart.set(slot.mtimeOffset, mtimeOffset);
      const nextNs = Math.min(events.nextNs, compareTimers(hart, hart.nowNs, mtimeOffset));
      if (hart.low(slot.waiting) !== 0) {
        if (hart.awaited === 0) {
          if (turns.pass()) continue;
          const wakesNs = Math.min(nextNs, turns.nextWakeNs());
          if (wakesNs === Infinity) return { kind: 'waiting' };
          if (hart.nowNs >= untilNs) return { kind: 'limit' };
          this.#idleUntil(Math.min(wakesNs, untilNs));
          continue;
        }
        hart.setNumber(slot.waiting, 0);
      }
      const begun = hart.number(slot.begun);
      if (begun >= turns.end) {
        turns.pass();
        continue;
      }
      const interrupt = hart.dueInterrupt();
      if (interrupt !== undefined) {
        engine.interrupt(interrupt);
        continue;
      }
      if (begun >= maxInstructions || hart.nowNs >= untilNs) return { kind: 'limit' };
      if (begun % STRETCH === 0 && events.nextNs === Infinity) {
        const lockup = this.#lockup();
        if (lockup) return { kind: 'locked-up', lockup };
      }
      const limit = Math.min(
        begun + STRETCH - (begun % STRETCH),
        maxInstructions,
        turns.end,
        this.#instructionsAt(Math.min(nextNs, untilNs)),
      );
      if (!this.#execute(limit)) return stops.last;
    }
  }

  /** @see Machine.step */
  step(): boolean {
    const { hart } = this.#parts;
    this.#execute(hart.number(slot.begun) + 1);
    return this.#parts.finish() === undefined;
  }

  /** What the hart is locked up in, if it is alone and its next instruction, which is executed, changes nothing. */
  #lockup(): Lockup | undefined {
    const { hart, turns } = this.#parts;
    const lockup = turns.end === Infinity ? seemingLockup(hart) : undefined;
    if (!lockup) return undefined;
    const status = hart.state(lockup.registers.status);
    if (!this.#execute(hart.number(slot.begun) + 1)) return undefined;
    const isUnchanged =
      hart.pc === lockup.handler && hart.state(lockup.registers.status) === status;
    return isUnchanged ? lockup : undefined;
  }

  /**
   * Has the engine go on until so many instructions have begun, or it stops before.
   * @returns false if a debugger has it stop.
   */
  #execute(limit: number): boolean {
    const { hart, engine, poll } = this.#parts;
    hart.setNumber(slot.limit, limit);
    try {
      engine.run();
    } catch (thrown) {
      if (thrown !== STOP) throw thrown;
      return false;
    } finally {
      poll();
    }
    return true;
  }

  /** How many instructions will have begun when virtual time reaches `ns`. */
  #instructionsAt(ns: number): number {
    const { hart } = this.#parts;
    const ahead = ns - hart.number(slot.idleNs);
    return Math.ceil(ahead / hart.number(slot.nsPerInstruction));
  }

  /** Nothing runs until `ns`, or until now, where the end of a round has gone further. */
  #idleUntil(ns: number): void {
    const { hart, probe, turns } = this.#parts;
    const passed = ns - hart.nowNs;
    if (passed > 0) {
      probe?.idle?.(hart.number(slot.begun), passed);
      hart.setNumber(slot.idleNs, hart.number(slot.idleNs) + passed);
    }
    turns.rested();
  }
}

/** The exit status: the guest's failure code, or 1 where it asked for a reset, which ends a run. */
function statusOf(finish: Finish): number {
  if (finish.kind === 'pass') return 0;
  return finish.kind === 'fail' ? finish.code : 1;
}
