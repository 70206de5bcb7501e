/**
 * Pseudo-instructions that stand for several instructions [RISC-V Assembly Programmer's Manual,
 * "pseudoinstructions"]. Those that stand for one are forms of the instruction table.
 */

import type { RelocationName } from '@ireko/elf';
import {
  encode,
  type Form,
  floatRegisterNumber,
  instruction as named,
  registerNumber,
  type Xlen,
} from '@ireko/isa';
import { placeOf as placeOfOperand } from '../directives/directive.ts';
import type { Place } from '../text/source.ts';
import type { Expression, Operand } from '../text/syntax.ts';
import { type Bound, operandNumber, reduce } from '../unit/expression.ts';
import { type Unit, undefinedNumber } from '../unit/unit.ts';
import { emit, emitAsIs, emitNamed, emitRelocated, emitWord } from './emit.ts';
import { numberInRegister } from './number-operand.ts';
import { integerRegister, notARegister } from './register-operand.ts';

/**
 * Assembles a pseudo-instruction.
 * @returns false if the operands are not of its shape; then the table's forms are tried.
 */
type Pseudo = (unit: Unit, operands: readonly Operand[], at: Place) => boolean;

const AUIPC = named('auipc');
const JALR = named('jalr');
const RA = 1;
const T1 = 6;

/** How an address is found: what the upper part is of, and what adds the lower part. */
interface Reach {
  readonly hi: RelocationName;
  readonly low: 'addi' | 'load';
}

const local: Reach = { hi: 'R_RISCV_PCREL_HI20', low: 'addi' };
/** Through the global offset table. */
const global: Reach = { hi: 'R_RISCV_GOT_HI20', low: 'load' };

/** Every pseudo-instruction by its mnemonic. */
export const pseudoInstructions: ReadonlyMap<string, Pseudo> = new Map<string, Pseudo>([
  ['li', loadImmediate],
  ['la', loadAddress((unit) => (unit.modes.pic ? global : local))],
  ['lla', loadAddress(() => local)],
  ['lga', loadAddress(() => global)],
  ['la.tls.ie', loadAddress(() => ({ hi: 'R_RISCV_TLS_GOT_HI20', low: 'load' }))],
  ['la.tls.gd', loadAddress(() => ({ hi: 'R_RISCV_TLS_GD_HI20', low: 'addi' }))],
  ['add', addThreadOffset],
  ['sext.b', extend('zbb', 8, 'srai')],
  ['sext.h', extend('zbb', 16, 'srai')],
  ['zext.h', extend('zbb', 16, 'srli')],
  ['zext.w', extend('zba', 32, 'srli')],
  ['unimp', (unit, operands) => unit.compressed && unimplemented(unit, operands)],
  ['c.unimp', unimplemented],
  ['call', call],
  ['tail', jumpFar(T1)],
  ['jump', jump],
]);

/** `li rd, number`: the shortest `lui`/`addi`/`slli` sequence as GNU as 2.40 makes it. */
function loadImmediate(unit: Unit, operands: readonly Operand[], at: Place): boolean {
  const rd = registerIn(unit, operands[0]);
  const expression = valueIn(operands[1]);
  if (operands.length !== 2 || rd === undefined || !expression) {
    return complainOfPair(unit, operands, at, 'a register and a number', 'write li a0, 1234');
  }
  const place = placeOf(operands[1], at);
  if (expression.kind === 'name' && registerNumber(expression.name) !== undefined) {
    return complain(unit, place, 'a number is expected here, not a register', 'use mv');
  }
  const written = bindNumber(unit, expression, place);
  if (written === undefined) return true;
  const value = numberInRegister(unit.xlen, written);
  if (value >= -2048n && value < 2048n) {
    const addi = { instruction: named('addi'), values: { rd, rs1: 0, imm: Number(value) } };
    if (value === written) emit(unit, 'li', addi);
    else emitAsIs(unit, addi);
  } else {
    loadConstant(unit, rd, value);
  }
  return true;
}

function bindNumber(unit: Unit, expression: Expression, place: Place): bigint | undefined {
  if (expression.kind === 'integer' && expression.value >= 1n << 64n) {
    unit.report.error('immediate-range', place, 'the number does not fit in 64 bits');
    return undefined;
  }
  const bound = unit.bind(expression, place);
  const value = bound && operandNumber(bound);
  if (
    bound &&
    value === undefined &&
    expression.kind === 'name' &&
    !unit.isDefined(expression.name)
  ) {
    const { name } = expression;
    const hint = unit.hintForUndefined(name);
    unit.report.error('not-constant', place, undefinedNumber(name), hint);
  } else if (bound && value === undefined) {
    unit.report.error(
      'not-constant',
      place,
      'li needs a number that is known here',
      'use la for an address; define a constant before it is used',
    );
  }
  return value;
}

/** Builds a number from the top down [GNU as, `load_const`]. */
function loadConstant(unit: Unit, rd: number, value: bigint): void {
  const lower = BigInt.asIntN(12, value);
  const upper = BigInt.asIntN(64, value - lower);
  if (unit.xlen === 32 || value === BigInt.asIntN(32, value)) {
    if (upper !== 0n) emitNamed(unit, 'lui', { rd, imm: Number((upper >> 12n) & 0xfffffn) });
    if (lower !== 0n || upper === 0n) {
      emitNamed(unit, unit.xlen === 32 ? 'addi' : 'addiw', {
        rd,
        rs1: upper === 0n ? 0 : rd,
        imm: Number(lower),
      });
    }
    return;
  }
  let shift = 12n;
  while (((upper >> shift) & 1n) === 0n) shift++;
  loadConstant(unit, rd, upper >> shift);
  emitNamed(unit, 'slli', { rd, rs1: rd, imm: Number(shift) });
  if (lower !== 0n) emitNamed(unit, 'addi', { rd, rs1: rd, imm: Number(lower) });
}

/** `la`, `lla`, `lga rd, symbol`. */
function loadAddress(reach: (unit: Unit) => Reach): Pseudo {
  return (unit, operands, at) => {
    const rd = registerIn(unit, operands[0]);
    const expression = valueIn(operands[1]);
    if (operands.length !== 2 || rd === undefined || !expression) {
      return complainOfPair(unit, operands, at, 'a register and a symbol', 'write la a0, symbol');
    }
    const place = placeOf(operands[1], at);
    const target = unit.bind(expression, place);
    if (!target) return true;
    const written = operandNumber(target);
    const number = written === undefined ? written : numberInRegister(unit.xlen, written);
    const { hi, low } = reach(unit);
    const reduced = number === undefined && target.kind === 'binary' ? reduce(target) : undefined;
    const offset = typeof reduced === 'object' ? reduced.constant : 0n;
    if (offset !== BigInt.asIntN(32, offset)) {
      const hint = 'an address in code can be 2³¹ away; add the rest with li and add';
      unit.report.error('immediate-range', place, `the offset ${offset} is out of reach`, hint);
    } else if (number !== undefined && number !== BigInt.asIntN(32, number)) {
      const hint = 'addresses from code reach from -2³¹ to 2³¹-1; load a number with li';
      unit.report.error('immediate-range', place, `${number} is out of reach`, hint);
    } else if (number !== undefined) loadConstant(unit, rd, number);
    else pair(unit, hi, rd, low === 'addi' ? low : loadOf(unit.xlen), rd, target, place);
    return true;
  };
}

/** What loads a register. */
function loadOf(xlen: Xlen): string {
  return xlen === 32 ? 'lw' : 'ld';
}

/** `auipc` and an instruction of format I that adds the low part. */
function pair(
  unit: Unit,
  hi: RelocationName,
  base: number,
  mnemonic: string,
  rd: number,
  target: Bound,
  place: Place,
): void {
  // The low part's relocation names the address of the `auipc`.
  const start = unit.internalLabel(place);
  upper(unit, hi, base, target, place);
  const low = { instruction: named(mnemonic), values: { rd, rs1: base, imm: 0 } };
  emitRelocated(unit, low, 'R_RISCV_PCREL_LO12_I', start, place, 'start');
}

/** `auipc base, …`. */
function upper(unit: Unit, hi: RelocationName, base: number, target: Bound, place: Place): void {
  const auipc = { instruction: AUIPC, values: { rd: base, imm: 0 } };
  emitRelocated(unit, auipc, hi, target, place);
}

/** Widens the low bits of a register by two shifts, unless an extension has an instruction for it. */
function extend(extension: string, bits: 8 | 16 | 32, back: 'srai' | 'srli'): Pseudo {
  return (unit, operands, at) => {
    const shift = unit.xlen - bits;
    if (unit.modes.extensions.has(extension) || shift === 0) return false;
    const [rd, rs1] = operands.map((each) => registerIn(unit, each));
    if (operands.length !== 2 || rd === undefined || rs1 === undefined) {
      return complain(unit, at, 'two registers are expected', 'write zext.w a0, a1');
    }
    emitNamed(unit, 'slli', { rd, rs1, imm: shift });
    emitNamed(unit, back, { rd, rs1: rd, imm: shift });
    return true;
  };
}

/** `add rd, rs1, tp, %tprel_add(symbol)`: marks the addition for the linker, which may drop it. */
function addThreadOffset(unit: Unit, operands: readonly Operand[], at: Place): boolean {
  const [rd, rs1, rs2] = operands.slice(0, 3).map((each) => registerIn(unit, each));
  const [mark] = operands.slice(3);
  if (operands.length !== 4 || rd === undefined || rs1 === undefined || rs2 === undefined)
    return false;
  if (mark?.kind !== 'value' || mark.relocation !== 'tprel_add') return false;
  const place = placeOf(mark, at);
  const target = unit.bind(mark.expression, place);
  const add = { instruction: named('add'), values: { rd, rs1, rs2 } };
  if (target) emitRelocated(unit, add, 'R_RISCV_TPREL_ADD', target, place);
  return true;
}

/** `call symbol` and `call rd, symbol`. */
function call(unit: Unit, operands: readonly Operand[], at: Place): boolean {
  if (operands.length === 2) {
    const link = registerIn(unit, operands[0]);
    if (link === undefined) return complain(unit, at, 'call takes a register and a symbol');
    return far(unit, T1, link, operands[1], at);
  }
  if (operands.length !== 1) return complain(unit, at, 'call takes a symbol', 'write call symbol');
  return far(unit, RA, RA, operands[0], at);
}

/** `tail symbol`. */
function jumpFar(scratch: number): Pseudo {
  return (unit, operands, at) =>
    operands.length === 1
      ? far(unit, scratch, 0, operands[0], at)
      : complain(unit, at, 'tail takes a symbol', 'write tail symbol');
}

/** `jump symbol, scratch`. */
function jump(unit: Unit, operands: readonly Operand[], at: Place): boolean {
  const scratch = registerIn(unit, operands[1]);
  return operands.length === 2 && scratch !== undefined
    ? far(unit, scratch, 0, operands[0], at)
    : complain(unit, at, 'jump takes a symbol and a register', 'write jump symbol, t0');
}

/** `auipc scratch, …; jalr link, …(scratch)` under one relocation. */
function far(
  unit: Unit,
  scratch: number,
  link: number,
  operand: Operand | undefined,
  at: Place,
): boolean {
  const place = placeOf(operand, at);
  const expression = valueIn(operand);
  if (!expression) return complain(unit, place, 'a symbol is expected here');
  const target = unit.bind(expression, place);
  if (!target) return true;
  upper(unit, 'R_RISCV_CALL_PLT', scratch, target, place);
  emitWord(unit, encode(JALR, { rd: link, rs1: scratch, imm: 0 }), JALR.length, true);
  return true;
}

/** The all-zero halfword, which is defined to be illegal [unpriv §16.5]. */
function unimplemented(unit: Unit, operands: readonly Operand[]): boolean {
  if (operands.length > 0) return false;
  emitWord(unit, 0, 2, false);
  return true;
}

/** Whether operands read `lw rd, symbol` or `sw rs2, symbol, scratch` for this form. */
export function isSymbolicAccess(form: Form, operands: readonly Operand[]): boolean {
  const [register, address, ...others] = form.operands;
  if (register?.shape !== 'register' && register?.shape !== 'float') return false;
  if (address?.shape !== 'memory' || !address.offset || others.length > 0) return false;
  if (form.mnemonic === 'jalr' || form.instruction.length === 2) return false;
  return operands.length === (needsScratch(form) ? 3 : 2) && valueIn(operands[1]) !== undefined;
}

/** Only an integer load can hold the address in the register that it loads. */
function needsScratch({ instruction, operands }: Form): boolean {
  return 'rs2' in instruction.fields || operands[0]?.shape === 'float';
}

/** `lw rd, symbol`, `sw rs2, symbol, scratch`, `fld rd, symbol, scratch`: relative to the pc. */
export function symbolicAccess(
  unit: Unit,
  form: Form,
  operands: readonly Operand[],
  at: Place,
): void {
  const isFloat = form.operands[0]?.shape === 'float';
  const register = isFloat ? floatRegisterIn(operands[0]) : registerIn(unit, operands[0]);
  const base = needsScratch(form) ? registerIn(unit, operands[2]) : register;
  const expression = valueIn(operands[1]);
  if (register === undefined || base === undefined || !expression) {
    complain(unit, at, `${form.mnemonic} takes registers around the symbol`);
    return;
  }
  const place = placeOf(operands[1], at);
  const target = unit.bind(expression, place);
  if (!target) return;
  if (operandNumber(target) !== undefined) {
    const hint = 'write 16(zero) for the address 16';
    complain(unit, place, 'an address such as 8(sp) or a symbol is expected here', hint);
    return;
  }
  // The low part's relocation names the address of the `auipc`.
  const start = unit.internalLabel(place);
  upper(unit, 'R_RISCV_PCREL_HI20', base, target, place);
  const { instruction } = form;
  const isStore = 'rs2' in instruction.fields;
  const values = isStore
    ? { rs1: base, rs2: register, imm: 0 }
    : { rd: register, rs1: base, imm: 0 };
  const low = isStore ? 'R_RISCV_PCREL_LO12_S' : 'R_RISCV_PCREL_LO12_I';
  emitRelocated(unit, { instruction, values }, low, start, place, 'start');
}

function registerIn(unit: Unit, operand: Operand | undefined): number | undefined {
  const expression = valueIn(operand);
  return expression?.kind === 'name' ? integerRegister(unit, expression.name) : undefined;
}

function floatRegisterIn(operand: Operand | undefined): number | undefined {
  const expression = valueIn(operand);
  return expression?.kind === 'name' ? floatRegisterNumber(expression.name) : undefined;
}

function valueIn(operand: Operand | undefined): Expression | undefined {
  return operand?.kind === 'value' && operand.relocation === undefined
    ? operand.expression
    : undefined;
}

function placeOf(operand: Operand | undefined, at: Place): Place {
  return operand ? placeOfOperand(operand, at) : at;
}

/** What should be a register and something else is not: it is the register that is wrong, or all. */
function complainOfPair(
  unit: Unit,
  operands: readonly Operand[],
  at: Place,
  expected: string,
  hint: string,
): true {
  const first = valueIn(operands[0]);
  if (
    operands.length === 2 &&
    first?.kind === 'name' &&
    registerIn(unit, operands[0]) === undefined
  ) {
    const { message, hint } = notARegister(first.name);
    return complain(unit, placeOf(operands[0], at), message, hint);
  }
  return complain(unit, at, `${expected} are expected`, hint);
}

function complain(unit: Unit, place: Place, message: string, hint?: string): true {
  unit.report.error('operand-shape', place, message, hint);
  return true;
}
