/**
 * Fixups, once all addresses of the unit are known: each becomes a number in the section's bytes,
 * or relocations that tell the linker what to put there.
 *
 * Which of the two is GNU's choice: every address in an instruction is a relocation even if the
 * distance is known here, and so is every difference of labels in code, since a linker may shorten
 * code; differences of labels in data are numbers.
 */

import { R, type RelocationName, Relocations } from '@ireko/elf';
import { type Field, insert, instruction, mask } from '@ireko/isa';
import { warnOfTarget } from '../advice/warning.ts';
import type { Place } from '../text/source.ts';
import {
  type Bound,
  finalValue,
  reduce,
  sectionOf,
  type Trouble,
  tentative,
  type Value,
} from '../unit/expression.ts';
import { distance, type Section } from '../unit/section.ts';
import type { Sym, SymbolTable } from '../unit/symbol.ts';
import { type RequestedRelocation, troubleMessage, type Unit } from '../unit/unit.ts';
import type { Fixup } from './fixups.ts';

/** Relocations as they come to be; their symbols become those of the file once it is known which those are. */
class Patches {
  readonly #symbols: SymbolTable;
  readonly relocations: Relocations<SymbolTable>;

  constructor(symbols: SymbolTable) {
    this.#symbols = symbols;
    this.relocations = new Relocations(symbols);
  }

  add(offset: number, type: RelocationName, names: Sym | undefined, addend: bigint): void {
    if (names) this.#symbols.need(names);
    this.relocations.push(offset, R[type], names ? names.number + 1 : 0, addend);
  }
}

/** What fills in the distance of a branch or jump. */
const branches: ReadonlySet<RelocationName> = new Set([
  ...(['R_RISCV_BRANCH', 'R_RISCV_JAL', 'R_RISCV_CALL_PLT'] as const),
  ...(['R_RISCV_RVC_BRANCH', 'R_RISCV_RVC_JUMP'] as const),
]);

/** Completes a laid-out section's contents. @returns what is left to the linker, in file order */
export function applyFixups(
  unit: Unit,
  section: Section,
  contents: Uint8Array,
): Relocations<SymbolTable> {
  const patches = new Patches(unit.symbols);
  if (section.isNobits) return patches.relocations;
  const { fixups } = section;
  for (let index = 0; index < fixups.count; index++) {
    apply(unit, section, fixups.at(index), contents, patches);
  }
  for (const each of unit.relocations) {
    if (each.section === section) addRequested(unit, each, patches);
  }
  // Fixups stand in the order of the source, but for those that layout adds.
  return patches.relocations.inOrder();
}

function apply(
  unit: Unit,
  section: Section,
  fixup: Fixup,
  contents: Uint8Array,
  patches: Patches,
): void {
  const value = reduceFixup(fixup);
  if (typeof value === 'string') {
    unit.report.error('bad-expression', fixup.place, troubleMessage(value));
    return;
  }
  if (value.add?.isSuperseded || value.subtract?.isSuperseded) {
    const { name } = value.add?.isSuperseded ? value.add : (value.subtract as Sym);
    const message = `\`${name}\` is given another value below, so that no linker can know this one`;
    unit.report.error('redefined', fixup.place, message, 'use another name for the other value');
  }
  const at = fixup.chunk.address + fixup.offset;
  const { how } = fixup;
  if (how.kind === 'distance') {
    patches.add(at, `R_RISCV_SET${how.bits}`, value.add, value.constant);
    patches.add(at, `R_RISCV_SUB${how.bits}`, value.subtract, 0n);
  } else if (how.kind === 'relative') {
    patches.add(at, 'R_RISCV_32_PCREL', value.add, value.constant);
  } else if (how.kind === 'alignment') {
    patches.add(at, 'R_RISCV_ALIGN', undefined, BigInt(how.padding));
  } else if (how.kind === 'data') {
    applyData(unit, fixup, how.size, value, at, contents, patches);
  } else {
    applyInstruction(unit, fixup, how.type, value, at, contents, patches);
    if (branches.has(how.type) && value.add && sectionOf(value.add) === section) {
      warnOfTarget(unit, Number(tentative(value)) - at, fixup.place);
    }
    if (how.distance && value.add) {
      setField(contents, at, how.distance, Number(tentative(value)) - at);
    }
  }
}

/** What `.reloc` asks for, wherever it is to go. */
function addRequested(
  unit: Unit,
  { section, to, type, value, place }: RequestedRelocation,
  patches: Patches,
): void {
  const [where, target] = [reduce(to), reduce(value)];
  if (typeof where === 'string' || typeof target === 'string')
    unit.report.error('bad-expression', place, troubleMessage('not-linear'));
  else if (where.subtract || target.subtract || (where.add && sectionOf(where.add) !== section))
    unit.report.error('bad-expression', place, 'a place in this section is expected here');
  else patches.add(Number(tentative(where)), type, target.add, target.constant);
}

const neverKnown = (): undefined => undefined;

const distanceInData = (to: Sym, from: Sym): number | undefined =>
  sectionOf(to)?.isCode === false ? distance(to, from) : undefined;

/** Distances in code stay differences, which the linker computes. */
function reduceFixup({ how, value }: Fixup): Value | Trouble {
  if (how.kind === 'data') {
    const reduced = reduceData(value);
    return reduced === 'not-linear' ? finalValue(value) : reduced;
  }
  if (how.kind === 'distance') return reduce(value, neverKnown);
  return how.kind === 'instruction' && branches.has(how.type) ? reduce(value) : finalValue(value);
}

function applyData(
  unit: Unit,
  fixup: Fixup,
  size: 1 | 2 | 4 | 8,
  value: Value,
  at: number,
  contents: Uint8Array,
  patches: Patches,
): void {
  const { add, subtract, constant } = value;
  if (subtract === undefined && add === undefined) {
    if (isTooWide(constant, size)) reportWidth(unit, 'error', fixup.place, constant, size);
    store(contents, at, constant, size);
    return;
  }
  const bits = (8 * size) as 8 | 16 | 32 | 64;
  if (subtract === undefined) {
    if (bits === 32 || bits === 64) {
      patches.add(at, `R_RISCV_${bits}`, add, constant);
    } else {
      const message = `an address does not fit in ${size} bytes`;
      unit.report.lastError('address-width', fixup.place, message, 'use .dword');
    }
    return;
  }
  if (add === undefined) {
    const message = `a number less the address of \`${subtract.name}\` cannot be computed`;
    unit.report.error(
      'bad-expression',
      fixup.place,
      message,
      'an address can be taken from another',
    );
    return;
  }
  if (size === 4 && isHere(fixup, subtract)) {
    patches.add(at, 'R_RISCV_32_PCREL', add, constant);
    return;
  }
  patches.add(at, `R_RISCV_ADD${bits}`, add, constant);
  patches.add(at, `R_RISCV_SUB${bits}`, subtract, 0n);
}

/**
 * Whether a symbol is the place itself, in a table of frames that a compiler wrote: a linker moves
 * entries there, and with them what they count from.
 */
function isHere({ chunk, offset }: Fixup, { definition }: Sym): boolean {
  if (chunk.section.name !== '.eh_frame' || definition?.kind !== 'label') return false;
  return definition.chunk === chunk && definition.offset === offset;
}

/**
 * The value of an expression in data. Differences of labels in code stay differences, unless they
 * are part of an expression that no relocation can compute, and so does what is not defined here.
 */
export function reduceData(expression: Bound): Value | Trouble {
  const value = reduce(expression, distanceInData);
  return value === 'not-linear' ? reduce(expression) : value;
}

/** Warns of a number that loses bits, as GNU as does; if it is known only at the end, it is an error. */
export function checkWidth(unit: Unit, place: Place, value: bigint, size: number): void {
  if (isTooWide(value, size)) reportWidth(unit, 'warning', place, value, size);
}

/** Whether a number does not fit, without its sign. */
export function isTooWide(value: bigint, size: number): boolean {
  return size < 8 && (value < 0n ? -value : value) >> BigInt(8 * size) !== 0n;
}

function reportWidth(
  unit: Unit,
  severity: 'error' | 'warning',
  place: Place,
  value: bigint,
  size: number,
): void {
  const cut = severity === 'error' ? '' : ` and is cut to ${BigInt.asUintN(8 * size, value)}`;
  const bytes = size === 1 ? 'byte' : 'bytes';
  unit.report[severity]('truncated', place, `${value} does not fit in ${size} ${bytes}${cut}`);
}

/** Symbols that are defined elsewhere, or whose address the linker decides, need a relocation. */
function applyInstruction(
  unit: Unit,
  fixup: Fixup,
  type: RelocationName,
  value: Value,
  at: number,
  contents: Uint8Array,
  patches: Patches,
): void {
  const { add, subtract, constant } = value;
  if (subtract) {
    const message = 'the difference of two labels is not known when instructions are written';
    unit.report.error(
      'bad-expression',
      fixup.place,
      message,
      'put it in data with .word or .dword',
    );
    return;
  }
  const part = lowOrHigh[type]?.(constant);
  const field = immediates[type];
  if (part !== undefined && field) setField(contents, at, field, part);
  if (!add && part !== undefined) return;
  if (add && /_TLS_|_TPREL_/.test(type)) add.type = 'tls';
  patches.add(at, type, add, constant);
  if (add && fixup.relax && mayRelax(type, unit.modes.relax)) {
    patches.add(at, 'R_RISCV_RELAX', undefined, constant);
  }
}

/** Relocations whose instructions a linker can shorten, by what is allowed at the source's end. */
function mayRelax(type: RelocationName, atEnd: boolean): boolean {
  return relaxable.has(type) || (atEnd && type.startsWith('R_RISCV_PCREL_'));
}

const relaxable: ReadonlySet<RelocationName> = new Set([
  ...(['R_RISCV_HI20', 'R_RISCV_LO12_I', 'R_RISCV_LO12_S', 'R_RISCV_CALL_PLT'] as const),
  ...(['R_RISCV_TPREL_HI20', 'R_RISCV_TPREL_LO12_I', 'R_RISCV_TPREL_LO12_S'] as const),
  'R_RISCV_TPREL_ADD',
]);

/** The part of a number that these relocations put into an instruction. */
const lowOrHigh: Readonly<Partial<Record<RelocationName, (value: bigint) => number>>> = {
  R_RISCV_HI20: (value) => Number(((value + 0x800n) >> 12n) & 0xfffffn),
  R_RISCV_LO12_I: (value) => Number(BigInt.asIntN(12, value)),
  R_RISCV_LO12_S: (value) => Number(BigInt.asIntN(12, value)),
};

/** The fields that these relocations fill in. */
const immediates: Readonly<Partial<Record<RelocationName, Field | undefined>>> = {
  R_RISCV_HI20: instruction('lui').fields['imm'],
  R_RISCV_LO12_I: instruction('addi').fields['imm'],
  R_RISCV_LO12_S: instruction('sw').fields['imm'],
};

/** Puts a value into an instruction of two or four bytes. */
function setField(contents: Uint8Array, at: number, field: Field, value: number): void {
  const size = (contents[at] ?? 0) % 4 === 3 ? 4 : 2;
  let word = 0;
  for (let index = size - 1; index >= 0; index--) word = word * 256 + (contents[at + index] ?? 0);
  store(contents, at, BigInt(insert(field, word & ~mask(field), value)), size);
}

function store(contents: Uint8Array, at: number, value: bigint, size: number): void {
  for (let index = 0; index < size; index++) {
    contents[at + index] = Number((value >> BigInt(8 * index)) & 0xffn);
  }
}
