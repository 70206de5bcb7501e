/**
 * Reads an operand as a form of the instruction table wants it: a register, a number, an address.
 * What it gives is values of the instruction's fields; else a complaint says what was expected.
 */

import {
  csrNumber,
  csrs,
  type Field,
  type Form,
  type OperandForm,
  otherCsrNames,
  otherCsrNumber,
  registerNumber,
  roundingNames,
} from '@ireko/isa';
import { adviceForAddress, adviceForMemory, adviceForNothing } from '../advice/operand-hint.ts';
import { didYouMean } from '../advice/suggest.ts';
import type { Place } from '../text/source.ts';
import type { Expression, Operand } from '../text/syntax.ts';
import { type Bound, operandNumber } from '../unit/expression.ts';
import type { Unit } from '../unit/unit.ts';
import { numberReading, readImmediate } from './number-operand.ts';
import { alreadyReported, far, near, type Reading } from './reading.ts';
import {
  integerRegister,
  notARegister,
  readFloatRegister,
  readRegister,
  readVectorRegister,
  registerReading,
} from './register-operand.ts';

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
  if (relocation !== undefined && shape.shape !== 'immediate' && shape.shape !== 'target') {
    const message = `%${relocation} gives a number, which cannot stand in this operand of ${form.mnemonic}`;
    return far('relocation-place', message);
  }
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
      return readTarget(unit, form, shape.field, operand, place);
  }
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

/** A label; what is called like a register is one, too [`warnOfRegisters`]. */
function readTarget(
  unit: Unit,
  form: Form,
  field: Field,
  { expression, relocation }: Extract<Operand, { kind: 'value' }>,
  place: Place,
): Reading {
  if (relocation !== undefined) {
    const message = `${form.mnemonic} goes to a label, of which %${relocation} is a part`;
    return near('relocation-place', message, 'write the label alone');
  }
  const bound = unit.bind(expression, place);
  if (!bound) return alreadyReported;
  return {
    values: [[field, 0]],
    relocated: { type: undefined, value: targetOf(unit, bound, place), place },
  };
}

/** A place to go to. As in GNU as, of an operation that gives none only its first operand counts. */
function targetOf(unit: Unit, bound: Bound, place: Place): Bound {
  if (isTarget(bound)) return bound;
  const message = 'this is no label and no label plus a number, and goes to the first one in it';
  unit.report.warning('bad-target', place, message);
  return firstOperand(bound);
}

/** A label or a number, plus numbers. */
function isTarget(bound: Bound): boolean {
  if (bound.kind === 'symbol' || bound.kind === 'integer') return true;
  if (bound.kind === 'unary') return false;
  const { operator, left, right } = bound;
  if (operator !== '+' && operator !== '-') return false;
  return right.kind === 'integer'
    ? isTarget(left)
    : left.kind === 'integer' && operator === '+' && isTarget(right);
}

function firstOperand(bound: Bound): Bound {
  if (bound.kind === 'unary') return firstOperand(bound.operand);
  if (bound.kind !== 'binary') return bound;
  const { operator, left, right } = bound;
  if (operator !== '+') return firstOperand(left);
  if (left.kind === 'integer') return { ...bound, right: firstOperand(right) };
  return right.kind === 'integer' ? { ...bound, left: firstOperand(left) } : firstOperand(left);
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
  const bound = operand.relocation === undefined && unit.bind(operand.offset, place);
  return bound && operandNumber(bound) === 0n
    ? { values: [] }
    : far(
        'operand-shape',
        `${form.mnemonic} takes an address without an offset: (${operand.base})`,
      );
}
