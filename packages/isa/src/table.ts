/**
 * The table: every row of every extension, named, checked, and indexed for decoding.
 *
 * Loading fails (a defect of ours, not a user's mistake) unless each bit of each encoding is either
 * fixed or in exactly one field, no two uncompressed rows can match the same word unless the first
 * is a special case of the other (`pause` of `fence`), and each compressed row names an existing
 * instruction and gives all its fields.
 */

import { extract, type Field, mask as fieldMask, fits } from './field.ts';
import type { Row } from './format.ts';
import type { Decoded, Expansion, Extension, Instruction, Xlen } from './instruction.ts';
import { hypervisor, hypervisorInvalidation } from './instructions/hypervisor.ts';
import { privileged, svinval, zifencei } from './instructions/privileged.ts';
import { rv64a } from './instructions/rv64a.ts';
import { rv64d, rv64f } from './instructions/rv64fd.ts';
import { rv64i } from './instructions/rv64i.ts';
import { rv64m } from './instructions/rv64m.ts';
import { type CompressedRow, rvc } from './instructions/rvc.ts';
import { zawrs } from './instructions/zawrs.ts';
import { zba } from './instructions/zba.ts';
import { zbb } from './instructions/zbb.ts';
import { zbs } from './instructions/zbs.ts';
import { zicbom, zicboz } from './instructions/zicbo.ts';
import { zicond } from './instructions/zicond.ts';
import { zicsr } from './instructions/zicsr.ts';
import { zihintpause } from './instructions/zihintpause.ts';

const byName = new Map<string, Instruction>();

function fixedMask(
  mnemonic: string,
  length: 2 | 4,
  match: number,
  fields: readonly Field[],
): number {
  let free = 0;
  for (const field of fields) {
    const bits = fieldMask(field);
    if ((free & bits) !== 0) throw new Error(`${mnemonic}: field ${field.name} overlaps another`);
    free |= bits;
  }
  const all = length === 2 ? 0xffff : 0xffff_ffff;
  const fixed = (all & ~free) >>> 0;
  if ((match & ~fixed) !== 0) throw new Error(`${mnemonic}: fixed bits stand inside a field`);
  return fixed;
}

function add(instruction: Instruction): void {
  if (byName.has(instruction.mnemonic)) throw new Error(`${instruction.mnemonic} is listed twice`);
  byName.set(instruction.mnemonic, instruction);
}

function addExtension(extension: Extension, rows: Readonly<Record<string, Row>>): void {
  for (const [mnemonic, row] of Object.entries(rows)) add(named(mnemonic, extension, row));
}

/** The instruction that a row is, under its name; throws if its encoding is not whole. */
export function named(mnemonic: string, extension: Extension, row: Row): Instruction {
  const fields = Object.fromEntries(row.fields.map((field) => [field.name, field]));
  return {
    mnemonic,
    extension,
    ...(row.xlen && { xlen: row.xlen }),
    length: row.length,
    match: row.match,
    mask: fixedMask(mnemonic, row.length, row.match, row.fields),
    fields,
    ordered: row.ordered ?? false,
    syntax: row.syntax,
    ...(row.distinct && { distinct: row.distinct }),
    ...(row.meaning && { meaning: row.meaning }),
  };
}

function expansion(mnemonic: string, row: CompressedRow): Expansion {
  const instruction = byName.get(row.expandsTo);
  if (!instruction) throw new Error(`${mnemonic} stands for ${row.expandsTo}, which is not listed`);
  const values: Record<string, Field | number> = {};
  for (const name of Object.keys(instruction.fields)) {
    const source = row.values[name] ?? name;
    const value = typeof source === 'number' ? source : row.fields.find((f) => f.name === source);
    if (value === undefined) throw new Error(`${mnemonic} does not give ${name}`);
    values[name] = value;
  }
  return { instruction, values };
}

/** The same for a compressed row, which is of the width that what it stands for is. */
export function namedCompressed(mnemonic: string, row: CompressedRow, given?: Xlen): Instruction {
  const standsFor = expansion(mnemonic, row);
  const xlen = given ?? standsFor.instruction.xlen;
  return {
    mnemonic,
    extension: 'c',
    ...(xlen && { xlen }),
    length: 2,
    match: row.match,
    mask: fixedMask(mnemonic, 2, row.match, row.fields),
    fields: Object.fromEntries(row.fields.map((field) => [field.name, field])),
    ordered: false,
    syntax: row.syntax,
    expansion: standsFor,
  };
}

addExtension('zihintpause', zihintpause);
addExtension('i', rv64i);
addExtension('m', rv64m);
addExtension('a', rv64a);
addExtension('f', rv64f);
addExtension('d', rv64d);
addExtension('zicbom', zicbom);
addExtension('zicboz', zicboz);
addExtension('zicond', zicond);
addExtension('zicsr', zicsr);
addExtension('zifencei', zifencei);
addExtension('zawrs', zawrs);
addExtension('zba', zba);
addExtension('zbb', zbb);
addExtension('zbs', zbs);
addExtension('privileged', privileged);
addExtension('svinval', { ...svinval, ...hypervisorInvalidation });
addExtension('h', hypervisor);
for (const [mnemonic, row] of Object.entries(rvc)) add(namedCompressed(mnemonic, row));

/** Every instruction, in the order of the table. */
export const instructions: readonly Instruction[] = [...byName.values()];

/** The instruction with this mnemonic (as the table spells it: no suffix, no alias). */
export function instruction(mnemonic: string): Instruction {
  const found = byName.get(mnemonic);
  if (!found) throw new Error(`the table has no instruction ${mnemonic}`);
  return found;
}

/** Candidate rows by what always tells most of them apart: major opcode, or quadrant and funct3. */
const candidates = new Map<number, Instruction[]>();

for (const row of instructions) {
  const key = row.length === 4 ? row.match & 0x7f : 0x80 | indexOfCompressed(row.match);
  const list = candidates.get(key);
  if (list) list.push(row);
  else candidates.set(key, [row]);
}

function indexOfCompressed(halfword: number): number {
  return ((halfword >> 11) & 0b11100) | (halfword & 0b11);
}

/** Bytes of the instruction that begins with this halfword: 2 or 4 [unpriv §1.5]. */
export function instructionLength(halfword: number): 2 | 4 {
  return (halfword & 0b11) === 0b11 ? 4 : 2;
}

/**
 * Finds the instruction that a word encodes.
 * @param word 32 bits from the instruction's address on; a compressed instruction uses the low 16.
 * @param xlen 32 leaves out what only registers of 64 bits have.
 * @returns undefined if the encoding is reserved or of an extension that is not in the table.
 */
export function lookUp(word: number, xlen: Xlen = 64): Instruction | undefined {
  const compressed = instructionLength(word) === 2;
  const key = compressed ? 0x80 | indexOfCompressed(word) : word & 0x7f;
  return candidates
    .get(key)
    ?.find(
      (row) =>
        (word & row.mask) >>> 0 === row.match &&
        !isReserved(row, word) &&
        (xlen === 64 || row.xlen !== 64),
    );
}

function isReserved(row: Instruction, word: number): boolean {
  return row.length === 2 && Object.values(row.fields).some((f) => !fits(f, extract(f, word)));
}

/** Takes an instruction word apart; undefined as for `lookUp`. */
export function decode(word: number, xlen: Xlen = 64): Decoded | undefined {
  const found = lookUp(word, xlen);
  return found && decodeAs(found, word);
}

/** Takes a word apart that is known to be of an instruction. */
export function decodeAs(of: Instruction, word: number): Decoded {
  const values: Record<string, number> = {};
  for (const field of Object.values(of.fields)) values[field.name] = extract(field, word);
  return { instruction: of, values };
}
