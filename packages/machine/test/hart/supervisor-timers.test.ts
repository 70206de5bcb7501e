import { cause } from '@ireko/isa';
import { describe, expect, test } from 'vitest';
import { engineNames, Machine } from '../../src/index.ts';
import { A0, addressOf, Bench, page, readCsr, type Step, T0, T1, writeCsr } from './guest-bench.ts';

const STCE = 1n << 63n;
const TM = 2n;
const ALL_ONES = 2n ** 64n - 1n;
const wfi: Step = ['wfi', {}];
const bit = (number: number): bigint => 1n << BigInt(number);

describe.each(engineNames)('%s', (engine) => {
  test('a supervisor sleeps until its comparator says', () => {
    const bench = new Bench(engine);
    const { machine } = bench;
    machine.hart.setRegister(T0, 1000n);
    machine.hart.setRegister(T1, bit(cause.STI));
    const steps = [writeCsr('stimecmp', T0), writeCsr('sie', T1), wfi, readCsr(A0, 'time')];
    bench.run(steps, {
      level: 1,
      state: { menvcfg: STCE, mcounteren: TM, mideleg: bit(cause.STI), stimecmp: ALL_ONES },
    });
    expect(machine.hart.register(A0)).toBe(1000n);
    expect(machine.idleNs).toBeGreaterThan(99_000);
  });

  test('the interrupt is taken at the tick, and a later comparator takes it back', () => {
    const bench = new Bench(engine);
    const { hart } = bench.machine;
    const pending = () => hart.state('mip') & bit(cause.STI);
    const state = {
      menvcfg: STCE,
      mcounteren: TM,
      mideleg: bit(cause.STI),
      mie: bit(cause.STI),
      stimecmp: 10n,
    };
    bench.run([], { level: 0, state });
    bench.machine.run({ maxInstructions: 99 });
    expect([hart.mode, pending()]).toEqual([0, 0n]);
    bench.machine.run({ maxInstructions: 101 });
    expect([hart.mode, pending()]).toEqual([1, bit(cause.STI)]);
    expect(hart.state('scause')).toBe((1n << 63n) | BigInt(cause.STI));
    const later = new Bench(engine);
    later.machine.hart.setRegister(T0, 1_000_000n);
    later.run([readCsr(A0, 'sip'), writeCsr('stimecmp', T0), readCsr(T1, 'sip')], {
      level: 1,
      state: { ...state, mie: 0n, stimecmp: 0n },
    });
    expect([A0, T1].map((number) => later.machine.hart.register(number))).toEqual([
      bit(cause.STI),
      0n,
    ]);
  });

  test('a guest’s comparator goes by the guest’s time', () => {
    const bench = new Bench(engine);
    const { hart } = bench.machine;
    bench.run([readCsr(A0, 'time')], {
      level: 0,
      isGuest: true,
      state: {
        menvcfg: STCE,
        henvcfg: STCE,
        mcounteren: TM,
        hcounteren: TM,
        scounteren: TM,
        htimedelta: 5000n,
        stimecmp: ALL_ONES,
        vstimecmp: 5020n,
        hideleg: bit(cause.VSTI),
        mie: bit(cause.VSTI),
      },
    });
    expect(hart.register(A0)).toBe(5000n);
    bench.machine.run({ maxInstructions: 199 });
    expect(hart.mode).toBe(4);
    bench.machine.run({ maxInstructions: 201 });
    expect([hart.mode, hart.state('vscause')]).toEqual([5, (1n << 63n) | BigInt(cause.STI)]);
  });

  test('a guest’s time that begins again at 0 takes its interrupt back', () => {
    const bench = new Bench(engine);
    const pending = () => bench.machine.hart.state('mip') & bit(cause.VSTI);
    const state = { menvcfg: STCE, henvcfg: STCE, htimedelta: -3n & ALL_ONES, vstimecmp: ALL_ONES };
    bench.run([], { level: 0, state });
    const at = (instructions: number) => {
      bench.machine.run({ maxInstructions: instructions });
      return pending();
    };
    expect([at(19), at(21), at(31)]).toEqual([0n, bit(cause.VSTI), 0n]);
  });

  test('a comparator needs the leave of M-mode, and in a guest of the hypervisor', () => {
    const raised = (isGuest: boolean, menvcfg: bigint, henvcfg: bigint) => {
      const bench = new Bench(engine);
      const state = { menvcfg, henvcfg, mcounteren: TM, hcounteren: TM };
      bench.run([readCsr(A0, 'stimecmp')], { level: 1, isGuest, state });
      return Number(bench.state('mcause')['mcause']);
    };
    expect(raised(false, 0n, 0n)).toBe(cause.ILLEGAL_INSTRUCTION);
    expect(raised(false, STCE, 0n)).toBe(0);
    expect(raised(true, 0n, STCE)).toBe(cause.ILLEGAL_INSTRUCTION);
    expect(raised(true, STCE, 0n)).toBe(cause.VIRTUAL_INSTRUCTION);
    expect(raised(true, STCE, STCE)).toBe(0);
  });
});

test('without Sstc on, a waiting hart with nothing to wake it ends the run', () => {
  const machine = new Machine({ ramBytes: 0x1_0000 });
  machine.hart.view.setUint32(machine.hart.ram.byteOffset, 0x1050_0073, true);
  expect(machine.run().kind).toBe('waiting');
  expect(addressOf(page.code)).toBe(0x8000_1000n);
});
