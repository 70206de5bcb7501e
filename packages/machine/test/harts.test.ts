/** Several harts: how they begin, take turns, share time and memory, and wake each other. */

import { csrNumber, encode, instruction } from '@ireko/isa';
import { describe, expect, test } from 'vitest';
import { slot } from '../src/hart/layout.ts';
import { engineNames, Machine, type MachineOptions, ramBase } from '../src/index.ts';
import { A0, readCsr, S0, type Step, T0, T1, T2, writeCsr } from './hart/guest-bench.ts';

const TURN = 100;
const CLINT = 0x0200_0000n;
const DATA = BigInt(ramBase + 0xf000);
const MSIE = 8n;

const stay: Step = ['jal', { rd: 0, imm: 0 }];
const wfi: Step = ['wfi', {}];
const addi = (rd: number, rs1: number, imm: number): Step => ['addi', { rd, rs1, imm }];
const load = (rd: number, rs1: number, imm = 0): Step => ['ld', { rd, rs1, imm }];
const store = (rs2: number, rs1: number, imm = 0): Step => ['sd', { rs2, rs1, imm }];
const back = (instructions: number): number => -4 * instructions;
/** Passes so many instructions, an odd number from 3 up; clobbers t2. */
const spend = (count: number): readonly Step[] => [
  addi(T2, 0, (count - 1) / 2),
  addi(T2, T2, -1),
  ['bne', { rs1: T2, rs2: 0, imm: back(1) }],
];

/** A machine each of whose harts has a program of its own, which ends in an endless loop. */
function machineOf(
  programs: readonly (readonly Step[])[],
  options: MachineOptions = {},
  nsPerInstruction = 10,
): Machine {
  const machine = new Machine({
    ramBytes: 64 * 1024,
    harts: programs.length,
    turnInstructions: TURN,
    hotAfter: 2,
    nsPerInstruction,
    ...options,
  });
  const { view, ram } = machine.hart;
  for (const [id, steps] of programs.entries()) {
    const start = 0x1000 * id;
    for (const [index, [mnemonic, values]] of [...steps, stay].entries())
      view.setUint32(
        ram.byteOffset + start + 4 * index,
        encode(instruction(mnemonic), values),
        true,
      );
    const hart = machine.hartOf(id);
    hart.set(slot.pc, BigInt(ramBase + start));
    hart.setRegister(S0, DATA);
  }
  return machine;
}

const registers = (machine: Machine, register: number): readonly bigint[] =>
  Array.from({ length: machine.harts }, (_, id) => machine.hartOf(id).register(register));

describe.each(engineNames)('%s', (engine) => {
  test('every hart begins at the image’s entry and knows its number', () => {
    const machine = new Machine({ engine, harts: 4, ramBytes: 4 << 20, turnInstructions: TURN });
    const code = [readCsr(T0, 'mhartid'), stay].map(([name, values]) =>
      encode(instruction(name), values),
    );
    machine.boot({ firmware: new Uint8Array(Uint32Array.from(code).buffer) });
    machine.run({ maxInstructions: 4 * TURN });
    expect(registers(machine, T0)).toEqual([0n, 1n, 2n, 3n]);
    expect(registers(machine, A0)).toEqual([0n, 1n, 2n, 3n]);
  });

  test('harts work at the same time: twice the work of two takes as long as one’s', () => {
    const machine = machineOf([[], []], { engine });
    machine.run({ maxInstructions: 20 * TURN });
    expect([0, 1].map((id) => machine.workOf(id).instructions)).toEqual([10 * TURN, 10 * TURN]);
    machine.run({ maxInstructions: 20 * TURN + 1 });
    expect(machine.nowNs).toBe(10 * TURN * 10 + 5);
    expect(machine.idleNs).toBe(10); // the other hart's next instruction is to come
    machine.run({ maxInstructions: 22 * TURN });
    expect(machine.idleNs).toBe(0);
  });

  test('the work of one takes its time, while the others wait', () => {
    const machine = machineOf([[wfi], [], [wfi]], { engine });
    machine.run({ maxInstructions: 10 * TURN + 2 });
    machine.run({ maxInstructions: 10 * TURN + 3 });
    expect(machine.nowNs).toBe(10 * TURN * 10 + 3);
    expect(machine.workOf(0)).toEqual({ instructions: 1, idleNs: 10 * TURN * 10 });
  });

  test('the clock is never seen to go back', () => {
    // Each: time ≥ what any hart saw last? Count in a0 how often it was not.
    const watch: readonly Step[] = [
      load(T1, S0),
      readCsr(T0, 'time'),
      ['sltu', { rd: T1, rs1: T0, rs2: T1 }],
      ['add', { rd: A0, rs1: A0, rs2: T1 }],
      store(T0, S0),
      ['jal', { rd: 0, imm: back(5) }],
    ];
    for (const harts of [2, 3, 11]) {
      const machine = machineOf(Array(harts).fill(watch), { engine });
      machine.run({ maxInstructions: 5000 });
      expect(registers(machine, A0)).toEqual(Array(harts).fill(0n));
      expect(machine.peek(DATA)).toBeGreaterThan(3n);
    }
  });

  test('a software interrupt wakes another hart, and that one only', () => {
    const sleeper = [writeCsr('mie', T0), wfi, addi(A0, 0, 1)];
    const machine = machineOf([[store(T1, T0), addi(A0, 0, 1)], sleeper, sleeper], { engine });
    for (const id of [1, 2]) machine.hartOf(id).setRegister(T0, MSIE);
    machine.hartOf(0).setRegister(T0, CLINT + 8n);
    machine.hartOf(0).setRegister(T1, 1n);
    machine.run({ maxInstructions: 10 * TURN });
    expect(registers(machine, A0)).toEqual([1n, 0n, 1n]);
  });

  test('when all wait, time goes to the first timer, whosever it is', () => {
    const sleeper = [writeCsr('mie', T0), store(T1, T2), wfi, readCsr(A0, 'time')];
    const machine = machineOf([sleeper, sleeper], { engine });
    for (const [id, at] of [5000n, 3000n].entries()) {
      const hart = machine.hartOf(id);
      hart.setRegister(T0, 1n << 7n);
      hart.setRegister(T1, at);
      hart.setRegister(T2, CLINT + 0x4000n + 8n * BigInt(id));
    }
    machine.run({ maxInstructions: 8 * TURN });
    expect(registers(machine, A0)[1]).toBe(3000n);
    expect(machine.workOf(0).instructions).toBeLessThan(4);
    machine.run({ maxInstructions: 30_000 });
    // By the end of a round, as the other hart is at work.
    expect(Number(registers(machine, A0)[0])).toBeLessThanOrEqual(5000 + TURN / 10);
  });

  test('a supervisor’s timer wakes a parked hart', () => {
    const sleeper = [writeCsr('stimecmp', T1), writeCsr('mie', T0), wfi, readCsr(A0, 'time')];
    const machine = machineOf([[wfi], sleeper, [wfi]], { engine });
    const hart = machine.hartOf(1);
    hart.setState('menvcfg', 1n << 63n);
    hart.setRegister(T0, 1n << 5n);
    hart.setRegister(T1, 700n);
    machine.run({ maxInstructions: TURN });
    expect(registers(machine, A0)[1]).toBe(700n);
  });

  test('it is over when all wait and nothing can wake them', () => {
    expect(machineOf([[wfi], [...spend(301), wfi]], { engine }).run()).toEqual({ kind: 'waiting' });
  });

  test('a reservation ends with the turn, so another’s store breaks it', () => {
    const reserve = (between: readonly Step[]): readonly Step[] => [
      ['lr.d', { rd: T0, rs1: S0, aq: 0, rl: 0 }],
      ...between,
      ['sc.d', { rd: A0, rs1: S0, rs2: T1, aq: 0, rl: 0 }],
    ];
    const machine = machineOf([reserve(spend(201)), [store(T2, S0)]], { engine });
    machine.hartOf(0).setRegister(T1, 5n);
    machine.hartOf(1).setRegister(T2, 7n);
    machine.run({ maxInstructions: 10 * TURN });
    expect([machine.hartOf(0).register(A0), machine.peek(DATA)]).toEqual([1n, 7n]);
    const quick = machineOf([reserve(spend(31)), []], { engine });
    quick.hartOf(0).setRegister(T1, 5n);
    quick.run({ maxInstructions: TURN });
    expect([quick.hartOf(0).register(A0), quick.peek(DATA)]).toEqual([0n, 5n]);
  });

  test('a lock taken by compare and swap keeps others out', () => {
    // Twenty times: take the lock by `amoswap`, add one to the counter slowly, free the lock.
    const work: readonly Step[] = [
      addi(T1, 0, 20),
      addi(T0, 0, 1),
      ['amoswap.d', { rd: T0, rs1: S0, rs2: T0, aq: 1, rl: 0 }],
      ['bne', { rs1: T0, rs2: 0, imm: back(2) }],
      load(A0, S0, 8),
      ...spend(33),
      addi(A0, A0, 1),
      store(A0, S0, 8),
      store(0, S0),
      addi(T1, T1, -1),
      ['bne', { rs1: T1, rs2: 0, imm: back(11) }],
      wfi,
    ];
    const machine = machineOf([work, work, work], { engine });
    expect(machine.run({ maxInstructions: 1e6 })).toEqual({ kind: 'waiting' });
    expect(machine.peek(DATA + 8n)).toBe(60n);
  });

  test('each counts its own instructions', () => {
    const count = [...spend(301), readCsr(T0, 'mcycle'), readCsr(A0, 'minstret')];
    const machine = machineOf([count, [...spend(11), ...count]], { engine });
    machine.run({ maxInstructions: 20 * TURN });
    expect(registers(machine, T0)).toEqual([301n, 312n]);
    expect(registers(machine, A0)).toEqual([302n, 313n]);
  });

  test('code that one hart writes is what another executes', () => {
    // Hart 1 adds to a0 in a loop; hart 0 has the loop add more.
    const loop = [addi(A0, A0, 1), ['jal', { rd: 0, imm: back(1) }] as const];
    const machine = machineOf([[...spend(501), ['sw', { rs1: T0, rs2: T1, imm: 0 }]], loop], {
      engine,
    });
    machine.hartOf(0).setRegister(T0, BigInt(ramBase + 0x1000));
    machine
      .hartOf(0)
      .setRegister(T1, BigInt(encode(instruction('addi'), { rd: A0, rs1: A0, imm: 100 })));
    machine.run({ maxInstructions: 10 * TURN });
    const before = machine.hartOf(1).register(A0);
    expect(before).toBe(250n);
    machine.run({ maxInstructions: 20 * TURN });
    expect(machine.hartOf(1).register(A0) - before).toBe(BigInt((100 * 5 * TURN) / 2));
  });

  const lr: Step = ['lr.d', { rd: T1, rs1: S0, aq: 0, rl: 0 }];
  const loopOf = (...steps: readonly Step[]): readonly Step[] => [
    addi(A0, A0, 1),
    ...steps,
    ['jal', { rd: 0, imm: back(1 + steps.length) }],
  ];
  test.each<[string, readonly Step[]]>([
    ['pause', [['pause', {}]]],
    ['wrs.nto with a reservation', [lr, ['wrs.nto', {}]]],
    ['wrs.sto with a reservation', [lr, ['wrs.sto', {}]]],
  ])('%s gives way to the others', (_, steps) => {
    const loop = loopOf(...steps);
    const machine = machineOf([loop, []], { engine });
    const round = loop.length + TURN;
    // Its first turn ends in the loop's midst, and each after that is once around it.
    machine.run({ maxInstructions: 9 * round + loop.length });
    expect(registers(machine, A0)[0]).toBe(10n);
    expect(machine.workOf(1).instructions).toBeGreaterThan(9 * TURN - loop.length);
  });

  test('wrs.nto without a reservation, or of a lone hart, does nothing', () => {
    const turns = 8;
    const machine = machineOf([loopOf(['wrs.nto', {}]), []], { engine });
    machine.run({ maxInstructions: 2 * turns * TURN });
    expect(machine.workOf(0).instructions).toBe(turns * TURN);
    const alone = machineOf([loopOf(lr, ['wrs.nto', {}], ['pause', {}])], { engine });
    alone.run({ maxInstructions: 500 });
    expect([alone.hartOf(0).register(A0), alone.idleNs]).toEqual([100n, 0]);
  });

  test('harts that all give way let time pass', () => {
    const machine = machineOf(Array(3).fill(loopOf(['pause', {}])), { engine });
    machine.run({ maxInstructions: 3 * (2 + 99 * 3) }); // the first turn ends in the loop's midst
    expect(registers(machine, A0)).toEqual([100n, 100n, 100n]);
    expect(machine.nowNs).toBeGreaterThan(2900);
  });

  test('each has its own address space', () => {
    const machine = machineOf([[load(A0, S0)], [load(A0, S0)]], { engine });
    // A page table for hart 1 alone: address 0x8000_f000 means the page before.
    const { view, ram } = machine.hart;
    const root = 0xa000;
    const entry = (table: number, index: number, target: number, bits: number) =>
      view.setBigUint64(
        ram.byteOffset + table + 8 * index,
        (BigInt(ramBase + target) >> 2n) | BigInt(bits),
        true,
      );
    entry(root, 2, 0xb000, 1);
    entry(0xb000, 0, 0xc000, 1);
    for (let page = 0; page < 16; page++) entry(0xc000, page, page * 0x1000, 0xcf);
    entry(0xc000, 15, 0xe000, 0xcf);
    view.setBigUint64(ram.byteOffset + 0xf000, 8n, true);
    view.setBigUint64(ram.byteOffset + 0xe000, 9n, true);
    const second = machine.hartOf(1);
    const unprotected: readonly Step[] = [
      writeCsr('pmpaddr0', T0),
      writeCsr('pmpcfg0', T1),
      ['mret', {}],
    ];
    for (const [index, [name, values]] of unprotected.entries())
      view.setUint32(ram.byteOffset + 0x2000 + 4 * index, encode(instruction(name), values), true);
    second.set(slot.pc, BigInt(ramBase + 0x2000));
    second.setState('mepc', BigInt(ramBase + 0x1000));
    second.setState('mstatus', second.state('mstatus') | (1n << 11n));
    second.setState('satp', (8n << 60n) | BigInt((ramBase + root) >>> 12));
    second.setRegister(T0, 2n ** 54n - 1n);
    second.setRegister(T1, 0x1fn);
    machine.run({ maxInstructions: 4 * TURN });
    expect(registers(machine, A0)).toEqual([8n, 9n]);
  });
});

test('a computer has 1 to 32 harts', () => {
  expect(() => new Machine({ harts: 0 })).toThrow(RangeError);
  expect(() => new Machine({ harts: 33 })).toThrow(RangeError);
  expect(csrNumber('mhartid')).toBe(0xf14);
});
