/** What an experiment is, and how its machines are run. */

import type { Figure } from '@ireko/lab';
import { type Disk, Machine, MemoryDisk, type Probe } from '@ireko/machine';

/** What came of an experiment. */
export interface Result {
  /** For the terminal, with figures and tables. */
  readonly text: string;
  /** The figure in it, if there is one, to be drawn in other ways. */
  readonly figure?: Figure;
}

/** An experiment; it needs nothing and always comes to the same. */
export interface Experiment {
  /** What it shows, in a few words. */
  readonly summary: string;
  run(): Result;
}

/** A disk with numbers on it, a line each, that cannot be written. */
export function numberedDisk(): Disk {
  const lines = Array.from({ length: 200_000 }, (_, at) => `${at + 1}\n`).join('');
  return new MemoryDisk(new TextEncoder().encode(lines.slice(0, 2 ** 20)), { readOnly: true });
}

/** Run an image to its end. @throws {Error} when it does not pass: then there is nothing to show. */
export function runImage(image: Uint8Array, disks: readonly Disk[], probe?: Probe): Machine {
  let console = '';
  const machine = new Machine({
    disks,
    console: (byte) => {
      console += String.fromCharCode(byte);
    },
    ...(probe && { probe }),
  });
  const problem = machine.load(image);
  const outcome = problem === undefined ? machine.run() : undefined;
  if (outcome?.kind !== 'finished' || outcome.status !== 0)
    throw new Error(`an experiment's machine has failed: ${problem ?? console}`);
  return machine;
}
