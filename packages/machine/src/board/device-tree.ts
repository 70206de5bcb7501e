/**
 * Flattened device trees, version 17 [devicetree §5]: a tree of named nodes with properties, made
 * into the one block of bytes that a boot program finds through `a1`.
 *
 *   header · reserved memory · structure: tokens, names, values · strings: property names
 */

/** A node: its name with its unit address (`serial@10000000`), its properties, what it contains. */
export interface Node {
  readonly name: string;
  /** Values as `cells`, `text` and `flag` make them, in order. */
  readonly properties: Readonly<Record<string, Uint8Array>>;
  readonly children?: readonly Node[];
}

/** A value of 32-bit cells. */
export const cells = (...values: readonly number[]): Uint8Array =>
  Uint8Array.from(values.flatMap(bigEndian));

const bigEndian = (cell: number): readonly number[] =>
  [24, 16, 8, 0].map((shift) => (cell >>> shift) & 0xff);

/** The two cells of a 64-bit number below 2⁵³. */
export const wide = (value: number): readonly [high: number, low: number] => [
  Math.floor(value / 2 ** 32),
  value % 2 ** 32,
];

/** A value of one or more strings, each of which ends with a zero byte. */
export const text = (...strings: readonly string[]): Uint8Array =>
  utf8(strings.map((string) => `${string}\0`).join(''));

/** The value of a property that says something by being there. */
export const flag: Uint8Array = new Uint8Array(0);

/** RAM that a kernel must leave alone. */
export interface Reservation {
  readonly address: bigint;
  readonly length: bigint;
}

/** All that a flattened tree holds. */
export interface DeviceTree {
  readonly root: Node;
  readonly reservations: readonly Reservation[];
}

/** What the header begins with, and the version of all this. */
export const MAGIC = 0xd00d_feed;
export const VERSION = 17;
const COMPATIBLE_VERSION = 16;
const HEADER_BYTES = 40;
const RESERVATION_BYTES = 16;

/** Tokens of the structure [devicetree §5.4.1]. */
export const BEGIN_NODE = 1;
export const END_NODE = 2;
export const PROPERTY = 3;
export const NOP = 4;
export const END = 9;

/** Flatten a tree. The bytes belong at an address that is a multiple of 8. */
export const flatten = (root: Node, reservations: readonly Reservation[] = []): Uint8Array => {
  const structure: number[] = [];
  const strings: number[] = [];
  const offsets = new Map<string, number>();

  const word = (value: number) => structure.push(...bigEndian(value));
  const padded = (bytes: Uint8Array) => {
    for (const byte of bytes) structure.push(byte);
    while (structure.length % 4 !== 0) structure.push(0);
  };
  const stringOffset = (name: string): number => {
    const known = offsets.get(name);
    if (known !== undefined) return known;
    const offset = strings.length;
    offsets.set(name, offset);
    strings.push(...text(name));
    return offset;
  };
  const visit = ({ name, properties, children = [] }: Node) => {
    word(BEGIN_NODE);
    padded(text(name));
    for (const [key, value] of Object.entries(properties)) {
      word(PROPERTY);
      word(value.length);
      word(stringOffset(key));
      padded(value);
    }
    for (const child of children) visit(child);
    word(END_NODE);
  };
  visit(root);
  word(END);

  // One of nothing ends the reservations.
  const structureAt = HEADER_BYTES + (reservations.length + 1) * RESERVATION_BYTES;
  const stringsAt = structureAt + structure.length;
  const total = stringsAt + strings.length;
  const bytes = new Uint8Array(total);
  bytes.set(
    cells(
      MAGIC,
      total,
      structureAt,
      stringsAt,
      HEADER_BYTES, // the reservations
      VERSION,
      COMPATIBLE_VERSION,
      0, // the boot processor
      strings.length,
      structure.length,
    ),
  );
  const view = new DataView(bytes.buffer);
  for (const [index, { address, length }] of reservations.entries()) {
    view.setBigUint64(HEADER_BYTES + RESERVATION_BYTES * index, address);
    view.setBigUint64(HEADER_BYTES + RESERVATION_BYTES * index + 8, length);
  }
  bytes.set(structure, structureAt);
  bytes.set(strings, stringsAt);
  return bytes;
};

/** A string's bytes in UTF-8, written out because neither Node's nor the browser's encoder is a part of the language. */
export const utf8 = (string: string): Uint8Array => {
  const escaped = encodeURIComponent(string.toWellFormed());
  const bytes: number[] = [];
  for (let at = 0; at < escaped.length; at++) {
    if (escaped[at] !== '%') {
      bytes.push(escaped.charCodeAt(at));
      continue;
    }
    bytes.push(Number.parseInt(escaped.slice(at + 1, at + 3), 16));
    at += 2;
  }
  return Uint8Array.from(bytes);
};
