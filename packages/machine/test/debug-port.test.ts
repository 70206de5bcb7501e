/** Breakpoints, watched bytes and changes from outside, on every engine. */
import { encode, instruction } from '@ireko/isa';
import { describe, expect, test } from 'vitest';
import { type EngineName, engineNames, Machine, ramBase } from '../src/index.ts';
import { A0, type Step, T0, T1 } from './hart/guest-bench.ts';
import { stopsOf } from './stops.ts';

const DATA = ramBase + 0x2000;
const FUNCTION = ramBase + 0x1000;

/** Calls a function in another page again and again, which stores how often; hot at the second time. */
const program: readonly Step[] = [
  ['auipc', { rd: T1, imm: 2 }],
  ['auipc', { rd: T0, imm: 1 }],
  ['jalr', { rd: 1, rs1: T0, imm: -4 }],
  ['addi', { rd: A0, rs1: A0, imm: 1 }],
  ['jal', { rd: 0, imm: -12 }],
];
const callee: readonly Step[] = [
  ['sd', { rs2: A0, rs1: T1, imm: 8 }],
  ['sd', { rs2: 1, rs1: T1, imm: 16 }],
  ['jalr', { rd: 0, rs1: 1, imm: 0 }],
];

function machineOf(engine: EngineName): Machine {
  const machine = new Machine({ ramBytes: 64 * 1024, engine, hotAfter: 2 });
  const { view, ram } = machine.hart;
  for (const [start, steps] of [
    [0, program],
    [FUNCTION - ramBase, callee],
  ] as const)
    for (const [index, [mnemonic, values]] of steps.entries()) {
      const word = encode(instruction(mnemonic), values);
      view.setUint32(ram.byteOffset + start + 4 * index, word, true);
    }
  return machine;
}

describe.each(engineNames)('%s', (engine) => {
  test('stops before an instruction with a breakpoint, and goes on over it', () => {
    const machine = machineOf(engine);
    machine.debug.breakpoints = [BigInt(FUNCTION), BigInt(FUNCTION + 8)];
    const at = (count: number, address: number) => `breakpoint ${count} ${address.toString(16)}`;
    expect(stopsOf(machine, 20)).toEqual([
      at(3, FUNCTION),
      at(5, FUNCTION + 8),
      at(10, FUNCTION),
      at(12, FUNCTION + 8),
      at(17, FUNCTION),
      at(19, FUNCTION + 8),
    ]);
  });

  test('stops at a breakpoint in code that was hot before it was set, and not once it is gone', () => {
    const machine = machineOf(engine);
    machine.run({ maxInstructions: 800 });
    machine.debug.breakpoints = [BigInt(FUNCTION)];
    expect(stopsOf(machine, 814)).toHaveLength(2);
    machine.debug.breakpoints = [];
    expect(stopsOf(machine, 1_000)).toEqual([]);
  });

  test('stops before a store to watched bytes, and only to those', () => {
    const machine = machineOf(engine);
    machine.run({ maxInstructions: 800 });
    machine.debug.watchedBytes = [{ start: DATA + 12, end: DATA + 16, access: 'write' }];
    const address = (DATA + 12).toString(16);
    expect(stopsOf(machine, 814)).toEqual([
      `watchpoint 801 ${address}`,
      `watchpoint 808 ${address}`,
    ]);
    expect(machine.peek(BigInt(DATA + 8))).toBe(115n);
    machine.debug.watchedBytes = [];
    expect(stopsOf(machine, 840)).toEqual([]);
  });

  test('stops before what reads watched bytes, if reads are watched', () => {
    const machine = machineOf(engine);
    const load = encode(instruction('ld'), { rd: A0, rs1: T1, imm: 8 });
    machine.debug.write(0, BigInt(FUNCTION + 4), new Uint8Array(Uint32Array.of(load).buffer));
    machine.run({ maxInstructions: 800 });
    const watch = (access: 'read' | 'any') => {
      machine.debug.watchedBytes = [{ start: DATA + 8, end: DATA + 9, access }];
    };
    watch('read');
    const address = (DATA + 8).toString(16);
    expect(stopsOf(machine, 807)).toEqual([`watchpoint 802 ${address}`]);
    watch('any');
    machine.debug.breakpoints = [BigInt(FUNCTION)];
    expect(stopsOf(machine, 814)).toEqual([
      `breakpoint 808 ${FUNCTION.toString(16)}`,
      `watchpoint 808 ${address}`,
      `watchpoint 809 ${address}`,
    ]);
  });

  test('a change of registers, CSRs and RAM is seen by the program', () => {
    const machine = machineOf(engine);
    machine.run({ maxInstructions: 800 });
    const { debug } = machine;
    debug.setRegister(0, A0, 7n);
    expect(debug.setCsr(0, 0x340, 5n)).toBe(true);
    const read = encode(instruction('csrrs'), { rd: A0, csr: 0x340, rs1: 0 });
    expect(debug.write(0, BigInt(FUNCTION), new Uint8Array(Uint32Array.of(read).buffer))).toBe(
      true,
    );
    debug.setPc(0, BigInt(FUNCTION));
    machine.run({ maxInstructions: 801 });
    expect(machine.hart.register(A0)).toBe(5n);
    expect(debug.csr(0, 0x340)).toBe(5n);
    expect([debug.csr(0, 0x7c0), debug.setCsr(0, 0x7c0, 0n)]).toEqual([undefined, false]);
    expect(debug.write(0, BigInt(ramBase - 1), Uint8Array.of(1))).toBe(false);
  });
});
