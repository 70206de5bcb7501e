/** A computer's state taken and given as plain values, without text in between: for who does so all the time. */

import type { Stateful, StateTransfer } from '../../src/snapshot/state.ts';

export type PlainValue =
  | number
  | boolean
  | bigint
  | Uint8Array
  | Uint32Array
  | readonly PlainState[]
  | PlainState;

/** Values by the names that parts have for them. */
export interface PlainState {
  readonly [name: string]: PlainValue;
}

/** What a part's state is now. */
export function takeState(part: Stateful): PlainState {
  const taker = new Taker();
  part.transfer(taker);
  return taker.state;
}

/** Gives a part a state that was taken from one like it. */
export function giveState(part: Stateful, state: PlainState): void {
  part.transfer(new Giver(state));
}

class Taker implements StateTransfer {
  readonly state: Record<string, PlainValue> = {};

  number(name: string, value: number): number {
    this.state[name] = value;
    return value;
  }
  flag(name: string, value: boolean): boolean {
    this.state[name] = value;
    return value;
  }
  big(name: string, value: bigint): bigint {
    this.state[name] = value;
    return value;
  }
  bytes(name: string, value: Uint8Array): Uint8Array<ArrayBuffer> {
    this.state[name] = value.slice();
    return value as Uint8Array<ArrayBuffer>;
  }
  words(name: string, words: Uint32Array): void {
    this.state[name] = words.slice();
  }
  list<T>(
    name: string,
    items: readonly T[],
    _most: number,
    transfer: (state: StateTransfer, item: T) => T,
  ): T[] {
    this.state[name] = items.map((item) => {
      const taker = new Taker();
      transfer(taker, item);
      return taker.state;
    });
    return items as T[];
  }
  part(name: string, part: Stateful): void {
    this.state[name] = takeState(part);
  }
}

class Giver implements StateTransfer {
  readonly #state: PlainState;

  constructor(state: PlainState) {
    this.#state = state;
  }

  number(name: string): number {
    return this.#state[name] as number;
  }
  flag(name: string): boolean {
    return this.#state[name] as boolean;
  }
  big(name: string): bigint {
    return this.#state[name] as bigint;
  }
  bytes(name: string): Uint8Array<ArrayBuffer> {
    return (this.#state[name] as Uint8Array).slice();
  }
  words(name: string, words: Uint32Array): void {
    words.set(this.#state[name] as Uint32Array);
  }
  list<T>(
    name: string,
    _items: readonly T[],
    _most: number,
    transfer: (state: StateTransfer, item: undefined) => T,
  ): T[] {
    const states = this.#state[name] as readonly PlainState[];
    return states.map((state) => transfer(new Giver(state), undefined));
  }
  part(name: string, part: Stateful): void {
    giveState(part, this.#state[name] as PlainState);
  }
}

/** What differs between two states, each as a path with both values. */
export function differencesOf(
  one: PlainValue | undefined,
  other: PlainValue | undefined,
  path = '',
): readonly (readonly [path: string, one: string, other: string])[] {
  if (one === other) return [];
  if (typeof one !== 'object' || typeof other !== 'object')
    return [[path, textOf(one), textOf(other)]];
  const [ones, others] = [Object.entries(one), Object.entries(other)];
  const names = new Set([...ones, ...others].map(([name]) => name));
  const found = new Map(others);
  const byName = new Map(ones);
  return [...names].flatMap((name) =>
    differencesOf(byName.get(name), found.get(name), path === '' ? name : `${path}.${name}`),
  );
}

const textOf = (value: PlainValue | undefined): string =>
  typeof value === 'number' || typeof value === 'bigint' ? `0x${value.toString(16)}` : `${value}`;

/** Whether a part's state is one that was taken from another. */
export function hasState(part: Stateful, state: PlainState): boolean {
  const comparer = new Comparer(state);
  part.transfer(comparer);
  return comparer.isSame;
}

class Comparer implements StateTransfer {
  isSame = true;
  readonly #state: PlainState;

  constructor(state: PlainState) {
    this.#state = state;
  }

  #compare<T extends PlainValue>(name: string, value: T): T {
    if (this.#state[name] !== value) this.isSame = false;
    return value;
  }
  number(name: string, value: number): number {
    return this.#compare(name, value);
  }
  flag(name: string, value: boolean): boolean {
    return this.#compare(name, value);
  }
  big(name: string, value: bigint): bigint {
    return this.#compare(name, value);
  }
  bytes(name: string, value: Uint8Array): Uint8Array<ArrayBuffer> {
    this.words(name, value);
    return value as Uint8Array<ArrayBuffer>;
  }
  words(name: string, words: Uint8Array | Uint32Array): void {
    const others = this.#state[name] as typeof words;
    if (words.length !== others.length) this.isSame = false;
    for (let at = 0; at < words.length; at++) if (words[at] !== others[at]) this.isSame = false;
  }
  list<T>(
    name: string,
    items: readonly T[],
    _most: number,
    transfer: (state: StateTransfer, item: T) => T,
  ): T[] {
    const others = this.#state[name] as readonly PlainState[];
    if (items.length !== others.length) this.isSame = false;
    for (const [index, item] of items.entries()) {
      const comparer = new Comparer(others[index] ?? {});
      transfer(comparer, item);
      this.isSame &&= comparer.isSame;
    }
    return items as T[];
  }
  part(name: string, part: Stateful): void {
    this.isSame = hasState(part, this.#state[name] as PlainState) && this.isSame;
  }
}
