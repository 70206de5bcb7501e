/**
 * Writes instructions into the current section: words, or stretches if layout decides. What is written
 * comes in pieces, which hold all but the value of a symbol: what one statement writes, others write again.
 */

import type { RelocationName } from '@ireko/elf';
import { type Decoded, encode, type FieldValues, instruction as named } from '@ireko/isa';
import type { FixupKind } from '../object/fixups.ts';
import type { Place } from '../text/source.ts';
import type { Bound } from '../unit/expression.ts';
import type { Unit } from '../unit/unit.ts';
import { Branch, type BranchForms } from './branch.ts';
import { compressAsWritten } from './compression.ts';

/** A word or a branch, all but the value of the symbol that it names. */
export interface Piece {
  readonly word: number;
  /** Bytes of the word. */
  readonly length: number;
  /** A linker may take it out or compress it. */
  readonly isRemovable: boolean;
  /** What it names: the symbol that is the statement's operand, or the place where the statement begins. */
  readonly names: 'nothing' | 'operand' | 'start';
  /** How that gets in. */
  readonly how: FixupKind | undefined;
  /** It stands in the place of the word: a branch or jump whose size layout decides. */
  readonly branch: BranchForms | undefined;
}

/** Bytes of the longest form of a branch. */
const LONGEST = 8;

/** Writes a piece. @param value of what it names, if it names something */
export function put(unit: Unit, piece: Piece, value: Bound | undefined, place: Place): void {
  unit.pieces?.push(piece);
  const { section, lines } = unit;
  lines.markBegun(unit);
  const { word, length, isRemovable, how, branch } = piece;
  if (value && branch) {
    if (section.isAbsolute) {
      const message = 'a branch has no place where only offsets are counted';
      unit.report.error(
        'absolute-section',
        place,
        message,
        'choose a section first, such as .text',
      );
      return;
    }
    section.stretch(new Branch(branch, value, section.current, place), LONGEST);
    return;
  }
  if (value && how) unit.fixup(value, how, place);
  section.number(word, length);
  if (isRemovable) section.interrupt();
}

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
  // GNU as takes it that a linker may change any of these, even those without a symbol.
  const isRemovable = instruction === LUI || instruction === AUIPC;
  emitWord(unit, encode(instruction, values), instruction.length, isRemovable);
}

const LUI = named('lui');
const AUIPC = named('auipc');

/** Writes an instruction by its mnemonic in the table. */
export function emitNamed(unit: Unit, mnemonic: string, values: FieldValues): void {
  emit(unit, mnemonic, { instruction: named(mnemonic), values });
}

/** Writes an instruction by its bits. @param length bytes */
export function emitWord(unit: Unit, word: number, length: number, isRemovable: boolean): void {
  const piece = { word, length, isRemovable, names: 'nothing', how: undefined, branch: undefined };
  put(unit, piece as Piece, undefined, unit.start);
}

/** Writes an instruction with a relocation of this type, which is never compressed. */
export function emitRelocated(
  unit: Unit,
  { instruction, values }: Decoded,
  type: RelocationName,
  value: Bound,
  place: Place,
  names: 'operand' | 'start' = 'operand',
): void {
  const piece: Piece = {
    word: encode(instruction, values),
    length: instruction.length,
    isRemovable: removable.has(type),
    names,
    how: { kind: 'instruction', type },
    branch: undefined,
  };
  put(unit, piece, value, place);
}

/** Relocations whose instruction a linker may take out or compress. */
const removable: ReadonlySet<RelocationName> = new Set([
  ...(['R_RISCV_HI20', 'R_RISCV_PCREL_HI20'] as const),
  ...(['R_RISCV_TPREL_HI20', 'R_RISCV_TPREL_ADD'] as const),
]);

/** Ends the chunk with a branch or jump whose size layout decides. */
export function emitBranch(unit: Unit, branch: BranchForms, target: Bound, place: Place): void {
  const none = { word: 0, length: 0, isRemovable: false, how: undefined } as const;
  put(unit, { ...none, names: 'operand', branch }, target, place);
}
