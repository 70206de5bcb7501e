/** A hart whose trap handler traps at once does nothing else for ever, and the run says so. */

import { encode, instruction } from '@ireko/isa';
import { describe, expect, test } from 'vitest';
import { slot } from '../../src/hart/layout.ts';
import { engineNames, Machine, type MachineOptions, ramBase } from '../../src/index.ts';
import { type Step, T0, T1, writeCsr } from './guest-bench.ts';

const MILLION = 1_000_000;
const START = BigInt(ramBase);
const loadFromNowhere: Step = ['lw', { rd: T0, rs1: 0, imm: 0 }];

/**
 * A machine that loads from address 0, in M-mode, and whose handler in M-mode is there, too; it has
 * run for nearly a million instructions.
 */
function machineOf(options: MachineOptions): Machine {
  const machine = new Machine({ ramBytes: 64 * 1024, hotAfter: 2, ...options });
  const { hart } = machine;
  put(machine, START, [loadFromNowhere]);
  for (let id = 0; id < machine.harts; id++) machine.hartOf(id).set(slot.pc, START);
  hart.setState('mtvec', START);
  hart.setNumber(slot.begun, MILLION - 10);
  return machine;
}

describe.each(engineNames)('%s', (engine) => {
  test('the exception and where it is raised are told after a million instructions', () => {
    const machine = machineOf({ engine });
    expect(machine.run()).toMatchObject({
      kind: 'locked-up',
      lockup: {
        origin: undefined,
        registers: { tvec: 'mtvec' },
        handler: START,
        code: 5,
        value: 0n,
      },
    });
    expect(machine.instructions).toBe(MILLION + 1);
  });

  test('what led there is told, unless that was before a snapshot', () => {
    const machine = machineOf({ engine });
    put(machine, START + 4n, [['ebreak', {}]]);
    machine.hart.set(slot.pc, START + 4n);
    machine.run({ maxInstructions: MILLION - 5 });
    const snapshot = machine.save();
    const origin = { code: 3, value: START + 4n, pc: START + 4n, begun: MILLION - 10 };
    expect(machine.run()).toMatchObject({ lockup: { origin, handler: START, code: 5 } });
    machine.restore(snapshot);
    expect(machine.run()).toMatchObject({ lockup: { origin: undefined, handler: START } });
  });

  test('a limit before that is a limit', () => {
    const machine = machineOf({ engine });
    expect(machine.run({ maxInstructions: MILLION })).toEqual({ kind: 'limit' });
    expect(machine.run({ maxInstructions: MILLION + 10 }).kind).toBe('locked-up');
  });

  test('without a handler there is nothing at 0', () => {
    const machine = machineOf({ engine });
    machine.hart.setState('mtvec', 0n);
    expect(machine.run()).toMatchObject({ lockup: { handler: 0n, code: 1 } });
  });

  test('S-mode is locked up if M-mode takes no interrupt', () => {
    const machine = machineOf({ engine });
    enterSupervisor(machine);
    expect(machine.run()).toMatchObject({ lockup: { registers: { tvec: 'stvec' }, code: 5 } });
  });

  test('S-mode is not if a device can call M-mode', () => {
    const machine = machineOf({ engine });
    enterSupervisor(machine);
    machine.hart.setState('mie', 1n << 11n);
    expect(machine.run({ maxInstructions: MILLION + 10 })).toEqual({ kind: 'limit' });
  });

  test('a handler that waits in a loop is not', () => {
    const machine = machineOf({ engine });
    put(machine, START + 8n, [['jal', { rd: 0, imm: 0 }]]);
    machine.hart.setState('mtvec', START + 8n);
    expect(machine.run({ maxInstructions: MILLION + 10 })).toEqual({ kind: 'limit' });
  });

  test('a hart of several may be helped by another', () => {
    const machine = machineOf({ engine, harts: 2 });
    expect(machine.run({ maxInstructions: MILLION + 10 })).toEqual({ kind: 'limit' });
  });
});

/** Before that: opens all memory to S-mode, and goes there; its handler is where it then stands. */
function enterSupervisor(machine: Machine): void {
  const { hart } = machine;
  const entrance = START + 16n;
  put(machine, entrance, [writeCsr('pmpaddr0', T0), writeCsr('pmpcfg0', T1), ['mret', {}]]);
  hart.setRegister(T0, 2n ** 54n - 1n);
  hart.setRegister(T1, 0x1fn);
  hart.setState('medeleg', 0xb3ffn);
  hart.setState('stvec', START);
  hart.setState('mepc', START);
  hart.setState('mstatus', hart.state('mstatus') | (1n << 11n));
  hart.set(slot.pc, entrance);
}

function put({ hart }: Machine, address: bigint, steps: readonly Step[]): void {
  const place = hart.ram.byteOffset + Number(address - START);
  for (const [index, [mnemonic, values]] of steps.entries())
    hart.view.setUint32(place + 4 * index, encode(instruction(mnemonic), values), true);
}
