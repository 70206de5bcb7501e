/**
 * Applies relocations: what each type computes, and where its result goes [psABI Relocations].
 *
 *   S  the symbol's address    A  the addend    P  the address that is patched
 *
 * Instructions are patched through the fields of the ISA's table.
 */

import { R, type Relocation, relocationName } from '@ireko/elf';
import { extract, type Field, insert, instruction, mask, range } from '@ireko/isa';
import { didYouMean } from '../suggest.ts';
import { wrap } from './evaluate.ts';
import { type InputSection, placeName } from './input.ts';
import { RELAXED } from './relaxed.ts';
import type { Report } from './report.ts';
import { globalAddress, type SymbolTable } from './symbol.ts';
import { targetOf } from './target.ts';

/** Where the base registers point. */
export interface Context {
  /** `__global_pointer$`, or 0. */
  readonly gp: bigint;
  /** Where the thread-local data begins that `tp` points to. */
  readonly tls: bigint;
}

/** What a relocation is applied with. */
interface Site {
  readonly view: DataView;
  readonly offset: number;
  readonly address: bigint;
  readonly target: bigint;
  /** The symbol is weak and nothing defines it; its address is 0. */
  readonly missing: boolean;
  readonly context: Context;
  /** Reports a value that does not fit. */
  tooFar(value: bigint, field: Field): void;
}

function field(mnemonic: string, name = 'imm'): Field {
  return instruction(mnemonic).fields[name] as Field;
}

const U = field('lui');
const I = field('addi');
const S = field('sw');
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
const LUI = instruction('lui').match;
const OPCODE = instruction('lui').mask;

/** S + A - P in a branch or jump of 32 or 16 bits. */
function jump(target: Field, size: 2 | 4): (site: Site) => void {
  return (site) => {
    const distance = signed(site.target - site.address);
    const { min, max } = range(target);
    if (distance < min || distance > max) site.tooFar(distance, target);
    else patch(site, target, Number(distance), size);
  };
}

/** The low twelve bits of a value, which the instruction will sign-extend. */
function low(value: bigint): number {
  return Number(BigInt.asIntN(12, value));
}

/** Bits 31…12 of a value, rounded so that the sign-extended low twelve bits add up to it. */
function high(site: Site, value: bigint): void {
  const rounded = signed(value) + 0x800n;
  if (rounded !== BigInt.asIntN(32, rounded)) site.tooFar(signed(value), U);
  else patch(site, U, Number((rounded >> 12n) & 0xfffffn), 4);
}

/** An `auipc` too far from a missing weak symbol becomes `lui`: its address is 0 all the same. */
function highOfDistance(site: Site): void {
  const distance = signed(site.target - site.address);
  const far = distance + 0x800n !== BigInt.asIntN(32, distance + 0x800n);
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
  const distance = site.missing ? 0n : signed(site.target - site.address);
  const jalr = { ...site, offset: site.offset + 4 };
  high(site, distance);
  patch(jalr, I, low(distance), 4);
  if (site.missing) patch(jalr, BASE, 0, 4);
}

/** The low half of an address whose upper half is gone: an offset from `zero` or else `gp`. */
function relaxedLow(target: Field): (site: Site) => void {
  return (site) => {
    const fromGp = signed(site.target - site.context.gp);
    const fromZero = signed(site.target);
    const { min, max } = range(target);
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
  return (site) => apply({ ...site, target: site.target - site.context.tls });
}

/** The low half of an offset from `tp` whose upper half is gone. */
function relaxedFromTp(target: Field): (site: Site) => void {
  return (site) => {
    patch(site, BASE, TP, 4);
    patch(site, target, low(site.target), 4);
  };
}

/** A datum of 1, 2, 4 or 8 bytes: set to the value, or the value added or subtracted. */
function datum(size: 1 | 2 | 4 | 8, combine: (old: bigint, value: bigint) => bigint) {
  return ({ view, offset, target }: Site): void => {
    let old = 0n;
    for (let i = size - 1; i >= 0; i--) old = (old << 8n) | BigInt(view.getUint8(offset + i));
    let value = combine(old, target);
    for (let i = 0; i < size; i++, value >>= 8n)
      view.setUint8(offset + i, Number(BigInt.asUintN(8, value)));
  };
}

/** The low six bits of a byte, as DWARF's `DW_CFA_advance_loc` has them. */
function sixBits(combine: (old: number, value: number) => number) {
  return ({ view, offset, target }: Site): void => {
    const byte = view.getUint8(offset);
    const value = combine(byte & 0x3f, Number(BigInt.asUintN(6, target)));
    view.setUint8(offset, (byte & 0xc0) | (value & 0x3f));
  };
}

const set = (_: bigint, value: bigint) => value;
const add = (old: bigint, value: bigint) => old + value;
const subtract = (old: bigint, value: bigint) => old - value;
const nothing = () => {};

// biome-ignore format: columns are the point.
const APPLY: ReadonlyMap<number, (site: Site) => void> = new Map([
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
  [R.R_RISCV_32_PCREL,   (site: Site) => datum(4, set)({ ...site, target: site.target - site.address })],
  [R.R_RISCV_ADD8,       datum(1, add)],
  [R.R_RISCV_ADD16,      datum(2, add)],
  [R.R_RISCV_ADD32,      datum(4, add)],
  [R.R_RISCV_ADD64,      datum(8, add)],
  [R.R_RISCV_SUB8,       datum(1, subtract)],
  [R.R_RISCV_SUB16,      datum(2, subtract)],
  [R.R_RISCV_SUB32,      datum(4, subtract)],
  [R.R_RISCV_SUB64,      datum(8, subtract)],
  [R.R_RISCV_SET6,       sixBits((_, value) => value)],
  [R.R_RISCV_SUB6,       sixBits((old, value) => old - value)],
  [R.R_RISCV_SET8,       datum(1, set)],
  [R.R_RISCV_SET16,      datum(2, set)],
  [R.R_RISCV_SET32,      datum(4, set)],
]);

/** How many bytes a relocation may write, for the check that it stays inside its section. */
function reach(type: number): number {
  if (type === R.R_RISCV_CALL || type === R.R_RISCV_CALL_PLT) return 8;
  const name = relocationName(type) ?? '';
  if (/NONE|RELAX|ALIGN/.test(name)) return 0;
  const bits = /(?:ADD|SUB|SET|^R_RISCV_)(\d+)$/.exec(name)?.[1];
  if (bits !== undefined) return Math.ceil(Number(bits) / 8);
  return name.includes('RVC') ? 2 : 4;
}

/** Applies all relocations of a section to its bytes, which stand at `input.address`. */
export function relocate(
  input: InputSection,
  bytes: Uint8Array,
  symbols: SymbolTable,
  context: Context,
  report: Report,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const highParts = new Map<bigint, bigint>();
  const lowParts: Relocation[] = [];
  for (const relocation of input.relocations) {
    const { type } = relocation;
    const offset = input.cuts.moved(relocation.offset);
    if (offset + reach(type) > bytes.length) {
      report.error(
        'relocation',
        `${placeName(input, relocation.offset)}: a relocation lies outside its section`,
      );
      continue;
    }
    if (type === R.R_RISCV_PCREL_LO12_I || type === R.R_RISCV_PCREL_LO12_S) {
      lowParts.push(relocation);
      continue;
    }
    const apply = APPLY.get(type);
    if (apply === undefined) {
      const name = relocationName(type) ?? `number ${type}`;
      report.error(
        'relocation',
        `${placeName(input, relocation.offset)}: relocation ${name} is not supported`,
      );
      continue;
    }
    const found = resolve(relocation, input, symbols, report);
    const address = input.address + BigInt(offset);
    if (found === undefined) {
      highParts.set(address, 0n); // reported once, not again for its %pcrel_lo
      continue;
    }
    const tooFar = (value: bigint, target: Field): void =>
      reportTooFar(relocation, input, value, target, report);
    const site = { view, offset, address, context, tooFar, ...found };
    apply(site);
    if (type === R.R_RISCV_PCREL_HI20) {
      const lui = (view.getUint32(offset, true) & OPCODE) === LUI;
      highParts.set(address, lui ? found.target : found.target - address);
    }
  }
  for (const relocation of lowParts) applyLow(relocation, input, view, highParts, symbols, report);
}

/** `%pcrel_lo(label)`: the low half of what the `%pcrel_hi` at `label` refers to. */
function applyLow(
  relocation: Relocation,
  input: InputSection,
  view: DataView,
  highParts: ReadonlyMap<bigint, bigint>,
  symbols: SymbolTable,
  report: Report,
): void {
  const found = resolve({ ...relocation, addend: 0n }, input, symbols, report);
  if (found === undefined) return;
  const value = highParts.get(found.target);
  if (value === undefined) {
    const place = placeName(input, relocation.offset);
    report.error('relocation', `${place}: %pcrel_lo has no %pcrel_hi at its label`);
    return;
  }
  const target = relocation.type === R.R_RISCV_PCREL_LO12_I ? I : S;
  patch(
    { view, offset: input.cuts.moved(relocation.offset) },
    target,
    low(value + relocation.addend),
    4,
  );
}

/** S + A; reports an undefined symbol. */
function resolve(
  relocation: Relocation,
  input: InputSection,
  symbols: SymbolTable,
  report: Report,
): { readonly target: bigint; readonly missing: boolean } | undefined {
  const found = targetOf(relocation, input, symbols);
  if (found !== undefined) return { target: found.address, missing: found.missing };
  const name = relocation.symbol?.name ?? '';
  const place = placeName(input, relocation.offset);
  const hint = didYouMean(name, definedNames(symbols));
  report.error('undefined-symbol', `${place}: undefined symbol \`${name}\``, hint);
  return undefined;
}

function definedNames(symbols: SymbolTable): string[] {
  return [...symbols.values()].flatMap((each) =>
    globalAddress(each) === undefined ? [] : [each.name],
  );
}

function reportTooFar(
  { symbol, type, offset }: Relocation,
  input: InputSection,
  value: bigint,
  target: Field,
  report: Report,
): void {
  const { min, max } = range(target);
  const upper = target === U;
  const least = upper ? -(2n ** 31n) - 0x800n : BigInt(min);
  const most = upper ? 2n ** 31n - 0x801n : BigInt(max);
  const name = symbol?.name ? `\`${symbol.name}\`` : 'its target';
  const absolute = type === R.R_RISCV_HI20;
  const far = absolute ? `address 0x${wrap(value).toString(16)}` : `distance ${value}`;
  report.error(
    'out-of-reach',
    `${placeName(input, offset)}: ${name} is out of reach: ${far} is not in ${least}…${most} (${relocationName(type)})`,
    absolute ? 'use pc-relative addressing: la or %pcrel_hi' : undefined,
  );
}

function signed(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

/** Writes `value` into a field of the instruction at `offset`. */
function patch(
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
