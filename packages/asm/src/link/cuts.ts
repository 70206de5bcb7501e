/**
 * What the linker takes out of a section: padding that is not needed, halves of instruction pairs.
 *
 * Until the end a section keeps its bytes and everything counts offsets in them: symbols,
 * relocations, further cuts. `moved` tells where such an offset stands once the cuts are made.
 */

/** Bytes `start … end` of a section. */
export interface Cut {
  readonly start: number;
  readonly end: number;
}

/** All that is taken out of one section. */
export class Cuts {
  /** In order, apart from each other. */
  #cuts: readonly Cut[] = [];
  /** How many bytes are taken out before each of them. */
  #before: readonly number[] = [];
  #total = 0;

  /** Bytes taken out. */
  get total(): number {
    return this.#total;
  }

  /** Takes out more. */
  add(more: readonly Cut[]): void {
    const all = [...this.#cuts, ...more.filter(({ start, end }) => end > start)];
    this.#cuts = all.sort((a, b) => a.start - b.start);
    const before: number[] = [];
    this.#total = 0;
    for (const { start, end } of this.#cuts) {
      before.push(this.#total);
      this.#total += end - start;
    }
    this.#before = before;
  }

  /** Where what stood at `offset` stands now. */
  moved(offset: number): number {
    if (this.#total === 0) return offset;
    let low = 0;
    let high = this.#cuts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#cuts[middle]?.start ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    const last = this.#cuts[low - 1];
    if (last === undefined) return offset;
    return offset - (this.#before[low - 1] ?? 0) - (Math.min(offset, last.end) - last.start);
  }

  /** The bytes that are left: `data` itself if that is all of them. */
  apply(data: Uint8Array): Uint8Array {
    if (this.#total === 0) return data;
    const left = new Uint8Array(data.length - this.#total);
    let from = 0;
    let to = 0;
    for (const { start, end } of this.#cuts) {
      left.set(data.subarray(from, start), to);
      to += start - from;
      from = end;
    }
    left.set(data.subarray(from), to);
    return left;
  }
}
