/**
 * The CSRs as WebAssembly functions. Each CSR has a module of its own, made when an instruction first
 * names it: check, read, read to modify, write, at four places of the table of functions in a row.
 */

import { accessException, type Csr, cause } from '@ireko/isa';
import { CSRS, type DataTlbShape, slot } from '../hart/layout.ts';
import type { Callable, FunctionBuilder, Local } from '../wasm/function-builder.ts';
import { ModuleBuilder } from '../wasm/module-builder.ts';
import { type CsrCallees, csrFunctionTypes, type HostFunctions, importForCsr } from './callees.ts';
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

/** The functions of a CSR in the order in which they stand in the table of functions. */
export const csrFunctions = ['checkCsr', 'readCsr', 'modifiedCsr', 'writeCsr'] as const;

/** A module that exports the functions of one CSR; `undefined`: of a number that is none. */
export function csrModule(row: Csr | undefined, dataTlb: DataTlbShape): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  const callees = importForCsr(module);
  const define = (
    name: (typeof csrFunctions)[number],
    write: (f: FunctionBuilder, m: CsrMeaning, parameter: Local | undefined) => void,
  ) => {
    const { parameters, results } = csrFunctionTypes[name];
    module.define(
      parameters,
      results,
      (f) => {
        const begun = f.local('i64');
        f.at('i64.load', slot.begun).set(begun);
        f.block((trapped) => {
          const context = { callees, dataTlb, pc: begun, next: begun, begun, trapped };
          write(f, new CsrMeaning(f, context), f.parameters[0]);
          f.op('return');
        });
        f.op('unreachable');
      },
      name,
    );
  };
  define('checkCsr', (f, m, isWrite) => {
    if (row && isWrite) {
      f.get(isWrite).op('i64.extend_i32_u');
      f.get(accessException(m, row, m.fromStack())).op('i32.wrap_i64');
    } else f.i32(cause.ILLEGAL_INSTRUCTION);
  });
  if (!row) return module.build();
  define('readCsr', (f, m) => f.get(row.read(m)));
  define('modifiedCsr', (f, m) => f.get((row.modified ?? row.read)(m)));
  define('writeCsr', (_, m, value) => value && row.write?.(m, value));
  return module.build();
}

/** Defines functions that take a CSR's number, and are those of that CSR; it is made if it has not been. */
export function defineCsrCalls(module: ModuleBuilder, host: HostFunctions): CsrCallees {
  const entries = csrFunctions.map((name, index) => {
    const { parameters, results } = csrFunctionTypes[name];
    const type = module.type(parameters, results);
    const write = (f: FunctionBuilder) => {
      const [number, ...others] = f.parameters;
      if (!number) throw new Error('a CSR function takes a number');
      const first = f.local('i32');
      for (const other of others) f.get(other);
      f.get(number).i32(1).op('i32.shl').memory('i32.load16_u', CSRS).tee(first).op('i32.eqz');
      f.ifRarely(() => f.get(number).call(host.makeCsr).set(first));
      f.get(first).i32(index).op('i32.add').returnCallIndirect(type);
    };
    return [name, module.define(['i32', ...parameters], results, write, name)] as const;
  });
  return Object.fromEntries(entries) as Record<keyof CsrCallees, Callable>;
}
