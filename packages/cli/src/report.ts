/** Diagnostics of the assembler and the linker, on stderr as a person reads them. */

import { type Diagnostic, formatDiagnostic } from '@ireko/asm';
import { AlreadyReported } from './mistake.ts';

/**
 * Print diagnostics, in colour on a terminal.
 * @throws {AlreadyReported} when one of them is an error, so that the command ends.
 */
export function reportDiagnostics(diagnostics: readonly Diagnostic[]): void {
  const colour = process.stderr.hasColors?.() === true && !process.env['NO_COLOR'];
  for (const diagnostic of diagnostics)
    process.stderr.write(`${formatDiagnostic(diagnostic, { colour })}\n`);
  if (diagnostics.some(({ severity }) => severity === 'error')) throw new AlreadyReported();
}
