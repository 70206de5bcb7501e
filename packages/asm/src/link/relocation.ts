/**
 * What each type of relocation computes, and where its result goes [psABI Relocations].
 *
 *   S  the symbol's address    A  the addend    P  the address that is patched
 *
 * Instructions are patched through the fields of the ISA's table. There are millions of relocations, so
 * values are numbers. Where addresses are too far from 0 for these to be exact, the exact value stands
 * beside one that is out of reach as well and ends in the same 32 bits.
 */

import { type Bits, R, relocationName, writeNumber } from '@ireko/elf';
import { extract, type Field, insert, instruction, mask } from '@ireko/isa';
import { RELAXED } from './relaxed.ts';

/** Where the base registers point. */
export interface Bases {
  /** `__global_pointer$`, or 0. */
  readonly gp: bigint;
  /** Where the thread-local data begins that `tp` points to. */
  readonly tls: bigint;
}

/** What a section's relocations are applied with, one after the other. */
export interface Site {
  readonly view: DataView;
  readonly bases: Bases;
  /** How wide addresses are: what lies beyond their end begins anew at 0. */
  readonly bits: Bits;
  /** Reports a value that does not fit. */
  tooFar(value: bigint, field: Field): void;
  offset: number;
  /** S + A, less what the type counts from. */
  value: number;
  /** S + A and what the type counts from, exactly; undefined if `value` is exact. */
  exact: { readonly target: bigint; readonly from: bigint } | undefined;
  /** The symbol is weak and nothing defines it; its address is 0. `exact` is known then. */
  missing: boolean;
}

/** Numbers up to here add up to exact ones. */
export const FAR: number = 2 ** 51;

/** An address or a distance as a number: one as far from 0 as `FAR`, with the same low 32 bits, if it is not nearer. */
export function nearest(value: bigint): number {
  const number = Number(signed(value));
  if (Math.abs(number) < FAR) return number;
  return (number < 0 ? -2 * FAR : 2 * FAR) + Number(BigInt.asIntN(32, value));
}

/** An address as a number below and above zero; not a number if it is too far for that. */
export function exactNumber(value: bigint): number {
  const number = Number(signed(value));
  return Math.abs(number) < FAR ? number : Number.NaN;
}

function exactValue({ value, exact }: Site): bigint {
  return exact === undefined ? BigInt(value) : signed(exact.target - exact.from);
}

/** As many bits of a value as an address has. */
function wrapped(value: number, bits: Bits): number {
  return bits === 32 ? value | 0 : value;
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

/** A distance in a branch or jump of 32 or 16 bits. */
function jump(target: Field, size: 2 | 4): (site: Site) => void {
  const { min, max } = target.range;
  return (site) => {
    const distance = wrapped(site.value, site.bits);
    if (distance < min || distance > max) site.tooFar(signed(exactValue(site), site.bits), target);
    else patch(site, target, distance, size);
  };
}

/** The low twelve bits of a value, which the instruction will sign-extend. */
export function low(value: number): number {
  return (value << 20) >> 20;
}

/**
 * Bits 31…12 of a value, rounded so that the sign-extended low twelve bits add up to it; in programs of
 * 32 bits that reaches every address.
 */
function high(site: Site): void {
  const { value, bits } = site;
  if (isHighFar(site)) site.tooFar(signed(exactValue(site), bits), U);
  else patch(site, U, ((value + 0x800) >>> 12) & 0xfffff, 4);
}

function isHighFar({ value, bits }: Site): boolean {
  const rounded = wrapped(value + 0x800, bits);
  return rounded !== (rounded | 0);
}

/** An `auipc` too far from a missing weak symbol becomes `lui`: its address is 0 all the same. */
function highOfDistance(site: Site): void {
  if (site.missing && site.exact && isHighFar(site)) {
    const word = site.view.getUint32(site.offset, true);
    site.view.setUint32(site.offset, ((word & ~OPCODE) | LUI) >>> 0, true);
    const { target } = site.exact;
    Object.assign(site, { value: nearest(target), exact: { target, from: 0n } });
  }
  high(site);
}

/** `auipc` and `jalr`. A call to a missing weak symbol goes to address 0, by way of `zero`. */
function call(site: Site): void {
  if (site.missing) site.value = 0;
  const { view, offset } = site;
  const jalr = { view, offset: offset + 4 };
  high(site);
  patch(jalr, I, low(site.value), 4);
  if (site.missing) patch(jalr, BASE, 0, 4);
}

/** The low half of a value. */
function lower(target: Field): (site: Site) => void {
  return (site) => patch(site, target, low(site.value), 4);
}

/** The low half of an address whose upper half is gone: an offset from `zero` or else `gp`. */
function relaxedLow(target: Field): (site: Site) => void {
  const { min, max } = target.range;
  return (site) => {
    const fromZero = exactValue(site);
    const fromGp = signed(fromZero - site.bases.gp);
    const fits = (value: bigint) => value >= min && value <= max;
    if (!fits(fromZero) && !fits(fromGp)) return site.tooFar(fromGp, target);
    patch(site, BASE, fits(fromZero) ? ZERO : GP, 4);
    patch(site, target, Number(fits(fromZero) ? fromZero : fromGp), 4);
  };
}

/** `c.lui` cannot load zero, to which a later move of its target may have led; `c.li` can. */
function compressedUpper(site: Site): void {
  const rounded = Math.floor((site.value + 0x800) / 2 ** 12);
  if (rounded === 0) {
    const rd = extract(C_LUI_RD, site.view.getUint16(site.offset, true));
    site.view.setUint16(site.offset, insert(C_LI_RD, instruction('c.li').match, rd), true);
  } else if (rounded < -32 || rounded > 31) {
    site.tooFar((exactValue(site) + 0x800n) >> 12n, C_LUI);
  } else {
    patch(site, C_LUI, C_LUI.signed ? rounded : rounded & 0xfffff, 2);
  }
}

/** The low half of an offset from `tp` whose upper half is gone. */
function relaxedFromTp(target: Field): (site: Site) => void {
  return (site) => {
    patch(site, BASE, TP, 4);
    patch(site, target, low(site.value), 4);
  };
}

/** What becomes of an old value and a new one; the low bits of the result are written. */
interface Combination {
  /** Of up to 32 bits, of which the value has more to be cut off. */
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
function datum(size: 1 | 2 | 4 | 8, how: Combination): (site: Site) => void {
  const { small, wide } = how;
  switch (size) {
    case 1:
      return ({ view, offset, value }) =>
        view.setUint8(offset, small(view.getUint8(offset), value));
    case 2:
      return ({ view, offset, value }) =>
        view.setUint16(offset, small(view.getUint16(offset, true), value), true);
    case 4:
      return ({ view, offset, value }) =>
        view.setUint32(offset, small(view.getUint32(offset, true), value), true);
    case 8:
      if (how === set)
        return (site) => {
          const value = site.exact === undefined ? site.value : exactValue(site);
          writeNumber(site.view, site.offset, size, value);
        };
      return (site) => {
        const old = site.view.getBigUint64(site.offset, true);
        site.view.setBigUint64(site.offset, wide(old, exactValue(site)), true);
      };
  }
}

/** The low six bits of a byte, as DWARF's `DW_CFA_advance_loc` has them. */
function sixBits({ small }: Combination): (site: Site) => void {
  return ({ view, offset, value }) => {
    const byte = view.getUint8(offset);
    view.setUint8(offset, (byte & 0xc0) | (small(byte & 0x3f, value) & 0x3f));
  };
}

/** Offsets in a module's thread-local data count from here, so that twelve bits reach more of it. */
export const DTP_OFFSET = 0x800n;

/** What values of a type count from: nothing, P, or where thread-local data of the program or a module begins. */
export type Origin = 'zero' | 'place' | 'tp' | 'dtp';

/** What a type of relocation does. */
export interface Application {
  readonly from: Origin;
  readonly put: (site: Site) => void;
}

function of(from: Origin): (put: (site: Site) => void) => Application {
  return (put) => ({ from, put });
}

const address = of('zero');
const distance = of('place');
const fromTp = of('tp');
const fromDtp = of('dtp');

const nothing = () => {};

// biome-ignore format: columns are the point.
const APPLIED: ReadonlyMap<number, Application> = new Map([
  [R.R_RISCV_NONE,         address(nothing)],
  [R.R_RISCV_RELAX,        address(nothing)],
  [R.R_RISCV_ALIGN,        address(nothing)],
  [R.R_RISCV_BRANCH,       distance(jump(B, 4))],
  [R.R_RISCV_JAL,          distance(jump(J, 4))],
  [R.R_RISCV_RVC_BRANCH,   distance(jump(CB, 2))],
  [R.R_RISCV_RVC_JUMP,     distance(jump(CJ, 2))],
  [R.R_RISCV_CALL,         distance(call)],
  [R.R_RISCV_CALL_PLT,     distance(call)],
  [R.R_RISCV_PCREL_HI20,   distance(highOfDistance)],
  [R.R_RISCV_GOT_HI20,     distance(highOfDistance)],
  [R.R_RISCV_TLS_GOT_HI20, distance(highOfDistance)],
  [R.R_RISCV_TLS_GD_HI20,  distance(highOfDistance)],
  [R.R_RISCV_HI20,         address(high)],
  [R.R_RISCV_LO12_I,       address(lower(I))],
  [R.R_RISCV_LO12_S,       address(lower(S))],
  [RELAXED.GPREL_I,        address(relaxedLow(I))],
  [RELAXED.GPREL_S,        address(relaxedLow(S))],
  [R.R_RISCV_RVC_LUI,      address(compressedUpper)],
  [R.R_RISCV_TPREL_HI20,   fromTp(high)],
  [R.R_RISCV_TPREL_LO12_I, fromTp(lower(I))],
  [R.R_RISCV_TPREL_LO12_S, fromTp(lower(S))],
  [R.R_RISCV_TPREL_ADD,    address(nothing)],
  [RELAXED.TPREL_I,        fromTp(relaxedFromTp(I))],
  [RELAXED.TPREL_S,        fromTp(relaxedFromTp(S))],
  [R.R_RISCV_32,           address(datum(4, set))],
  [R.R_RISCV_64,           address(datum(8, set))],
  [R.R_RISCV_TLS_DTPREL32, fromDtp(datum(4, set))],
  [R.R_RISCV_TLS_DTPREL64, fromDtp(datum(8, set))],
  [R.R_RISCV_32_PCREL,     distance(datum(4, set))],
  [R.R_RISCV_ADD8,         address(datum(1, add))],
  [R.R_RISCV_ADD16,        address(datum(2, add))],
  [R.R_RISCV_ADD32,        address(datum(4, add))],
  [R.R_RISCV_ADD64,        address(datum(8, add))],
  [R.R_RISCV_SUB8,         address(datum(1, subtract))],
  [R.R_RISCV_SUB16,        address(datum(2, subtract))],
  [R.R_RISCV_SUB32,        address(datum(4, subtract))],
  [R.R_RISCV_SUB64,        address(datum(8, subtract))],
  [R.R_RISCV_SET6,         address(sixBits(set))],
  [R.R_RISCV_SUB6,         address(sixBits(subtract))],
  [R.R_RISCV_SET8,         address(datum(1, set))],
  [R.R_RISCV_SET16,        address(datum(2, set))],
  [R.R_RISCV_SET32,        address(datum(4, set))],
]);

/** What each type does, by its number. */
export const APPLY: readonly (Application | undefined)[] = byNumber(APPLIED);

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
