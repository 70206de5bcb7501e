import { cause, csrNumber, encode, type FieldValues, instruction } from '@ireko/isa';
import { expect, test } from 'vitest';
import { engineNames, Machine, type MachineOptions } from '../../src/index.ts';

type Step = readonly [mnemonic: string, values: FieldValues];

const T0 = 5;
const ONE = 0x3ff0_0000_0000_0000n;
const THREE = 0x4008_0000_0000_0000n;
const BOXED_ONE = 0xffff_ffff_3f80_0000n;
const DYNAMIC = 7;

const number = (name: string) => csrNumber(name) ?? 0;
const set = (name: string, imm: number): Step => ['csrrwi', { rd: 0, csr: number(name), imm }];
const get = (rd: number, name: string): Step => ['csrrs', { rd, csr: number(name), rs1: 0 }];
/** `mstatus.fs` becomes Clean. */
const clean: readonly Step[] = [
  ['lui', { rd: T0, imm: 0x4 }],
  ['csrrs', { rd: 0, csr: number('mstatus'), rs1: T0 }],
];

/** Runs the steps from reset with `f1` and `f2` set. */
function run(
  engine: MachineOptions['engine'],
  steps: readonly Step[],
  [f1, f2]: readonly [bigint, bigint] = [ONE, THREE],
): Machine {
  const machine = new Machine({ ramBytes: 0x1_0000, ...(engine && { engine }) });
  const { ram, view } = machine.hart;
  steps.forEach(([mnemonic, values], index) => {
    view.setUint32(ram.byteOffset + index * 4, encode(instruction(mnemonic), values), true);
  });
  machine.hart.setFloatRegister(1, f1);
  machine.hart.setFloatRegister(2, f2);
  machine.run({ maxInstructions: steps.length });
  return machine;
}

const isIllegal = (machine: Machine) =>
  machine.hart.state('mcause') === BigInt(cause.ILLEGAL_INSTRUCTION);

test.each(engineNames)(
  '%s: with mstatus.fs off, every instruction and CSR of F and D is illegal',
  (engine) => {
    const steps: readonly Step[] = [
      ['fadd.d', { rd: 3, rs1: 1, rs2: 2 }],
      ['fld', { rd: 3, rs1: 0, imm: 0 }],
      ['fsw', { rs1: 0, rs2: 1, imm: 0 }],
      ['fmv.x.d', { rd: 3, rs1: 1 }],
      ['fclass.s', { rd: 3, rs1: 1 }],
      get(3, 'fcsr'),
      set('frm', 0),
    ];
    expect(steps.filter((step) => !isIllegal(run(engine, [step])))).toEqual([]);
  },
);

test.each(engineNames)(
  '%s: an exception makes mstatus.fs dirty when it accrues, and not when it had accrued',
  (engine) => {
    const inexact: Step = ['fcvt.l.d', { rd: 3, rs1: 1, rm: 1 }];
    const fsAfter = (...steps: readonly Step[]) =>
      (run(engine, [...clean, ...steps, get(4, 'mstatus')], [ONE + 1n, THREE]).hart.register(4) >>
        13n) &
      3n;
    expect(fsAfter(inexact)).toBe(3n);
    const accrued: readonly Step[] = [
      set('fflags', 1),
      ['csrrc', { rd: 0, csr: number('mstatus'), rs1: 6 }],
    ];
    const leaveClean: readonly Step[] = [
      ['lui', { rd: 6, imm: 0x2 }], // one of the two bits of fs
      ...accrued,
    ];
    expect(fsAfter(...leaveClean)).toBe(2n);
    expect(fsAfter(...leaveClean, inexact)).toBe(2n);
  },
);

test.each(engineNames)('%s: a write to a register makes mstatus.fs dirty and sets sd', (engine) => {
  const { hart } = run(engine, [
    ...clean,
    get(10, 'sstatus'),
    ['fmv.d.x', { rd: 3, rs1: 0 }],
    get(11, 'sstatus'),
  ]);
  expect(hart.register(10) & 0x8000_0000_0000_6000n).toBe(0x4000n);
  expect(hart.register(11) & 0x8000_0000_0000_6000n).toBe(0x8000_0000_0000_6000n);
});

test.each(engineNames)(
  '%s: comparing leaves mstatus.fs clean unless an exception accrues',
  (engine) => {
    const compare: Step = ['flt.d', { rd: 12, rs1: 1, rs2: 2 }];
    const after = (f1: bigint) => {
      const { hart } = run(
        engine,
        [...clean, compare, get(10, 'sstatus'), get(11, 'fflags')],
        [f1, THREE],
      );
      return [hart.register(12), hart.register(11), (hart.register(10) >> 13n) & 3n];
    };
    expect(after(ONE)).toEqual([1n, 0n, 2n]);
    expect(after(0x7ff8_0000_0000_0000n)).toEqual([0n, 16n, 3n]);
  },
);

test.each(engineNames)(
  '%s: a single that is not boxed is the canonical NaN, but for moves and stores',
  (engine) => {
    const steps: readonly Step[] = [
      ...clean,
      ['fadd.s', { rd: 3, rs1: 1, rs2: 2, rm: DYNAMIC }],
      ['fsgnj.s', { rd: 4, rs1: 1, rs2: 1 }],
      ['fmv.x.w', { rd: 10, rs1: 1 }],
      ['fclass.s', { rd: 11, rs1: 1 }],
    ];
    const { hart } = run(engine, steps, [0x3f80_0000n, BOXED_ONE]);
    expect(hart.floatRegister(3)).toBe(0xffff_ffff_7fc0_0000n);
    expect(hart.floatRegister(4)).toBe(0xffff_ffff_7fc0_0000n);
    expect([hart.register(10), hart.register(11)]).toEqual([0x3f80_0000n, 1n << 9n]);
  },
);

test.each(engineNames)(
  '%s: a reserved rounding mode is illegal, in the instruction or in frm',
  (engine) => {
    const divide = (rm: number): Step => ['fdiv.d', { rd: 3, rs1: 1, rs2: 2, rm }];
    const exact = (rm: number): Step => ['fcvt.d.w', { rd: 3, rs1: 0, rm }];
    const illegal = (frm: number, step: Step) =>
      isIllegal(run(engine, [...clean, set('frm', frm), step]));
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((rm) => illegal(0, divide(rm)))).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
      true,
      false,
    ]);
    expect([4, 5, 6, 7].map((frm) => illegal(frm, divide(DYNAMIC)))).toEqual([
      false,
      true,
      true,
      true,
    ]);
    expect([illegal(5, divide(0)), illegal(0, exact(5)), illegal(5, exact(DYNAMIC))]).toEqual([
      false,
      true,
      true,
    ]);
  },
);

test.each(engineNames)('%s: exceptions accrue until software clears them', (engine) => {
  const divide: Step = ['fdiv.d', { rd: 3, rs1: 1, rs2: 2, rm: DYNAMIC }];
  const byZero: Step = ['fdiv.d', { rd: 4, rs1: 1, rs2: 5, rm: DYNAMIC }];
  const { hart } = run(engine, [
    ...clean,
    divide,
    byZero,
    divide,
    get(10, 'fcsr'),
    set('fflags', 0),
    get(11, 'fcsr'),
  ]);
  expect([hart.register(10), hart.register(11)]).toEqual([0b01001n, 0n]);
});

test.each(engineNames)('%s: a rounding mode in frm rounds', (engine) => {
  const divide: Step = ['fdiv.d', { rd: 3, rs1: 1, rs2: 2, rm: DYNAMIC }];
  const rounded = (frm: number) =>
    run(engine, [...clean, set('frm', frm), divide]).hart.floatRegister(3);
  const third = 0x3fd5_5555_5555_5555n;
  expect([0, 1, 2, 3, 4].map(rounded)).toEqual([third, third, third, third + 1n, third]);
});
