/**
 * The blocks of memory in which GNU as keeps a section's contents. Where one is full it begins a new
 * fragment, and it does not count the distance of two places in different fragments as known: call
 * frame information then leaves it to the linker. Relocations are to be the same here, so the blocks
 * are counted here too [gas/frags.c, `frag_grow`; libiberty/obstack.c].
 */

/** Bytes of a block and of what stands before its contents. */
const BLOCK = 4064;
const BLOCK_HEADER = 16;
/** Bytes before the contents of each fragment, which begins on a boundary. */
const FRAGMENT_HEADER = 120;
const BOUNDARY = 8;

/** See the head of this file: the room in the blocks of one section. */
export class Blocks {
  #end = BLOCK;
  #used = BLOCK_HEADER + FRAGMENT_HEADER;

  /** Takes room for bytes that stand together. @returns how many fragments that begins */
  take(bytes: number): number {
    let begun = 0;
    for (; this.#end - this.#used < bytes; begun++) this.#begin(2 * bytes + FRAGMENT_HEADER);
    this.#used += bytes;
    return begun;
  }

  /** Begins a fragment, for a reason of the source's own. */
  begin(): void {
    this.#begin(0);
  }

  /** @param least bytes of a new block, if one is needed */
  #begin(least: number): void {
    this.#used += -this.#used & (BOUNDARY - 1);
    if (this.#end - this.#used < FRAGMENT_HEADER) {
      this.#end = Math.max(BLOCK, least);
      this.#used = BLOCK_HEADER;
    }
    this.#used += FRAGMENT_HEADER;
  }
}
