/**
 * The fixups of a section. There is one for each instruction with a symbol and each address in data, so
 * they are kept as columns, a list for each part, rather than as objects.
 */

import type { RelocationName } from '@ireko/elf';
import type { Field } from '@ireko/isa';
import type { Place, Source } from '../text/source.ts';
import type { Bound } from '../unit/expression.ts';
import type { Chunk } from '../unit/section.ts';

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

  get count(): number {
    return this.#chunks.length;
  }

  /** A fixup by its number, in the order in which they were added. */
  at(index: number): Fixup {
    const source = this.#sources[index] as Source;
    return {
      chunk: this.#chunks[index] as Chunk,
      offset: this.#offsets[index] as number,
      value: this.#values[index] as Bound,
      how: this.#kinds[index] as FixupKind,
      place: { source, start: this.#starts[index] as number, end: this.#ends[index] as number },
      relax: this.#relaxes[index] as boolean,
    };
  }
}
