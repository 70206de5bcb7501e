/** Engines take over random programs from each other, by snapshots. */
import { expect, test } from 'vitest';
import type { EngineName, Machine } from '../src/index.ts';
import { computer, goOn, running } from '../test/snapshot/running.ts';

test('a restored computer goes on as the saved one, on every engine', () => {
  const made = new Map<string, Machine>();
  const computerOf = (engine: EngineName, harts: number) => {
    const name = `${engine} ${harts}`;
    const machine = made.get(name) ?? computer(engine, harts);
    made.set(name, machine);
    return machine;
  };
  for (let seed = 1; seed <= 20; seed++) {
    const harts = (seed % 3) + 1;
    const machine = running(seed, 300 + seed, 'translator', harts);
    const snapshot = machine.save();
    const copies = (['reference', 'interpreter', 'translator'] as const).map((engine) => {
      const copy = computerOf(engine, harts);
      expect(copy.restore(snapshot)).toBeUndefined();
      expect(copy.stateHash()).toBe(machine.stateHash());
      return goOn(copy);
    });
    const going = goOn(machine);
    for (const copy of copies) expect([seed, ...copy]).toEqual([seed, ...going]);
  }
});
