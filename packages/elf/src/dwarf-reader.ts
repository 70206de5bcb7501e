/** Reads the numbers and texts that debug information is made of [DWARF 5 §7]. */

import { stringAt } from './strings.ts';

/** Where strings stand that are named by their offsets: `.debug_line_str` and `.debug_str`. */
export interface Strings {
  readonly line: Uint8Array;
  readonly plain: Uint8Array;
}

/** Bytes of the forms that have a fixed size: `DW_FORM_addr`, `data2`, `data4`, … */
const SIZES: Readonly<Record<number, number>> = {
  ...{ 1: 8, 5: 2, 6: 4, 7: 8, 11: 1, 12: 1, 17: 1, 18: 2, 19: 4 },
  ...{ 20: 8, 23: 4, 30: 16, 32: 8 },
};

/** Reads bytes from `at` on; behind the end there are zeros. */
export class DwarfReader {
  readonly bytes: Uint8Array;
  readonly end: number;
  at: number;

  constructor(bytes: Uint8Array, at: number, end: number) {
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
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  signedLeb(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return byte & 0x40 ? value - 2 ** (shift + 7) : value;
    }
  }

  text(): string {
    const text = stringAt(this.bytes.subarray(0, this.end), this.at);
    const zero = this.bytes.indexOf(0, this.at);
    this.at = zero < 0 ? this.end + 1 : zero + 1;
    return text;
  }

  /** A value in a form of DWARF [DWARF 5 §7.5.6]; what is neither a number nor a text is 0. */
  form(form: number, strings: Strings): string | number {
    switch (form) {
      case 0x08: // DW_FORM_string
        return this.text();
      case 0x0e: // DW_FORM_strp
        return stringAt(strings.plain, this.number(4));
      case 0x1f: // DW_FORM_line_strp
        return stringAt(strings.line, this.number(4));
      case 0x0f: // DW_FORM_udata
        return this.leb();
      case 0x0d: // DW_FORM_sdata
        return this.signedLeb();
      case 0x18: // DW_FORM_exprloc
      case 0x09: // DW_FORM_block
        this.at += this.leb();
        return 0;
      case 0x19: // DW_FORM_flag_present
        return 1;
    }
    const size = SIZES[form];
    if (size === undefined) this.at = this.end + 1;
    else if (size <= 8) return this.number(size);
    else this.at += size;
    return 0;
  }

  #byte(): number {
    const at = this.at++;
    return at < this.end ? (this.bytes[at] ?? 0) : 0;
  }
}
