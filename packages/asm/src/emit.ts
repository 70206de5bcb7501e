/** Writes instructions into the current section: their bytes, or a stretch if layout decides. */

import type { RelocationName } from '@ireko/elf';
import { type Decoded, encode, type FieldValues, instruction as named } from '@ireko/isa';
import { Branch, type BranchForms } from './branch.ts';
import { compressAsWritten } from './compression.ts';
import type { Bound } from './expression.ts';
import type { FixupKind } from './fixups.ts';
import type { Place } from './source.ts';
import type { Unit } from './unit.ts';

/**
 * Writes an instruction, compressed if that is possible and allowed.
 * @param mnemonic as it was written, which decides what it may become
 */
export function emit(unit: Unit, mnemonic: string, code: Decoded): void {
  const short = unit.compressed ? compressAsWritten(mnemonic, code, unit.xlen) : undefined;
  emitAsIs(unit, short ?? code);
}

/** Writes an instruction, never compressed. */
export function emitAsIs(unit: Unit, { instruction, values }: Decoded): void {
  unit.section.number(encode(instruction, values), instruction.length);
  // GNU as takes it that a linker may change any of these, even those without a symbol.
  if (instruction === LUI || instruction === AUIPC) unit.section.interrupt();
}

const LUI = named('lui');
const AUIPC = named('auipc');

/** Writes an instruction by its mnemonic in the table. */
export function emitNamed(unit: Unit, mnemonic: string, values: FieldValues): void {
  emit(unit, mnemonic, { instruction: named(mnemonic), values });
}

/** An instruction with a relocation, which is never compressed: all but the symbol's value. */
export interface Fixed {
  readonly word: number;
  /** Bytes. */
  readonly length: number;
  readonly how: FixupKind;
  /** A linker may take it out or compress it. */
  readonly isRemovable: boolean;
}

/** What an instruction with a relocation is written as. */
export function fixed({ instruction, values }: Decoded, type: RelocationName): Fixed {
  return {
    word: encode(instruction, values),
    length: instruction.length,
    how: { kind: 'instruction', type },
    isRemovable: removable.has(type),
  };
}

/** Writes an instruction with a relocation on it. */
export function emitFixed(
  unit: Unit,
  { word, length, how, isRemovable }: Fixed,
  value: Bound,
  at: Place,
): void {
  unit.fixup(value, how, at);
  unit.section.number(word, length);
  if (isRemovable) unit.section.interrupt();
}

/** Writes an instruction with a relocation of this type. */
export function emitRelocated(
  unit: Unit,
  code: Decoded,
  type: RelocationName,
  value: Bound,
  at: Place,
): void {
  emitFixed(unit, fixed(code, type), value, at);
}

/** Relocations whose instruction a linker may take out or compress. */
const removable: ReadonlySet<RelocationName> = new Set([
  ...(['R_RISCV_HI20', 'R_RISCV_PCREL_HI20'] as const),
  ...(['R_RISCV_TPREL_HI20', 'R_RISCV_TPREL_ADD'] as const),
]);

/** Bytes of the longest form of a branch. */
const LONGEST = 8;

/** Ends the chunk with a branch or jump whose size layout decides. */
export function emitBranch(unit: Unit, forms: BranchForms, target: Bound, place: Place): void {
  const { section } = unit;
  section.stretch(new Branch(forms, target, section.current, place), LONGEST);
}
