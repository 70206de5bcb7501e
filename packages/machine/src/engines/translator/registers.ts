/** Guest registers in locals while a region runs: floating-point registers as the f64 that has their bits. */

import { FLOAT_REGISTERS, REGISTERS } from '../../hart/layout.ts';
import type { FunctionBuilder, Local } from '../../wasm/function-builder.ts';
import type { RegisterSet } from './flow.ts';

export interface RegisterLocals {
  readonly x: readonly (Local | undefined)[];
  readonly f: readonly (Local | undefined)[];
}

/** A local for each of these registers. */
export function registerLocals(f: FunctionBuilder, { x, f: floats }: RegisterSet): RegisterLocals {
  const locals = (type: 'i64' | 'f64', which: number) =>
    Array.from({ length: 32 }, (_, number) => (which & (1 << number) ? f.local(type) : undefined));
  return { x: locals('i64', x), f: locals('f64', floats) };
}

/** Loads registers from their slots into locals. */
export function loadRegisters(
  f: FunctionBuilder,
  registers: RegisterLocals,
  which: RegisterSet,
): void {
  forEachRegister(registers.x, which.x, (local, offset) =>
    f.at('i64.load', REGISTERS + offset).set(local),
  );
  forEachRegister(registers.f, which.f, (local, offset) =>
    f.at('f64.load', FLOAT_REGISTERS + offset).set(local),
  );
}

/** Writes registers from their locals back into their slots. */
export function storeRegisters(
  f: FunctionBuilder,
  registers: RegisterLocals,
  which: RegisterSet,
): void {
  forEachRegister(registers.x, which.x, (local, offset) =>
    f.at('i64.store', REGISTERS + offset, () => f.get(local)),
  );
  forEachRegister(registers.f, which.f, (local, offset) =>
    f.at('f64.store', FLOAT_REGISTERS + offset, () => f.get(local)),
  );
}

function forEachRegister(
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
