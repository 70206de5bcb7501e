/** Registers as operands: integer, floating-point and vector registers, and which of them a field can name. */

import {
  allFloatRegisterNames,
  allRegisterNames,
  csrNumber,
  type Field,
  type Form,
  fits,
  floatRegisterNames,
  floatRegisterNumber,
  type Named,
  type OperandForm,
  registerNames,
  registerNumber,
  vectorRegisterNumber,
} from '@ireko/isa';
import { adviceForFloat, adviceForRegister } from '../advice/operand-hint.ts';
import { didYouMean } from '../advice/suggest.ts';
import type { Expression } from '../text/syntax.ts';
import type { Unit } from '../unit/unit.ts';
import { far, near, type Reading } from './reading.ts';

/** The name of a field, or of the register that must stand there. */
export function nameOf(field: Field | Named): string {
  return 'register' in field ? (registerNames[field.register] ?? '') : field.name;
}

/** An integer register. */
export function readRegister(
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

/** A register by its number, as a field can hold it. @param written how the source calls it */
export function registerReading(
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

/** A floating-point register. */
export function readFloatRegister(
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

/** A vector register. */
export function readVectorRegister(
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
