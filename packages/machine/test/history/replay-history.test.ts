import { encode, instruction } from '@ireko/isa';
import { expect, test } from 'vitest';
import { type Change, Machine, ReplayHistory, ReplayInput, ramBase } from '../../src/index.ts';
import { A0, type Step, T0, T1 } from '../hart/guest-bench.ts';

const lap = 3;

/** Adds up what comes in at the serial port; where nothing has, it reads as zero. */
const program: readonly Step[] = [
  ['lui', { rd: T1, imm: 0x10000 }],
  ['lbu', { rd: T0, rs1: T1, imm: 0 }],
  ['add', { rd: A0, rs1: A0, rs2: T0 }],
  ['jal', { rd: 0, imm: -8 }],
];

/** A run of which something is known: 5 comes in at 10, and 7 at 50, with checkpoints every twenty instructions. */
function begin() {
  const machine = new Machine({ ramBytes: 4096 });
  const { view, ram } = machine.hart;
  for (const [index, [mnemonic, values]] of program.entries())
    view.setUint32(ram.byteOffset + 4 * index, encode(instruction(mnemonic), values), true);
  const input = new ReplayInput([
    { at: 10, input: Uint8Array.of(5) },
    { at: 20, saved: true },
    { at: 40, saved: true },
    { at: 50, input: Uint8Array.of(7) },
    { at: 60, saved: true },
  ]);
  let timeMs = 0;
  const history = new ReplayHistory(machine, input, { now: () => timeMs++ });
  const sum = () => machine.hart.register(A0);
  return { machine, input, history, sum };
}

test('a run goes to any moment, with what had come in by then', () => {
  const { machine, input, history, sum } = begin();
  input.runTo(machine, 100);
  expect(sum()).toBe(12n);
  for (const [at, expected] of [
    [99, 12n],
    [45, 5n],
    [3, 0n],
    [61, 12n],
    [20, 5n],
  ] as const) {
    history.goTo(at);
    expect([machine.instructions, sum()]).toEqual([at, expected]);
  }
});

test('it goes back to the last stop that counts, or to the beginning', () => {
  const { machine, input, history, sum } = begin();
  input.runTo(machine, 100);
  machine.debug.breakpoints = [BigInt(ramBase + 4)];
  expect(history.goToLastStop()?.kind).toBe('breakpoint');
  expect(machine.instructions).toBe(1 + 32 * lap);
  expect(history.goToLastStop(() => sum() === 0n)?.kind).toBe('breakpoint');
  expect(machine.instructions).toBe(1 + 3 * lap);
  expect(history.goToLastStop(() => sum() === 1n)).toBeUndefined();
  expect(machine.instructions).toBe(0);
});

test('what comes in at an earlier moment makes it another run', () => {
  const { machine, input, history, sum } = begin();
  input.runTo(machine, 100);
  history.goTo(45);
  history.forgetLater();
  input.add({ at: 45, input: Uint8Array.of(3) });
  input.runTo(machine, 100);
  expect(sum()).toBe(8n);
  history.goTo(44);
  expect(sum()).toBe(5n);
  history.goTo(70);
  expect(sum()).toBe(8n);
});

test('what a debugger changes is part of the run, and belongs to its moment', () => {
  const { machine, input, history, sum } = begin();
  input.runTo(machine, 45);
  const change: Change = { hart: 0, kind: 'register', number: A0, value: 100n };
  expect(machine.debug.make(change)).toBe(true);
  input.note({ at: 45, change });
  input.add({ at: 50, input: Uint8Array.of(7) });
  input.runTo(machine, 100);
  expect(sum()).toBe(107n);
  for (const [at, expected] of [
    [44, 5n],
    [45, 100n],
    [70, 107n],
  ] as const) {
    history.goTo(at);
    expect([machine.instructions, sum()]).toEqual([at, expected]);
  }
});
