/**
 * Ways out of a region that are rarely taken. A region of 600 instructions has hundreds of them, each with twenty or
 * so registers to be written back: as code in the region, that would be most of it. So it is a function of the
 * region's module for each set of registers, and a way out is a call of it. The host compiles a function when it
 * is first called, which most of them never are.
 */

import { slot } from '../../hart/layout.ts';
import type { Callable, FunctionBuilder } from '../../wasm/function-builder.ts';
import type { ModuleBuilder } from '../../wasm/module-builder.ts';
import type { ValueType } from '../../wasm/opcode.ts';
import type { RegisterSet } from './flow.ts';
import { forEachRegister, forRegisters, type RegisterLocals, storeRegisters } from './registers.ts';

/** A way out of a region. */
export interface Exit {
  readonly registers: RegisterLocals;
  /** Those that may differ from their slots. */
  readonly dirty: RegisterSet;
  /** Where control goes, as an offset from the region's entry. */
  readonly pc: number;
  /** Puts the count of instructions begun on the stack. */
  readonly begun: () => void;
}

export class Exits {
  readonly #module: ModuleBuilder;
  readonly #entry: bigint;
  /** By the registers of floating point, then by those of integers. */
  readonly #functions = new Map<number, Map<number, Callable>>();

  /** @param entry the region's address. */
  constructor(module: ModuleBuilder, entry: bigint) {
    this.#module = module;
    this.#entry = entry;
  }

  /** Writes code that ends a region: registers and `pc` go to their slots. */
  leave(f: FunctionBuilder, { registers, dirty, pc, begun }: Exit): void {
    forEachRegister(registers, dirty, (local) => f.get(local));
    f.i32(pc);
    begun();
    f.call(this.#functionFor(dirty)).op('return');
  }

  #functionFor(dirty: RegisterSet): Callable {
    const others = this.#functions.get(dirty.f) ?? new Map<number, Callable>();
    this.#functions.set(dirty.f, others);
    const found = others.get(dirty.x) ?? this.#define(dirty);
    others.set(dirty.x, found);
    return found;
  }

  /** A function of these registers, the offset of `pc`, and the count of instructions begun, which it returns. */
  #define(dirty: RegisterSet): Callable {
    const types: ValueType[] = [];
    const registers = forRegisters(dirty, (type) => ({ type, index: types.push(type) - 1 }));
    return this.#module.define([...types, 'i32', 'i64'], ['i64'], (f) => {
      const [pc, begun] = f.parameters.slice(-2);
      if (!pc || !begun) throw new Error('a way out has parameters behind those of registers');
      storeRegisters(f, registers, dirty);
      f.at('i64.store', slot.pc, () =>
        f.get(pc).op('i64.extend_i32_s').i64(this.#entry).op('i64.add'),
      );
      f.get(begun);
    });
  }
}
