/**
 * A run of a machine with a terminal: slices of instructions, and between them what the terminal
 * has for the guest and the guest for the terminal. Where a slice ends changes nothing in the run.
 */

import { setImmediate } from 'node:timers/promises';
import type { Machine } from '@ireko/machine';
import type { Terminal } from './terminal.ts';

/** How a run ended. */
export type Ending =
  /** The guest ended it by the test finisher. */
  | { readonly kind: 'finished'; readonly status: number }
  /** It has run as many instructions as it may. */
  | { readonly kind: 'limit' }
  /** The guest waits, and nothing can ever wake it. */
  | { readonly kind: 'waiting' }
  /** The user left. */
  | { readonly kind: 'left' };

/** Instructions from one look at the terminal to the next: a few milliseconds. */
const sliceInstructions = 250_000;

/** The interrupts by which input can wake a hart: `mie.SEIE` and `mie.MEIE` [priv §3.1.9]. */
const externalInterrupts = (1n << 9n) | (1n << 11n);

/**
 * Run a machine until it ends.
 * @param maxInstructions when to stop it, by `machine.instructions`.
 */
export async function runSession(
  machine: Machine,
  terminal: Terminal,
  maxInstructions: number,
): Promise<Ending> {
  terminal.open();
  try {
    for (;;) {
      for (let bytes = terminal.takeInput(); bytes; bytes = terminal.takeInput())
        machine.receive(bytes);

      const sliceEnd = Math.min(maxInstructions, machine.instructions + sliceInstructions);
      const outcome = machine.run({ maxInstructions: sliceEnd });
      terminal.flush();

      if (outcome.kind === 'finished') return outcome;
      if (outcome.kind === 'limit' && sliceEnd === maxInstructions) return outcome;
      if (outcome.kind === 'waiting') {
        if (!hearsInput(machine)) return outcome;
        await terminal.wait();
        if (terminal.ended && !terminal.hasInput) return outcome;
      }
      await setImmediate();
      if (terminal.left) return { kind: 'left' };
    }
  } finally {
    terminal.close();
  }
}

/** Whether input can wake a hart. */
function hearsInput(machine: Machine): boolean {
  for (let hart = 0; hart < machine.harts; hart++)
    if ((machine.hartOf(hart).state('mie') & externalInterrupts) !== 0n) return true;
  return false;
}

/**
 * The exit status for an ending: the guest's own, or 1 with a word on stderr.
 * @param who begins that word, as `ireko run`.
 */
export function exitStatus(ending: Ending, machine: Machine, who: string): number {
  switch (ending.kind) {
    case 'finished':
      // A failure stays one, though a process's exit status has 8 bits.
      return ending.status & 0xff || (ending.status === 0 ? 0 : 1);
    case 'left':
      return 0;
    case 'limit':
      process.stderr.write(
        `${who}: stopped after ${machine.instructions} instructions, the limit\n`,
      );
      return 1;
    case 'waiting':
      process.stderr.write(
        `${who}: error: the guest waits for what can never come: no timer is set, no disk is busy, and no input can wake it\n`,
      );
      return 1;
  }
}
