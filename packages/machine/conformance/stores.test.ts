/** A probe is told of every store, on each engine, and the run is the same without it. */
import { expect, test } from 'vitest';
import {
  type EngineName,
  engineNames,
  Machine,
  MemoryDisk,
  type Probe,
  ramBase,
} from '../src/index.ts';
import { randomProgram, randomProgramRamBytes } from '../test/engines/random-program.ts';

const seeds = [1, 2, 3, 4, 5, 6, 7, 8];

function run(seed: number, engine: EngineName, probe?: Probe): Machine {
  const machine = new Machine({
    ...{ ramBytes: randomProgramRamBytes, engine, hotAfter: 2 },
    disks: [new MemoryDisk(new Uint8Array(8 * 512))],
    ...(probe && { probe }),
  });
  machine.hart.ram.set(randomProgram(seed));
  machine.run({ maxInstructions: 1_500 });
  return machine;
}

/** The addresses of bytes that a run has changed and not told of; how many it has; and its stores. */
function untold(seed: number, engine: EngineName) {
  const told = new Set<number>();
  const stores: string[] = [];
  const machine = run(seed, engine, {
    stored: ({ by, address, bytes }) => {
      stores.push(`${by} ${address} ${bytes}`);
      for (let at = address; at < address + bytes; at++) told.add(at);
    },
  });
  expect(machine.stateHash()).toBe(run(seed, engine).stateHash());
  const before = randomProgram(seed);
  const changed = [...machine.hart.ram.entries()].filter(([at, byte]) => byte !== before[at]);
  return {
    untold: changed.map(([at]) => at + ramBase).filter((at) => !told.has(at)),
    changed: changed.length,
    stores,
  };
}

test('every change of RAM has been told of, by all engines in the same order', () => {
  const runs = seeds.map((seed) => engineNames.map((engine) => untold(seed, engine)));
  for (const engines of runs) {
    for (const { untold } of engines) expect(untold).toEqual([]);
    for (const { stores } of engines) expect(stores).toEqual(engines[0]?.stores);
  }
  const changed = runs.flat().reduce((sum, { changed }) => sum + changed, 0);
  expect(changed).toBeGreaterThan(10);
});
