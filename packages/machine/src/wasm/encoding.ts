/** Bytes that are being written, with the integers and vectors of the WebAssembly binary format [wasm §5.1, §5.2]. */

const FIRST_CAPACITY = 512;
/** The longest number takes this many bytes. */
const LONGEST = 10;

/**
 * Where writers take room from, and how much of it has been taken. A module has a writer for each function, and most
 * are short: an array for each would take longer than what is written into it.
 */
let room = new Uint8Array(0);
let taken = 0;
const ROOM = 0x1_0000;

export class ByteWriter {
  #bytes = room;
  #start = 0;
  #at = 0;
  /** Where its room ends. */
  #end = 0;

  constructor() {
    this.#take(FIRST_CAPACITY);
  }

  /** What has been written; valid until more is. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(this.#start, this.#at);
  }

  get length(): number {
    return this.#at - this.#start;
  }

  #take(capacity: number): void {
    if (taken + capacity > room.length) {
      room = new Uint8Array(Math.max(ROOM, capacity));
      taken = 0;
    }
    this.#bytes = room;
    this.#start = taken;
    this.#at = taken;
    taken += capacity;
    this.#end = taken;
  }

  #reserve(count: number): void {
    if (this.#at + count <= this.#end) return;
    const { bytes } = this;
    this.#take(Math.max(bytes.length + count, 2 * (this.#end - this.#start)));
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  byte(value: number): void {
    if (this.#at === this.#end) this.#reserve(1);
    this.#bytes[this.#at++] = value;
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** An unsigned LEB128 number, at most 32 bits. */
  unsigned(value: number): void {
    this.#reserve(LONGEST);
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.#bytes[this.#at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#at++] = rest;
  }

  /** A byte and an unsigned number: half of all instructions are that, so it is worth a function. */
  byteAndUnsigned(first: number, value: number): void {
    if (value >= 0x80) {
      this.byte(first);
      this.unsigned(value);
      return;
    }
    this.#reserve(2);
    this.#bytes[this.#at++] = first;
    this.#bytes[this.#at++] = value;
  }

  /** A signed LEB128 number of 32 bits. */
  signed32(value: number): void {
    this.#reserve(LONGEST);
    let rest = value | 0;
    while (rest < -0x40 || rest >= 0x40) {
      this.#bytes[this.#at++] = (rest & 0x7f) | 0x80;
      rest >>= 7;
    }
    this.#bytes[this.#at++] = rest & 0x7f;
  }

  /** A signed LEB128 number, at most 64 bits. */
  signed64(value: bigint): void {
    const small = Number(value);
    if (small === (small | 0)) {
      this.signed32(small);
      return;
    }
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
