/** Bytes that are being written, with the integers and vectors of the WebAssembly binary format [wasm §5.1, §5.2]. */

const FIRST_CAPACITY = 512;
/** The longest number takes this many bytes. */
const LONGEST = 10;

export class ByteWriter {
  #bytes = new Uint8Array(FIRST_CAPACITY);
  #length = 0;

  /** What has been written; valid until more is. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  get length(): number {
    return this.#length;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** An unsigned LEB128 number, at most 32 bits. */
  unsigned(value: number): void {
    if (this.#length + LONGEST > this.#bytes.length) this.#reserve(LONGEST);
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }

  /** A byte and an unsigned number: half of all instructions are that, so it is worth a function. */
  byteAndUnsigned(first: number, value: number): void {
    if (value >= 0x80) {
      this.byte(first);
      this.unsigned(value);
      return;
    }
    if (this.#length + 2 > this.#bytes.length) this.#reserve(2);
    this.#bytes[this.#length++] = first;
    this.#bytes[this.#length++] = value;
  }

  /** A signed LEB128 number of 32 bits. */
  signed32(value: number): void {
    if (this.#length + LONGEST > this.#bytes.length) this.#reserve(LONGEST);
    let rest = value | 0;
    while (rest < -0x40 || rest >= 0x40) {
      this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
      rest >>= 7;
    }
    this.#bytes[this.#length++] = rest & 0x7f;
  }

  /** A signed LEB128 number, at most 64 bits. */
  signed64(value: bigint): void {
    let rest = value;
    while (rest < -0x40n || rest >= 0x40n) {
      this.byte(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.byte(Number(rest & 0x7fn));
  }

  /** A floating-point number of 4 or 8 bytes. */
  float(value: number, bytes: 4 | 8): void {
    const view = new DataView(new ArrayBuffer(bytes));
    if (bytes === 4) view.setFloat32(0, value, true);
    else view.setFloat64(0, value, true);
    this.append(new Uint8Array(view.buffer));
  }

  /** A name: its length and its characters, which are ASCII. */
  name(text: string): void {
    this.unsigned(text.length);
    for (let index = 0; index < text.length; index++) this.byte(text.charCodeAt(index));
  }

  /** A vector: the number of elements and each of them. */
  vector<T>(elements: readonly T[], append: (element: T) => void): void {
    this.unsigned(elements.length);
    for (const element of elements) append(element);
  }
}
