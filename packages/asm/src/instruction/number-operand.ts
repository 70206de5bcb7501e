/** Numbers as operands, and parts of addresses that a relocation fills in. */

import {
  type Field,
  type Form,
  fits,
  forms,
  type OperandForm,
  registerNumber,
  type Xlen,
} from '@ireko/isa';
import { adviceForAddressOf } from '../advice/operand-hint.ts';
import { didYouMean } from '../advice/suggest.ts';
import type { Place } from '../text/source.ts';
import type { Expression } from '../text/syntax.ts';
import { type Bound, operandNumber, subtractsSymbol } from '../unit/expression.ts';
import { type Unit, undefinedNumber } from '../unit/unit.ts';
import { alreadyReported, far, near, type Reading } from './reading.ts';
import { relocationFunctions, relocationType } from './relocation.ts';

/** A number, or a part of an address. @param relocation `hi` of `%hi(x)` */
export function readImmediate(
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

/** A number as a field can hold it. */
export function numberReading(unit: Unit, form: Form, field: Field, value: bigint): Reading {
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
  if (subtractsSymbol(value)) {
    const message = `%${relocation} takes a symbol and a number, and no difference of symbols`;
    return near(
      'not-linear',
      message,
      'give the difference a name and value of its own with .word',
    );
  }
  return { values: [[field, 0]], relocated: { type, value, place } };
}
