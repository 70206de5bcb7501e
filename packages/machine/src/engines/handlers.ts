/**
 * How the interpreter finds an instruction's code. Three parts of the word that tell most
 * instructions apart make a key of 15 bits, and a table gives a handler for each key. Where
 * several rows share a key, or a row fixes other bits too, the handler tests its rows in turn.
 *
 *   key  14 ……… 8   7 … 5    4 … 0
 *        funct7     funct3   opcode bits 6…2
 */

import { type Instruction, instructions } from '@ireko/isa';
import { handlerKeys } from '../hart/layout.ts';

/** The code for some keys: the rows to choose from. */
export interface Handler {
  readonly rows: readonly Instruction[];
  /** The key alone does not decide: compare the word with each row. */
  readonly mustMatch: boolean;
}

export interface HandlerTable {
  readonly handlers: readonly Handler[];
  /** For each key, which handler. */
  readonly indices: Uint16Array;
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

function wordOf(key: number): number {
  return keyParts.reduce(
    (word, part) => (word | (((key >>> part.key) & (2 ** part.bits - 1)) << part.word)) >>> 0,
    0b11,
  );
}

/** Makes the table; handler 0 is for words that no row matches. */
export function handlerTable(): HandlerTable {
  const handlers: Handler[] = [{ rows: [], mustMatch: false }];
  const indexByRows = new Map<string, number>([['', 0]]);
  const indices = new Uint16Array(handlerKeys);
  const byOpcode = Map.groupBy(
    instructions.filter((row) => row.length === 4),
    (row) => row.match & 0x7f,
  );
  for (let key = 0; key < handlerKeys; key++) {
    const word = wordOf(key);
    const candidates = byOpcode.get(word & 0x7f) ?? [];
    const rows = candidates.filter((row) => ((word ^ row.match) & row.mask & keyMask) === 0);
    const name = rows.map((row) => row.mnemonic).join();
    let index = indexByRows.get(name);
    if (index === undefined) {
      index = handlers.length;
      const mustMatch = rows.length > 1 || rows.some((row) => (row.mask & ~keyMask) !== 0);
      handlers.push({ rows, mustMatch });
      indexByRows.set(name, index);
    }
    indices[key] = index;
  }
  return { handlers, indices };
}
