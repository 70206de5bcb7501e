/** Engines agree on more random sequences than the unit test has, and these reach far. */
import { cause, instructions } from '@ireko/isa';
import { expect, test } from 'vitest';
import { Coverage, modeNames } from '../test/engines/coverage.ts';
import { Sequences, someSequences } from '../test/engines/sequences.ts';

test('all engines do the same on random sequences in all modes, trap for trap, with one to three harts', () => {
  const sequences = new Sequences();
  for (const number of someSequences(6, 50)) {
    const differences = sequences.differences(sequences.make(number));
    expect({ number, differences }).toEqual({ number, differences: [] });
  }
});

test('random sequences reach every mode and way to translate, almost every instruction, and many kinds of trap', () => {
  const coverage = new Coverage();
  const sequences = new Sequences();
  for (const number of someSequences(100, 4)) coverage.add(sequences.make(number));
  const modes = coverage.modes.all.map(([what]) => what);
  for (const name of Object.values(modeNames)) {
    const ways = modes.filter((mode) => mode.startsWith(`${name} `));
    expect([name, ways.length]).toEqual([name, name.startsWith('V') ? expect.anything() : 4]);
  }
  expect(modes.length).toBeGreaterThan(30);
  const retired = instructions.filter(({ mnemonic }) => coverage.retired.of(mnemonic) > 0);
  expect(retired.length).toBeGreaterThan(0.9 * instructions.length);
  const causes = coverage.causes.all.map(([what]) => what);
  const { VIRTUAL_INSTRUCTION, VSSI, VSTI, MTI, STI, SEI, MEI } = cause;
  const { FETCH_GUEST_PAGE_FAULT, LOAD_GUEST_PAGE_FAULT, STORE_GUEST_PAGE_FAULT } = cause;
  const guestFaults = [FETCH_GUEST_PAGE_FAULT, LOAD_GUEST_PAGE_FAULT, STORE_GUEST_PAGE_FAULT];
  const exceptions = [VIRTUAL_INSTRUCTION, ...guestFaults].map((code) => `exception ${code}`);
  const interrupts = [VSSI, VSTI, MTI, STI, SEI, MEI].map((code) => `interrupt ${code}`);
  expect(causes).toEqual(expect.arrayContaining([...exceptions, ...interrupts]));
  expect(coverage.traps.all.length).toBeGreaterThan(100);
});
