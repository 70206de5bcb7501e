/**
 * Memory at a hart's virtual addresses, for who works on it from outside: a debugger, and calls of the
 * host. No permission is asked for, and only RAM is looked at [look-up.ts].
 */

import type { PhysicalMemory } from '../board/physical-memory.ts';
import type { Hart } from './hart.ts';
import { lookUp } from './look-up.ts';
import { PAGE } from './page.ts';

export class VirtualMemory {
  readonly #memory: PhysicalMemory;

  constructor(memory: PhysicalMemory) {
    this.#memory = memory;
  }

  /** The physical address that a virtual one means to a hart, in its mode unless told; undefined: none. */
  physicalOf(hart: Hart, address: bigint, mode: number = hart.mode): number | undefined {
    const read = (place: number) => {
      const entry = this.#memory.slice(place, 8);
      return entry && new DataView(entry.buffer, entry.byteOffset, 8).getBigUint64(0, true);
    };
    return lookUp(hart, address, read, mode);
  }

  /** A copy of the bytes from a virtual address on: as many of `length` as are in RAM. */
  read(hart: Hart, address: bigint, length: number, mode?: number): Uint8Array<ArrayBuffer> {
    const pieces = [...this.#pieces(hart, address, length, mode)];
    const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.bytes.length, 0));
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece.bytes, at);
      at += piece.bytes.length;
    }
    return bytes;
  }

  /**
   * Writes bytes from a virtual address on.
   * @returns false if they are not wholly in RAM, and nothing has been written.
   */
  write(hart: Hart, address: bigint, bytes: Uint8Array): boolean {
    const pieces = [...this.#pieces(hart, address, bytes.length)];
    if (pieces.reduce((sum, piece) => sum + piece.bytes.length, 0) < bytes.length) return false;
    let at = 0;
    for (const { place, bytes: piece } of pieces) {
      piece.set(bytes.subarray(at, at + piece.length));
      this.#memory.written(place, piece.length);
      at += piece.length;
    }
    return true;
  }

  /** What is in RAM of a range, page by page, in place, up to the first byte that is not. */
  *#pieces(
    hart: Hart,
    address: bigint,
    length: number,
    mode?: number,
  ): Generator<{ readonly place: number; readonly bytes: Uint8Array }> {
    let at = BigInt.asUintN(64, address);
    for (let left = length; left > 0; ) {
      const size = Math.min(left, PAGE - Number(at % BigInt(PAGE)));
      const place = this.physicalOf(hart, at, mode);
      const bytes = place === undefined ? undefined : this.#memory.slice(place, size);
      if (place === undefined || !bytes) return;
      yield { place, bytes };
      at = BigInt.asUintN(64, at + BigInt(size));
      left -= size;
    }
  }
}
