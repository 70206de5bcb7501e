/**
 * Whether this host's WebAssembly multiplies and adds with one rounding. Its relaxed instructions may:
 * where the processor can, they do, always. So it is tried out once.
 */

import { ModuleBuilder } from '../wasm/module-builder.ts';
import type { ValueType } from '../wasm/opcode.ts';
import { WebAssembly } from '../wasm/webassembly.ts';

let found: boolean | undefined;

/** Whether `FunctionBuilder.multiplyAdd` may be used, and rounds once. */
export function fusesOnce(): boolean {
  found ??= tryOut();
  return found;
}

function tryOut(): boolean {
  const module = new ModuleBuilder();
  for (const type of ['f32', 'f64'] as const) {
    const parameters: readonly ValueType[] = [type, type, type];
    module.define(
      parameters,
      [type],
      (f) => {
        const [a, b, c] = f.parameters;
        if (a && b && c) f.multiplyAdd(a, b, c);
      },
      type,
    );
  }
  try {
    const env = {
      memory: new WebAssembly.Memory({ initial: 1 }),
      table: new WebAssembly.Table({ element: 'anyfunc', initial: 1 }),
    };
    const instance = new WebAssembly.Instance(new WebAssembly.Module(module.build()), { env });
    const { f32, f64 } = instance.exports as Record<
      string,
      (a: number, b: number, c: number) => number
    >;
    // (1 + ε)² − (1 + 2 ε) is ε², all of which is lost if the product is rounded.
    const isExact = (fused: typeof f32, epsilon: number) =>
      fused?.(1 + epsilon, 1 + epsilon, -(1 + 2 * epsilon)) === epsilon * epsilon;
    return isExact(f32, 2 ** -23) && isExact(f64, 2 ** -52);
  } catch {
    return false;
  }
}
