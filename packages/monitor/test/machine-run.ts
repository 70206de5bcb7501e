/** Runs of test/runs.ts on our machine. */
import { expect } from 'vitest';
import { type EngineName, Machine, MemoryDisk } from '../../machine/src/index.ts';
import { build } from './build.ts';
import { diskOf, prompt, type Run } from './runs.ts';

/** What a run came to. */
export interface Ending {
  readonly console: string;
  readonly status: number | null;
  readonly instructions: number;
}

/** Runs to the end, typing when the monitor waits for somebody to type. */
export function start(run: Run, engine: EngineName): Ending {
  let console = '';
  const disk = diskOf(run);
  const machine = new Machine({
    engine,
    ramBytes: run.memory * 2 ** 20,
    disks: disk ? [new MemoryDisk(disk)] : [],
    ...(run.bootArguments && { bootArguments: run.bootArguments }),
    console: (byte) => {
      console += String.fromCharCode(byte);
    },
  });
  expect(machine.load(build(run.image))).toBeUndefined();
  const typed = [...(run.typed ?? [])];
  for (;;) {
    const outcome = machine.run({ maxInstructions: 1_000_000_000 });
    const line = typed.shift();
    if (outcome.kind !== 'waiting' || line === undefined) {
      const status = outcome.kind === 'finished' ? outcome.status : null;
      return { console, status, instructions: machine.instructions };
    }
    expect(console.endsWith(prompt)).toBe(true);
    machine.receive(new TextEncoder().encode(line));
  }
}
