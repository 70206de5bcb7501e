/** Breakpoints and watched bytes stop all engines at the same moments, in random programs. */
import { expect, test } from 'vitest';
import { type EngineName, engineNames, Machine, ramBase } from '../src/index.ts';
import { randomProgram, randomProgramRamBytes } from '../test/engines/random-program.ts';
import { stopsOf } from '../test/stops.ts';

const seeds = [11, 12, 13, 14, 15, 16, 17, 18, 19, 20];
const limit = 2_000;
const made = (seed: number, engine: EngineName) => {
  const machine = new Machine({ ramBytes: randomProgramRamBytes, engine, hotAfter: 2 });
  machine.hart.ram.set(randomProgram(seed));
  return machine;
};

test.each(seeds)(
  '%i: breakpoints and watched bytes stop all engines at the same moments',
  (seed) => {
    const traced = made(seed, 'reference');
    const pcs: bigint[] = [];
    while (traced.run({ maxInstructions: pcs.length + 1 }).kind === 'limit' && pcs.length < limit)
      pcs.push(traced.hart.pc);
    const breakpoints = new Set(pcs.filter((_, index) => index % (limit / 40) === 7));
    const watched = [
      { start: ramBase + 0x4000, end: ramBase + 0x4800, access: 'any' },
      { start: ramBase + 0x9000, end: ramBase + 0x9100, access: 'write' },
    ] as const;
    const runs = engineNames.map((engine) => {
      const machine = made(seed, engine);
      machine.debug.breakpoints = breakpoints;
      machine.debug.watchedBytes = watched;
      return { stops: stopsOf(machine, limit), state: machine.stateHash() };
    });
    for (const run of runs) expect(run).toEqual(runs[0]);
    expect(runs[0]?.stops.length).toBeGreaterThan(0);
  },
);
