/** Puts instructions together: from fields to a word, and between compressed and full forms. */

import { extract, type Field, fits, insert } from './field.ts';
import type { Decoded, FieldValues, Instruction, Xlen } from './instruction.ts';
import { otherInstructions } from './instructions/others.ts';
import { instructions, instruction as named } from './table.ts';

/**
 * The instruction word.
 * @param values one number a field; a field that is left out is zero. All must fit (see `fits`).
 */
export function encode(instruction: Instruction, values: FieldValues): number {
  let word = instruction.match;
  for (const field of Object.values(instruction.fields)) {
    word = insert(field, word, values[field.name] ?? field.bias);
  }
  return word;
}

/** `value` as the field gives it back once encoded: what does not fit is cut off. */
function normalized(field: Field, value: number): number {
  return extract(field, insert(field, 0, value));
}

/** The uncompressed instruction that a compressed one stands for; an uncompressed one is itself. */
export function expand({ instruction, values }: Decoded): Decoded {
  const { expansion } = instruction;
  if (!expansion) return { instruction, values };
  const expanded: Record<string, number> = {};
  for (const field of Object.values(expansion.instruction.fields)) {
    const source = expansion.values[field.name] ?? 0;
    const value = typeof source === 'number' ? source : (values[source.name] ?? 0);
    expanded[field.name] = normalized(field, value);
  }
  return { instruction: expansion.instruction, values: expanded };
}

/** A compressed row, and what gives each field of the instruction that it stands for. */
interface Shorter {
  readonly instruction: Instruction;
  readonly sources: readonly (readonly [field: Field, source: Field | number])[];
}

type ShorterByName = ReadonlyMap<string, readonly Shorter[]>;

/** Compressed rows by the mnemonic that they stand for. */
function shorterOf(rows: Iterable<Instruction>): ShorterByName {
  const shorter = new Map<string, Shorter[]>();
  for (const row of rows) {
    // GNU as compresses `jr`, `ret` and `jalr rs`, which are forms of their own, but never `jalr rd, imm(rs1)`.
    if (!row.expansion || row.expansion.instruction.mnemonic === 'jalr') continue;
    const { instruction, values } = row.expansion;
    const sources = Object.values(instruction.fields).map((field): [Field, Field | number] => [
      field,
      values[field.name] ?? 0,
    ]);
    const others = shorter.get(instruction.mnemonic) ?? [];
    shorter.set(instruction.mnemonic, [...others, { instruction: row, sources }]);
  }
  return shorter;
}

const shorter64: ShorterByName = shorterOf(instructions);
let shorter32: ShorterByName | undefined;

function shorterIn(xlen: Xlen): ShorterByName {
  if (xlen === 64) return shorter64;
  shorter32 ??= shorterOf(
    [...instructions, ...otherInstructions().values()].filter((row) => row.xlen !== 64),
  );
  return shorter32;
}

const commutative = new Set(['add', 'addw', 'and', 'or', 'xor']);

/**
 * The compressed instruction that does the same, chosen as GNU as does, or undefined. HINTs are
 * never chosen; the one exception is `c.nop` for `nop`.
 */
export function compress(
  instruction: Instruction,
  values: FieldValues,
  xlen: Xlen = 64,
): Decoded | undefined {
  const rows = shorterIn(xlen).get(instruction.mnemonic);
  if (!rows) return undefined;
  for (const row of rows) {
    const found = unexpand(row, values);
    if (found) return { instruction: row.instruction, values: found };
  }
  const { rd = 0, rs1 = 0, rs2 = 0, imm } = values;
  if (instruction.mnemonic === 'addi' && imm === 0) {
    if (rd === 0 && rs1 === 0) return { instruction: named('c.addi'), values: { rd: 0, imm: 0 } };
    return move(rd, rs1);
  }
  if (!commutative.has(instruction.mnemonic)) return undefined;
  if (instruction.mnemonic === 'add' && rs2 === 0) return move(rd, rs1);
  return rd === rs2 && rs1 !== rs2 && rs1 !== 0
    ? compress(instruction, { rd, rs1: rs2, rs2: rs1 }, xlen)
    : undefined;
}

/** `c.mv`, unless a register is `x0`: then it would be a HINT or another instruction. */
function move(rd: number, rs2: number): Decoded | undefined {
  return rd !== 0 && rs2 !== 0 ? { instruction: named('c.mv'), values: { rd, rs2 } } : undefined;
}

/** The compressed row's fields that expand to exactly these values. */
function unexpand({ sources }: Shorter, values: FieldValues): FieldValues | undefined {
  const result: Record<string, number> = {};
  for (const [field, source] of sources) {
    const wanted = values[field.name] ?? 0;
    if (typeof source === 'number') {
      if (source !== wanted) return undefined;
      continue;
    }
    let value = wanted;
    if (!fits(source, value)) {
      value = normalized(source, wanted); // as where `c.lui` gives the upper bits by their sign
      if (!fits(source, value) || normalized(field, value) !== wanted) return undefined;
    }
    if (source.hintAtZero && value === 0) return undefined;
    if ((result[source.name] ?? value) !== value) return undefined;
    result[source.name] = value;
  }
  return result;
}
