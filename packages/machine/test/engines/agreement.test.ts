import { cause } from '@ireko/isa';
import { expect, test } from 'vitest';
import { type EngineName, Machine, type TrapEvent } from '../../src/index.ts';
import { randomProgram, randomProgramRamBytes } from './random-program.ts';

/** Runs a random program in stretches, and tells what can be seen at the end of each. */
function trace(
  seed: number,
  engine: EngineName,
  instructions: number,
  harts = 1,
): readonly string[] {
  const traps: TrapEvent[] = [];
  const machine = new Machine({
    ramBytes: randomProgramRamBytes,
    engine,
    harts,
    turnInstructions: 37,
    hotAfter: 2,
    probe: { trapTaken: (event) => traps.push(event) },
  });
  machine.hart.ram.set(randomProgram(seed));
  const seen: string[] = [];
  for (let limit = 50; limit <= instructions; limit += 50) {
    const outcome = machine.run({ maxInstructions: limit });
    const registers = Array.from({ length: 32 }, (_, n) => machine.hart.register(n).toString(16));
    seen.push(
      [
        limit,
        outcome.kind,
        machine.instructions,
        machine.nowNs,
        machine.stateHash(),
        machine.hart.pc.toString(16),
        ...registers,
        JSON.stringify(traps.splice(0)),
      ].join(' '),
    );
    if (outcome.kind !== 'limit') break;
  }
  return seen;
}

test('all engines do the same on random programs in all modes, trap for trap', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const reference = trace(seed, 'reference', 600);
    for (const engine of ['interpreter', 'translator'] as const) {
      expect([engine, seed, ...trace(seed, engine, 600)]).toEqual([engine, seed, ...reference]);
    }
  }
});

test('so do they with several harts, which run the same random program in turns', () => {
  for (let seed = 1; seed <= 8; seed++) {
    const reference = trace(seed, 'reference', 900, 3);
    for (const engine of ['interpreter', 'translator'] as const) {
      expect([engine, seed, ...trace(seed, engine, 900, 3)]).toEqual([engine, seed, ...reference]);
    }
  }
});

test('random programs reach every mode and many kinds of trap', () => {
  const seen = new Set<string>();
  const modes = new Set<number>();
  const causes = new Set<string>();
  for (let seed = 1; seed <= 150; seed++) {
    const machine = new Machine({
      ramBytes: randomProgramRamBytes,
      probe: {
        trapTaken: ({ kind, code, from, to }) => {
          seen.add(`${kind} ${code} ${from}→${to}`);
          modes.add(from).add(to);
          causes.add(`${kind} ${code}`);
        },
      },
    });
    machine.hart.ram.set(randomProgram(seed));
    machine.run({ maxInstructions: 2000 });
  }
  expect(seen.size).toBeGreaterThan(60);
  expect([...modes].sort()).toEqual([0, 1, 3, 4, 5]);
  const { VIRTUAL_INSTRUCTION, VSSI, VSTI } = cause;
  const { FETCH_GUEST_PAGE_FAULT, LOAD_GUEST_PAGE_FAULT, STORE_GUEST_PAGE_FAULT } = cause;
  const exceptions = [
    VIRTUAL_INSTRUCTION,
    FETCH_GUEST_PAGE_FAULT,
    LOAD_GUEST_PAGE_FAULT,
    STORE_GUEST_PAGE_FAULT,
  ];
  expect([...causes]).toEqual(
    expect.arrayContaining(exceptions.map((code) => `exception ${code}`)),
  );
  expect([...causes]).toEqual(
    expect.arrayContaining([VSSI, VSTI].map((code) => `interrupt ${code}`)),
  );
});
