/**
 * RAM as devices see it: bytes at physical addresses, which they read and write by themselves
 * (DMA). Harts reach the same bytes in their own way.
 */

/** RAM, for devices. */
export interface PhysicalMemory {
  /** All of it, by places: for what is read and written often, and in little. */
  readonly view: DataView;
  /** Where in `view` the bytes `address … address + length` begin; `undefined` when any of them is outside RAM. */
  place(address: number, length: number): number | undefined;
  /**
   * The bytes `address … address + length`, which may be read and written in place.
   * @returns `undefined` when any of them is outside RAM.
   */
  slice(address: number, length: number): Uint8Array | undefined;
  /** A device has written these bytes: whoever keeps something made from them must drop it. */
  written(address: number, length: number): void;
}

/** RAM in an array of bytes. */
export class Ram implements PhysicalMemory {
  /** The physical address of the first byte. */
  readonly base: number;
  /** All of it. */
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly #onWritten: (address: number, length: number) => void;

  /** @param onWritten is told of each range that a device has written. */
  constructor(
    base: number,
    bytes: Uint8Array,
    onWritten: (address: number, length: number) => void = () => {},
  ) {
    this.base = base;
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#onWritten = onWritten;
  }

  place(address: number, length: number): number | undefined {
    const start = address - this.base;
    return start < 0 || start + length > this.bytes.length ? undefined : start;
  }

  slice(address: number, length: number): Uint8Array | undefined {
    const start = this.place(address, length);
    return start === undefined ? undefined : this.bytes.subarray(start, start + length);
  }

  written(address: number, length: number): void {
    this.#onWritten(address, length);
  }
}
