/** `strings`: runs of characters that can be printed, of any file, as GNU strings shows them. */

import { concatenated, readElf, SHF_ALLOC, SHT_NOBITS } from '@ireko/elf';
import { utf8 } from '../text/literal.ts';

/** What counts as a string, and how each is shown. */
export interface StringsOptions {
  /** `-n`: characters that a string has at the least; 4 unless said otherwise. */
  readonly least?: number;
  /** `-e`: 7 bits, 8 bits, and 16 or 32 bits with the low (`l`, `L`) or the high byte first. */
  readonly encoding?: Encoding;
  /** `-w`: lines are no end of a string. */
  readonly whitespace?: boolean;
  /** `-d`: only in what an object or executable loads of its file; any other file is read whole. */
  readonly dataOnly?: boolean;
  /** `-t`: tell where in the file each begins, in this radix. */
  readonly radix?: 8 | 10 | 16;
  /** `-f`: the file's name before each. */
  readonly prefix?: string;
  /** `-s`: what stands behind each; the end of the line unless said otherwise. */
  readonly separator?: string;
}

/** Letters of `-e`. */
export type Encoding = 's' | 'S' | 'b' | 'l' | 'B' | 'L';

const CHARACTER_BYTES: Readonly<Record<Encoding, number>> = {
  ...{ s: 1, S: 1, b: 2, l: 2, B: 4, L: 4 },
};

/** The strings of a file, each behind what is told of it: bytes, since with 8 bits they may be in any encoding. */
export function strings(file: Uint8Array, options: StringsOptions = {}): Uint8Array {
  const prefix = utf8(options.prefix === undefined ? '' : `${options.prefix}: `);
  const separator = utf8(options.separator ?? '\n');
  const parts: ArrayLike<number>[] = [];
  for (const [start, end] of options.dataOnly ? loadedParts(file) : [[0, file.length] as const])
    for (const { offset, characters } of runs(file, start, end, options)) {
      const place = options.radix && `${offset.toString(options.radix).padStart(7)} `;
      parts.push(prefix, utf8(place ?? ''), characters, separator);
    }
  return concatenated(parts);
}

/** Where the contents of loaded sections stand in the file: all of it, if there are none. */
function loadedParts(file: Uint8Array): (readonly [start: number, end: number])[] {
  const all = [[0, file.length] as const];
  const read = readElf(file);
  if ('problem' in read) return all;
  const loaded = read.sections.filter(
    ({ type, flags, size }) => flags & SHF_ALLOC && type !== SHT_NOBITS && size > 0,
  );
  return loaded.length === 0 ? all : loaded.map(({ offset, size }) => [offset, offset + size]);
}

interface Run {
  readonly offset: number;
  readonly characters: Uint8Array;
}

/** A character may begin at any byte: what is none is looked at again from the next byte on. */
function* runs(
  file: Uint8Array,
  start: number,
  end: number,
  { encoding = 's', least = 4, whitespace = false }: StringsOptions,
): Generator<Run> {
  const width = CHARACTER_BYTES[encoding];
  const counts = counting(encoding === 'S', whitespace);
  const highFirst = encoding === 'b' || encoding === 'B';
  const lowByte = highFirst ? width - 1 : 0;
  const isCharacter = (at: number) => {
    if (counts[file[at + lowByte] as number] === 0) return false;
    for (let i = 0; i < width; i++) if (i !== lowByte && file[at + i] !== 0) return false;
    return true;
  };
  for (let at = start; at + width <= end; at++) {
    const offset = at;
    while (at + width <= end && isCharacter(at)) at += width;
    const count = (at - offset) / width;
    if (count >= least)
      yield {
        offset,
        characters: Uint8Array.from({ length: count }, (_, i) => {
          return file[offset + i * width + lowByte] as number;
        }),
      };
  }
}

/** A 1 for each byte that is a character: printable ones of ASCII, tabulators, and what else is asked for. */
function counting(hasEighthBit: boolean, whitespace: boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => {
    const isPrintable = code >= 0x20 && code < 0x7f;
    const isBlank = code === 0x09 || (whitespace && code > 0x09 && code <= 0x0d);
    return isPrintable || isBlank || (hasEighthBit && code > 0x7f) ? 1 : 0;
  });
}
