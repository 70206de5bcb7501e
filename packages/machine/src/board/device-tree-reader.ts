/**
 * Flattened device tree → tree, for trees that others wrote [devicetree §5]. Any bytes at all may
 * come in: every place is checked against the block that it must be in before it is read.
 */

import type { DeviceTree, Node, Reservation } from './device-tree.ts';
import { BEGIN_NODE, END, END_NODE, MAGIC, NOP, PROPERTY, VERSION } from './device-tree.ts';

const headerWords = 10;
/** Nodes within nodes: more is no description of a computer, and would use up the host's stack. */
const deepest = 64;

/** Carries what is wrong out of the depths of the reader. */
class Damage {
  readonly problem: string;
  constructor(problem: string) {
    this.problem = problem;
  }
}

/**
 * Reads a flattened device tree, of version 16 or later.
 * @returns the tree, or what is wrong with it, to follow the file's name.
 */
export const unflatten = (bytes: Uint8Array): DeviceTree | string => {
  try {
    return new Reader(bytes).read();
  } catch (damage) {
    if (damage instanceof Damage) return damage.problem;
    throw damage;
  }
};

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #stringsStart = 0;
  #stringsEnd = 0;
  #structureEnd = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  read(): DeviceTree {
    if (this.#bytes.length < 4 || this.#view.getUint32(0) !== MAGIC)
      throw new Damage('not a flattened device tree; make one with dtc -O dtb');
    if (this.#bytes.length < headerWords * 4) throw new Damage('the file ends inside its header');
    const header = Array.from({ length: headerWords }, (_, n) => this.#view.getUint32(4 * n));
    const [, total = 0, structureAt = 0, stringsAt = 0, reservedAt = 0] = header;
    const [version = 0, oldest = 0, , stringsBytes = 0, structureBytes = 0] = header.slice(5);
    if (total > this.#bytes.length)
      throw new Damage(`it has ${this.#bytes.length} bytes, and its header says ${total}`);
    if (version < VERSION || oldest > VERSION)
      throw new Damage(`a device tree of version ${version}; version ${VERSION} is expected`);
    this.#stringsStart = stringsAt;
    this.#stringsEnd = within(stringsAt + stringsBytes, total, 'strings');
    this.#structureEnd = within(structureAt + structureBytes, total, 'structure');
    const reservations = this.#reservations(reservedAt, total);

    this.#at = structureAt;
    if (this.#token() !== BEGIN_NODE) throw new Damage('its structure does not begin with a node');
    const root = this.#node(0);
    if (this.#token() !== END) throw new Damage('its structure goes on behind the root node');
    return { root, reservations };
  }

  /** Ranges up to the one of no bytes. */
  #reservations(start: number, total: number): readonly Reservation[] {
    const found: Reservation[] = [];
    for (let at = start; ; at += 16) {
      within(at + 16, total, 'memory reservations');
      const address = this.#view.getBigUint64(at);
      const length = this.#view.getBigUint64(at + 8);
      if (address === 0n && length === 0n) return found;
      found.push({ address, length });
    }
  }

  /** What follows the token that begins a node, to the one that ends it. */
  #node(depth: number): Node {
    if (depth > deepest) throw new Damage(`its nodes are nested deeper than ${deepest}`);
    const name = this.#string(this.#at, this.#structureEnd);
    this.#skip(name.length + 1);
    const properties: Record<string, Uint8Array> = Object.create(null);
    const children: Node[] = [];
    for (;;) {
      const token = this.#token();
      if (token === END_NODE) return { name: decoded(name), properties, children };
      if (token === BEGIN_NODE) children.push(this.#node(depth + 1));
      else if (token === PROPERTY) this.#property(properties);
      else throw new Damage(`its structure has a token ${token}, which means nothing`);
    }
  }

  #property(properties: Record<string, Uint8Array>): void {
    const length = this.#word();
    const name = this.#string(this.#stringsStart + this.#word(), this.#stringsEnd);
    const start = this.#at;
    this.#skip(length);
    properties[decoded(name)] = this.#bytes.slice(start, start + length);
  }

  #token(): number {
    for (;;) {
      const token = this.#word();
      if (token !== NOP) return token;
    }
  }

  #word(): number {
    const start = this.#at;
    this.#skip(4);
    return this.#view.getUint32(start);
  }

  /** Passes over bytes of the structure, and what fills them up to a whole word. */
  #skip(length: number): void {
    within(this.#at + length, this.#structureEnd, 'structure');
    this.#at += Math.ceil(length / 4) * 4;
  }

  /** The bytes up to a zero byte. */
  #string(start: number, blockEnd: number): Uint8Array {
    const end = this.#bytes.indexOf(0, start);
    if (end < 0 || end >= blockEnd) throw new Damage('a name in it has no end');
    return this.#bytes.subarray(start, end);
  }
}

const within = (end: number, limit: number, what: string): number => {
  if (end > limit) throw new Damage(`its ${what} lie outside the file`);
  return end;
};

/** Names are ASCII [devicetree §2.2.1]; other bytes keep their values. */
const decoded = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
