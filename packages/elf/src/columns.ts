/** Columns of numbers: what tables with millions of rows are kept in, without an object for each row. */

type Column = Float64Array | Uint32Array | Uint16Array;

/** A column with room for more rows. */
export function widened<T extends Column>(column: T, room: number): T {
  const made = new (column.constructor as new (length: number) => T)(room);
  made.set(column);
  return made;
}

/** Rows for which there is room at first. */
const LEAST_ROOM = 16;

/** For how many rows to make room where there is some for so many. */
export function roomBeyond(rows: number): number {
  return Math.max(LEAST_ROOM, 2 * rows);
}

/** 64-bit integers: floating-point numbers, which are exact up to 2^53, and the few beyond beside the column. */
export class Integers {
  #numbers: Float64Array;
  /** By row, those that no number in the column is. */
  #wide: Map<number, bigint> | undefined;

  constructor(room: number) {
    this.#numbers = new Float64Array(room);
  }

  /** Makes room for so many rows. */
  widen(room: number): void {
    this.#numbers = widened(this.#numbers, room);
  }

  /** @param value not beyond 2^53 if it is a number. */
  set(row: number, value: number | bigint): void {
    const number = Number(value);
    if (typeof value === 'number' || Number.isSafeInteger(number)) this.#numbers[row] = number;
    else {
      this.#numbers[row] = Number.NaN;
      this.#wide ??= new Map();
      this.#wide.set(row, value);
    }
  }

  /** As a number; NaN if that would not be exact. */
  small(row: number): number {
    return this.#numbers[row] as number;
  }

  /** As a number if that is exact. */
  exact(row: number): number | bigint {
    const number = this.#numbers[row] as number;
    return Number.isNaN(number) ? (this.#wide?.get(row) as bigint) : number;
  }

  /** The same, the first rows of it. */
  copy(rows: number): Integers {
    const made = new Integers(0);
    made.#numbers = this.#numbers.slice(0, rows);
    made.#wide = this.#wide && new Map(this.#wide);
    return made;
  }
}
