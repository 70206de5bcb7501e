/**
 * The images, built by our assembler, run on our machine and do what they do
 * everywhere (runs.ts).
 */
import { expect, test } from 'vitest';
import { type EngineName, Machine, MemoryDisk } from '../../machine/src/index.ts';
import { build } from './build.ts';
import { diskOf, expectRun, prompt, type Run, runs } from './runs.ts';

/** Runs to the end, typing when the monitor waits for somebody to type. */
function start(run: Run, engine: EngineName): { console: string; status: number | null } {
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
      return { console, status: outcome.kind === 'finished' ? outcome.status : null };
    }
    expect(console.endsWith(prompt)).toBe(true);
    machine.receive(new TextEncoder().encode(line));
  }
}

test.each(runs)('on our machine, $claim', (run) => {
  const { console, status } = start(run, 'interpreter');
  expectRun(run, console, status);
});

test('a run is the same to the last letter, on every engine and every time', () => {
  const run = runs.find(({ claim }) => claim.startsWith('every fault')) as Run;
  const { console } = start(run, 'interpreter');
  expect(start(run, 'interpreter').console).toBe(console);
  expect(start(run, 'reference').console).toBe(console);
});
