/** Writes instructions into the current section: their bytes, or a stretch if layout decides. */

import type { RelocationName } from '@ireko/elf';
import {
  compress,
  type Decoded,
  encode,
  expand,
  type FieldValues,
  instruction as named,
} from '@ireko/isa';
import { Branch, targetField } from './branch.ts';
import type { Bound } from './expression.ts';
import type { Place } from './source.ts';
import type { Unit } from './unit.ts';

/** Writes an instruction, compressed if that is possible and allowed. */
export function emit(unit: Unit, code: Decoded, compressible = true): void {
  const mayCompress = unit.compressed && compressible;
  const short = mayCompress ? compress(code.instruction, code.values) : undefined;
  const { instruction, values } = short ?? code;
  unit.section.number(encode(instruction, values), instruction.length);
}

/** Writes an instruction by its mnemonic in the table. */
export function emitNamed(unit: Unit, mnemonic: string, values: FieldValues): void {
  emit(unit, { instruction: named(mnemonic), values });
}

/** Writes an instruction, never compressed, with a relocation on it. */
export function emitRelocated(
  unit: Unit,
  code: Decoded,
  type: RelocationName,
  value: Bound,
  at: Place,
): void {
  unit.fixup(value, { kind: 'instruction', type }, at);
  unit.section.number(encode(code.instruction, code.values), code.instruction.length);
}

/** Ends the chunk with a branch or jump whose size layout decides. */
export function emitBranch(unit: Unit, code: Decoded, target: Bound, place: Place): void {
  const full = expand(code);
  if (!targetField(full.instruction)) throw new Error(`${full.instruction.mnemonic} has no target`);
  const { section } = unit;
  const compressed = unit.compressed || code.instruction.length === 2;
  section.stretch(new Branch(full, target, section.current, place, compressed));
}
