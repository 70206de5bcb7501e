/** `e32, m2, ta, ma`: how `vsetvli` divides vectors into elements [V §3.4, §6.1]. */

import type { Field } from '@ireko/isa';
import { fits } from '@ireko/isa';
import type { Place } from '../text/source.ts';
import type { Operand } from '../text/syntax.ts';
import { operandNumber } from '../unit/expression.ts';
import type { Unit } from '../unit/unit.ts';
import type { Reading } from './reading.ts';

/** The parts in the order in which they are written; each may be left out. */
// biome-ignore format: columns are the point.
const parts: readonly Readonly<Record<string, number>>[] = [
  { e8: 0 << 3, e16: 1 << 3, e32: 2 << 3, e64: 3 << 3 },
  { m1: 0, m2: 1, m4: 2, m8: 3, mf8: 5, mf4: 6, mf2: 7 },
  { ta: 1 << 6, tu: 0 },
  { ma: 1 << 7, mu: 0 },
];

/** Reads the operands from the first of the type on, or a number in their place. */
export function readVectorType(
  unit: Unit,
  field: Field,
  operands: readonly Operand[],
  place: Place,
): Reading {
  const names = operands.map((operand) =>
    operand.kind === 'value' && operand.expression.kind === 'name' ? operand.expression.name : '',
  );
  let value = 0;
  let next = 0;
  for (const part of parts) {
    const code = part[names[next] ?? ''];
    if (code === undefined) continue;
    value |= code;
    next++;
  }
  if (next > 0 && next === names.length) return { values: [[field, value]] };
  const [only] = operands;
  if (operands.length === 1 && only?.kind === 'value' && !only.relocation) {
    const bound = unit.bind(only.expression, place);
    const number = bound && operandNumber(bound);
    if (number !== undefined && fits(field, Number(number))) {
      return { values: [[field, Number(number)]] };
    }
  }
  const message = 'a type of vectors is expected here';
  const hint = 'write e8…e64, then m1…m8 or mf2…mf8, ta or tu, ma or mu';
  return { code: 'vector-type', message, hint, near: true };
}
