/** Warnings: what assembles, as with GNU as, and is nearly always wrong in an operating system. */

import { type Decoded, registerNumber } from '@ireko/isa';
import type { Place } from '../text/source.ts';
import type { Unit } from '../unit/unit.ts';

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

/** The least operand of `.align` that is surely meant in bytes, as on other machines. */
const SURELY_BYTES = 16n;

/** Warns of `.align 16`, which aligns to 16 bytes on other machines and to 64 KiB here. */
export function warnOfAlignment(unit: Unit, power: bigint, at: Place): void {
  if (power < SURELY_BYTES) return;
  const message = `.align ${power} aligns to ${2n ** power} bytes here: it takes a power of two`;
  unit.report.warning('alignment', at, message, `.balign ${power} aligns to ${power} bytes`);
}

/** Warns of a branch or jump to an odd address: the low bit of a target is not encoded. */
export function warnOfTarget(unit: Unit, distance: number, at: Place): void {
  if (distance % 2 === 0) return;
  const message = 'the target is at an odd distance, where no instruction can be';
  unit.report.warning('odd-target', at, message, 'put .balign 2 after data of odd length');
}

/** What of a CSR instruction says which bits to set or clear: a register or a number. */
function isMask(field: string): boolean {
  return field !== 'rd' && field !== 'csr';
}

/** Warns of a string that goes on in the next line: its closing quote may have been forgotten. */
export function warnOfLines(unit: Unit, place: Place): void {
  if (!place.source.text.slice(place.start, place.end).includes('\n')) return;
  const message = 'this string goes on in the next line';
  unit.report.warning('string-lines', place, message, String.raw`\n writes a new line`);
}

/** A register, one that there is not, or one in capitals: surely no label. */
const looksLikeRegister = /^(?:[astx]\d+|zero|ra|[sgtf]p)$/i;

/** Warns of symbols called like registers that nothing defines: `lw a0, a1` loads from a symbol `a1`. */
export function warnOfRegisters(unit: Unit): void {
  for (const { name, definition, isReferenced, binding, place } of unit.symbols.current) {
    if (definition || !isReferenced || binding || !looksLikeRegister.test(name)) continue;
    const message = `\`${name}\` is taken for a symbol here, and not for a register`;
    const isRegister = registerNumber(name) !== undefined;
    const hint = isRegister
      ? `(${name}) is the memory that it points to; jr ${name} and jalr ${name} go there`
      : 'there is no register of that name';
    unit.report.warning('register-symbol', place, message, hint);
  }
}
