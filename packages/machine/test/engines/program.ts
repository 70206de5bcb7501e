/** Programs of instructions from the table, and what the translator finds in them. */
import { encode, type FieldValues, instruction } from '@ireko/isa';
import { type Code, findRegion, type Region } from '../../src/engines/translator/region.ts';
import type { Machine } from '../../src/index.ts';

export type Program = readonly (readonly [mnemonic: string, values: FieldValues])[];

export const wordsOf = (program: Program): readonly number[] =>
  program.map(([mnemonic, values]) => encode(instruction(mnemonic), values));

/**
 * The region of code that begins with these words, and is hot.
 * @param likelyTarget where calls through pointers most likely lead.
 */
export function regionOf(
  words: readonly number[],
  likelyTarget: Code['likelyTarget'] = () => undefined,
): Region {
  const halves = words.flatMap((word) => [word & 0xffff, word >>> 16]);
  const read = (offset: number) => halves[offset / 2];
  const code = {
    pc: 0x8000_0000n,
    read,
    timesRun: () => 1,
    endsBefore: () => false,
    likelyTarget,
  };
  const region = findRegion(code, { returnsFromTraps: true });
  if (!region) throw new Error('there is no region');
  return region;
}

/** Puts words where a machine's RAM begins, which is where it starts. */
export function putWords({ hart: { view, ram } }: Machine, words: readonly number[]): void {
  for (const [index, word] of words.entries())
    view.setUint32(ram.byteOffset + index * 4, word, true);
}
