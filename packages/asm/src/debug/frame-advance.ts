/** How call frame information moves on in code: `DW_CFA_advance_loc…` [DWARF 5 §6.4.2.1]. */

import type { Place } from '../text/source.ts';
import { type Bound, reduce, tentative } from '../unit/expression.ts';
import type { Chunk, Section, Stretch } from '../unit/section.ts';

/** `DW_CFA_advance_loc`, whose low bits are the distance, and those with 1, 2 and 4 bytes of it. */
export const ADVANCE = { short: 0x40, bytes1: 0x02, bytes2: 0x03, bytes4: 0x04 } as const;

/** The instruction that moves on by so many bytes; none moves on by 0. */
export function advanceBy(bytes: number): number[] {
  if (bytes === 0) return [];
  if (bytes < 0x40) return [ADVANCE.short | bytes];
  if (bytes < 0x100) return [ADVANCE.bytes1, bytes];
  if (bytes < 0x10000) return [ADVANCE.bytes2, bytes & 0xff, bytes >> 8];
  return [ADVANCE.bytes4, ...[0, 8, 16, 24].map((shift) => (bytes >>> shift) & 0xff)];
}

/** An advance by a distance that a linker may change; its size is that of the distance here. */
export class Advance implements Stretch {
  #value: Bound | undefined;
  readonly #chunk: Chunk;
  readonly #place: Place;

  /** @param value undefined for the code of an advance alone, while nobody knows what follows it */
  constructor(value: Bound | undefined, chunk: Chunk, place: Place) {
    this.#value = value;
    this.#chunk = chunk;
    this.#place = place;
  }

  /** Says by how much, when that turns out to follow. */
  by(value: Bound): void {
    this.#value = value;
  }

  measure(): number {
    return this.#code().length;
  }

  write(target: Uint8Array, address: number, section: Section): void {
    const code = this.#code();
    target.set(code, address);
    const value = this.#value;
    if (code.length === 0 || value === undefined || value.kind === 'integer') return;
    const bits = ([6, 8, 16, 32, 32] as const)[code.length - 1] ?? 32;
    const offset = address - this.#chunk.address + (bits === 6 ? 0 : 1);
    section.fixups.add(this.#chunk, offset, value, { kind: 'distance', bits }, this.#place);
  }

  #code(): number[] {
    if (this.#value === undefined) return [ADVANCE.bytes4];
    if (this.#value.kind === 'integer' && this.#value.value === 0n) return [ADVANCE.short];
    const value = reduce(this.#value);
    return advanceBy(typeof value === 'string' ? 0 : Number(tentative(value)));
  }
}
