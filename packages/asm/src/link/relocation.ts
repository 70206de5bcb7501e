/**
 * What each type of relocation computes, and where its result goes [psABI Relocations].
 *
 *   S  the symbol's address    A  the addend    P  the address that is patched
 *
 * Instructions are patched through the fields of the ISA's table.
 */

import { type Bits, R, relocationName } from '@ireko/elf';
import { extract, type Field, insert, instruction, mask } from '@ireko/isa';
import { RELAXED } from './relaxed.ts';

/** Where the base registers point. */
export interface Bases {
  /** `__global_pointer$`, or 0. */
  readonly gp: bigint;
  /** Where the thread-local data begins that `tp` points to. */
  readonly tls: bigint;
}

/** What a relocation is applied with. */
export interface Site {
  readonly view: DataView;
  readonly offset: number;
  readonly address: bigint;
  readonly target: bigint;
  /** The symbol is weak and nothing defines it; its address is 0. */
  readonly missing: boolean;
  readonly bases: Bases;
  /** How wide addresses are: what lies beyond their end begins anew at 0. */
  readonly bits: Bits;
  /** Reports a value that does not fit. */
  tooFar(value: bigint, field: Field): void;
}

function field(mnemonic: string, name = 'imm'): Field {
  return instruction(mnemonic).fields[name] as Field;
}

export const U: Field = field('lui');
export const I: Field = field('addi');
export const S: Field = field('sw');
const B = field('beq');
const J = field('jal');
const BASE = field('jalr', 'rs1');
const CB = field('c.beqz');
const CJ = field('c.j');
const C_LUI = field('c.lui');
const C_LUI_RD = field('c.lui', 'rd');
const C_LI_RD = field('c.li', 'rd');
const ZERO = 0;
const GP = 3;
const TP = 4;
const LUI: number = instruction('lui').match;
const OPCODE: number = instruction('lui').mask;

/** S + A - P in a branch or jump of 32 or 16 bits. */
function jump(target: Field, size: 2 | 4): (site: Site) => void {
  const { min, max } = target.range;
  return (site) => {
    const distance = signed(site.target - site.address, site.bits);
    if (distance < min || distance > max) site.tooFar(distance, target);
    else patch(site, target, Number(distance), size);
  };
}

/** The low twelve bits of a value, which the instruction will sign-extend. */
export function low(value: bigint): number {
  return Number(BigInt.asIntN(12, value));
}

/**
 * Bits 31…12 of a value, rounded so that the sign-extended low twelve bits add up to it; in programs of
 * 32 bits that reaches every address.
 */
function high(site: Site, value: bigint): void {
  const rounded = signed(value + 0x800n, site.bits);
  if (rounded !== BigInt.asIntN(32, rounded)) site.tooFar(signed(value, site.bits), U);
  else patch(site, U, Number((rounded >> 12n) & 0xfffffn), 4);
}

/** An `auipc` too far from a missing weak symbol becomes `lui`: its address is 0 all the same. */
function highOfDistance(site: Site): void {
  const distance = site.target - site.address;
  const rounded = signed(distance + 0x800n, site.bits);
  const far = rounded !== BigInt.asIntN(32, rounded);
  if (far && site.missing) {
    const word = site.view.getUint32(site.offset, true);
    site.view.setUint32(site.offset, ((word & ~OPCODE) | LUI) >>> 0, true);
    high(site, site.target);
  } else {
    high(site, distance);
  }
}

/** `auipc` and `jalr`. A call to a missing weak symbol goes to address 0, by way of `zero`. */
function call(site: Site): void {
  const distance = site.missing ? 0n : site.target - site.address;
  const jalr = { ...site, offset: site.offset + 4 };
  high(site, distance);
  patch(jalr, I, low(distance), 4);
  if (site.missing) patch(jalr, BASE, 0, 4);
}

/** The low half of an address whose upper half is gone: an offset from `zero` or else `gp`. */
function relaxedLow(target: Field): (site: Site) => void {
  const { min, max } = target.range;
  return (site) => {
    const fromGp = signed(site.target - site.bases.gp);
    const fromZero = signed(site.target);
    const fits = (value: bigint) => value >= min && value <= max;
    if (!fits(fromZero) && !fits(fromGp)) return site.tooFar(fromGp, target);
    patch(site, BASE, fits(fromZero) ? ZERO : GP, 4);
    patch(site, target, Number(fits(fromZero) ? fromZero : fromGp), 4);
  };
}

/** `c.lui` cannot load zero, to which a later move of its target may have led; `c.li` can. */
function compressedUpper(site: Site): void {
  const rounded = (signed(site.target) + 0x800n) >> 12n;
  if (rounded === 0n) {
    const rd = extract(C_LUI_RD, site.view.getUint16(site.offset, true));
    site.view.setUint16(site.offset, insert(C_LI_RD, instruction('c.li').match, rd), true);
  } else if (rounded < -32n || rounded > 31n) {
    site.tooFar(rounded, C_LUI);
  } else {
    patch(site, C_LUI, Number(C_LUI.signed ? rounded : rounded & 0xfffffn), 2);
  }
}

/** As `apply`, of a thread-local symbol's offset from `tp`. */
function fromTp(apply: (site: Site) => void): (site: Site) => void {
  return (site) => apply({ ...site, target: site.target - site.bases.tls });
}

/** The low half of an offset from `tp` whose upper half is gone. */
function relaxedFromTp(target: Field): (site: Site) => void {
  return (site) => {
    patch(site, BASE, TP, 4);
    patch(site, target, low(site.target), 4);
  };
}

/** What becomes of an old value and a new one; the low bits of the result are written. */
interface Combination {
  /** Of up to 32 bits, unsigned. */
  readonly small: (old: number, value: number) => number;
  readonly wide: (old: bigint, value: bigint) => bigint;
}

const set: Combination = { small: (_, value) => value, wide: (_, value) => value };
const add: Combination = { small: (old, value) => old + value, wide: (old, value) => old + value };
const subtract: Combination = {
  small: (old, value) => old - value,
  wide: (old, value) => old - value,
};

/** A datum of 1, 2, 4 or 8 bytes: set to the value, or the value added or subtracted. */
function datum(size: 1 | 2 | 4 | 8, { small, wide }: Combination): (site: Site) => void {
  const value = (target: bigint) => Number(BigInt.asUintN(8 * size, target));
  switch (size) {
    case 1:
      return ({ view, offset, target }) =>
        view.setUint8(offset, small(view.getUint8(offset), value(target)));
    case 2:
      return ({ view, offset, target }) =>
        view.setUint16(offset, small(view.getUint16(offset, true), value(target)), true);
    case 4:
      return ({ view, offset, target }) =>
        view.setUint32(offset, small(view.getUint32(offset, true), value(target)), true);
    case 8:
      return ({ view, offset, target }) =>
        view.setBigUint64(offset, wide(view.getBigUint64(offset, true), target), true);
  }
}

/** The low six bits of a byte, as DWARF's `DW_CFA_advance_loc` has them. */
function sixBits({ small }: Combination): (site: Site) => void {
  return ({ view, offset, target }) => {
    const byte = view.getUint8(offset);
    const value = small(byte & 0x3f, Number(BigInt.asUintN(6, target)));
    view.setUint8(offset, (byte & 0xc0) | (value & 0x3f));
  };
}

/** Offsets in a module's thread-local data count from here, so that twelve bits reach more of it. */
export const DTP_OFFSET = 0x800n;

function dtpBase({ bases }: Site): bigint {
  return bases.tls + DTP_OFFSET;
}

const nothing = () => {};

// biome-ignore format: columns are the point.
const APPLIED: ReadonlyMap<number, (site: Site) => void> = new Map([
  [R.R_RISCV_NONE,       nothing],
  [R.R_RISCV_RELAX,      nothing],
  [R.R_RISCV_ALIGN,      nothing],
  [R.R_RISCV_BRANCH,     jump(B, 4)],
  [R.R_RISCV_JAL,        jump(J, 4)],
  [R.R_RISCV_RVC_BRANCH, jump(CB, 2)],
  [R.R_RISCV_RVC_JUMP,   jump(CJ, 2)],
  [R.R_RISCV_CALL,       call],
  [R.R_RISCV_CALL_PLT,   call],
  [R.R_RISCV_PCREL_HI20, highOfDistance],
  [R.R_RISCV_GOT_HI20,   highOfDistance],
  [R.R_RISCV_TLS_GOT_HI20, highOfDistance],
  [R.R_RISCV_TLS_GD_HI20,  highOfDistance],
  [R.R_RISCV_HI20,       (site: Site) => high(site, site.target)],
  [R.R_RISCV_LO12_I,     (site: Site) => patch(site, I, low(site.target), 4)],
  [R.R_RISCV_LO12_S,     (site: Site) => patch(site, S, low(site.target), 4)],
  [RELAXED.GPREL_I,      relaxedLow(I)],
  [RELAXED.GPREL_S,      relaxedLow(S)],
  [R.R_RISCV_RVC_LUI,    compressedUpper],
  [R.R_RISCV_TPREL_HI20,   fromTp((site) => high(site, site.target))],
  [R.R_RISCV_TPREL_LO12_I, fromTp((site) => patch(site, I, low(site.target), 4))],
  [R.R_RISCV_TPREL_LO12_S, fromTp((site) => patch(site, S, low(site.target), 4))],
  [R.R_RISCV_TPREL_ADD,    nothing],
  [RELAXED.TPREL_I,      fromTp(relaxedFromTp(I))],
  [RELAXED.TPREL_S,      fromTp(relaxedFromTp(S))],
  [R.R_RISCV_32,         datum(4, set)],
  [R.R_RISCV_64,         datum(8, set)],
  [R.R_RISCV_TLS_DTPREL32, (site: Site) => datum(4, set)({ ...site, target: site.target - dtpBase(site) })],
  [R.R_RISCV_TLS_DTPREL64, (site: Site) => datum(8, set)({ ...site, target: site.target - dtpBase(site) })],
  [R.R_RISCV_32_PCREL,   (site: Site) => datum(4, set)({ ...site, target: site.target - site.address })],
  [R.R_RISCV_ADD8,       datum(1, add)],
  [R.R_RISCV_ADD16,      datum(2, add)],
  [R.R_RISCV_ADD32,      datum(4, add)],
  [R.R_RISCV_ADD64,      datum(8, add)],
  [R.R_RISCV_SUB8,       datum(1, subtract)],
  [R.R_RISCV_SUB16,      datum(2, subtract)],
  [R.R_RISCV_SUB32,      datum(4, subtract)],
  [R.R_RISCV_SUB64,      datum(8, subtract)],
  [R.R_RISCV_SET6,       sixBits(set)],
  [R.R_RISCV_SUB6,       sixBits(subtract)],
  [R.R_RISCV_SET8,       datum(1, set)],
  [R.R_RISCV_SET16,      datum(2, set)],
  [R.R_RISCV_SET32,      datum(4, set)],
]);

/** What each type does, by its number. */
export const APPLY: readonly (((site: Site) => void) | undefined)[] = byNumber(APPLIED);

/** How many bytes a relocation may write, for the check that it stays inside its section. */
export function sizeOf(type: number): number {
  return SIZES[type] ?? 0;
}

const SIZES: readonly (number | undefined)[] = byNumber(
  new Map(
    [...APPLIED.keys(), R.R_RISCV_PCREL_LO12_I, R.R_RISCV_PCREL_LO12_S].map((type) => [
      type,
      reach(type),
    ]),
  ),
);

/** A list is found in sooner than a map: there are millions of relocations. */
function byNumber<T>(map: ReadonlyMap<number, T>): (T | undefined)[] {
  return Array.from({ length: Math.max(...map.keys()) + 1 }, (_, type) => map.get(type));
}

function reach(type: number): number {
  if (type === R.R_RISCV_CALL || type === R.R_RISCV_CALL_PLT) return 8;
  const name = relocationName(type) ?? '';
  if (/NONE|RELAX|ALIGN/.test(name)) return 0;
  const bits = /(?:ADD|SUB|SET|PREL|^R_RISCV_)(\d+)$/.exec(name)?.[1];
  if (bits !== undefined) return Math.ceil(Number(bits) / 8);
  return name.includes('RVC') ? 2 : 4;
}

/**
 * What a relocation leaves behind whose target is not in the program: zeros, but in lists of ranges
 * a one, because zeros would end the list.
 */
export function clear(view: DataView, offset: number, type: number, section: string): void {
  if (type === R.R_RISCV_SET6 || type === R.R_RISCV_SUB6) {
    view.setUint8(offset, view.getUint8(offset) & 0xc0);
    return;
  }
  for (let i = 0; i < sizeOf(type); i++)
    view.setUint8(offset + i, i === 0 && section === '.debug_ranges' ? 1 : 0);
}

/** Whether an `auipc` has become `lui`. */
export function isLui(view: DataView, offset: number): boolean {
  return (view.getUint32(offset, true) & OPCODE) === LUI;
}

/** An address or a distance as a number below and above zero. */
export function signed(value: bigint, bits: Bits = 64): bigint {
  return BigInt.asIntN(bits, value);
}

/** Writes `value` into a field of the instruction at `offset`. */
export function patch(
  { view, offset }: Pick<Site, 'view' | 'offset'>,
  target: Field,
  value: number,
  size: 2 | 4,
): void {
  const word = size === 2 ? view.getUint16(offset, true) : view.getUint32(offset, true);
  const patched = insert(target, (word & ~mask(target)) >>> 0, value);
  if (size === 2) view.setUint16(offset, patched, true);
  else view.setUint32(offset, patched, true);
}
