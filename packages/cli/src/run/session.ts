/**
 * A run of a machine with a terminal: slices of instructions, and between them what comes in for the
 * guest, what the guest has for the terminal, and what the user has for the machine's monitor. Where
 * a slice ends changes nothing in the run.
 */

import { setImmediate } from 'node:timers/promises';
import type { Lockup, Machine, Outcome } from '@ireko/machine';
import type { Terminal } from '../host/terminal.ts';
import { MachineMonitor, type MonitorOptions } from './machine-monitor.ts';

/** How a run ended. */
export type Ending =
  /** The guest ended it by the test finisher. */
  | { readonly kind: 'finished'; readonly status: number }
  /** It has run as many instructions as it may. */
  | { readonly kind: 'limit' }
  /** The guest waits, and nothing can ever wake it. */
  | { readonly kind: 'waiting' }
  /** The guest takes the same exception for ever. */
  | { readonly kind: 'locked-up'; readonly lockup: Lockup }
  /** The user left. */
  | { readonly kind: 'left' };

/** Where what comes in for the guest comes from. */
export interface InputSource {
  /** There is something to deliver, now or later. */
  readonly hasInput: boolean;
  /** Nothing can come any more but what is there. */
  readonly ended: boolean;
  /** No slice may go past so many instructions. */
  readonly nextAt: number;
  /** Give the machine what is for it now. */
  deliver(machine: Machine): void;
  /** Wait until there is something to deliver or do, or nothing can come, or `isOver`. */
  wait(isOver: () => boolean): Promise<void>;
}

/** Somebody besides the monitor who has the run stop and go on. */
export interface Debugger {
  /** No instruction may be executed. */
  readonly stopped: boolean;
  /** The run is to stop when so many instructions have begun. */
  readonly until: number | undefined;
  readonly isConnected: boolean;
  /** There is something for `serve` to do. */
  readonly hasRequest: boolean;
  /** Does what was asked for. @returns false if the run is to end. */
  serve(): boolean;
  /** Is told where the run has come. */
  came(outcome: Outcome): void;
  /** Is told that the run has ended. @returns whether it is not over for the debugger. */
  ended(status: number): boolean;
}

/** A run. */
export interface SessionOptions {
  readonly machine: Machine;
  readonly terminal: Terminal;
  /** The terminal, or a log. */
  readonly input: InputSource;
  /** When to stop, by `machine.instructions`. */
  readonly maxInstructions: number;
  /** What the monitor may do besides. */
  readonly monitor?: Pick<MonitorOptions, 'goBack' | 'saved' | 'cannotLoad'>;
  /** Execute nothing until the monitor is told so. */
  readonly isStopped?: boolean;
  readonly debugger?: Debugger | undefined;
  /** The line that a guest has begun and its console does not show. */
  readonly begunLine?: (() => string) | undefined;
  /** Stop for the monitor's commands when so many instructions have begun. */
  readonly stopAt?: number | undefined;
}

/** Instructions of the shortest slice, which the first one is. */
const SHORTEST_SLICE = 250_000;
/** Those of the longest: however quick one was, the next may be a hundred times slower. */
const LONGEST_SLICE = 4_000_000;
/** What a slice should take: so short that nobody notices how long a key waits, and so long that its end costs nothing. */
const SLICE_MS = 8;

/**
 * How many instructions the next slice may do.
 * @param slice how many this one could, of which it did `begun` in so many milliseconds: what ends before, as one step
 *   or a guest that waits, does not tell how long all of it would take.
 */
export function nextSlice(slice: number, begun: number, ms: number): number {
  if (ms > SLICE_MS) return Math.max(slice / 2, SHORTEST_SLICE);
  return begun >= slice && ms < SLICE_MS / 2 ? Math.min(slice * 2, LONGEST_SLICE) : slice;
}

/** The interrupts by which input can wake a hart: `mie.SEIE` and `mie.MEIE` [priv §3.1.9]. */
const externalInterrupts = (1n << 9n) | (1n << 11n);

/** Run a machine until it ends. */
export async function runSession(options: SessionOptions): Promise<Ending> {
  const { machine, terminal, input, maxInstructions, debugger: gdb } = options;
  const monitor = new MachineMonitor({ machine, say: terminal.say, ...options.monitor });
  monitor.until = options.stopAt;
  monitor.stopped = options.isStopped ?? false;
  const hasCalls = () => terminal.hasCommand || terminal.left || (gdb?.hasRequest ?? false);
  let slice = SHORTEST_SLICE;
  terminal.open();
  if (monitor.until === undefined) terminal.prompt();
  try {
    for (;;) {
      // A step is over before the next command begins.
      while (monitor.until === undefined && !monitor.left) {
        const command = terminal.takeCommand();
        if (command === undefined) break;
        monitor.execute(command);
        if (monitor.until === undefined && !monitor.left) terminal.prompt();
      }
      const wasConnected = gdb?.isConnected ?? false;
      if (gdb?.serve() === false || terminal.left || monitor.left) return { kind: 'left' };
      if (monitor.stopped && wasConnected) monitor.stopped = false; // it is the debugger's to decide
      if (monitor.stopped || gdb?.stopped) {
        if (terminal.ended && !gdb) return { kind: 'left' };
        await terminal.until(() => hasCalls() || (gdb?.isConnected ?? false) !== wasConnected);
        continue;
      }

      input.deliver(machine);
      const sliceEnd = Math.min(
        maxInstructions,
        machine.instructions + slice,
        input.nextAt,
        monitor.until ?? Infinity,
        gdb?.until ?? Infinity,
      );
      const [first, began] = [machine.instructions, performance.now()];
      const outcome = machine.run({ maxInstructions: sliceEnd });
      slice = nextSlice(slice, machine.instructions - first, performance.now() - began);
      terminal.flush();
      if (options.begunLine) terminal.showBegun(options.begunLine);

      gdb?.came(outcome);
      const isLimit = outcome.kind === 'limit' && sliceEnd === maxInstructions;
      const isLockedUp = outcome.kind === 'locked-up' && !gdb?.isConnected;
      if (outcome.kind === 'finished' || isLockedUp || isLimit) {
        if (gdb?.ended(outcome.kind === 'finished' ? outcome.status : 1)) continue;
        return outcome;
      }
      if (machine.instructions >= (monitor.until ?? Infinity)) {
        monitor.until = undefined;
        monitor.stopped = true;
        terminal.openMonitor();
        monitor.sayPlace();
        terminal.prompt();
      } else if (outcome.kind === 'waiting' && input.nextAt > machine.instructions) {
        if (gdb?.isConnected)
          await terminal.until(() => hasCalls() || input.hasInput || !gdb.isConnected);
        else if (!hearsInput(machine)) return outcome;
        else {
          await input.wait(hasCalls);
          const hasMore = !input.ended || input.hasInput || hasCalls();
          if (!hasMore) return outcome;
        }
      }
      await setImmediate();
    }
  } finally {
    terminal.close();
  }
}

/** Whether input can wake a hart. */
export function hearsInput(machine: Machine): boolean {
  if (machine.awaitsInput) return true;
  for (let hart = 0; hart < machine.harts; hart++)
    if ((machine.hartOf(hart).state('mie') & externalInterrupts) !== 0n) return true;
  return false;
}
