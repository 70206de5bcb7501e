/** Several machines on one hub: a driver's frames reach the other at their time. */

import { encode, type FieldValues, instruction } from '@ireko/isa';
import { expect, test } from 'vitest';
import { Hub, Machine, runTogether } from '../../src/index.ts';

const words = (program: readonly (readonly [string, FieldValues])[]) =>
  program.map(([mnemonic, values]) => encode(instruction(mnemonic), values));

/** A machine that executes these words from the start of RAM. */
const machineOf = (program: readonly number[]) => {
  const machine = new Machine({ ramBytes: 2 ** 20, engine: 'interpreter' });
  for (const [index, word] of program.entries())
    machine.hart.view.setUint32(machine.hart.ram.byteOffset + 4 * index, word, true);
  return machine;
};

const loop = words([['jal', { rd: 0, imm: 0 }]]);
const wait = words([
  ['wfi', {}],
  ['jal', { rd: 0, imm: -4 }],
]);

test('machines are at the same time when they stop', () => {
  const machines = [machineOf(loop), machineOf(loop)];
  expect(runTogether(machines, { untilNs: 1_234_560 })).toEqual([
    { kind: 'limit' },
    { kind: 'limit' },
  ]);
  expect(machines.map(({ nowNs }) => nowNs)).toEqual([1_234_560, 1_234_560]);
});

test('they have ended when each waits for what cannot come', () => {
  const machines = [machineOf(wait), machineOf(wait)];
  expect(runTogether(machines)).toEqual([{ kind: 'waiting' }, { kind: 'waiting' }]);
});

test('a hub has what one card sends arrive at all others, a while later', () => {
  const hub = new Hub();
  const seen: string[] = [];
  const [first] = ['a', 'b', 'c'].map((name) =>
    hub.plug((frame, atNs) => seen.push(`${name} ${[...frame]} ${atNs}`)),
  );
  first?.(Uint8Array.of(1, 2), 50);
  expect(seen).toEqual(['b 1,2 100050', 'c 1,2 100050']);
});
