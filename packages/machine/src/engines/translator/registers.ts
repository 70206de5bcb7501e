/** Guest registers in locals while a region runs: floating-point registers as the f64 that has their bits. */

import { FLOAT_REGISTERS, REGISTERS } from '../../hart/layout.ts';
import type { FunctionBuilder, Local } from '../../wasm/function-builder.ts';
import type { RegisterSet } from './flow.ts';

export interface RegisterLocals {
  readonly x: readonly (Local | undefined)[];
  readonly f: readonly (Local | undefined)[];
}

/** A local for each of these registers. */
export function registerLocals(f: FunctionBuilder, which: RegisterSet): RegisterLocals {
  return forRegisters(which, (type) => f.local(type));
}

/** Something for each of these registers: first for those of integers, then for those of floating point. */
export function forRegisters(
  { x, f }: RegisterSet,
  local: (type: 'i64' | 'f64') => Local,
): RegisterLocals {
  const locals = (type: 'i64' | 'f64', which: number) => {
    const found: (Local | undefined)[] = [];
    for (let number = 0; number < 32; number++)
      found.push(which & (1 << number) ? local(type) : undefined);
    return found;
  };
  return { x: locals('i64', x), f: locals('f64', f) };
}

/** Loads registers from their slots into locals. */
export function loadRegisters(
  f: FunctionBuilder,
  registers: RegisterLocals,
  which: RegisterSet,
): void {
  forEachRegister(registers, which, (local, place, type) => f.at(`${type}.load`, place).set(local));
}

/** Writes registers from their locals back into their slots. */
export function storeRegisters(
  f: FunctionBuilder,
  registers: RegisterLocals,
  which: RegisterSet,
): void {
  forEachRegister(registers, which, (local, place, type) =>
    f.at(`${type}.store`, place, () => f.get(local)),
  );
}

/** In the order of `forRegisters`, with the places of their slots. */
export function forEachRegister(
  registers: RegisterLocals,
  which: RegisterSet,
  action: (local: Local, place: number, type: 'i64' | 'f64') => void,
): void {
  forEachOf(registers.x, which.x, (local, offset) => action(local, REGISTERS + offset, 'i64'));
  forEachOf(registers.f, which.f, (local, offset) =>
    action(local, FLOAT_REGISTERS + offset, 'f64'),
  );
}

function forEachOf(
  locals: RegisterLocals['x'],
  which: number,
  action: (local: Local, offset: number) => void,
): void {
  for (let rest = which; rest !== 0; rest &= rest - 1) {
    const number = 31 - Math.clz32(rest & -rest);
    const local = locals[number];
    if (local) action(local, number * 8);
  }
}
