/**
 * How the state of a device gets into a snapshot and back: each part of the computer has one method,
 * `transfer`, which names its values one after another and takes over what it is given for each.
 *
 *   transfer(state) {
 *     this.#ier = state.number('ier', this.#ier, 0, 0x0f);
 *     this.#fifo = state.bytes('fifo', this.#fifo, 16);
 *   }
 *
 * The same list saves and restores: a `StateCollector` notes each value and gives it back, a
 * `StateSource` ignores it and gives the stored one. So what is saved and what is restored cannot
 * disagree, and the limits that stand beside a value keep out whatever a damaged snapshot may hold.
 * The record in between is plain data, as JSON has it: names, numbers and strings.
 */

/** A part of the computer whose state goes into snapshots. */
export interface Stateful {
  /** Pass each value that can change through `state`, and keep what it returns. */
  transfer(state: StateTransfer): void;
}

/** Takes values to a snapshot or brings them from it; a name is used once in each part. */
export interface StateTransfer {
  /** A whole number from `least` to `most`; from 0 to 2⁵³ − 1 unless told otherwise. */
  number(name: string, value: number, least?: number, most?: number): number;
  flag(name: string, value: boolean): boolean;
  /** 64 bits, unsigned. */
  big(name: string, value: bigint): bigint;
  /** At most `mostBytes` bytes; the result is the part's own to change. */
  bytes(name: string, value: Uint8Array, mostBytes: number): Uint8Array<ArrayBuffer>;
  /** Every element, in place. */
  words(name: string, words: Uint32Array): void;
  /** At most `most` items, each with names of its own; `item` is undefined for one that is new. */
  list<T>(
    name: string,
    items: readonly T[],
    most: number,
    transfer: (state: StateTransfer, item: T | undefined) => T,
  ): T[];
  part(name: string, part: Stateful): void;
}

/** Values by their names: plain data. */
export interface StateRecord {
  readonly [name: string]: StateValue;
}
export type StateValue = number | boolean | string | StateRecord | readonly StateRecord[];

/** The state of a part, as data. */
export function stateOf(part: Stateful): StateRecord {
  const collector = new StateCollector();
  part.transfer(collector);
  return collector.record;
}

/**
 * Gives a part the state in a record. If the record does not fit, the part is as it was before.
 * @returns what does not fit, or undefined.
 */
export function giveState(part: Stateful, record: StateRecord): string | undefined {
  const before = stateOf(part);
  try {
    part.transfer(new StateSource(record, ''));
    return undefined;
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    part.transfer(new StateSource(before, ''));
    return error.message;
  }
}

class StateCollector implements StateTransfer {
  readonly record: Record<string, StateValue> = {};

  number(name: string, value: number): number {
    return this.#note(name, value, value);
  }

  flag(name: string, value: boolean): boolean {
    return this.#note(name, value, value);
  }

  big(name: string, value: bigint): bigint {
    return this.#note(name, `0x${value.toString(16)}`, value);
  }

  bytes(name: string, value: Uint8Array): Uint8Array<ArrayBuffer> {
    return this.#note(name, toHex(value), value as Uint8Array<ArrayBuffer>);
  }

  words(name: string, words: Uint32Array): void {
    this.#note(name, Array.from(words, (word) => word.toString(16)).join(' '), words);
  }

  list<T>(
    name: string,
    items: readonly T[],
    _most: number,
    transfer: (state: StateTransfer, item: T) => T,
  ): T[] {
    const records = items.map((item) => {
      const collector = new StateCollector();
      transfer(collector, item);
      return collector.record;
    });
    return this.#note(name, records, items as T[]);
  }

  part(name: string, part: Stateful): void {
    this.#note(name, stateOf(part), part);
  }

  #note<T>(name: string, stored: StateValue, value: T): T {
    if (Object.hasOwn(this.record, name)) throw new Error(`the state has two values '${name}'`);
    this.record[name] = stored;
    return value;
  }
}

class StateSource implements StateTransfer {
  readonly #record: StateRecord;
  readonly #path: string;

  constructor(record: StateRecord, path: string) {
    this.#record = record;
    this.#path = path;
  }

  number(name: string, _value: number, least = 0, most: number = Number.MAX_SAFE_INTEGER): number {
    const value = this.#value(name);
    if (typeof value !== 'number' || !Number.isSafeInteger(value))
      throw this.#misfit(name, 'is not a whole number');
    if (value < least || value > most)
      throw this.#misfit(name, `is ${value}, not from ${least} to ${most}`);
    return value;
  }

  flag(name: string, _value: boolean): boolean {
    const value = this.#value(name);
    if (typeof value !== 'boolean') throw this.#misfit(name, 'is neither true nor false');
    return value;
  }

  big(name: string, _value: bigint): bigint {
    const value = this.#value(name);
    if (typeof value !== 'string' || !/^0x[0-9a-f]{1,16}$/.test(value))
      throw this.#misfit(name, 'is not a hexadecimal number of 64 bits');
    return BigInt(value);
  }

  bytes(name: string, _value: Uint8Array, mostBytes: number): Uint8Array<ArrayBuffer> {
    const value = this.#value(name);
    if (typeof value !== 'string' || !/^(?:[0-9a-f]{2})*$/.test(value))
      throw this.#misfit(name, 'is not hexadecimal bytes');
    if (value.length > 2 * mostBytes)
      throw this.#misfit(name, `has ${value.length / 2} bytes; there is room for ${mostBytes}`);
    return fromHex(value);
  }

  words(name: string, words: Uint32Array): void {
    const value = this.#value(name);
    const found = typeof value === 'string' ? value.split(' ') : [];
    if (found.length !== words.length || !found.every((word) => /^[0-9a-f]{1,8}$/.test(word)))
      throw this.#misfit(name, `is not ${words.length} hexadecimal words`);
    words.set(found.map((word) => Number.parseInt(word, 16)));
  }

  list<T>(
    name: string,
    _items: readonly T[],
    most: number,
    transfer: (state: StateTransfer, item: undefined) => T,
  ): T[] {
    const value = this.#value(name);
    if (!Array.isArray(value) || !value.every(isRecord))
      throw this.#misfit(name, 'is not a list of states');
    if (value.length > most)
      throw this.#misfit(name, `has ${value.length} items; there is room for ${most}`);
    return value.map((record, index) =>
      transfer(new StateSource(record, this.#pathOf(`${name}.${index}`)), undefined),
    );
  }

  part(name: string, part: Stateful): void {
    const value = this.#value(name);
    if (!isRecord(value)) throw this.#misfit(name, 'is not a state');
    part.transfer(new StateSource(value, this.#pathOf(name)));
  }

  #value(name: string): StateValue {
    const value = Object.hasOwn(this.#record, name) ? this.#record[name] : undefined;
    if (value === undefined) throw this.#misfit(name, 'is missing');
    return value;
  }

  #pathOf(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }

  #misfit(name: string, problem: string): Misfit {
    return new Misfit(`${this.#pathOf(name)} ${problem}`);
  }
}

/** On its way from a value that does not fit to `giveState`, past the parts in between. */
class Misfit extends Error {}

/** For parts whose values must fit together, which no limit of one value says. */
export function requireState(fits: boolean, problem: string): void {
  if (!fits) throw new Misfit(problem);
}

function isRecord(value: unknown): value is StateRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const fromHex = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: text.length / 2 }, (_, at) =>
    Number.parseInt(text.slice(2 * at, 2 * at + 2), 16),
  );
