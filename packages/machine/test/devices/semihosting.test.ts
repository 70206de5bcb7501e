/** Calls of the host, on every engine. */

import { encode, instruction } from '@ireko/isa';
import { describe, expect, test } from 'vitest';
import {
  type EngineName,
  engineNames,
  Machine,
  type MachineOptions,
  ramBase,
} from '../../src/index.ts';
import { A0, type Step, T0 } from '../hart/guest-bench.ts';

const A1 = 11;
const S0 = 8;
const DATA = 0x2000;
const call: readonly Step[] = [
  ['slli', { rd: 0, rs1: 0, imm: 0x1f }],
  ['ebreak', {}],
  ['srai', { rd: 0, rs1: 0, imm: 7 }],
];

/** A call with a number, and the address of what stands so many bytes on in the data. */
const ask = (number: number, offset = 0): readonly Step[] => [
  ['addi', { rd: A0, rs1: 0, imm: number }],
  ['addi', { rd: A1, rs1: S0, imm: offset }],
  ...call,
];
const loop: Step = ['jal', { rd: 0, imm: 0 }];

interface Bench {
  readonly machine: Machine;
  readonly written: () => string;
}

/** A machine with a program, and data, to whose start `s0` points. */
function bench(
  engine: EngineName,
  steps: readonly Step[],
  data: Uint8Array = new Uint8Array(0),
  options: MachineOptions = { semihosting: {} },
): Bench {
  const bytes: number[] = [];
  const machine = new Machine({
    ...{ ramBytes: 64 * 1024, engine, hotAfter: 2, console: (byte) => bytes.push(byte) },
    ...options,
  });
  const { view, ram } = machine.hart;
  const all: readonly Step[] = [['auipc', { rd: S0, imm: 2 }], ...steps, loop];
  for (const [index, [mnemonic, values]] of all.entries())
    view.setUint32(ram.byteOffset + 4 * index, encode(instruction(mnemonic), values), true);
  ram.set(data, DATA);
  return { machine, written: () => String.fromCharCode(...bytes) };
}

const words = (...values: readonly number[]) =>
  new Uint8Array(BigUint64Array.from(values, BigInt).buffer);
const text = (string: string) => Uint8Array.from(string, (char) => char.charCodeAt(0));
const at = (offset: number) => ramBase + DATA + offset;
const joined = (...parts: readonly Uint8Array[]) =>
  Uint8Array.from(parts.flatMap((each) => [...each]));

const OPEN = 1;
const WRITEC = 3;
const WRITE0 = 4;
const WRITE = 5;
const READ = 6;
const READC = 7;
const ISTTY = 9;
const CLOCK = 0x10;
const ERRNO = 0x13;
const GET_CMDLINE = 0x15;
const EXIT = 0x18;
const ELAPSED = 0x30;
const APPLICATION_EXIT = 0x2_0026;

describe.each(engineNames)('%s', (engine) => {
  test('a text and a character are written, and the program ends with its status', () => {
    const data = joined(words(APPLICATION_EXIT, 7), text('hello\0more'));
    const steps = [...ask(WRITE0, 16), ...ask(WRITEC, 22), ...ask(EXIT)];
    const { machine, written } = bench(engine, steps, data);
    expect(machine.run({ maxInstructions: 1000 })).toEqual({ kind: 'finished', status: 7 });
    expect(written()).toBe('hellom');
    expect(machine.instructions).toBe(1 + 2 * 5 + 4);
  });

  test('the terminal is opened, is one, and is written to', () => {
    const data = joined(
      words(at(64), 4, 3),
      words(1),
      words(1, at(67), 2),
      words(9),
      text(':tt\0'),
    );
    const steps = [...ask(OPEN), ...ask(ISTTY, 24), ...ask(WRITE, 32)];
    const { machine, written } = bench(engine, [...steps, ...ask(WRITE, 56), ...ask(ERRNO)], data);
    const results: bigint[] = [];
    for (const end of [6, 11, 16, 21, 26]) {
      machine.run({ maxInstructions: end });
      results.push(BigInt.asIntN(64, machine.hart.register(A0)));
    }
    expect(results).toEqual([1n, 1n, 0n, -1n, 9n]);
    expect(written()).toBe('\0\0');
  });

  test('a read waits until something comes, and takes no more than there is', () => {
    const data = joined(words(at(24), 4, 3), text(':tt\0'), new Uint8Array(4), words(1, at(64), 8));
    const steps = [...ask(OPEN), ...ask(READ, 32), ...ask(READC)];
    const { machine } = bench(engine, steps, data);
    expect(machine.run({ maxInstructions: 1000 })).toEqual({ kind: 'waiting' });
    expect(machine.awaitsInput).toBe(true);
    machine.receive(text('abc'));
    expect(machine.run({ maxInstructions: 1000 })).toEqual({ kind: 'waiting' });
    expect(machine.bytes(at(64), at(68))).toEqual(text('abc\0'));
    machine.receive(text('x'));
    expect(machine.run({ maxInstructions: 1000 })).toEqual({ kind: 'limit' });
    expect(machine.hart.register(A0)).toBe(0x78n);
  });

  test('a snapshot holds what is open and what has come in', () => {
    const data = joined(words(at(24), 4, 3), text(':tt\0'), new Uint8Array(4), words(1, at(64), 2));
    const made = () => bench(engine, [...ask(OPEN), ...ask(READ, 32), ...ask(READC)], data).machine;
    const first = made();
    first.receive(text('abc'));
    first.run({ maxInstructions: 8 });
    const second = made();
    expect(second.restore(first.save())).toBeUndefined();
    for (const machine of [first, second]) machine.run({ maxInstructions: 100 });
    expect(second.hart.register(A0)).toBe(0x63n);
    expect(second.stateHash()).toBe(first.stateHash());
  });

  test('time is virtual', () => {
    const steps: Step[] = [...ask(ELAPSED), ...ask(CLOCK)];
    const { machine } = bench(engine, steps);
    machine.run({ maxInstructions: 11 });
    expect(machine.hart.register(A0)).toBe(0n);
    expect(machine.peek(BigInt(at(0)))).toBe(40n);
  });

  test('a program is told its command line, if there is room', () => {
    const data = joined(words(at(64), 16), words(at(64), 3));
    const steps = [...ask(GET_CMDLINE, 16), ...ask(GET_CMDLINE)];
    const options = { semihosting: { commandLine: 'prog -x' } };
    const { machine } = bench(engine, steps, data, options);
    machine.run({ maxInstructions: 6 });
    expect(BigInt.asIntN(64, machine.hart.register(A0))).toBe(-1n);
    machine.run({ maxInstructions: 11 });
    expect(machine.hart.register(A0)).toBe(0n);
    expect(machine.bytes(at(64), at(72))).toEqual(text('prog -x\0'));
    expect(machine.peek(BigInt(at(8)))).toBe(7n);
  });

  test.each([
    ['it is not there', {}, 3n],
    ['U-mode may not', { semihosting: {} }, 0n],
  ])('a call is a breakpoint where %s', (_, options, privilege) => {
    const { machine } = bench(engine, ask(WRITEC), new Uint8Array(0), options);
    machine.hart.setState('privilege', privilege);
    machine.hart.setState('mtvec', BigInt(ramBase + 0x4000));
    machine.hart.setState('pmpcfg0', 0x1fn);
    machine.hart.setState('pmpaddr0', 2n ** 54n - 1n);
    machine.fence();
    machine.run({ maxInstructions: 5 });
    expect(machine.hart.state('mcause')).toBe(3n);
  });

  test('nothing that a program asks for crashes or hangs the host', () => {
    const numbers = Array.from({ length: 64 }, (_, number) => number);
    const steps = numbers
      .filter((number) => number !== EXIT && number !== 0x20 && number !== READC)
      .flatMap((number) => ask(number));
    const data = new Uint8Array(256).fill(0xff);
    const { machine } = bench(engine, [['addi', { rd: T0, rs1: 0, imm: 1 }], ...steps], data);
    expect(machine.run({ maxInstructions: 2000 }).kind).toBe('limit');
  });
});
