/** Diagnostics of the assembler and the linker, on stderr as a person reads them. */

import { type Diagnostic, formatDiagnostic } from '@ireko/asm/diagnostic';
import { AlreadyReported } from './mistake.ts';

/**
 * Print diagnostics, in colour on a terminal.
 * @returns whether one of them is an error.
 * @param who begins those that have no place in a source, as `ireko ld`.
 */
export function showDiagnostics(diagnostics: readonly Diagnostic[], who: string): boolean {
  const colour = process.stderr.hasColors?.() ?? false;
  for (const diagnostic of diagnostics) {
    const prefix = diagnostic.span ? '' : `${who}: `;
    process.stderr.write(`${prefix}${formatDiagnostic(diagnostic, { colour })}\n`);
  }
  return diagnostics.some(({ severity }) => severity === 'error');
}

/**
 * As `showDiagnostics`.
 * @throws {AlreadyReported} when one of them is an error, so that the command ends.
 */
export function reportDiagnostics(diagnostics: readonly Diagnostic[], who: string): void {
  if (showDiagnostics(diagnostics, who)) throw new AlreadyReported();
}
