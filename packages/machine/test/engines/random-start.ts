/**
 * What a hart begins a random program with: a table of doublewords, and code that loads it into registers, CSRs and devices.
 */

import { ramBase, regions } from '../../src/index.ts';
import { codeRegisters, randomWord } from './random-code.ts';
import {
  addressOf,
  bits64,
  codePlaces,
  csrNumber,
  DATA_PAGES,
  devices,
  PAGE,
  PAGES,
  pageOf,
  pick,
  type Random,
  randomProgramRamBytes,
  roots,
  SUPERVISOR_HANDLER,
  secondRoots,
  userOffset,
  word,
} from './random-layout.ts';

/**
 * CSRs in the order in which they are written; `mstatus` comes last of all. In Smepmp's lockdown, what M-mode executes
 * must be there before, and what it shares with others can only be said afterwards: so two are written twice.
 */
// biome-ignore format: by what they are about.
const startCsrs = [
  'mtvec', 'stvec', 'vstvec', 'mepc', 'sepc', 'vsepc', 'mcause', 'scause', 'vscause',
  'pmpaddr0', 'pmpaddr1', 'pmpaddr2', 'pmpaddr3', 'mseccfg.before', 'pmpcfg0.before', 'mseccfg', 'pmpcfg0',
  'medeleg', 'mideleg', 'mie', 'mcounteren', 'scounteren', 'mcountinhibit',
  'menvcfg', 'senvcfg', 'henvcfg', 'hedeleg', 'hideleg', 'hcounteren', 'htimedelta',
  'satp', 'vsatp', 'hgatp', 'hstatus', 'vsstatus', 'sscratch', 'vsscratch',
  'mip', 'hvip', 'vsie', 'stimecmp', 'vstimecmp', 'fcsr',
] as const;
type StartCsr = (typeof startCsrs)[number];

/** Registers of devices, each with what stores a value there. */
const startDevices = [
  { address: regions.clint.base, store: 'sw' }, // msip
  { address: regions.clint.base + 0x4000, store: 'sd' }, // mtimecmp
  { address: regions.plic.base + 4 * regions.uart.irq, store: 'sw' }, // its priority
  { address: regions.plic.base + 0x2000, store: 'sw' }, // enabled for M-mode
  { address: regions.plic.base + 0x2080, store: 'sw' }, // enabled for S-mode
  { address: regions.uart.base + 1, store: 'sb' }, // interrupts of the UART
] as const;

/** Offsets in the table. */
const X_REGISTERS = 0;
const F_REGISTERS = X_REGISTERS + 32 * 8;
const CSRS = F_REGISTERS + 32 * 8;
const DEVICES = CSRS + startCsrs.length * 8;
/** In the place of `x0`. */
const MSTATUS = X_REGISTERS;

const [T0, T1, T2] = [5, 6, 7];
const fsDirty = 0x6000;
const load = (rd: number, offset: number) => word('ld', { rd, rs1: T1, imm: offset });
const writeCsr = (name: string, rs1: number) => word('csrrw', { rd: 0, csr: csrNumber(name), rs1 });

/** Loads the table, and goes on. */
export const preamble: readonly number[] = [
  word('auipc', { rd: T1, imm: pageOf.start }),
  word('lui', { rd: T0, imm: fsDirty >> 12 }),
  word('csrrs', { rd: 0, csr: csrNumber('mstatus'), rs1: T0 }),
  ...Array.from({ length: 32 }, (_, rd) => word('fld', { rd, rs1: T1, imm: F_REGISTERS + rd * 8 })),
  ...startDevices.flatMap(({ store }, index) => [
    load(T0, DEVICES + index * 16),
    load(T2, DEVICES + index * 16 + 8),
    word(store, { rs1: T0, rs2: T2, imm: 0 }),
  ]),
  ...startCsrs.flatMap((name, index) => [
    load(T0, CSRS + index * 8),
    writeCsr(name.replace('.before', ''), T0),
  ]),
  // mstatus may have loads be translated, so T0 waits in a CSR until that is written.
  load(T0, X_REGISTERS + T0 * 8),
  writeCsr('mscratch', T0),
  ...Array.from({ length: 32 }, (_, rd) => rd)
    .filter((rd) => ![0, T0, T1].includes(rd))
    .map((rd) => load(rd, X_REGISTERS + rd * 8)),
  load(T0, MSTATUS),
  load(T1, X_REGISTERS + T1 * 8),
  writeCsr('mstatus', T0),
  word('csrrs', { rd: T0, csr: csrNumber('mscratch'), rs1: 0 }),
  word('mret'),
];

/** After so many instructions a hart has what it begins with, unless something trapped. */
export const preambleInstructions: number = preamble.length;

/** Puts into RAM what a hart begins with. */
export function putStart(ram: Uint8Array, entries: readonly number[], random: Random): void {
  const view = new DataView(ram.buffer, ram.byteOffset);
  const put = (offset: number, value: bigint) =>
    view.setBigUint64(pageOf.start * PAGE + offset, BigInt.asUintN(64, value), true);
  const values = { ...usualCsrs(random), ...protection(random) };
  const status = startStatus(random);
  const isUser = (status & machineBits) === 0n;
  const paging = (status & mpv) === 0n ? values.satp : values.vsatp;
  const offset = BigInt(isUser && paging !== 0n && random(8) ? userOffset : 0);
  for (let register = 1; register < 32; register++)
    put(X_REGISTERS + register * 8, startOf(register, entries, offset, random));
  for (let register = 0; register < 32; register++)
    put(F_REGISTERS + register * 8, floatValue(random));
  values.mepc = BigInt(pick(random, entries)) + offset;
  for (const [index, name] of startCsrs.entries()) put(CSRS + index * 8, values[name]);
  put(MSTATUS, status);
  const deviceValues = [BigInt(random(8) === 0), soon(random), 1n, 1n << 10n, 1n << 10n];
  for (const [index, { address }] of startDevices.entries()) {
    put(DEVICES + index * 16, BigInt(address));
    put(DEVICES + index * 16 + 8, deviceValues[index] ?? BigInt(random(4)));
  }
}

/** The lowest bits at random, a run of ones at either end, or nothing. */
function anything(random: Random, bits: number): bigint {
  switch (random(4)) {
    case 0:
      return 0n;
    case 1:
      return BigInt.asUintN(64, -1n << BigInt(random(64)));
    case 2:
      return BigInt.asUintN(64, -1n) >> BigInt(random(64));
    default:
      return BigInt(random(2 ** bits));
  }
}

/** A tick of `mtime` soon after the start, or none. */
const soon = (random: Random) =>
  random(2) ? BigInt(Math.floor(preambleInstructions / 10) + random(12)) : -1n;

const machineBits = 0b11n << 11n;
const mpv = 1n << 39n;

/** `mstatus`, with the mode to begin in: not only the modes but all else is by chance. */
function startStatus(random: Random): bigint {
  const mode = pick(random, [0, 0, 1, 1, 1, 3]);
  const mie = 1 << 3;
  const mprv = random(6) ? 1 << 17 : 0;
  const low = BigInt(random(2 ** 23) & ~(mie | mprv)) & ~machineBits;
  return low | BigInt((mode << 11) | (random(4) ? fsDirty : 0)) | (random(2) ? mpv : 0n);
}

/** A root of a table, by any of the three ways to it; or none. */
function root(random: Random, pages: readonly number[]): bigint {
  const way = random(3);
  const SV39 = 8;
  const identifier = random(2) ? 0n : BigInt(random(2 ** 14)) << 44n;
  const page = BigInt(ramBase / PAGE + (pages[way] ?? 0));
  return random(4) ? (BigInt(SV39 + way) << 60n) | identifier | page : 0n;
}

function usualCsrs(random: Random): Record<StartCsr, bigint> {
  const machineTraps = addressOf(pageOf.handlers) | BigInt(random(2));
  const supervisorTraps = addressOf(pageOf.handlers, SUPERVISOR_HANDLER) | BigInt(random(2));
  const usually = (bits: number) =>
    random(2) ? BigInt(random(2 ** bits)) : anything(random, bits);
  const stce = random(4) ? 1n << 63n : 0n;
  const cacheBlocks = random(2) ? 0xf0n : 0n;
  return {
    mtvec: machineTraps,
    stvec: supervisorTraps,
    vstvec: supervisorTraps,
    mepc: 0n,
    sepc: addressOf(0, codePlaces.start + random(250) * 4),
    vsepc: addressOf(0, codePlaces.start + random(250) * 4),
    mcause: anything(random, 5),
    scause: anything(random, 5),
    vscause: anything(random, 5),
    pmpaddr0: -1n,
    pmpaddr1: 0n,
    pmpaddr2: 0n,
    pmpaddr3: 0n,
    'mseccfg.before': 0n,
    'pmpcfg0.before': 0n,
    mseccfg: 0n,
    pmpcfg0: BigInt(napot | 0b111),
    medeleg: usually(24),
    mideleg: usually(14),
    mie: usually(14),
    mcounteren: anything(random, 32),
    scounteren: anything(random, 32),
    mcountinhibit: random(4) ? 0n : anything(random, 32),
    menvcfg: stce | cacheBlocks | anything(random, 8) | (random(2) ? 1n << 62n : 0n),
    senvcfg: cacheBlocks | anything(random, 8),
    henvcfg: stce | cacheBlocks | anything(random, 8) | (random(2) ? 1n << 62n : 0n),
    hedeleg: usually(16),
    hideleg: usually(14),
    hcounteren: anything(random, 32),
    htimedelta: random(2) ? BigInt(random(40)) - 20n : bits64(random),
    satp: root(random, roots),
    vsatp: root(random, roots),
    hgatp: root(random, secondRoots),
    hstatus: usually(23),
    vsstatus: usually(20) | (random(4) ? BigInt(fsDirty) : 0n),
    sscratch: usualValue(random),
    vsscratch: usualValue(random),
    mip: random(4) ? 0n : anything(random, 14),
    hvip: random(2) ? 0n : anything(random, 14),
    vsie: anything(random, 14),
    stimecmp: soon(random),
    vstimecmp: soon(random),
    fcsr: BigInt(random(32) | ((random(8) ? random(5) : random(8)) << 5)),
  };
}

const napot = 0x18;
const topOfRange = 0x08;

/**
 * PMP: all is allowed; or all but what is in two pages, or in a part of one; or, by the lockdown of Smepmp, M-mode
 * shares code with the others, and data, and either may be kept from two pages [smepmp §2.1].
 */
function protection(random: Random): Partial<Record<StartCsr, bigint>> {
  /** A region of a power of two pages. */
  const region = (page: number, pages: number) => addressOf(page, (pages * PAGE) / 2 - 4) >> 2n;
  const page = pageOf.data + 2 * random(12);
  const some = napot | random(8) | (random(2) << 7);
  const configuration = (...entries: readonly number[]) =>
    entries.reduceRight((bits, entry) => (bits << 8n) | BigInt(entry), 0n);
  const sharedCode = 0x80 | napot | 0b110;
  const sharedData = napot | 0b110;
  const [rlb, mml] = [0b100n, 0b001n];
  switch (random(8)) {
    case 0:
      return {
        ...{ pmpaddr0: region(page, 2), pmpaddr1: -1n },
        pmpcfg0: configuration(some, napot | 0b111),
        mseccfg: random(2) ? rlb : 0n,
      };
    case 1:
      return {
        ...{ pmpaddr0: region(0, pageOf.data), pmpaddr1: region(page, 2) },
        ...{ pmpaddr2: region(pageOf.code, 2), pmpaddr3: -1n },
        'mseccfg.before': rlb,
        'pmpcfg0.before': configuration(0x80 | napot | 0b101),
        mseccfg: mml | rlb | BigInt(random(2) << 1),
        pmpcfg0: configuration(sharedCode, some, sharedCode, sharedData),
      };
    case 2:
      return {
        ...{ pmpaddr0: addressOf(page, random(PAGE)) >> 2n, pmpaddr1: addressOf(page, PAGE) >> 2n },
        pmpaddr2: -1n,
        pmpcfg0: configuration(topOfRange | 0b111, topOfRange | random(8), napot | 0b111),
      };
    default:
      return {};
  }
}

const { leaves, userLeaves, secondLeaves, middle, root: top } = pageOf;
const tables = [leaves, userLeaves, secondLeaves, middle, top];

/** What a register has at the start: those of compressed instructions, x8 … x15, mostly addresses. */
export function startOf(
  register: number,
  entries: readonly number[],
  offset: bigint,
  random: Random,
): bigint {
  if (codeRegisters.includes(register) && random(8)) return offset + BigInt(pick(random, entries));
  const isPointer = register >= 8 && register < 16;
  if (isPointer ? random(8) === 0 : random(3) !== 0) return usualValue(random);
  const data = offset + addressOf(pageOf.data, random((DATA_PAGES * PAGE) / 8) * 8);
  switch (random(isPointer ? 12 : 6)) {
    case 0:
      return offset + BigInt(pick(random, entries));
    case 1: // instructions, and what leads to them
      return (
        offset +
        (random(4)
          ? addressOf(0, codePlaces.start + random(250) * 4)
          : addressOf(pageOf.code + 1, random(8) - 8))
      );
    case 2: // entries of page tables
      return offset + addressOf(pick(random, tables), random(PAGES) * 8);
    case 3: // near the end of a page
    case 6:
      return offset + addressOf(pageOf.data + random(DATA_PAGES), PAGE - random(16));
    case 4:
      return BigInt(pick(random, devices).base + random(random(2) ? 0x80 : 0x6000));
    case 5:
      return offset + addressOf(0, random(randomProgramRamBytes));
    default:
      return data + BigInt(random(4) === 0 ? random(8) : 0);
  }
}

/** Small numbers, instructions, anything. */
export function usualValue(random: Random): bigint {
  switch (random(4)) {
    case 0:
      return BigInt(random(64)) - 32n;
    case 1:
      return BigInt(randomWord(random)) | (BigInt(randomWord(random)) << 32n);
    case 2:
      return anything(random, 32);
    default:
      return bits64(random);
  }
}

/** Doubles and boxed singles, near one, at the ends, and anything. */
function floatValue(random: Random): bigint {
  const bits = bits64(random);
  const specials = [0n, 1n << 63n, 0x7ffn << 52n, 0x7ff8n << 48n, 1n, (0x7ffn << 52n) | 1n];
  const special = pick(random, specials);
  switch (random(5)) {
    case 0:
      return bits;
    case 1:
      return special;
    case 2:
      return (BigInt(0x3f8 + random(16)) << 52n) | (bits >> pick(random, [12n, 40n]));
    case 3:
      return (0xffff_ffffn << 32n) | (special >> 32n);
    default:
      return (0xffff_ffffn << 32n) | (BigInt(0x7c + random(6)) << 23n) | (bits >> 41n);
  }
}
