/**
 * Fits the operands of a statement to a form of the instruction table.
 *
 * A mnemonic may have several forms (`add rd, rs1, rs2` and `add rd, rs1, imm`). Each is tried; if
 * none fits, the one that came furthest explains what is wrong, so that a mistake is reported
 * against the form that was meant.
 */

import type { FieldValues, Form, OperandForm } from '@ireko/isa';
import { placeOf } from '../directives/directive.ts';
import type { Place } from '../text/source.ts';
import type { Operand } from '../text/syntax.ts';
import type { Unit } from '../unit/unit.ts';
import { read } from './operand.ts';
import type { Relocated } from './reading.ts';
import { nameOf } from './register-operand.ts';
import { readVectorType } from './vector-type.ts';

/** A form with the values that the operands give its fields. */
export interface Match {
  readonly form: Form;
  readonly values: FieldValues;
  readonly relocated: Relocated | undefined;
  /** See `Reading`: it is not compressed. */
  readonly isWrapped: boolean;
}

/** Why operands do not fit a form. */
export interface Mismatch {
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
  readonly place: Place;
  /** How far the form fitted; the highest explains best. */
  readonly progress: number;
}

/** Tries one form. @param at the mnemonic's place */
export function matchForm(
  unit: Unit,
  form: Form,
  operands: readonly Operand[],
  at: Place,
): Match | Mismatch {
  const last = form.operands.at(-1);
  const takesRest = last?.shape === 'vtype' && operands.length >= form.operands.length;
  if (operands.length !== form.operands.length && !takesRest) {
    return wrongCount(form, operands.length, at);
  }
  const values: Record<string, number> = { ...form.fixed };
  let relocated: Relocated | undefined;
  let isWrapped = false;
  for (const [index, shape] of form.operands.entries()) {
    const operand = operands[index] as Operand;
    const place = placeOf(operand, at);
    const reading =
      shape.shape === 'vtype'
        ? readVectorType(unit, shape.field, operands.slice(index), place)
        : read(unit, form, shape, operand, place);
    if ('message' in reading) {
      const { code, message, hint, near } = reading;
      return { code, message, hint, place, progress: 2 * index + (near ? 2 : 1) };
    }
    for (const [field, value] of reading.values) values[field.name] = value;
    relocated = reading.relocated ?? relocated;
    isWrapped ||= reading.isWrapped ?? false;
  }
  const twice = sameRegister(form, values);
  if (twice !== undefined) {
    const message = `${form.mnemonic} needs different registers for ${twice}`;
    const progress = 2 * operands.length + 1;
    return { code: 'same-register', message, hint: undefined, place: at, progress };
  }
  return { form, values, relocated, isWrapped };
}

/** The fields, as `rd and rs1`, that must differ and do not. */
function sameRegister({ instruction }: Form, values: FieldValues): string | undefined {
  const { distinct = [] } = instruction;
  const isTaken = distinct.some((name, index) => {
    return distinct.slice(index + 1).some((other) => values[name] === values[other]);
  });
  return isTaken ? `${distinct.slice(0, -1).join(', ')} and ${distinct.at(-1)}` : undefined;
}

function wrongCount(form: Form, found: number, at: Place): Mismatch {
  const wanted = form.operands.length;
  const counted = wanted === 0 ? 'no operands' : wanted === 1 ? '1 operand' : `${wanted} operands`;
  return {
    code: 'operand-count',
    message: `${form.mnemonic} takes ${counted}, not ${found}`,
    hint:
      wanted === 0 ? undefined : `write ${form.mnemonic} ${form.operands.map(spelling).join(', ')}`,
    place: at,
    progress: 0,
  };
}

/** How an operand is written, by the names of its fields. */
function spelling(operand: OperandForm): string {
  if (operand.shape === 'memory')
    return `${operand.offset ? 'offset' : ''}(${nameOf(operand.base)})`;
  if (operand.shape === 'immediate') return 'immediate';
  if (operand.shape === 'target') return 'target';
  if (operand.shape === 'mask') return 'v0.t';
  if (operand.shape === 'vtype') return 'e32, m1, ta, ma';
  return nameOf(operand.field);
}
