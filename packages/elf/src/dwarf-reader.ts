/** Reads the numbers and texts that debug information is made of [DWARF 5 §7.4, §7.6]. */

import { stringAt } from './strings.ts';

/** From here on the bits of a LEB128 number are beyond what a `number` can tell. */
const LEB_BITS = 56;

/** Reads bytes from `at` on; behind the end there are zeros. */
export class DwarfReader {
  readonly bytes: Uint8Array;
  readonly end: number;
  at: number;

  constructor(bytes: Uint8Array, at = 0, end: number = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get left(): number {
    return this.end - this.at;
  }

  get isPastEnd(): boolean {
    return this.at > this.end;
  }

  number(size: number): number {
    let value = 0;
    for (let i = 0; i < size; i++) value += this.#byte() * 2 ** (8 * i);
    return value;
  }

  address(size: number): bigint {
    let value = 0n;
    for (let i = 0n; i < BigInt(Math.min(size, 8)); i++) value |= BigInt(this.#byte()) << (8n * i);
    return value;
  }

  leb(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#byte();
      if (shift < LEB_BITS) value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  signedLeb(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#byte();
      if (shift < LEB_BITS) value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return byte & 0x40 && shift < LEB_BITS ? value - 2 ** (shift + 7) : value;
    }
  }

  text(): string {
    const start = this.at;
    this.skipText();
    return stringAt(this.bytes.subarray(0, this.end), start);
  }

  skipText(): void {
    const zero = this.bytes.indexOf(0, this.at);
    this.at = zero < 0 || zero >= this.end ? this.end + 1 : zero + 1;
  }

  /** How long a unit is, and whether its offsets have four bytes or eight [DWARF 5 §7.4]. */
  initialLength(): { readonly length: number; readonly offsetSize: 4 | 8 } {
    const length = this.number(4);
    if (length !== 0xffff_ffff) return { length, offsetSize: 4 };
    return { length: this.number(8), offsetSize: 8 };
  }

  #byte(): number {
    const at = this.at++;
    return at < this.end ? (this.bytes[at] ?? 0) : 0;
  }
}
