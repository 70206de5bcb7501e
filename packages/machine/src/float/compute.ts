/** The table's floating-point operations by their names, exactly [isa float.ts]. */

import {
  double,
  type FloatFormat,
  type FloatOperation,
  type IntegerLetters,
  type RoundingMode,
  roundingModes,
  single,
} from '@ireko/isa';
import { add, divide, multiply, multiplyAdd, negate, squareRoot } from './arithmetic.ts';
import { convert, fromInteger, toInteger } from './convert.ts';
import { unpack } from './format.ts';
import type { Rounded } from './round.ts';

const formats: Readonly<Record<string, FloatFormat>> = { s: single, d: double };

/**
 * Computes an operation.
 * @param mode the rounding mode's number, 0…4.
 * @param operands bits in the operation's format, or an integer as its register holds it.
 */
export function compute(
  operation: FloatOperation,
  mode: number,
  operands: readonly bigint[],
): Rounded {
  const rounding = roundingModes[mode];
  if (!rounding) throw new Error(`rounding mode ${mode} is reserved`);
  const [name = '', target = '', source = ''] = operation.split('.');
  return name === 'cvt'
    ? conversion(target, source, rounding, operands[0] ?? 0n)
    : arithmetic(name, formats[target] ?? double, rounding, operands);
}

function conversion(target: string, source: string, mode: RoundingMode, operand: bigint): Rounded {
  const [to, from] = [formats[target], formats[source]];
  if (!from) return fromInteger(to ?? double, source as IntegerLetters, mode, operand);
  const value = unpack(from, operand);
  return to ? convert(to, mode, value) : toInteger(target as IntegerLetters, mode, value);
}

function arithmetic(
  name: string,
  format: FloatFormat,
  mode: RoundingMode,
  operands: readonly bigint[],
): Rounded {
  const [a, b, c] = [0, 1, 2].map((index) => unpack(format, operands[index] ?? 0n));
  if (!a || !b || !c) throw new Error('three operands were unpacked');
  switch (name) {
    case 'add':
      return add(format, mode, a, b);
    case 'sub':
      return add(format, mode, a, negate(b));
    case 'mul':
      return multiply(format, mode, a, b);
    case 'div':
      return divide(format, mode, a, b);
    case 'sqrt':
      return squareRoot(format, mode, a);
    case 'madd':
      return multiplyAdd(format, mode, a, b, c);
    default:
      throw new Error(`there is no operation ${name}`);
  }
}
