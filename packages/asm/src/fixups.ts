/**
 * The fixups of a section. There is one for each instruction with a symbol and each address in data, so
 * they are kept as columns, a list for each part, rather than as objects.
 */

import type { RelocationName } from '@ireko/elf';
import type { Field } from '@ireko/isa';
import type { Bound } from './expression.ts';
import type { Chunk } from './section.ts';
import type { Place, Source } from './source.ts';

/** A place that a relocation, or the assembler itself, fills in when all values are known. */
export interface Fixup {
  readonly chunk: Chunk;
  /** From the chunk's first byte. */
  readonly offset: number;
  readonly value: Bound;
  readonly how: FixupKind;
  readonly place: Place;
  /** The linker may shorten the instruction. */
  readonly relax: boolean;
}

/** A number of `size` bytes in data, or a relocation of the psABI on an instruction, or padding for the linker. */
export type FixupKind =
  | { readonly kind: 'data'; readonly size: 1 | 2 | 4 | 8 }
  /** A distance that the linker sets, as call frame information has it. */
  | { readonly kind: 'distance'; readonly bits: 6 | 8 | 16 | 32 }
  /** Four bytes: how far the value is from this place. */
  | { readonly kind: 'relative' }
  | {
      readonly kind: 'instruction';
      readonly type: RelocationName;
      /** The field that shows how far the value is, for readers of the disassembly. */
      readonly distance?: Field;
    }
  /** The most `nop`s that an alignment can need, in bytes, of which the linker removes some. */
  | { readonly kind: 'alignment'; readonly padding: number };

/** See the head of this file. */
export class Fixups {
  readonly #chunks: Chunk[] = [];
  readonly #offsets: number[] = [];
  readonly #values: Bound[] = [];
  readonly #kinds: FixupKind[] = [];
  readonly #sources: Source[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #relaxes: boolean[] = [];

  /** @param offset from the chunk's first byte. @param relax the linker may shorten the instruction */
  add(
    chunk: Chunk,
    offset: number,
    value: Bound,
    how: FixupKind,
    { source, start, end }: Place,
    relax = false,
  ): void {
    this.#chunks.push(chunk);
    this.#offsets.push(offset);
    this.#values.push(value);
    this.#kinds.push(how);
    this.#sources.push(source);
    this.#starts.push(start);
    this.#ends.push(end);
    this.#relaxes.push(relax);
  }

  /** Each fixup, made for the occasion, in the order in which they were added. */
  *[Symbol.iterator](): Iterator<Fixup> {
    for (const [index, chunk] of this.#chunks.entries()) {
      const source = this.#sources[index] as Source;
      const place = { source, start: this.#starts[index] ?? 0, end: this.#ends[index] ?? 0 };
      yield {
        ...{ chunk, place },
        offset: this.#offsets[index] ?? 0,
        value: this.#values[index] as Bound,
        how: this.#kinds[index] as FixupKind,
        relax: this.#relaxes[index] ?? false,
      };
    }
  }
}
