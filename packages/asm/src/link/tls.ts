/** Thread-local data: its template lies in sections of the executable, and `tp` points to a copy. */

import { SHF_TLS, SHT_NOBITS } from '@ireko/elf';
import { flagsOf, type OutputSection, typeOf } from './output.ts';

/** Whether a section belongs to the template of thread-local data. */
export function isThreadLocal(output: OutputSection): boolean {
  return (flagsOf(output) & SHF_TLS) !== 0;
}

/** Whether a section is the template's zeros, which take no place in memory of their own. */
export function isThreadLocalZeros(output: OutputSection): boolean {
  return isThreadLocal(output) && typeOf(output) === SHT_NOBITS;
}

/** Where the template begins, from which `tp`-relative offsets count; 0 if there is none. */
export function tlsStart(outputs: readonly OutputSection[]): bigint {
  return outputs.find(isThreadLocal)?.address ?? 0n;
}
