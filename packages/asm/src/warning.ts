/** Warnings: what assembles, as with GNU as, and is nearly always wrong in an operating system. */

import type { Decoded } from '@ireko/isa';
import type { Place } from './source.ts';
import type { Unit } from './unit.ts';

/** The two upper bits of the number of a CSR that cannot be written [priv §2.1]. */
const READ_ONLY = 0b11;

/** Warns of a write to a read-only CSR, which always traps. */
export function warnOfCsr(unit: Unit, { instruction, values }: Decoded, at: Place): void {
  const { csr } = values;
  if (csr === undefined || csr >> 10 !== READ_ONLY) return;
  const always = instruction.mnemonic.startsWith('csrrw');
  const isMasked = Object.entries(values).some(([field, value]) => isMask(field) && value !== 0);
  if (!always && !isMasked) return;
  unit.report.warning(
    'read-only-csr',
    at,
    'this CSR is read-only: writing it is an illegal instruction',
    'csrr reads it',
  );
}

/** What of a CSR instruction says which bits to set or clear: a register or a number. */
function isMask(field: string): boolean {
  return field !== 'rd' && field !== 'csr';
}
