/**
 * Flattened device trees, version 17 [devicetree §5]: a tree of named nodes with properties, made
 * into the one block of bytes that a boot program finds through `a1`.
 *
 *   header · reserved memory (none) · structure: tokens, names, values · strings: property names
 */

/** A node: its name with its unit address (`serial@10000000`), its properties, what it contains. */
export interface Node {
  readonly name: string;
  /** Values as `cells`, `text` and `flag` make them, in order. */
  readonly properties: Readonly<Record<string, Uint8Array>>;
  readonly children?: readonly Node[];
}

/** A value of 32-bit cells. */
export const cells = (...values: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) view.setUint32(4 * index, value);
  return bytes;
};

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

const MAGIC = 0xd00d_feed;
const VERSION = 17;
const COMPATIBLE_VERSION = 16;
const HEADER_BYTES = 40;
const RESERVATIONS_BYTES = 16;

const BEGIN_NODE = 1;
const END_NODE = 2;
const PROPERTY = 3;
const END = 9;

/** Flatten a tree. The bytes belong at an address that is a multiple of 8. */
export const flatten = (root: Node): Uint8Array => {
  const structure: number[] = [];
  const strings: number[] = [];
  const offsets = new Map<string, number>();

  const word = (value: number) => structure.push(...cells(value));
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

  const structureAt = HEADER_BYTES + RESERVATIONS_BYTES;
  const stringsAt = structureAt + structure.length;
  const total = stringsAt + strings.length;
  const bytes = new Uint8Array(total);
  bytes.set(
    cells(
      MAGIC,
      total,
      structureAt,
      stringsAt,
      HEADER_BYTES,
      VERSION,
      COMPATIBLE_VERSION,
      0, // the boot processor
      strings.length,
      structure.length,
    ),
  );
  bytes.set(structure, structureAt);
  bytes.set(strings, stringsAt);
  return bytes;
};

/** UTF-8, written out because neither Node's nor the browser's encoder is a part of the language. */
const utf8 = (string: string): Uint8Array => {
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
