/**
 * Instructions of extensions that the machine does not have: other people's programs are assembled
 * all the same. They have encodings and syntax and no meaning, and stay out of the machine's table:
 * to it, their words are reserved, or HINTs. Among them is what only registers of 32 bits have. They
 * are made when one is first asked for.
 */

import { oldPrivileged } from '../csr/old-privileged.ts';
import type { Row } from '../format.ts';
import type { Decoded, Extension, Instruction, Xlen } from '../instruction.ts';
import { decodeAs, instructionLength, named, namedCompressed } from '../table.ts';
import { q, zfh, zfhmin } from './other-float.ts';
import { rvc32 } from './rvc.ts';
import { thead } from './thead.ts';
import { zve32f, zve32x, zve64x } from './vector.ts';
import { zbb32 } from './zbb.ts';
import { zbc } from './zbc.ts';
import { zicbop } from './zicbop.ts';
import { zbkb, zbkx, zknd, zkne, zknh, zksed, zksh } from './zk.ts';

// biome-ignore format: by groups.
const rows = (): Readonly<Partial<Record<Extension, Readonly<Record<string, Row>>>>> => ({
  q, zfh, zfhmin, zicbop,
  zbc, zbkb, zbkx, zknd, zkne, zknh, zksed, zksh,
  zve32x: zve32x(), zve32f: zve32f(), zve64x: zve64x(),
  privileged: oldPrivileged, zbb: zbb32,
  ...thead,
});

let made: ReadonlyMap<string, Instruction> | undefined;

/** The instructions by mnemonic. */
export function otherInstructions(): ReadonlyMap<string, Instruction> {
  made ??= new Map(
    [
      ...Object.entries(rows()).flatMap(([extension, ofExtension]) =>
        Object.entries(ofExtension).map(([mnemonic, row]) =>
          named(mnemonic, extension as Extension, row),
        ),
      ),
      ...Object.entries(rvc32).map(([mnemonic, row]) => namedCompressed(mnemonic, row, 32)),
    ].map((each) => [each.mnemonic, each]),
  );
  return made;
}

let byOpcode: ReadonlyMap<number, readonly Instruction[]> | undefined;

/** Major opcode, or the quadrant of compressed instructions. */
function opcodeOf(word: number): number {
  return instructionLength(word) === 2 ? word & 0b11 : word & 0x7f;
}

/** Takes a word apart that is none of the machine's instructions; undefined if it is of no other either. */
export function decodeOther(word: number, xlen: Xlen = 64): Decoded | undefined {
  // What fixes more bits is a special case of what fixes fewer.
  byOpcode ??= Map.groupBy(
    [...otherInstructions().values()].sort((a, b) => bitCount(b.mask) - bitCount(a.mask)),
    ({ match }) => opcodeOf(match),
  );
  const found = byOpcode
    .get(opcodeOf(word))
    ?.find(({ mask, match, xlen: only = xlen }) => (word & mask) >>> 0 === match && only === xlen);
  return found && decodeAs(found, word);
}

function bitCount(word: number): number {
  return word.toString(2).replaceAll('0', '').length;
}
