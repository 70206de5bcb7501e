/**
 * The floating-point operations as functions that regions call where the usual case does not hold
 * [usual-float.ts]. They are in a module of their own, made when the first region wants one.
 */

import { floatOperations } from '@ireko/isa';
import { stateAddress } from '../hart/layout.ts';
import { ModuleBuilder } from '../wasm/module-builder.ts';
import { floatFunction, importFloat } from './callees.ts';
import { writeFloatOperation } from './code-float.ts';

/** The module's bytes. Each function gives the result, and adds the exceptions to those accrued. */
export function floatModule(): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  const callees = importFloat(module);
  const fflags = stateAddress('fflags');
  for (const operation of floatOperations) {
    const { name, parameters, results } = floatFunction(operation);
    module.define(
      parameters,
      results,
      (f) => {
        const mode = f.local('i64');
        const [number] = f.parameters.slice(-1);
        if (number) f.get(number).op('i64.extend_i32_u').set(mode);
        const operands = f.parameters.slice(0, -1);
        const { value, flags } = writeFloatOperation(f, callees, operation, mode, operands);
        f.at('i64.store', fflags, () => f.at('i64.load', fflags).get(flags).op('i64.or'));
        f.get(value);
      },
      name,
    );
  }
  return module.build();
}
