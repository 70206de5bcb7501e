import { cause, csrNumber, type StateName } from '@ireko/isa';
import { describe, expect, test } from 'vitest';
import { engineNames } from '../../src/index.ts';
import {
  A0,
  addressOf,
  Bench,
  guestTable,
  page,
  pte,
  readCsr,
  type Start,
  type Step,
  secondTable,
  supervisorPage,
  T0,
  T1,
  userPage,
  writeCsr,
} from './guest-bench.ts';

const VS: Start = { level: 1, isGuest: true };
const VU: Start = { level: 0, isGuest: true };
const HS: Start = { level: 1 };
const U: Start = { level: 0 };

const ALL = 2n ** 64n - 1n;
const DATA = addressOf(page.data);
const VALUE = 0xfedc_ba98_7654_3210n;
const bit = (number: number): bigint => 1n << BigInt(number);
const { ILLEGAL_INSTRUCTION, VIRTUAL_INSTRUCTION } = cause;

/** The names of instructions without operands, and those with registers only. */
const plain = (mnemonic: string): Step => [mnemonic, { rd: 0, rs1: 0, rs2: 0 }];

describe.each(engineNames)('%s', (engine) => {
  const bench = new Bench(engine);
  /** What an instruction raises in a mode; 0 for nothing. */
  const raised = (step: Step, start: Start, state: Start['state'] = {}): number => {
    bench.reset();
    bench.machine.hart.setRegister(T0, DATA);
    const returns = { sepc: addressOf(page.handler), vsepc: addressOf(page.handler) };
    bench.run([step], { ...start, state: { ...returns, ...start.state, ...state } });
    return Number(bench.state('mcause')['mcause']);
  };

  test('what only a hypervisor may do is a virtual instruction in its guest, illegal in U-mode', () => {
    const steps: Step[] = [
      ...['hfence.vvma', 'hfence.gvma', 'hinval.vvma', 'hinval.gvma'].map(plain),
      ['hlv.w', { rd: A0, rs1: T0 }],
      ['hlvx.wu', { rd: A0, rs1: T0 }],
      ['hsv.d', { rs1: T0, rs2: T0 }],
      ...['hstatus', 'hgatp', 'htval', 'vsstatus', 'vsatp', 'hgeip', 'htimedelta'].map((name) =>
        readCsr(A0, name),
      ),
    ];
    for (const step of steps) {
      const modes = [VS, VU, U, HS].map((start) => raised(step, start));
      const expected = [VIRTUAL_INSTRUCTION, VIRTUAL_INSTRUCTION, ILLEGAL_INSTRUCTION, 0];
      expect([step, ...modes]).toEqual([step, ...expected]);
    }
  });

  test('what only a supervisor may do is a virtual instruction in VU-mode', () => {
    const names = ['sret', 'wfi', 'sfence.vma', 'sinval.vma', 'sfence.w.inval', 'sfence.inval.ir'];
    const steps = [...names.map(plain), readCsr(A0, 'sstatus'), readCsr(A0, 'satp')];
    for (const step of steps) {
      const modes = [VU, U].map((start) => raised(step, start));
      expect([step, ...modes]).toEqual([step, VIRTUAL_INSTRUCTION, ILLEGAL_INSTRUCTION]);
    }
  });

  test('M-mode’s instructions and registers, and writes to read-only ones, are illegal everywhere else', () => {
    const steps = [plain('mret'), readCsr(A0, 'mstatus'), writeCsr('hgeip', T0)];
    for (const step of steps) {
      const modes = [VS, VU, U].map((start) => raised(step, start));
      expect([step, ...modes]).toEqual([step, ...modes.map(() => ILLEGAL_INSTRUCTION)]);
    }
  });

  test('VTSR, VTW and VTVM keep instructions from VS-mode, TSR, TW and TVM from HS-mode', () => {
    const kept: readonly (readonly [Step, hstatus: number, mstatus: number])[] = [
      [plain('sret'), 22, 22],
      [plain('sfence.vma'), 20, 20],
      [plain('sinval.vma'), 20, 20],
      [readCsr(A0, 'satp'), 20, 20],
    ];
    for (const [step, byHost, byMachine] of kept) {
      expect([step, raised(step, VS, { hstatus: bit(byHost) })]).toEqual([
        step,
        VIRTUAL_INSTRUCTION,
      ]);
      expect([step, raised(step, HS, { mstatus: bit(byMachine) })]).toEqual([
        step,
        ILLEGAL_INSTRUCTION,
      ]);
      expect([step, raised(step, HS, { hstatus: bit(byHost) })]).toEqual([step, 0]);
    }
    expect(raised(plain('wfi'), VS, { hstatus: bit(21) })).toBe(VIRTUAL_INSTRUCTION);
    expect(raised(plain('wfi'), VS, { mstatus: bit(21), hstatus: bit(21) })).toBe(
      ILLEGAL_INSTRUCTION,
    );
    expect(raised(readCsr(A0, 'hgatp'), HS, { mstatus: bit(20) })).toBe(ILLEGAL_INSTRUCTION);
    expect(raised(plain('hfence.gvma'), HS, { mstatus: bit(20) })).toBe(ILLEGAL_INSTRUCTION);
    expect(raised(plain('hfence.vvma'), HS, { mstatus: bit(20) })).toBe(0);
  });

  test('a guest reads a counter if M-mode and its hypervisor let it', () => {
    const time = (mcounteren: bigint, hcounteren: bigint, scounteren: bigint, start: Start) =>
      raised(readCsr(A0, 'time'), start, { mcounteren, hcounteren, scounteren });
    expect(time(0n, 2n, 2n, VS)).toBe(ILLEGAL_INSTRUCTION);
    expect(time(2n, 0n, 2n, VS)).toBe(VIRTUAL_INSTRUCTION);
    expect(time(2n, 2n, 0n, VS)).toBe(0);
    expect(time(2n, 2n, 0n, VU)).toBe(VIRTUAL_INSTRUCTION);
    expect(time(2n, 2n, 2n, VU)).toBe(0);
  });

  test('in a guest the supervisor’s registers are its own', () => {
    const bench = new Bench(engine);
    bench.machine.hart.setRegister(T0, VALUE & ~1n);
    bench.machine.hart.setRegister(T1, ALL);
    const names = ['sscratch', 'sepc', 'scause', 'stval'];
    bench.run([...names.map((name) => writeCsr(name, T0)), readCsr(A0, 'sepc')], VS);
    const state = (prefix: string) =>
      bench.state(...names.map((name) => `${prefix}${name}` as StateName));
    expect(new Set(Object.values(state('v')))).toEqual(new Set([VALUE & ~1n]));
    expect(new Set(Object.values(state('')))).toEqual(new Set([0n]));
    expect(bench.machine.hart.register(A0)).toBe(VALUE & ~1n);
  });

  test('an exception goes as far down as it is delegated', () => {
    const ecall = (medeleg: bigint, hedeleg: bigint) => {
      const bench = new Bench(engine);
      bench.run([plain('ecall')], { ...VU, state: { medeleg, hedeleg } });
      return [bench.machine.hart.mode, bench.state('mcause', 'scause', 'vscause')];
    };
    const code = BigInt(cause.ECALL_FROM_U);
    expect(ecall(0n, 0n)).toEqual([3, { mcause: code, scause: 0n, vscause: 0n }]);
    expect(ecall(bit(8), 0n)).toEqual([1, { mcause: 0n, scause: code, vscause: 0n }]);
    expect(ecall(bit(8), bit(8))).toEqual([5, { mcause: 0n, scause: 0n, vscause: code }]);
    expect(raised(plain('ecall'), VS)).toBe(cause.ECALL_FROM_VS);
    expect(raised(plain('ecall'), HS)).toBe(cause.ECALL_FROM_S);
  });

  test('HS-mode is told from where a trap came, and sret goes back there', () => {
    const bench = new Bench(engine);
    bench.set(addressOf(page.handler), 0n);
    bench.run([plain('ecall')], { ...VS, state: { medeleg: ALL } });
    const { hart } = bench.machine;
    const { hstatus = 0n, mstatus = 0n } = bench.state('hstatus', 'mstatus');
    expect(hart.mode).toBe(1);
    expect([hstatus & bit(7), hstatus & bit(8), mstatus & bit(8)]).not.toContain(0n); // SPV, SPVP, SPP
    const again = new Bench(engine);
    again.run([plain('sret')], {
      ...HS,
      state: { hstatus: bit(7), mstatus: bit(8), sepc: addressOf(page.handler) },
    });
    expect(again.machine.hart.mode).toBe(5);
    expect((again.state('hstatus')['hstatus'] ?? 0n) & bit(7)).toBe(0n);
  });

  test('an interrupt that the hypervisor injects is a supervisor’s in its guest', () => {
    const interrupt = bit(63);
    for (const [injected, number] of [
      [cause.VSSI, cause.SSI],
      [cause.VSTI, cause.STI],
      [cause.VSEI, cause.SEI],
    ] as const) {
      const bench = new Bench(engine);
      const state = { hvip: bit(injected), mie: bit(injected), hideleg: bit(injected) };
      bench.run([plain('addi')], { ...VU, state });
      expect(bench.machine.hart.mode).toBe(5);
      expect(bench.state('vscause')['vscause']).toBe(interrupt | BigInt(number));
      const kept = new Bench(engine);
      kept.run([plain('addi')], { ...VU, state: { ...state, hideleg: 0n } });
      expect([kept.machine.hart.mode, kept.state('scause')['scause']]).toEqual([
        1,
        interrupt | BigInt(injected),
      ]);
    }
  });

  test('VS-mode’s SIE masks what is injected, and vsip shows it all the same', () => {
    const bench = new Bench(engine);
    const state = { hvip: bit(cause.VSEI), mie: bit(cause.VSEI), hideleg: bit(cause.VSEI) };
    bench.run([readCsr(A0, 'sip')], { ...VS, state });
    expect([bench.machine.hart.mode, bench.machine.hart.register(A0)]).toEqual([5, bit(cause.SEI)]);
    expect(bench.state('vscause')['vscause']).toBe(0n);
  });

  test('hlv and hsv reach a guest’s memory as the guest, hlvx what it may execute', () => {
    const tables = [guestTable(), secondTable()] as const;
    const address = 0x5000_0000n;
    const make = (bits: number) => {
      const bench = new Bench(engine);
      bench.map(tables[0], address, DATA, bits);
      bench.map(tables[1], addressOf(0), addressOf(0), userPage, 1);
      bench.set(DATA, VALUE);
      bench.machine.hart.setRegister(T0, address);
      bench.machine.hart.setRegister(T1, ALL);
      return bench;
    };
    const state = { vsatp: Bench.root(tables[0]), hgatp: Bench.root(tables[1]) };
    const supervisor = { ...state, hstatus: bit(8) };
    const loads = (bits: number, step: Step, start: Start) => {
      const bench = make(bits);
      bench.run([step], start);
      const { mcause = 0n, mstatus = 0n } = bench.state('mcause', 'mstatus');
      return mcause === 0n
        ? bench.machine.hart.register(A0)
        : [Number(mcause), (mstatus >> 38n) & 3n];
    };
    const hlv = (mnemonic: string): Step => [mnemonic, { rd: A0, rs1: T0 }];
    expect(loads(supervisorPage, hlv('hlv.d'), { ...HS, state: supervisor })).toBe(VALUE);
    expect(loads(supervisorPage, hlv('hlv.h'), { ...HS, state: supervisor })).toBe(0x3210n);
    expect(loads(userPage, hlv('hlv.wu'), { ...HS, state })).toBe(VALUE & 0xffff_ffffn);
    // GVA is set and MPV is not: the address was a guest's, the access HS-mode's.
    expect(loads(supervisorPage, hlv('hlv.d'), { ...HS, state })).toEqual([
      cause.LOAD_PAGE_FAULT,
      1n,
    ]);
    expect(loads(userPage, hlv('hlv.d'), { ...HS, state: supervisor })).toEqual([
      cause.LOAD_PAGE_FAULT,
      1n,
    ]);
    const executable = (supervisorPage & ~(pte.r | pte.w)) | pte.x;
    expect(loads(executable, hlv('hlv.wu'), { ...HS, state: supervisor })).toEqual([
      cause.LOAD_PAGE_FAULT,
      1n,
    ]);
    expect(loads(executable, hlv('hlvx.wu'), { ...HS, state: supervisor })).toBe(
      VALUE & 0xffff_ffffn,
    );
    expect(loads(userPage, hlv('hlv.d'), { ...U, state })).toEqual([ILLEGAL_INSTRUCTION, 0n]);
    expect(loads(userPage, hlv('hlv.d'), { ...U, state: { ...state, hstatus: bit(9) } })).toBe(
      VALUE,
    );

    const bench = make(supervisorPage);
    bench.run([['hsv.h', { rs1: T0, rs2: T1 }]], { ...HS, state: supervisor });
    expect(bench.get(DATA)).toBe(VALUE | 0xffffn);
  });

  test('floating point in a guest needs the fs of both supervisors, and makes both dirty', () => {
    const fadd: Step = ['fadd.d', { rd: 1, rs1: 0, rs2: 0, rm: 0 }];
    const initial = 1n;
    expect(raised(fadd, VS, { fs: initial, vsfs: 0n })).toBe(ILLEGAL_INSTRUCTION);
    expect(raised(fadd, VS, { fs: 0n, vsfs: initial })).toBe(ILLEGAL_INSTRUCTION);
    const bench = new Bench(engine);
    bench.run([fadd], { ...VS, state: { fs: initial, vsfs: initial } });
    expect(bench.state('fs', 'vsfs')).toEqual({ fs: 3n, vsfs: 3n });
    const host = new Bench(engine);
    host.run([fadd], { ...HS, state: { fs: initial, vsfs: initial } });
    expect(host.state('fs', 'vsfs')).toEqual({ fs: 3n, vsfs: initial });
  });

  test('with H turned off in misa there is no guest, and none of its registers and instructions', () => {
    const bench = new Bench(engine);
    bench.machine.hart.setRegister(T0, bit(7));
    const off: Step = ['csrrc', { rd: 0, csr: csrNumber('misa') ?? 0, rs1: T0 }];
    bench.machine.hart.setRegister(T1, bit(39));
    const setMpv: Step = ['csrrs', { rd: 0, csr: csrNumber('mstatus') ?? 0, rs1: T1 }];
    bench.run([off, setMpv, readCsr(A0, 'mideleg')], {
      level: 3,
      state: { hvip: bit(2), mie: bit(2) },
    });
    expect(bench.state('hvip', 'mie', 'mcause')).toEqual({ hvip: 0n, mie: 0n, mcause: 0n });
    expect((bench.state('mstatus')['mstatus'] ?? 0n) & bit(39)).toBe(0n);
    expect(bench.machine.hart.register(A0)).toBe(0n);
    const misa = bench.state('misa');
    for (const step of [plain('hfence.gvma'), readCsr(A0, 'hstatus'), readCsr(A0, 'mtval2')]) {
      const start = { level: 3, state: misa } as const;
      expect([step, raised(step, start)]).toEqual([step, ILLEGAL_INSTRUCTION]);
    }
  });

  test('a store conditional that fails faults where one that succeeds would', () => {
    const bench = new Bench(engine);
    bench.machine.hart.setRegister(T0, 0x1000_0000n);
    bench.run([['sc.w', { rd: A0, rs1: T0, rs2: 0 }]], { level: 3 });
    expect(bench.state('mcause')['mcause']).toBe(BigInt(cause.STORE_ACCESS_FAULT));
  });
});
