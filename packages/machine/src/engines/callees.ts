/**
 * The functions that generated code calls. 64-bit values go to and from the host through the slot
 * `exchange`: as parameters they would become `bigint`s, which is slow.
 */

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
  | 'expand'
  | 'privilegeChanged'
  | 'forgetSupervisor'
  | 'forgetPage'
  | 'forgetGuest'
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
  /** (halfword) → the instruction that it stands for, now also in the table of expansions. */
  expand: signature(['i32'], ['i32']),
  privilegeChanged: signature([]),
  forgetSupervisor: signature([]),
  /** Forgets what the address in `exchange` means to a supervisor. */
  forgetPage: signature([]),
  forgetGuest: signature([]),
  pmpChanged: signature([]),
  /** (mode before): a trap was taken, or returned from. */
  trapTaken: signature(['i32']),
  trapReturned: signature(['i32']),
  /** () → the place in the table of functions of a translation of the code at `pc`, or 0. */
  translate: signature([], ['i32']),
};

/** What the interpreter's module defines for regions. */
const sharedSignatures: Readonly<Record<'enter' | 'findRead' | 'findWrite', Signature>> = {
  /** Calls the translation of the code at the slot `pc`, if there is one [translator/dispatch.ts]. */
  enter: signature(['i64', 'i32'], ['i64']),
  /** (address, width) → where in RAM it is, or −1 if the interpreter must make the access [find.ts]. */
  findRead: signature(['i64', 'i32'], ['i64']),
  findWrite: signature(['i64', 'i32'], ['i64']),
};

export type HostCallees = Readonly<Record<HostName, Callable>>;
/** What the interpreter's module defines [csr-functions.ts]. */
export interface CsrCallees {
  /** (number) → value. */
  readonly readCsr: Callable;
  readonly modifiedCsr: Callable;
  /** (number, value). */
  readonly writeCsr: Callable;
  /** (number, is a write) → the exception that it raises, or 0. */
  readonly checkCsr: Callable;
}
export type Callees = HostCallees & CsrCallees;

function imports<Name extends string>(
  module: ModuleBuilder,
  signatures: Readonly<Record<Name, Signature>>,
): Readonly<Record<Name, Callable>> {
  const entries = Object.entries<Signature>(signatures).map(
    ([name, { parameters, results }]) => [name, module.import(name, parameters, results)] as const,
  );
  return Object.fromEntries(entries) as Record<Name, Callable>;
}

/** Imports the host's functions into a module. */
export function importHost(module: ModuleBuilder): HostCallees {
  return imports(module, hostSignatures);
}

/** What a region's function calls: little, for each import makes its module slower to make. */
export type RegionCallees = Readonly<
  Record<keyof typeof sharedSignatures | 'float' | 'privilegeChanged', Callable>
>;

/** Imports what a region's function calls into its module. */
export function importForRegion(module: ModuleBuilder): RegionCallees {
  const { float, privilegeChanged } = hostSignatures;
  return imports(module, { ...sharedSignatures, float, privilegeChanged });
}
