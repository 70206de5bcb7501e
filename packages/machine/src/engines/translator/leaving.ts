/**
 * How control leaves a region: for code elsewhere, by a call that comes back, or because of something rare. Whoever goes on finds
 * the registers and `pc` in their slots, and the count of instructions begun is what the function returns, or
 * hands on.
 */

import { slot } from '../../hart/layout.ts';
import type {
  Callable,
  FunctionBuilder,
  FunctionType,
  Local,
} from '../../wasm/function-builder.ts';
import type { RegionCallees } from '../callees.ts';
import type { Exits } from './exits.ts';
import type { FlowBlock, RegisterSet } from './flow.ts';
import { addressAt } from './region.ts';
import { type RegisterLocals, storeRegisters } from './registers.ts';

/**
 * What a region leaves in the slot `pc` that has returned from a trap, perhaps to another mode. No
 * return address is odd, so all callers return as well; where the hart goes is in `returnPc`.
 */
export const RETURNED = 1;

/**
 * What a region adds to the slot `pc` that leaves for an access whose place the TLB did not know: callers
 * return as well, and the dispatcher knows why it is asked for the instruction.
 */
export const MISSED = 1;

/**
 * How many guest calls may be open at once: deeper ones return to the dispatcher first. A frame of a
 * large region takes one or two KiB of the host's stack, which may have less than one MiB.
 */
const MAX_DEPTH = 160;

/** The function that is left. */
export interface RegionFunction {
  /** The address that offsets are from. */
  readonly entry: bigint;
  readonly self: Callable;
  /** That of regions' functions. */
  readonly type: FunctionType;
  readonly registers: RegisterLocals;
  readonly callees: RegionCallees;
  /** The function table's place of the region that begins at an offset from this one's entry. */
  readonly calleeIndex: (pc: number) => number;
  readonly exits: Exits;
}

/** What is to be written back, and how many instructions have been begun since the count was. */
export interface Done {
  readonly dirty: RegisterSet;
  readonly count: number;
}

export class Leaving {
  readonly #f: FunctionBuilder;
  readonly #from: RegionFunction;
  readonly #begun: Local;
  readonly #depth: Local;

  constructor(f: FunctionBuilder, from: RegionFunction) {
    this.#f = f;
    this.#from = from;
    const [begun, depth] = f.parameters;
    if (!begun || !depth) throw new Error('a region has two parameters');
    this.#begun = begun;
    this.#depth = depth;
  }

  /** The count of instructions begun, up to where it was added to last. */
  get begun(): Local {
    return this.#begun;
  }
  count(count: number): void {
    this.#countedTo(count).set(this.#begun);
  }
  #countedTo(count: number): FunctionBuilder {
    return this.#f.get(this.#begun).i64(count).op('i64.add');
  }

  address(pc: number): bigint {
    return addressAt(this.#from.entry, pc);
  }

  /** Leaves for an offset from the entry, which is rare: a way out is written once for many. */
  rarely(pc: number, { dirty, count }: Done): void {
    const { exits, registers } = this.#from;
    exits.leave(this.#f, { registers, dirty, pc, begun: () => this.#countedTo(count) });
  }

  /** Leaves before a block if the limit may be reached before it is tested again. */
  nearLimit({ pc, longest, dirty }: FlowBlock): void {
    this.#countedTo(longest).at('i64.load', slot.limit);
    this.#f.op('i64.gt_u').ifRarely(() => this.rarely(pc, { dirty, count: 0 }));
  }

  /** Goes on in the region at an offset from this one's entry. */
  goOn(pc: number, { dirty, count }: Done): void {
    this.#store(dirty, pc);
    this.#countedTo(count).get(this.#depth);
    this.#f.i32(this.#from.calleeIndex(pc)).returnCallIndirect(this.#from.type);
  }

  /** Jumps to an address, which the caller expects if that is a return from a call. */
  jump(target: Local, { dirty, isReturn }: { dirty: RegisterSet; isReturn: boolean }): void {
    const f = this.#f;
    this.#store(dirty, target);
    f.get(this.#begun);
    if (isReturn) f.op('return');
    else f.get(this.#depth).returnCall(this.#from.callees.enter);
  }

  /** Returns from a trap, to an address. */
  returnFromTrap(target: Local, { dirty, count }: Done): void {
    const f = this.#f;
    storeRegisters(f, this.#from.registers, dirty);
    f.at('i64.store', slot.returnPc, () => f.get(target));
    f.at('i64.store', slot.pc, () => f.i64(RETURNED));
    this.#countedTo(count).op('return');
  }

  /**
   * Calls the code at an offset from the entry, or at an address, with everything in its slots. If it comes back elsewhere
   * than to the return address (the guest has switched stacks, say, or the interpreter must go on), this region
   * has ended too.
   */
  call(target: number | Local, returnTo: number, { dirty, count }: Done): void {
    const f = this.#f;
    this.#store(dirty, target);
    this.count(count);
    f.get(this.#depth).i32(MAX_DEPTH).op('i32.ge_u');
    f.ifRarely(() => this.end());
    f.get(this.#begun).get(this.#depth).i32(1).op('i32.add');
    if (typeof target === 'number') this.#callKnown(target);
    else f.call(this.#from.callees.enter);
    f.set(this.#begun);
    f.at('i64.load', slot.pc).i64(this.address(returnTo)).op('i64.ne');
    f.ifRarely(() => this.end());
  }

  /** The region itself, or what the table has for another; each looks itself where its pages are. */
  #callKnown(pc: number): void {
    const { self, calleeIndex, type } = this.#from;
    if (pc === 0) this.#f.call(self);
    else this.#f.i32(calleeIndex(pc)).callIndirect(type);
  }

  /** Ends the function, with everything in its slots. */
  end(): void {
    this.#f.get(this.#begun).op('return');
  }

  /** Writes registers and `pc` back. */
  #store(dirty: RegisterSet, pc: number | Local): void {
    const f = this.#f;
    storeRegisters(f, this.#from.registers, dirty);
    if (typeof pc === 'number') this.#setPc(this.address(pc));
    else f.at('i64.store', slot.pc, () => f.get(pc));
  }

  /** The slot has the entry's high half while the region runs, so mostly the low half will do. */
  #setPc(address: bigint): void {
    const f = this.#f;
    if (address >> 32n !== this.#from.entry >> 32n)
      f.at('i64.store', slot.pc, () => f.i64(address));
    else f.at('i32.store', slot.pc, () => f.i32(Number(BigInt.asIntN(32, address))));
  }
}
