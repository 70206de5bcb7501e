/**
 * How the interpreter finds an instruction's code, its handler. Three parts of the word that tell most
 * instructions apart make a key of 15 bits, and a table gives a handler for each key. Where
 * several rows share a key, or a row fixes other bits too, the handler tests its rows in turn.
 *
 *   key  14 ……… 8   7 … 5    4 … 0
 *        funct7     funct3   opcode bits 6…2
 */

import { type Extension, type Instruction, instructions } from '@ireko/isa';
import { effects } from './effects.ts';

/** The code for some keys: the rows to choose from. */
export interface Handler {
  readonly name: string;
  readonly rows: readonly Instruction[];
  /** The key alone does not decide: compare the word with each row. */
  readonly mustMatch: boolean;
}

/** The parts of the word in the key: where each is in the word, how many bits, where in the key. */
export const keyParts: readonly {
  readonly word: number;
  readonly bits: number;
  readonly key: number;
}[] = [
  { word: 2, bits: 5, key: 0 },
  { word: 12, bits: 3, key: 5 },
  { word: 25, bits: 7, key: 8 },
];

/** The bits of a word that its key holds; uncompressed instructions have `11` below them. */
const keyMask = keyParts.reduce(
  (mask, { word, bits }) => (mask | ((2 ** bits - 1) << word)) >>> 0,
  0b11,
);

/** An instruction's key. */
export function keyOf(word: number): number {
  return keyParts.reduce(
    (key, part) => key | (((word >>> part.word) & (2 ** part.bits - 1)) << part.key),
    0,
  );
}

/** The handlers by their names, which say which rows they have. */
const handlers = new Map<string, Handler>();
let byOpcode: ReadonlyMap<number, readonly Instruction[]> | undefined;

/** The handler of an instruction of 32 bits, whether any row matches it or none. */
export function handlerOf(word: number): Handler {
  byOpcode ??= Map.groupBy(
    instructions.filter((row) => row.length === 4),
    (row) => row.match & 0x7f,
  );
  const candidates = byOpcode.get(word & 0x7f) ?? [];
  const rows = candidates.filter((row) => ((word ^ row.match) & row.mask & keyMask) === 0);
  const name = rows.map((row) => row.mnemonic).join();
  const known = handlers.get(name);
  if (known) return known;
  const mustMatch = rows.length > 1 || rows.some((row) => (row.mask & ~keyMask) !== 0);
  const handler = { name, rows, mustMatch };
  handlers.set(name, handler);
  return handler;
}

/** Extensions whose instructions are most of what any program executes. */
const COMMON: ReadonlySet<Extension> = new Set(['i', 'm']);

let common: readonly Handler[] | undefined;

/**
 * The handlers that the interpreter's step has in itself, without traps and fences: each has one row. The first are those
 * of `compressedHandlers`.
 */
export function commonHandlers(): readonly Handler[] {
  if (common) return common;
  const rows = instructions.filter((row) => {
    if (row.length !== 4 || !COMMON.has(row.extension) || !row.meaning) return false;
    const { raises, privileged } = effects({ instruction: row, values: {} });
    return !raises && !privileged;
  });
  const handlers = [...new Set(rows.map((row) => handlerOf(row.match)))].filter(
    ({ mustMatch }) => !mustMatch,
  );
  const { compressed = [], others = [] } = Object.groupBy(handlers, (handler) =>
    isCompressed(handler) ? 'compressed' : 'others',
  );
  common = [...compressed, ...others];
  return common;
}

/** Those of them that compressed instructions have as well. */
export function compressedHandlers(): readonly Handler[] {
  return commonHandlers().filter(isCompressed);
}

/** Whether compressed instructions stand for its row. */
function isCompressed({ rows: [row] }: Handler): boolean {
  return instructions.some(({ expansion }) => expansion && expansion.instruction === row);
}
