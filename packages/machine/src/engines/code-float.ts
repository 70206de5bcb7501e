/**
 * Floating-point operations in generated code. The host computes any of them exactly; where
 * WebAssembly's own instructions are known to give the same, result and exceptions, they are used.
 */

import { type FloatOperation, type FloatResult, floatOperations } from '@ireko/isa';
import { slot } from '../hart/layout.ts';
import type { FunctionBuilder, Local } from '../wasm/function-builder.ts';
import type { HostCallees } from './callees.ts';
import { FloatShortcut } from './float-shortcut.ts';

const operandSlots = [slot.exchange, slot.exchange2, slot.exchange3] as const;

/** Writes code for an operation, and gives the locals that its result is in. */
export function writeFloatOperation(
  f: FunctionBuilder,
  callees: Pick<HostCallees, 'float'>,
  operation: FloatOperation,
  mode: Local,
  operands: readonly Local[],
): FloatResult<Local> {
  const [value, flags] = [f.local('i64'), f.local('i64')];
  f.scope(() =>
    f.block((done) => {
      f.block((host) => {
        f.i64(0).set(flags);
        new FloatShortcut(f, mode, value, host).write(operation, operands);
        f.br(done);
      });
      operands.forEach((operand, index) => {
        f.at('i64.store', operandSlots[index] ?? slot.exchange, () => f.get(operand));
      });
      f.i32(floatOperations.indexOf(operation)).get(mode).op('i32.wrap_i64');
      f.call(callees.float).op('i64.extend_i32_u').set(flags);
      f.at('i64.load', slot.exchange).set(value);
    }),
  );
  return { value, flags };
}
