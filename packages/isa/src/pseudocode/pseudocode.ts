/**
 * The table read as text: what an instruction does and what a CSR keeps, as pseudo-code for people.
 *
 *   x[rd] ← x[rs1] + imm            ≫ᵤ ≫ₛ <ᵤ <ₛ ×ᵤ: unsigned and signed, as the RISC-V Reader writes
 *   mem32[x[rs1] + imm]             four bytes of memory at a virtual address
 *   mstatus with mie = 0            the register's value, one field changed
 */

import type { CsrRow } from '../csr/csr-row.ts';
import type { Instruction } from '../instruction.ts';
import type { Operands } from '../meaning.ts';
import { Recorder } from './recorder.ts';
import type { Term } from './term.ts';
import { Writer } from './writer.ts';

/** Operands are called as their fields are. */
const designators = { rd: 'rd', rs1: 'rs1', rs2: 'rs2', rs3: 'rs3', csr: 'csr' };

function written(
  record: (recorder: Recorder, operands: Operands<Term, string>) => void,
): readonly string[] {
  const recorder = new Recorder();
  const operands = {
    ...designators,
    imm: recorder.named('imm'),
    rm: recorder.named('rm'),
  };
  record(recorder, operands);
  return new Writer(recorder.steps).lines(recorder.steps);
}

/**
 * What an instruction does, a line a statement; decisions indent by two spaces.
 * @returns no lines for an instruction without effect, undefined for one without a meaning.
 */
export function pseudocode(instruction: Instruction): readonly string[] | undefined {
  const { meaning } = instruction;
  return meaning && written((recorder, operands) => meaning(recorder, operands));
}

/** What reading a CSR gives, and what writing `value` to it does: no lines if nothing. */
export function csrPseudocode(row: CsrRow): {
  readonly read: readonly string[];
  readonly write: readonly string[];
} {
  return {
    read: written((m) => m.give(row.read(m))),
    write: written((m) => row.write?.(m, m.named('value'))),
  };
}
