/** Guest instructions as regions have them: decoded, with what they read and write. */

import { type Decoded, decode, expand, instructionLength } from '@ireko/isa';
import { type Effects, effects } from '../effects.ts';

/** One guest instruction of a region. */
export interface GuestInstruction {
  readonly pc: number;
  readonly length: 2 | 4;
  /** Expanded: never a compressed row. */
  readonly decoded: Decoded;
  readonly effects: Effects;
}

/** Code as a region is looked for: 16 bits at an offset, or undefined where there is none to be had. */
export type ReadCode = (pc: number) => number | undefined;

/** The instruction, unless it cannot be read, is none, or is for the interpreter. */
export function instructionAt(pc: number, read: ReadCode): GuestInstruction | undefined {
  const low = read(pc);
  if (low === undefined) return undefined;
  const length = instructionLength(low);
  const high = length === 2 ? 0 : read(pc + 2);
  if (high === undefined) return undefined;
  const seen = translatable((low | (high << 16)) >>> 0);
  return seen && { pc, length, ...seen };
}

type Translatable = Pick<GuestInstruction, 'decoded' | 'effects'>;

/** Words met before, and what they are: few are met only once. */
const known = new Map<number, Translatable | undefined>();
const MAX_KNOWN = 50_000;

function translatable(word: number): Translatable | undefined {
  if (known.has(word)) return known.get(word);
  const found = decode(word);
  let seen: Translatable | undefined;
  if (found) {
    const decoded = expand(found);
    const does = effects(decoded);
    const onlyRaises = does.raises && does.control === 'none' && !does.access && !does.floats;
    if (!does.privileged && !onlyRaises) seen = { decoded, effects: does };
  }
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(word, seen);
  return seen;
}
