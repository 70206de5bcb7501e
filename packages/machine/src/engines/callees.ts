/**
 * The functions that generated code calls. 64-bit values go to and from the host through the slot
 * `exchange`: as parameters they would become `bigint`s, which is slow.
 */

import type { FloatOperation } from '@ireko/isa';
import type { Callable } from '../wasm/function-builder.ts';
import type { ModuleBuilder } from '../wasm/module-builder.ts';
import type { ValueType } from '../wasm/opcode.ts';

interface Signature {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

const signature = (
  parameters: readonly ValueType[],
  results: readonly ValueType[] = [],
): Signature => ({ parameters, results });

type HostName =
  | 'load'
  | 'store'
  | 'writable'
  | 'loadGuest'
  | 'storeGuest'
  | 'manageable'
  | 'place'
  | 'float'
  | 'fetch'
  | 'intercept'
  | 'expand'
  | 'makeHandler'
  | 'makeCsr'
  | 'selectTlbs'
  | 'forget'
  | 'forgetPage'
  | 'pmpChanged'
  | 'trapTaken'
  | 'trapReturned'
  | 'translate';

/** What the host gives [interpreter.ts]. */
const hostSignatures: Readonly<Record<HostName, Signature>> = {
  /** (width) → whether the load succeeded; address and value in `exchange`. */
  load: signature(['i32'], ['i32']),
  /** (width) → whether the store succeeded; address in `exchange`, value in `exchange2`. */
  store: signature(['i32'], ['i32']),
  /** (width) → where the operand of an atomic operation is, or 0; address in `exchange`. */
  writable: signature(['i32'], ['i32']),
  /** (width, is of code), (width): as `load` and `store`, of the guest's memory. */
  loadGuest: signature(['i32', 'i32'], ['i32']),
  storeGuest: signature(['i32'], ['i32']),
  /** () → whether the cache block at the address in `exchange` may be managed. */
  manageable: signature([], ['i32']),
  /** (width, is a write) → where plain RAM at the address in `exchange` is, or 0 for anything else. */
  place: signature(['i32', 'i32'], ['i32']),
  /**
   * (operation, rounding mode) → the exceptions that it raised. Operands in `exchange`, `exchange2`
   * and `exchange3`, the result in `exchange`; an operation is its index in the table's list.
   */
  float: signature(['i32', 'i32'], ['i32']),
  /** () → whether the fetch at `pc` succeeded; the bits in `exchange`. */
  fetch: signature([], ['i32']),
  /** () → whether the host has carried out the instruction that is about to raise an exception. */
  intercept: signature([], ['i32']),
  /** (halfword) → the instruction that it stands for, now also in the table of expansions. */
  expand: signature(['i32'], ['i32']),
  /** (word) → the number of its handler, now also in the table of handlers. */
  makeHandler: signature(['i32'], ['i32']),
  /** (number) → the place in the table of functions of the first of a CSR's, now also in the table of CSRs. */
  makeCsr: signature(['i32'], ['i32']),
  /** As `privilegeChanged` below, also where a TLB for data must first be found. */
  selectTlbs: signature([]),
  /** (is the guests'): forgets what addresses mean to a supervisor, or to its guests; and what the one in `exchange` does. */
  forget: signature(['i32']),
  forgetPage: signature(['i32']),
  pmpChanged: signature([]),
  /** (mode before): a trap was taken, or returned from. */
  trapTaken: signature(['i32']),
  trapReturned: signature(['i32']),
  /** (was left by a miss) → the place in the table of functions of a translation of the code at `pc`, or 0. */
  translate: signature(['i32'], ['i32']),
};

/** Where the interpreter is: the address of an instruction, and instructions begun before it. */
export const arrival: readonly ValueType[] = ['i64', 'i64'];

/** What a handler takes: pc, the following address, instructions begun before, the word, and what was fetched. */
export const handlerParameters: readonly ValueType[] = ['i64', 'i64', 'i64', 'i32', 'i32'];

/** What the interpreter's module defines for handlers: where they go on by tail calls [interpreter-module.ts]. */
const goingOnSignatures: Readonly<Record<'step' | 'jumped' | 'trap', Signature>> = {
  /** To the next instruction. */
  step: signature(arrival),
  /** The same, by a jump or a branch back: translated code may begin. */
  jumped: signature(arrival),
  /** The instruction has raised the exception in `trapCause`. */
  trap: signature(handlerParameters),
};

/** What the interpreter's module does in the host's place, for whoever has changed what addresses mean. */
const insteadSignatures: Readonly<
  Record<'privilegeChanged' | 'fencePage' | 'fenceAll', Signature>
> = {
  /** `mstatus`, `vsstatus` or the mode changed [select-tlbs.ts]. */
  privilegeChanged: signature([]),
  /** (address, is a guest's), (is the guests'): forgets what it means, and what all do [fences.ts]. */
  fencePage: signature(['i64', 'i32']),
  fenceAll: signature(['i32']),
};

/** What the interpreter's module defines for regions. */
const regionSignatures: Readonly<
  Record<'enter' | 'findRead' | 'findWrite' | 'privilegeChanged', Signature>
> = {
  /** Calls the translation of the code at the slot `pc`, if there is one [translator/dispatch.ts]. */
  enter: signature(['i64', 'i32'], ['i64']),
  /** (address, width) → where in RAM it is, or −1 if the interpreter must make the access [find.ts]. */
  findRead: signature(['i64', 'i32'], ['i64']),
  findWrite: signature(['i64', 'i32'], ['i64']),
  privilegeChanged: insteadSignatures.privilegeChanged,
};

/** What the host gives to the interpreter's module. */
export type HostFunctions = Readonly<Record<HostName, Callable>>;
/** The same, and what that module does in the host's place. */
export type HostCallees = HostFunctions &
  Readonly<Record<keyof typeof insteadSignatures, Callable>>;
/** The functions of a CSR [csr-functions.ts]. */
export const csrFunctionTypes: Readonly<
  Record<'checkCsr' | 'readCsr' | 'modifiedCsr' | 'writeCsr', Signature>
> = {
  /** (is a write) → the exception that the access raises, or 0. */
  checkCsr: signature(['i32'], ['i32']),
  readCsr: signature([], ['i64']),
  modifiedCsr: signature([], ['i64']),
  /** (value). */
  writeCsr: signature(['i64']),
};

/** The same with the number of a CSR before their parameters. */
export type CsrCallees = Readonly<Record<keyof typeof csrFunctionTypes, Callable>>;

/** What a handler calls. */
export type HandlerCallees = HostCallees &
  CsrCallees &
  Readonly<Record<keyof typeof goingOnSignatures, Callable>>;

function imports<Name extends string>(
  module: ModuleBuilder,
  signatures: Readonly<Record<Name, Signature>>,
): Readonly<Record<Name, Callable>> {
  const entries = Object.entries<Signature>(signatures).map(
    ([name, { parameters, results }]) => [name, module.import(name, parameters, results)] as const,
  );
  return Object.fromEntries(entries) as Record<Name, Callable>;
}

/** Imports the host's functions into the interpreter's module. */
export function importHost(module: ModuleBuilder): HostFunctions {
  return imports(module, hostSignatures);
}

/** Imports what the functions of a CSR call into their module. */
export function importForCsr(module: ModuleBuilder): HostCallees {
  return { ...importHost(module), ...imports(module, insteadSignatures) };
}

/** Imports what a handler calls into its module. */
export function importForHandler(module: ModuleBuilder): HandlerCallees {
  const csrs = Object.entries<Signature>(csrFunctionTypes).map(
    ([name, { parameters, results }]) => [name, signature(['i32', ...parameters], results)],
  );
  return {
    ...importForCsr(module),
    ...imports(module, goingOnSignatures),
    ...imports(module, Object.fromEntries(csrs) as Record<keyof CsrCallees, Signature>),
  };
}

/** Imports the function that computes any floating-point operation. */
export function importFloat(module: ModuleBuilder): Pick<HostCallees, 'float'> {
  const { float } = hostSignatures;
  return imports(module, { float });
}

/** What a region's function calls: little, for each import makes its module slower to make. */
export interface RegionCallees extends Readonly<Record<keyof typeof regionSignatures, Callable>> {
  /** The functions of floating-point operations [float-functions.ts]. */
  readonly floats: ReadonlyMap<FloatOperation, Callable>;
}

/** Imports what a region's function calls into its module. */
export function importForRegion(
  module: ModuleBuilder,
  operations: ReadonlySet<FloatOperation>,
): RegionCallees {
  const floats = [...operations].map((operation) => {
    const { name, parameters, results } = floatFunction(operation);
    return [operation, module.import(name, parameters, results)] as const;
  });
  return { ...imports(module, regionSignatures), floats: new Map(floats) };
}

/** The function of a floating-point operation: it takes operands, bits as in the table, and the rounding mode. */
export function floatFunction(operation: FloatOperation): Signature & { readonly name: string } {
  const [kind] = operation.split('.');
  const operands = kind === 'madd' ? 3 : kind === 'cvt' || kind === 'sqrt' ? 1 : 2;
  const parameters = [...Array.from({ length: operands }, () => 'i64' as const), 'i32' as const];
  return { name: `float ${operation}`, ...signature(parameters, ['i64']) };
}
