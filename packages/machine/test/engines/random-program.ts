/**
 * Random programs that reach far: every instruction of the table, all modes and a guest's, page
 * tables of both stages with random permissions that the program can write, CSRs, traps, timer
 * interrupts, its own code as data. Made from a seed, so that a failure can be repeated.
 */
import { csrs, encode, type FieldValues, instruction, instructions, mstatus } from '@ireko/isa';
import { generator } from '../../../isa/test/generator.ts';
import { ramBase, regions, virtioRegions } from '../../src/index.ts';

const PAGE = 4096;
const PAGES = 32;
export const randomProgramRamBytes: number = PAGES * PAGE;

const HANDLER = 1;
const CODE = 2;
const CODE_PAGES = 2;
const DATA = 4;
/** A page of the data. */
const FLOATS = 28;
const ROOT = 8;
const MIDDLE = 9;
const LEAVES = 10;
/** Roots of Sv48 and Sv57, which lead to that of Sv39. */
const ROOTS = [ROOT, 11, 12];
/** The second stage's tables; roots take four pages. */
const SECOND_MIDDLE = 13;
const SECOND_LEAVES = 14;
const SECOND_ROOTS = [16, 20, 24];
/** The number of the first mode; Sv48 and Sv57 follow. */
const SV39 = 8;

/** Devices that random programs come upon: all but the one that ends the run. */
const devices = [regions.clint, regions.plic, regions.uart, regions.rtc, ...virtioRegions];

/** The contents of RAM for a program; it begins at the start of RAM. */
export function randomProgram(seed: number): Uint8Array {
  const random = generator(seed);
  const ram = new Uint8Array(randomProgramRamBytes);
  const view = new DataView(ram.buffer);
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  const emit = (place: number, words: readonly number[]) => {
    for (const [index, word] of words.entries()) view.setUint32(place + index * 4, word, true);
  };
  const op = (mnemonic: string, values: FieldValues) => encode(instruction(mnemonic), values);

  const [T0, T1] = [5, 6];
  /** `lui` and `addiw` for a 32-bit constant. */
  const li = (rd: number, value: number) => [
    op('lui', { rd, imm: ((value + 0x800) >>> 12) & 0xfffff }),
    op('addiw', { rd, rs1: rd, imm: (value << 20) >> 20 }),
  ];
  const zeroExtended = (rd: number, value: number) => [
    ...li(rd, value),
    op('slli', { rd, rs1: rd, imm: 32 }),
    op('srli', { rd, rs1: rd, imm: 32 }),
  ];
  const csrNumber = (name: string) => csrs.find((csr) => csr.name === name)?.number ?? 0;
  const writeCsr = (name: string, rs1: number) => op('csrrw', { rd: 0, csr: csrNumber(name), rs1 });

  // The page table: one gigabyte entry's subtree for RAM, its pages with permissions by chance.
  const valid = 0b1;
  const pte = (page: number, bits: number) =>
    (BigInt(ramBase / PAGE + page) << 10n) | BigInt(bits | valid);
  const put = (page: number, index: number, entry: bigint) =>
    view.setBigUint64(page * PAGE + index * 8, entry, true);
  put(ROOT, ramBase / 2 ** 30, random(8) === 0 ? pte(0, 0xce) : pte(MIDDLE, 0));
  put(MIDDLE, 0, random(8) === 0 ? pte(0, random(256)) : pte(LEAVES, 0));
  for (const [first = 0, second = 0, third = 0] of [ROOTS, SECOND_ROOTS]) {
    put(second, 0, pte(first, 0));
    put(third, 0, pte(second, 0));
  }
  const first = SECOND_ROOTS[0] ?? 0;
  put(first, ramBase / 2 ** 30, random(4) === 0 ? pte(0, 0xde) : pte(SECOND_MIDDLE, 0));
  put(SECOND_MIDDLE, 0, random(8) === 0 ? pte(0, random(256)) : pte(SECOND_LEAVES, 0));
  const user = 0b1_0000;
  /** Now and then a memory type, reserved bits, or a page that says it is one of sixteen. */
  const rare = () => (random(24) === 0 ? BigInt(random(1024)) << 54n : 0n);
  for (let page = 0; page < PAGES; page++) {
    const generous = 0b1100_1110;
    const ram = () => (random(6) === 0 ? random(PAGES) : page);
    const device = () => (pick(devices).base - ramBase) / PAGE;
    const target = () => (random(24) === 0 ? device() : ram());
    const bits = (usual: number) => (random(4) === 0 ? random(256) : usual);
    put(LEAVES, page, pte(target(), bits(generous | (random(2) * user))) | rare());
    put(SECOND_LEAVES, page, pte(target(), bits(generous | user)) | rare());
  }

  // Registers: addresses of data, code and page tables, small numbers, anything.
  for (let index = 0; index < 64; index++) {
    const value = [
      () => BigInt(ramBase + DATA * PAGE + random(4 * PAGE)),
      () => BigInt(ramBase + random(randomProgramRamBytes)),
      () => BigInt(random(64)) - 32n,
      () => BigInt(pick(devices).base + random(random(2) ? 0x80 : 0x6000)),
      () => (BigInt(random(2 ** 32)) << 32n) | BigInt(random(2 ** 32)),
    ];
    view.setBigInt64(DATA * PAGE + index * 8, pick(value)(), true);
  }

  // Floating-point registers: doubles and boxed singles, near one, at the ends, and anything.
  for (let index = 0; index < 32; index++) {
    const bits = (BigInt(random(2 ** 32)) << 32n) | BigInt(random(2 ** 32));
    const special = pick([0n, 1n << 63n, 0x7ffn << 52n, 0x7ff8n << 48n, 1n, (0x7ffn << 52n) | 1n]);
    const near = (BigInt(0x3f8 + random(16)) << 52n) | (bits >> pick([12n, 40n]));
    const value = [
      () => bits,
      () => special,
      () => near,
      () => (0xffff_ffffn << 32n) | (special >> 32n),
      () => (0xffff_ffffn << 32n) | (BigInt(0x7c + random(6)) << 23n) | (bits >> 41n),
    ];
    view.setBigUint64(FLOATS * PAGE + index * 8, BigInt.asUintN(64, pick(value)()), true);
  }

  const machineBits = 0x1800;
  const floatBits = 0x6000;
  const mode = pick([0, 1, 3]);
  /** The lowest bits at random, or a run of ones at either end. */
  const anything = (rd: number, bits: number) =>
    random(2)
      ? li(rd, random(2 ** bits))
      : [
          op('addi', { rd, rs1: 0, imm: -1 }),
          op(pick(['slli', 'srli']), { rd, rs1: rd, imm: random(64) }),
        ];
  const sometimes = (name: string, bits: number) =>
    random(2) ? [...anything(T0, bits), writeCsr(name, T0)] : [];
  /** The root of a table, by any of the three ways to it. */
  const root = (name: string, roots: readonly number[]) => {
    const way = random(3);
    return [
      ...zeroExtended(T0, ramBase / PAGE + (roots[way] ?? 0)),
      op('addi', { rd: T1, rs1: 0, imm: SV39 + way }),
      op('slli', { rd: T1, rs1: T1, imm: 60 }),
      op('or', { rd: T0, rs1: T0, rs2: T1 }),
      ...(random(4) ? [writeCsr(name, T0)] : []),
    ];
  };
  const setMpv = [
    op('addi', { rd: T0, rs1: 0, imm: 1 }),
    op('slli', { rd: T0, rs1: T0, imm: mstatus.mpv.at }),
    op('csrrs', { rd: 0, csr: csrNumber('mstatus'), rs1: T0 }),
  ];
  /** A region of PMP of a power of two pages. */
  const region = (entry: number, page: number, pages: number) => [
    ...zeroExtended(T0, (ramBase + page * PAGE + (pages * PAGE) / 2 - 4) / 4),
    writeCsr(`pmpaddr${entry}`, T0),
  ];
  const everywhere = (entry: number) => [
    op('addi', { rd: T0, rs1: 0, imm: -1 }),
    writeCsr(`pmpaddr${entry}`, T0),
  ];
  const configure = (...bytes: readonly [number, number, number]) => [
    ...li(T0, (bytes[0] | (bytes[1] << 8) | (bytes[2] << 16)) >>> 0),
    writeCsr('pmpcfg0', T0),
  ];
  const napot = 0x18;
  /**
   * PMP: all is allowed; or all but what is in two pages of the data; or, by the lockdown of Smepmp, M-mode
   * shares code with the others and data, both of which only it may [smepmp §2.1].
   */
  const protection = (): readonly number[] => {
    const page = DATA + 2 * random(6);
    switch (random(6)) {
      case 0:
        return [
          ...[...region(0, page, 2), ...everywhere(1)],
          ...configure(napot | random(8) | (random(2) << 7), napot | 0b111, 0),
          ...(random(2) ? [op('csrrwi', { rd: 0, csr: csrNumber('mseccfg'), imm: 4 })] : []),
        ];
      case 1:
        return [
          ...[...region(0, 0, DATA), ...region(1, page, 2), ...everywhere(2)],
          ...configure(0x80 | napot | 0b110, napot | random(8) | (random(2) << 7), napot | 0b110),
          op('csrrwi', { rd: 0, csr: csrNumber('mseccfg'), imm: 1 | (random(4) << 1) }),
        ];
      default:
        return [...everywhere(0), ...configure(napot | 0b111, 0, 0)];
    }
  };
  const preamble = [
    ...zeroExtended(T0, ramBase + HANDLER * PAGE),
    writeCsr('mtvec', T0),
    writeCsr('stvec', T0),
    writeCsr('vstvec', T0),
    ...protection(),
    ...(random(2) ? [...li(T0, random(2 ** 24)), writeCsr('medeleg', T0)] : []),
    ...(random(2) ? [...li(T0, random(2 ** 12)), writeCsr('mideleg', T0)] : []),
    ...(random(2) ? [...li(T0, random(2 ** 12)), writeCsr('mie', T0)] : []),
    ...(random(2) ? [op('addi', { rd: T0, rs1: 0, imm: -1 }), writeCsr('mcounteren', T0)] : []),
    // mtimecmp: soon.
    ...li(T0, 0x0200_4000),
    op('addi', { rd: T1, rs1: 0, imm: random(64) }),
    op('sd', { rs1: T0, rs2: T1, imm: 0 }),
    ...root('satp', ROOTS),
    ...root('vsatp', ROOTS),
    ...root('hgatp', SECOND_ROOTS),
    ...sometimes('menvcfg', 8),
    ...sometimes('henvcfg', 8),
    ...sometimes('hedeleg', 16),
    ...sometimes('hideleg', 12),
    ...sometimes('hvip', 12),
    ...sometimes('hcounteren', 3),
    ...sometimes('hstatus', 23),
    ...sometimes('vsstatus', 23),
    ...sometimes('stimecmp', 6),
    ...sometimes('vstimecmp', 6),
    // Floating point is on to fill its registers, and afterwards as chance has it.
    ...li(T0, floatBits),
    op('csrrs', { rd: 0, csr: csrNumber('mstatus'), rs1: T0 }),
    ...zeroExtended(T1, ramBase + FLOATS * PAGE),
    ...Array.from({ length: 32 }, (_, rd) => op('fld', { rd, rs1: T1, imm: rd * 8 })),
    op('csrrwi', { rd: 0, csr: csrNumber('frm'), imm: random(8) ? random(5) : random(8) }),
    op('csrrc', { rd: 0, csr: csrNumber('mstatus'), rs1: T0 }),
    ...li(T0, random(2 ** 23) & ~machineBits),
    op('csrrs', { rd: 0, csr: csrNumber('mstatus'), rs1: T0 }),
    ...li(T0, mode << 11),
    op('csrrs', { rd: 0, csr: csrNumber('mstatus'), rs1: T0 }),
    ...(random(2) ? setMpv : []),
    ...zeroExtended(T0, ramBase + CODE * PAGE),
    writeCsr('mepc', T0),
    ...zeroExtended(T0, ramBase + DATA * PAGE),
    ...Array.from({ length: 31 }, (_, n) => n + 1)
      .filter((rd) => rd !== T0)
      .map((rd) => op('ld', { rd, rs1: T0, imm: rd * 8 })),
    op('ld', { rd: T0, rs1: T0, imm: 0 }),
    op('mret', {}),
  ];
  emit(0, preamble);

  // The handler skips what trapped, by four bytes whatever its length, in M-mode or in S-mode.
  const machineHandler = [
    op('csrrw', { rd: T0, csr: csrNumber('mscratch'), rs1: T0 }),
    op('csrrs', { rd: T0, csr: csrNumber('mepc'), rs1: 0 }),
    op('addi', { rd: T0, rs1: T0, imm: 4 }),
    writeCsr('mepc', T0),
    op('csrrw', { rd: T0, csr: csrNumber('mscratch'), rs1: T0 }),
    op('mret', {}),
  ];
  emit(HANDLER * PAGE, machineHandler);

  const values = (fields: (typeof instructions)[number]['fields']): FieldValues =>
    Object.fromEntries(
      Object.values(fields).map((field) => {
        const { min, max, step } = field.range;
        const steps = Math.floor((max - min) / step) + 1;
        let value = min + random(steps) * step;
        if (field.kind === 'csr') value = random(8) ? pick(csrs).number : value;
        if (field.kind === 'target') value = (random(64) - 32) * 2;
        if (field.name === 'imm' && field.signed && random(2)) value = (random(32) - 16) * step;
        return [field.name, Math.max(min, Math.min(max, value))];
      }),
    );
  let place = CODE * PAGE;
  const end = place + CODE_PAGES * PAGE - 8;
  while (place < end) {
    if (random(50) === 0) {
      view.setUint16(place, random(65536), true);
      place += 2;
      continue;
    }
    const row = pick(instructions);
    const word = encode(row, values(row.fields));
    if (row.length === 2) view.setUint16(place, word, true);
    else view.setUint32(place, word, true);
    place += row.length;
  }
  return ram;
}
