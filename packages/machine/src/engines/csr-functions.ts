/** The CSRs as WebAssembly functions that take a CSR's number: check, read, write. */

import { accessException, type Csr, cause, csrs } from '@ireko/isa';
import { type DataTlbShape, slot } from '../hart/layout.ts';
import type { Callable, FunctionBuilder, Label, Local } from '../wasm/function-builder.ts';
import type { ModuleBuilder } from '../wasm/module-builder.ts';
import type { CsrCallees, HostCallees } from './callees.ts';
import { CodeMeaning } from './code-meaning.ts';

/** A CSR's meaning has no operands, and an access that was checked does not trap. */
class CsrMeaning extends CodeMeaning<never> {
  /** The value that is on the stack. */
  fromStack(): Local {
    return this.result('i64');
  }
  get bits(): Local {
    throw new Error('a CSR has no instruction bits');
  }
  read(register: never): Local {
    return register;
  }
  write(): void {}
  readFloat(register: never): Local {
    return register;
  }
  writeFloat(): void {}
  isZero(designator: never): Local {
    return designator;
  }
}

/** Adds the functions to a module; `otherwise` is the result where there is no such CSR. */
export function defineCsrFunctions(
  module: ModuleBuilder,
  callees: HostCallees,
  dataTlb: DataTlbShape,
): CsrCallees {
  const define = (
    result: 'i32' | 'i64' | undefined,
    parameters: readonly ('i32' | 'i64')[],
    meaningOf: (row: Csr, m: CsrMeaning, f: FunctionBuilder, value: Local, out: Local) => void,
    otherwise?: number,
  ): Callable =>
    module.define(parameters, result ? [result] : [], (f) => {
      const [number, value] = f.parameters;
      if (!number) throw new Error('a CSR function takes a number');
      const out = f.local(result ?? 'i64');
      if (otherwise !== undefined) f.i32(otherwise).set(out);
      dispatch(f, number, (row, end) => {
        const begun = f.local('i64');
        f.at('i64.load', slot.begun).set(begun);
        const context = { callees, dataTlb, pc: begun, next: begun, begun, trapped: end };
        const m = new CsrMeaning(f, context);
        meaningOf(row, m, f, value ?? number, out);
      });
      if (result) f.get(out);
    });

  return {
    readCsr: define('i64', ['i32'], (row, m, f, _, out) => f.get(row.read(m)).set(out)),
    modifiedCsr: define('i64', ['i32'], (row, m, f, _, out) =>
      f.get((row.modified ?? row.read)(m)).set(out),
    ),
    writeCsr: define(undefined, ['i32', 'i64'], (row, m, _, value) => row.write?.(m, value)),
    checkCsr: define(
      'i32',
      ['i32', 'i32'],
      (row, m, f, isWrite, out) => {
        f.get(isWrite).op('i64.extend_i32_u');
        const exception = accessException(m, row, m.fromStack());
        f.get(exception).op('i32.wrap_i64').set(out);
      },
      cause.ILLEGAL_INSTRUCTION,
    ),
  };
}

/** Runs a CSR's case; a number that is no CSR runs none. */
function dispatch(f: FunctionBuilder, number: Local, write: (row: Csr, end: Label) => void): void {
  f.block((end) => {
    for (const [high, rows] of Map.groupBy(csrs, (row) => row.number >> 8)) {
      f.get(number).i32(8).op('i32.shr_u').i32(high).op('i32.eq');
      f.if(() => {
        const size = Math.max(...rows.map((row) => row.number & 0xff)) + 1;
        const byLow = new Map(rows.map((row) => [row.number & 0xff, row]));
        f.switch(
          () => f.get(number).i32(0xff).op('i32.and'),
          Array.from({ length: size }, (_, low) => () => {
            const row = byLow.get(low);
            if (row) f.scope(() => write(row, end));
          }),
        );
        f.br(end);
      });
    }
  });
}
