/** Floating-point operations in generated code: the host computes them. */

import { type FloatOperation, type FloatResult, floatOperations } from '@ireko/isa';
import { slot } from '../hart/layout.ts';
import type { FunctionBuilder, Local } from '../wasm/function-builder.ts';
import type { Callees } from './callees.ts';

const operandSlots = [slot.exchange, slot.exchange2, slot.exchange3] as const;

/** Writes code for an operation, and gives the locals that its result is in. */
export function writeFloatOperation(
  f: FunctionBuilder,
  callees: Callees,
  operation: FloatOperation,
  mode: Local,
  operands: readonly Local[],
): FloatResult<Local> {
  const [value, flags] = [f.local('i64'), f.local('i64')];
  operandSlots.slice(0, operands.length).forEach((place, index) => {
    const operand = operands[index];
    if (operand) f.at('i64.store', place, () => f.get(operand));
  });
  f.i32(floatOperations.indexOf(operation)).get(mode).op('i32.wrap_i64');
  f.call(callees.float).op('i64.extend_i32_u').set(flags);
  f.at('i64.load', slot.exchange).set(value);
  return { value, flags };
}
