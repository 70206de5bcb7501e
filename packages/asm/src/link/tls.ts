/** Thread-local data: its template lies in sections of the executable, and `tp` points to a copy. */

import { SHF_TLS } from '@ireko/elf';
import { flagsOf, type OutputSection } from './output.ts';

/** Whether a section belongs to the template of thread-local data. */
export function isThreadLocal(output: OutputSection): boolean {
  return (flagsOf(output) & SHF_TLS) !== 0;
}

/** Where the template begins, from which `tp`-relative offsets count; 0 if there is none. */
export function tlsStart(outputs: readonly OutputSection[]): bigint {
  return outputs.find(isThreadLocal)?.address ?? 0n;
}
