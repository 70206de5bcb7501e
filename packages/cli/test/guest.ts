/** Runs an image on the computer within this process. */

import { type Disk, type EngineName, Machine } from '@ireko/machine';

/** What a run came to. */
export interface Run {
  readonly status: number;
  readonly console: string;
  readonly machine: Machine;
}

/** How to run an image. */
export interface GuestOptions {
  readonly disk?: Disk;
  readonly ramBytes?: number;
  readonly engine?: EngineName;
}

/**
 * Run an image to its end.
 * @throws when it does not end by itself.
 */
export function runGuest(image: Uint8Array, options: GuestOptions = {}): Run {
  const { disk, ramBytes = 16 * 2 ** 20, engine = 'interpreter' } = options;
  const bytes: number[] = [];
  const machine = new Machine({
    ramBytes,
    engine,
    disks: disk ? [disk] : [],
    console: (byte) => bytes.push(byte),
  });
  const problem = machine.load(image);
  if (problem !== undefined) throw new Error(problem);
  const outcome = machine.run({ maxInstructions: 200_000_000 });
  const console = new TextDecoder().decode(Uint8Array.from(bytes));
  if (outcome.kind !== 'finished') throw new Error(`the run ended by ${outcome.kind}:\n${console}`);
  return { status: outcome.status, console, machine };
}
