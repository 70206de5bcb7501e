/**
 * Reads an operand as a form of the instruction table wants it: a register, a number, an address.
 * What it gives is values of the instruction's fields; else a complaint says what was expected.
 */

import type { RelocationName } from '@ireko/elf';
import {
  allFloatRegisterNames,
  allRegisterNames,
  csrNumber,
  csrs,
  type Field,
  type Form,
  fits,
  floatRegisterNames,
  floatRegisterNumber,
  forms,
  type Named,
  type OperandForm,
  otherCsrNames,
  otherCsrNumber,
  registerNames,
  registerNumber,
  roundingNames,
  vectorRegisterNumber,
  type Xlen,
} from '@ireko/isa';
import { type Bound, operandNumber } from './expression.ts';
import {
  adviceForAddress,
  adviceForAddressOf,
  adviceForFloat,
  adviceForMemory,
  adviceForNothing,
  adviceForRegister,
} from './operand-hint.ts';
import { relocationFunctions, relocationType } from './relocation.ts';
import type { Place } from './source.ts';
import { didYouMean } from './suggest.ts';
import type { Expression, Operand } from './syntax.ts';
import { type Unit, undefinedNumber } from './unit.ts';

/** A field whose value is an address or a part of one, to be filled in by a relocation. */
export interface Relocated {
  /** Undefined for a branch or jump target: the instruction itself says which it is. */
  readonly type: RelocationName | undefined;
  readonly value: Bound;
  readonly place: Place;
}

/** What an operand gives: values of fields, a relocated field, or a complaint. */
export type Reading =
  | {
      readonly values: readonly (readonly [Field, number])[];
      readonly relocated?: Relocated;
      /** A number with bit 31 set became negative: GNU as compresses no such instruction. */
      readonly isWrapped?: boolean;
    }
  | {
      readonly code: string;
      readonly message: string;
      readonly hint?: string;
      /** It is of the right kind but not of the right value: the form was meant. */
      readonly near: boolean;
    };

/** The name of a field, or of the register that must stand there. */
export function nameOf(field: Field | Named): string {
  return 'register' in field ? (registerNames[field.register] ?? '') : field.name;
}

/** Reads one operand. */
export function read(
  unit: Unit,
  form: Form,
  shape: OperandForm,
  operand: Operand,
  place: Place,
): Reading {
  if (shape.shape === 'memory') return readMemory(unit, form, shape, operand, place);
  if (operand.kind === 'empty') {
    return far('operand-shape', 'an operand is missing here', adviceForNothing(place));
  }
  if (operand.kind === 'memory') {
    const message = `${form.mnemonic} does not take an address in parentheses here`;
    return far('operand-shape', message, adviceForAddress(form));
  }
  if (operand.kind === 'text') return far('operand-shape', 'a string cannot stand here');
  const { expression, relocation } = operand;
  switch (shape.shape) {
    case 'register':
      return readRegister(unit, form, shape.field, expression);
    case 'float':
      return readFloatRegister(unit, form, shape, expression);
    case 'rounding':
      return readRounding(shape.field, expression);
    case 'vector':
      return readVectorRegister(shape, expression);
    case 'mask': {
      const isMask = expression.kind === 'name' && expression.name === 'v0.t';
      return isMask
        ? { values: [[shape.field, 0]] }
        : far('operand-shape', 'v0.t is expected here');
    }
    case 'vtype':
      throw new Error('the type of vectors takes all operands that are left');
    case 'csr':
      return readCsr(unit, shape.field, expression, place);
    case 'ordering':
      return readOrdering(shape.field, expression);
    case 'immediate':
      return readImmediate(unit, form, shape.field, expression, relocation, place);
    case 'target':
      return readTarget(unit, shape.field, expression, place);
  }
}

/** The code of a mismatch that `Unit.bind` has reported itself. */
export const REPORTED = 'reported';

const alreadyReported: Reading = { code: REPORTED, message: '', near: true };

function far(code: string, message: string, hint?: string): Reading {
  return { code, message, ...(hint !== undefined && { hint }), near: false };
}

function near(code: string, message: string, hint?: string): Reading {
  return { code, message, ...(hint !== undefined && { hint }), near: true };
}

function readRegister(
  unit: Unit,
  form: Form,
  field: Field | Named,
  expression: Expression,
): Reading {
  if (expression.kind !== 'name') {
    const hint =
      form.mnemonic === 'mv' ? 'use li' : 'load the number into a register first with li';
    return far('operand-shape', 'a register is expected here', hint);
  }
  const number = integerRegister(unit, expression.name);
  if (number === undefined) {
    const { message, hint } = notARegister(expression.name);
    return far('unknown-register', message, adviceForRegister(form, expression.name) ?? hint);
  }
  return registerReading(form, field, number, expression.name);
}

/** Registers of the base `e`: x0…x15. */
const FEWER = 16;

/** The number of an integer register that there is with the extensions in force. */
export function integerRegister(unit: Unit, name: string): number | undefined {
  const number = registerNumber(name);
  const isThere = number === undefined || number < FEWER || !unit.modes.extensions.has('e');
  return isThere ? number : undefined;
}

/** What to say of a name where an integer register must stand. */
export function notARegister(name: string): { readonly message: string; readonly hint?: string } {
  if (registerNumber(name) !== undefined)
    return {
      message: `the base e has no ${name}, but x0…x15: zero, ra, sp, gp, tp, t0…t2, s0, s1, a0…a5`,
      hint: 'use one of them, or -march=rv32i… with its 32 registers',
    };
  const message = `\`${name}\` is not a register`;
  const isCsr = csrNumber(name) !== undefined;
  const hint = isCsr
    ? 'it is a CSR: csrr rd, csr reads one, and csrw csr, rs1 writes one'
    : registerHint(name, allRegisterNames);
  return hint === undefined ? { message } : { message, hint };
}

/** `there are t0…t6` for t7; for other names the nearest. */
function registerHint(name: string, known: Iterable<string>): string | undefined {
  const [, letters] = /^([a-z]+)\d+$/.exec(name) ?? [];
  const numbers = [...known]
    .filter((each) => letters !== undefined && each.replace(/\d+$/, '') === letters)
    .map((each) => Number(each.slice(letters?.length)))
    .sort((a, b) => a - b);
  if (numbers.length < 2) return didYouMean(name, known);
  return `there are ${letters}${numbers[0]}…${letters}${numbers.at(-1)}`;
}

function registerReading(
  form: Form,
  field: Field | Named,
  number: number,
  written: string,
): Reading {
  if ('register' in field) {
    return number === field.register
      ? { values: [] }
      : near('register-range', `${form.mnemonic} takes only ${nameOf(field)} here`);
  }
  // An alias of a compressed instruction never stands for a HINT; its own mnemonic may.
  const isAlias = form.mnemonic !== form.instruction.mnemonic;
  const isHint = isAlias && field.hintAtZero && number === 0;
  if (fits(field, number) && !isHint) return { values: [[field, number]] };
  const { min, max } = field.range;
  const allowed =
    min > 0 ? `${registerNames[min]}…${registerNames[max]} (x${min}…x${max})` : undefined;
  return near(
    'register-range',
    `${form.mnemonic} cannot name ${written}`,
    allowed && `its three-bit register field holds ${allowed}`,
  );
}

function readFloatRegister(
  unit: Unit,
  form: Form,
  { field, twin }: Extract<OperandForm, { shape: 'float' }>,
  expression: Expression,
): Reading {
  const name = expression.kind === 'name' ? expression.name : '';
  // With Zfinx, numbers stand in integer registers.
  const number = unit.modes.extensions.has('zfinx')
    ? integerRegister(unit, name)
    : floatRegisterNumber(name);
  if (number === undefined) {
    const hint = adviceForFloat(form, name) ?? registerHint(name, allFloatRegisterNames);
    return far('unknown-register', 'a floating-point register is expected here', hint);
  }
  if (!fits(field, number)) {
    const { min, max } = field.range;
    const allowed = `its three-bit register field holds ${floatRegisterNames[min]}…${floatRegisterNames[max]}`;
    return near('register-range', `${name} cannot stand here`, allowed);
  }
  return {
    values: twin
      ? [
          [field, number],
          [twin, number],
        ]
      : [[field, number]],
  };
}

function readVectorRegister(
  { field, twins }: Extract<OperandForm, { shape: 'vector' }>,
  expression: Expression,
): Reading {
  const number = expression.kind === 'name' ? vectorRegisterNumber(expression.name) : undefined;
  if (number === undefined) return far('unknown-register', 'a vector register is expected here');
  if (!('register' in field)) {
    return { values: [field, ...twins].map((each) => [each, number] as const) };
  }
  return number === field.register
    ? { values: [] }
    : near('register-range', `only v${field.register} can stand here`);
}

function readRounding(field: Field, expression: Expression): Reading {
  const mode = expression.kind === 'name' ? roundingNames.indexOf(expression.name) : -1;
  if (mode >= 0) return { values: [[field, mode]] };
  const names = roundingNames.filter((name) => name !== undefined);
  return far('rounding-mode', 'a rounding mode is expected here', `write ${names.join(', ')}`);
}

function readCsr(unit: Unit, field: Field, expression: Expression, place: Place): Reading {
  if (expression.kind === 'name') {
    const number = csrNumber(expression.name) ?? otherCsrNumber(expression.name);
    if (number !== undefined) return { values: [[field, number]] };
    if (!unit.symbols.find(expression.name)?.definition) {
      const names = [...csrs.map(({ name }) => name), ...otherCsrNames];
      const isRegister = registerNumber(expression.name) !== undefined;
      const hint = isRegister
        ? 'it is a register: csrr rd, csr reads a CSR, and csrw csr, rs1 writes one'
        : didYouMean(expression.name, names);
      return far('unknown-csr', `\`${expression.name}\` is not a CSR`, hint);
    }
  }
  const bound = unit.bind(expression, place);
  const value = bound && operandNumber(bound);
  if (value === undefined) return far('operand-shape', 'a CSR’s name or number is expected here');
  return value >= 0n && value < 4096n
    ? { values: [[field, Number(value)]] }
    : near('immediate-range', `CSR number ${value} is out of range: 0…4095`);
}

function readOrdering(field: Field, expression: Expression): Reading {
  const letters = expression.kind === 'name' ? expression.name : '';
  if (!/^i?o?r?w?$/.test(letters) || letters === '') {
    if (expression.kind === 'integer' && expression.value === 0n) return { values: [[field, 0]] };
    return far('operand-shape', 'a subset of `iorw`, in this order, is expected here');
  }
  const bits = [...letters].map((letter) => 8 >> 'iorw'.indexOf(letter));
  return { values: [[field, bits.reduce((all, bit) => all | bit, 0)]] };
}

function readImmediate(
  unit: Unit,
  form: Form,
  field: Field,
  expression: Expression,
  relocation: string | undefined,
  place: Place,
): Reading {
  const isPlain = expression.kind === 'name' && relocation === undefined;
  if (isPlain && registerNumber(expression.name) !== undefined) {
    const message = `a number is expected here, not the register ${expression.name}`;
    return far('operand-shape', message, hintOfRegisterForm(form));
  }
  const isUnknown = expression.kind === 'name' && !unit.symbols.find(expression.name)?.definition;
  const bound = unit.bind(expression, place);
  if (!bound) return alreadyReported;
  if (relocation !== undefined) return readRelocated(form, field, bound, relocation, place);
  const value = operandNumber(bound);
  if (value === undefined) {
    const hint = 'an address needs %hi, %lo, %pcrel_hi or %pcrel_lo, or use la';
    return isUnknown
      ? far(
          'not-constant',
          undefinedNumber(expression.name),
          unit.nearDefined(expression.name) ??
            adviceForAddressOf(shapeOf(form, field), expression.name) ??
            unit.hintForUndefined(expression.name),
        )
      : near('not-constant', 'a number is expected here, not an address', hint);
  }
  return numberReading(unit, form, field, value);
}

function shapeOf({ operands }: Form, field: Field): OperandForm | undefined {
  return operands.find((each) => {
    return each.shape === 'memory'
      ? each.offset === field
      : each.shape === 'immediate' && each.field === field;
  });
}

/** A number as a register of 32 bits has it: one with bit 31 set is negative. */
export function numberInRegister(xlen: Xlen, value: bigint): bigint {
  const isUnsigned = xlen === 32 && value >= 1n << 31n && value < 1n << 32n;
  return isUnsigned ? BigInt.asIntN(32, value) : value;
}

/** `use add` for `addi`, whose name less the i is an instruction with a register in its place. */
function hintOfRegisterForm({ mnemonic }: Form): string | undefined {
  const withRegister = mnemonic.replace(/i(?=w?$)/, '');
  const exists = withRegister !== mnemonic && forms(withRegister).length > 0;
  return exists ? `use ${withRegister}` : undefined;
}

function numberReading(unit: Unit, form: Form, field: Field, value: bigint): Reading {
  const wrapped = numberInRegister(unit.xlen, value);
  const number = Number(wrapped);
  if (fits(field, number) && !(field.belowXlen && number >= unit.xlen))
    return { values: [[field, number]], ...(wrapped !== value && { isWrapped: true }) };
  const narrowed = signExtended(form, field, number);
  if (narrowed !== undefined) return { values: [[field, narrowed]] };
  const { min, max: most, step } = field.range;
  const max = field.belowXlen ? unit.xlen - 1 : most;
  const steps = step > 1 ? ` in steps of ${step}` : '';
  const inRange = number >= min && number <= max && number % step === 0;
  const shift = form.mnemonic.startsWith('s') && field.belowXlen;
  const hint = rangeHint(form, field);
  return near(
    'immediate-range',
    inRange
      ? `${form.mnemonic} cannot hold ${value} here`
      : `${shift ? 'shift amount' : 'immediate'} ${value} is out of range for ${form.mnemonic}: ${min}…${max}${steps}`,
    hint,
  );
}

/** `c.lui` takes the number that `lui` takes, and holds its low six bits with their sign. */
function signExtended(form: Form, field: Field, value: number): number | undefined {
  const { expansion } = form.instruction;
  const full = expansion?.instruction.fields[field.name];
  if (!full || full.signed || !field.signed) return undefined;
  const narrowed = value - (full.range.max + 1);
  return fits(field, narrowed) ? narrowed : undefined;
}

function rangeHint(form: Form, field: Field): string | undefined {
  const { min, max } = field.range;
  if (min !== -2048 || max !== 2047) return undefined;
  const takesOffset = form.operands.some((operand) => operand.shape === 'memory');
  return takesOffset
    ? 'add the offset to a register first: li t0, offset; add t0, t0, base'
    : 'load it into a register first with li';
}

function readRelocated(
  form: Form,
  field: Field,
  value: Bound,
  relocation: string,
  place: Place,
): Reading {
  if (!relocationFunctions.includes(relocation)) {
    const hint = didYouMean(
      `%${relocation}`,
      relocationFunctions.map((name) => `%${name}`),
    );
    return far('unknown-relocation', `%${relocation} is not a relocation function`, hint);
  }
  const type = relocationType(relocation, field);
  if (!type) {
    const legal = relocationFunctions.filter((name) => relocationType(name, field));
    return far(
      'relocation-place',
      `%${relocation} cannot stand in this operand of ${form.mnemonic}`,
      legal.length > 0 ? `here can stand ${legal.map((name) => `%${name}`).join(', ')}` : undefined,
    );
  }
  return { values: [[field, 0]], relocated: { type, value, place } };
}

/** A label; what is called like a register is one, too [`warnOfRegisters`]. */
function readTarget(unit: Unit, field: Field, expression: Expression, place: Place): Reading {
  const value = unit.bind(expression, place);
  if (!value) return alreadyReported;
  return { values: [[field, 0]], relocated: { type: undefined, value, place } };
}

function readMemory(
  unit: Unit,
  form: Form,
  shape: Extract<OperandForm, { shape: 'memory' }>,
  operand: Operand,
  place: Place,
): Reading {
  if (operand.kind !== 'memory') {
    const example = shape.offset ? '8(sp)' : '(a0)';
    const message = `an address such as ${example} is expected here`;
    return far('operand-shape', message, adviceForMemory(operand, shape));
  }
  const number = integerRegister(unit, operand.base);
  if (number === undefined) {
    const { message, hint } = notARegister(operand.base);
    return far('unknown-register', message, hint);
  }
  const base = registerReading(form, shape.base, number, operand.base);
  if ('message' in base) return base;
  const offset = readOffset(unit, form, shape.offset, operand, place);
  if ('message' in offset) return offset;
  return { ...offset, values: [...base.values, ...offset.values] };
}

function readOffset(
  unit: Unit,
  form: Form,
  field: Field | undefined,
  operand: Extract<Operand, { kind: 'memory' }>,
  place: Place,
): Reading {
  if (operand.offset === undefined) {
    return field ? numberReading(unit, form, field, 0n) : { values: [] };
  }
  if (field) return readImmediate(unit, form, field, operand.offset, operand.relocation, place);
  const bound = unit.bind(operand.offset, place);
  return bound && operandNumber(bound) === 0n
    ? { values: [] }
    : far(
        'operand-shape',
        `${form.mnemonic} takes an address without an offset: (${operand.base})`,
      );
}
