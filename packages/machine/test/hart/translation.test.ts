import { cause } from '@ireko/isa';
import { describe, expect, test } from 'vitest';
import { engineNames } from '../../src/index.ts';
import {
  A0,
  addressOf,
  Bench,
  guestTable,
  hostTable,
  page,
  pte,
  S0,
  type Step,
  secondTable,
  supervisorPage,
  T0,
  T1,
  T2,
  type Table,
  userPage,
} from './guest-bench.ts';

const A1 = 11;
const levels = [3, 4, 5] as const;
const load: Step = ['ld', { rd: A0, rs1: T0, imm: 0 }];
const store: Step = ['sd', { rs1: T0, rs2: T1, imm: 0 }];
const MSTATUS = 0x300;
const VALUE = 0x0123_4567_89ab_cdefn;
const DATA = addressOf(page.data);
/** An address that needs every level of a table with so many. */
const far = (count: number): bigint => (1n << BigInt(9 * count + 10)) | 0x7654_3000n;
/** A guest-physical address that is not the physical one. */
const GUEST_DATA = 0x3_4567_8000n;

/** Pages that every program here needs, mapped to themselves. */
function mapCode(bench: Bench, table: Table, bits: number): void {
  for (const number of [page.code, page.handler]) {
    bench.map(table, addressOf(number), addressOf(number), bits);
  }
}

/** A guest with both stages: all of its own table is where the hypervisor's table says it is. */
function guest(bench: Bench, first: Table, second: Table): void {
  mapCode(bench, first, supervisorPage);
  bench.map(second, addressOf(0), addressOf(0), userPage, 1);
}

const guestRoots = (first: Table, second: Table) => ({
  vsatp: Bench.root(first),
  hgatp: Bench.root(second),
});

const fault = (bench: Bench) =>
  bench.state('mcause', 'mtval', 'mtval2', 'mtinst', 'mepc', 'virtual');

describe.each(engineNames)('%s', (engine) => {
  test.each(levels)('a supervisor’s address goes through %i levels', (count) => {
    const bench = new Bench(engine);
    const table = hostTable(count);
    mapCode(bench, table, supervisorPage);
    bench.map(table, far(count), DATA, supervisorPage);
    bench.set(DATA, VALUE);
    bench.machine.hart.setRegister(T0, far(count));
    bench.run([load], { level: 1, state: { satp: Bench.root(table) } });
    expect(bench.machine.hart.register(A0)).toBe(VALUE);
  });

  test.each(levels)('with %i levels an address whose top bits differ is a page fault', (count) => {
    const bench = new Bench(engine);
    const table = hostTable(count);
    mapCode(bench, table, supervisorPage);
    const address = 1n << BigInt(9 * count + 11);
    bench.machine.hart.setRegister(T0, address);
    bench.run([load], { level: 1, state: { satp: Bench.root(table) } });
    expect(bench.state('mcause', 'mtval')).toEqual({
      mcause: BigInt(cause.LOAD_PAGE_FAULT),
      mtval: address,
    });
  });

  test('a guest’s address goes through both stages, of any numbers of levels', () => {
    for (const first of levels) {
      for (const second of levels) {
        const bench = new Bench(engine);
        const tables = [guestTable(first), secondTable(second)] as const;
        guest(bench, ...tables);
        bench.map(tables[0], far(first), GUEST_DATA, supervisorPage);
        bench.map(tables[1], GUEST_DATA, DATA, userPage);
        bench.set(DATA, VALUE);
        bench.machine.hart.setRegister(T0, far(first));
        bench.run([load], { level: 1, isGuest: true, state: guestRoots(...tables) });
        expect([first, second, bench.machine.hart.register(A0)]).toEqual([first, second, VALUE]);
      }
    }
  });

  test('the second stage has two address bits more, and faults above them', () => {
    const bench = new Bench(engine);
    const second = secondTable(3);
    bench.map(second, addressOf(0), addressOf(0), userPage, 1);
    const top = 0x1ff_ffff_f000n;
    bench.map(second, top, DATA, userPage);
    bench.set(DATA, VALUE);
    bench.machine.hart.setRegister(T0, top);
    bench.machine.hart.setRegister(T1, top + 0x1000n);
    const steps: Step[] = [load, ['ld', { rd: T0, rs1: T1, imm: 8 }]];
    bench.run(steps, { level: 1, isGuest: true, state: { hgatp: Bench.root(second) } });
    expect(bench.machine.hart.register(A0)).toBe(VALUE);
    expect(fault(bench)).toMatchObject({
      mcause: BigInt(cause.LOAD_GUEST_PAGE_FAULT),
      mtval: top + 0x1008n,
      mtval2: (top + 0x1008n) >> 2n,
    });
  });

  test('a guest-page fault tells both addresses and the instruction, transformed', () => {
    const bench = new Bench(engine);
    const tables = [guestTable(), secondTable()] as const;
    guest(bench, ...tables);
    bench.map(tables[0], far(3), GUEST_DATA, supervisorPage);
    bench.map(tables[1], GUEST_DATA, DATA, userPage & ~pte.w);
    bench.machine.hart.setRegister(T0, far(3) + 0x10n);
    bench.run([['sd', { rs1: T0, rs2: T1, imm: 0x20 }]], {
      level: 1,
      isGuest: true,
      state: guestRoots(...tables),
    });
    expect(fault(bench)).toEqual({
      mcause: BigInt(cause.STORE_GUEST_PAGE_FAULT),
      mtval: far(3) + 0x30n,
      mtval2: (GUEST_DATA + 0x30n) >> 2n,
      mtinst: 0x0060_3023n, // sd t1, 0(x0)
      mepc: addressOf(page.code),
      virtual: 0n,
    });
    const { mstatus = 0n } = bench.state('mstatus');
    expect([mstatus & (1n << 38n), mstatus & (1n << 39n)]).not.toContain(0n); // GVA, MPV
  });

  test('a compressed instruction is told by what it stands for, with bit 1 clear', () => {
    const bench = new Bench(engine);
    const tables = [guestTable(), secondTable()] as const;
    guest(bench, ...tables);
    bench.machine.hart.setRegister(S0, far(3));
    bench.run([['c.ld', { rd: A0, rs1: S0, imm: 8 }]], {
      level: 1,
      isGuest: true,
      state: guestRoots(...tables),
    });
    expect(fault(bench)).toMatchObject({ mtval: far(3) + 8n, mtinst: 0x3501n }); // ld a0, 0(x0)
  });

  test('a misaligned access that fails behind its first byte tells how far', () => {
    const bench = new Bench(engine);
    const tables = [guestTable(), secondTable()] as const;
    guest(bench, ...tables);
    bench.map(tables[0], far(3), GUEST_DATA, supervisorPage);
    bench.map(tables[1], GUEST_DATA, DATA, userPage);
    bench.machine.hart.setRegister(T0, far(3) + 0xffdn);
    bench.run([load], { level: 1, isGuest: true, state: guestRoots(...tables) });
    expect(fault(bench)).toMatchObject({
      mcause: BigInt(cause.LOAD_PAGE_FAULT),
      mtval: far(3) + 0x1000n,
      mtval2: 0n,
      mtinst: 0x0001_b503n, // ld a0, with 3 where rs1 stood
    });
  });

  test('a guest’s table that the second stage hides is a fault of the access, with a pseudoinstruction', () => {
    const bench = new Bench(engine);
    const tables = [guestTable(), secondTable()] as const;
    mapCode(bench, tables[0], supervisorPage);
    bench.map(tables[1], addressOf(page.code), addressOf(page.code), userPage);
    bench.run([load], { level: 1, isGuest: true, state: guestRoots(...tables) });
    const entry = addressOf(page.guestRoot) + 8n * (addressOf(page.code) >> 30n);
    expect(fault(bench)).toMatchObject({
      mcause: BigInt(cause.FETCH_GUEST_PAGE_FAULT),
      mtval: addressOf(page.code),
      mtval2: entry >> 2n,
      mtinst: 0x3000n,
    });
  });

  test('a guest’s entry whose dirty bit cannot be set is a fault with a writing pseudoinstruction', () => {
    const bench = new Bench(engine);
    const tables = [guestTable(), secondTable()] as const;
    mapCode(bench, tables[0], supervisorPage);
    for (let number = 0; number < 64; number++) {
      const isTable = number >= page.guestRoot && number < page.secondRoot;
      bench.map(
        tables[1],
        addressOf(number),
        addressOf(number),
        isTable ? userPage & ~pte.w : userPage,
      );
    }
    bench.map(tables[0], far(3), DATA, supervisorPage & ~pte.d);
    bench.machine.hart.setRegister(T0, far(3));
    bench.run([store], { level: 1, isGuest: true, state: guestRoots(...tables) });
    expect(fault(bench)).toMatchObject({
      mcause: BigInt(cause.STORE_GUEST_PAGE_FAULT),
      mtval: far(3),
      mtinst: 0x3020n,
    });
  });

  test('accessed and dirty bits are set in both stages', () => {
    const bench = new Bench(engine);
    const tables = [guestTable(), secondTable()] as const;
    guest(bench, ...tables);
    const fresh = ~(pte.a | pte.d);
    bench.map(tables[0], far(3), GUEST_DATA, supervisorPage & fresh);
    bench.map(tables[1], GUEST_DATA, DATA, userPage & fresh);
    bench.machine.hart.setRegister(T0, far(3));
    bench.run([store], { level: 1, isGuest: true, state: guestRoots(...tables) });
    const bits = (table: Table, address: bigint) => bench.get(bench.place(table, address)) & 0xffn;
    expect(bits(tables[0], far(3))).toBe(BigInt(supervisorPage));
    expect(bits(tables[1], GUEST_DATA)).toBe(BigInt(userPage));
  });

  test('the second stage takes a page that is not a user’s for no page', () => {
    const bench = new Bench(engine);
    const second = secondTable();
    bench.map(second, addressOf(0), addressOf(0), userPage, 1);
    bench.map(second, GUEST_DATA, DATA, supervisorPage);
    bench.machine.hart.setRegister(T0, GUEST_DATA);
    bench.run([load], { level: 1, isGuest: true, state: { hgatp: Bench.root(second) } });
    expect(bench.state('mcause')['mcause']).toBe(BigInt(cause.LOAD_GUEST_PAGE_FAULT));
  });

  test('Svnapot: one entry of sixteen pages maps them all', () => {
    const bench = new Bench(engine);
    const table = hostTable();
    mapCode(bench, table, supervisorPage);
    const napot = 1n << 63n;
    bench.map(table, far(3) + 0x3000n, addressOf(8), supervisorPage, 0, napot);
    bench.set(addressOf(6) + 0x40n, VALUE);
    bench.machine.hart.setRegister(T0, far(3) + 0x3040n);
    bench.run([load], { level: 1, state: { satp: Bench.root(table) } });
    expect(bench.machine.hart.register(A0)).toBe(VALUE);
  });

  test('Svpbmt: a memory type needs its enable, and 3 is none', () => {
    const mcause = (type: bigint, menvcfg: bigint) => {
      const bench = new Bench(engine);
      const table = hostTable();
      mapCode(bench, table, supervisorPage);
      bench.map(table, far(3), DATA, supervisorPage, 0, type << 61n);
      bench.machine.hart.setRegister(T0, far(3));
      bench.run([load], { level: 1, state: { satp: Bench.root(table), menvcfg } });
      return bench.state('mcause')['mcause'];
    };
    const enable = 1n << 62n;
    const page = BigInt(cause.LOAD_PAGE_FAULT);
    expect([1n, 2n, 3n].map((type) => mcause(type, enable))).toEqual([0n, 0n, page]);
    expect([1n, 2n, 3n].map((type) => mcause(type, 0n))).toEqual([page, page, page]);
  });

  test('M-mode reads a guest’s memory with MPRV and MPV', () => {
    const bench = new Bench(engine);
    const tables = [guestTable(), secondTable()] as const;
    guest(bench, ...tables);
    bench.map(tables[0], far(3), GUEST_DATA, supervisorPage);
    bench.map(tables[1], GUEST_DATA, DATA, userPage);
    bench.set(DATA, VALUE);
    const mprv = (1n << 17n) | (1n << 39n) | (1n << 11n);
    bench.machine.hart.setRegister(T0, far(3));
    bench.machine.hart.setRegister(T1, mprv);
    const steps: Step[] = [
      ['csrrc', { rd: 0, csr: MSTATUS, rs1: T2 }],
      ['csrrs', { rd: 0, csr: MSTATUS, rs1: T1 }],
      load,
    ];
    bench.machine.hart.setRegister(T2, 3n << 11n);
    bench.run(steps, { level: 3, state: guestRoots(...tables) });
    expect(bench.machine.hart.register(A0)).toBe(VALUE);
  });

  test.each([
    { fenced: 'all addresses', rs1: 0, others: VALUE },
    { fenced: 'one address', rs1: T0, others: 0n },
  ])('after sfence.vma of $fenced a guest’s accesses there go where its table says now', (test) => {
    const bench = new Bench(engine);
    const tables = [guestTable(), secondTable()] as const;
    guest(bench, ...tables);
    const { hart } = bench.machine;
    bench.map(tables[0], far(3), DATA, supervisorPage);
    bench.map(tables[0], far(3) + 4096n, DATA, supervisorPage);
    const entry = bench.place(tables[0], far(3));
    const mapped = entry - (entry % 4096n);
    bench.map(tables[0], mapped, mapped, supervisorPage);
    const other = addressOf(page.data + 1);
    bench.set(other, VALUE);
    hart.setRegister(T0, far(3));
    hart.setRegister(S0, far(3) + 4096n);
    hart.setRegister(T1, entry);
    hart.setRegister(T2, ((other >> 12n) << 10n) | BigInt(supervisorPage));
    const loadNext: Step = ['ld', { rd: A1, rs1: S0, imm: 0 }];
    const steps: Step[] = [
      load,
      loadNext,
      ['sd', { rs1: T1, rs2: T2, imm: 0 }],
      ['sd', { rs1: T1, rs2: T2, imm: 8 }],
      ['sfence.vma', { rs1: test.rs1, rs2: 0 }],
      load,
      loadNext,
    ];
    bench.run(steps, { level: 1, isGuest: true, state: guestRoots(...tables) });
    expect(hart.register(A0)).toBe(VALUE);
    expect(hart.register(A1)).toBe(test.others);
  });
});
