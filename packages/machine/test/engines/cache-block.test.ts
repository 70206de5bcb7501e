import { cause, csrNumber, encode, type FieldValues, instruction } from '@ireko/isa';
import { expect, test } from 'vitest';
import { type EngineName, engineNames, Machine, ramBase } from '../../src/index.ts';

const [T0, T1, T2] = [5, 6, 7];
const DATA = 0x800;

/** Runs a few instructions from reset, with `t0` the address of data that are all ones. */
function run(engine: EngineName, program: readonly (readonly [string, FieldValues])[]): Machine {
  const machine = new Machine({ ramBytes: 0x1_0000, engine });
  const { ram, view } = machine.hart;
  program.forEach(([mnemonic, values], index) => {
    view.setUint32(ram.byteOffset + index * 4, encode(instruction(mnemonic), values), true);
  });
  ram.fill(0xff, DATA, DATA + 256);
  machine.hart.setRegister(T0, BigInt(ramBase + DATA));
  machine.run({ maxInstructions: program.length });
  return machine;
}

const clears = (name: string) => ({ rd: 0, csr: csrNumber(name) ?? 0, rs1: T1 });

test.each(engineNames)('%s: cbo.zero clears the 64 bytes around its address', (engine) => {
  const machine = run(engine, [
    ['addi', { rd: T0, rs1: T0, imm: 64 + 13 }],
    ['cbo.zero', { rs1: T0 }],
  ]);
  const bytes = machine.hart.ram.subarray(DATA, DATA + 256);
  const zeros = [...bytes].flatMap((byte, index) => (byte === 0 ? [index] : []));
  expect(zeros).toEqual(Array.from({ length: 64 }, (_, index) => 64 + index));
});

test.each(engineNames)('%s: cbo.zero on a device is a store access fault', (engine) => {
  const machine = run(engine, [
    ['lui', { rd: T0, imm: 0x10000 }],
    ['cbo.zero', { rs1: T0 }],
  ]);
  expect(machine.hart.state('mcause')).toBe(BigInt(cause.STORE_ACCESS_FAULT));
});

test.each(engineNames)('%s: cache blocks are managed below M-mode only where enabled', (engine) => {
  const traps = (mnemonic: string, enables: number) => {
    const { hart } = run(engine, [
      ['addi', { rd: T1, rs1: 0, imm: -1 }],
      ['csrrw', clears('pmpaddr0')],
      ['addi', { rd: T2, rs1: 0, imm: 0x1f }],
      ['csrrw', { ...clears('pmpcfg0'), rs1: T2 }],
      ['addi', { rd: T1, rs1: 0, imm: enables }],
      ['csrrw', clears('menvcfg')],
      ['csrrw', clears('senvcfg')],
      ['auipc', { rd: T1, imm: 0 }],
      ['addi', { rd: T1, rs1: T1, imm: 16 }],
      ['csrrw', clears('mepc')],
      ['mret', {}],
      [mnemonic, { rs1: T0 }],
    ]);
    return hart.privilege === 3 && hart.state('mcause') === BigInt(cause.ILLEGAL_INSTRUCTION);
  };
  const all = ['cbo.inval', 'cbo.clean', 'cbo.flush', 'cbo.zero'];
  const trapping = (enables: number) => all.filter((mnemonic) => traps(mnemonic, enables));
  expect(trapping(0x00)).toEqual(all);
  expect(trapping(0x10)).toEqual(['cbo.clean', 'cbo.flush', 'cbo.zero']);
  expect(trapping(0x40)).toEqual(['cbo.inval', 'cbo.zero']);
  expect(trapping(0x80)).toEqual(['cbo.inval', 'cbo.clean', 'cbo.flush']);
  expect(trapping(0xf0)).toEqual([]);
});

test.each(engineNames)('%s: czero gives the value or zero', (engine) => {
  const machine = run(engine, [
    ['addi', { rd: T1, rs1: 0, imm: 7 }],
    ['czero.eqz', { rd: 10, rs1: T1, rs2: 0 }],
    ['czero.nez', { rd: 11, rs1: T1, rs2: 0 }],
    ['czero.eqz', { rd: 12, rs1: T1, rs2: T1 }],
    ['czero.nez', { rd: 13, rs1: T1, rs2: T1 }],
  ]);
  expect([10, 11, 12, 13].map((n) => machine.hart.register(n))).toEqual([0n, 7n, 7n, 0n]);
});
