/** `OUTPUT_ARCH` and `OUTPUT_FORMAT`: a script may be for another machine than the objects are. */

import type { Bits } from '@ireko/elf';
import type { Diagnostic } from '../diagnostic.ts';
import type { Source } from '../text/source.ts';
import type { Script } from './script.ts';

const OF_RISCV = /^(riscv(:rv(32|64))?|elf(?<bits>32|64)-(little)?riscv)$/i;

/** What is wrong with the target of a script; undefined if it is that of the objects. */
export function wrongTarget(
  { targets }: Script,
  bits: Bits,
  source: Source,
): Diagnostic | undefined {
  for (const { name, start, end } of targets) {
    const found = OF_RISCV.exec(name);
    const wanted = Number(found?.groups?.['bits'] ?? bits);
    if (found && wanted === bits) continue;
    const message = found
      ? `the script is for ${wanted} bits, the objects are of ${bits}`
      : `the script is for \`${name}\`, not for RISC-V`;
    const hint = found ? undefined : 'leave the command out, or write riscv';
    return {
      ...{ code: 'target', severity: 'error', message, span: source.span(start, end) },
      ...{ expansion: [], ...(hint !== undefined && { hint }) },
    };
  }
  return undefined;
}
