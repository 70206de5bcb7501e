/**
 * `.riscv.attributes`: which ISA and ABI an object was made for [psABI Attributes]. The bytes are a format
 * version `A`, then one vendor subsection `riscv` that holds one subsection for the whole file:
 *
 *   'A' │ size:4 "riscv"\0 │ Tag_File=1 size:4 │ tag:uleb value │ tag:uleb value │ …
 *
 * A value is a uleb128 number under an even tag, a zero-ended string under an odd one.
 */

import { decodeText, encodeText } from './strings.ts';

/** The ISA as a string, such as `rv64i2p1_m2p0`. */
export const TAG_RISCV_ARCH = 5;
/** The stack's alignment in bytes. */
export const TAG_RISCV_STACK_ALIGN = 4;
/** 1 if the code makes misaligned accesses. */
export const TAG_RISCV_UNALIGNED_ACCESS = 6;
/** Major, minor and revision of the privileged specification that the code is for. */
export const TAG_RISCV_PRIV_SPEC = 8;
export const TAG_RISCV_PRIV_SPEC_MINOR = 10;
export const TAG_RISCV_PRIV_SPEC_REVISION = 12;

/** Attributes by tag. */
export type Attributes = ReadonlyMap<number, number | string>;

const VENDOR = encodeText('riscv\0');
const TAG_FILE = 1;

/** The section's bytes, attributes in the order of their tags. */
export function writeAttributes(attributes: Attributes): Uint8Array {
  const body: number[] = [];
  for (const [tag, value] of [...attributes].sort(([a], [b]) => a - b)) {
    body.push(...uleb128(tag));
    body.push(...(typeof value === 'string' ? encodeText(`${value}\0`) : uleb128(value)));
  }
  const fileSize = 1 + 4 + body.length;
  const vendorSize = 4 + VENDOR.length + fileSize;
  return Uint8Array.from([
    ...encodeText('A'),
    ...word(vendorSize),
    ...VENDOR,
    TAG_FILE,
    ...word(fileSize),
    ...body,
  ]);
}

/** The attributes of a section's bytes; empty if they are not in the form above. */
export function readAttributes(bytes: Uint8Array): Attributes {
  const attributes = new Map<number, number | string>();
  const start = 1 + 4 + VENDOR.length + 1 + 4;
  const vendor = bytes.subarray(5, 5 + VENDOR.length);
  if (bytes[0] !== 0x41 || !VENDOR.every((byte, i) => byte === vendor[i])) return attributes;
  let at = start;
  const number = (): number => {
    let value = 0;
    for (let scale = 1; at < bytes.length; scale *= 128) {
      const byte = bytes[at++] as number;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
    }
    return value;
  };
  const text = (): string => {
    const end = bytes.indexOf(0, at);
    const string = decodeText(bytes.subarray(at, end < 0 ? bytes.length : end));
    at = end < 0 ? bytes.length : end + 1;
    return string;
  };
  while (at < bytes.length) {
    const tag = number();
    attributes.set(tag, tag % 2 === 1 ? text() : number());
  }
  return attributes;
}

function uleb128(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const more = rest >= 128 ? 0x80 : 0;
    bytes.push((rest % 128) | more);
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return bytes;
}

function word(value: number): number[] {
  return [value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, (value >>> 24) & 0xff];
}
