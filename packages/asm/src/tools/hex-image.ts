/**
 * Images as text, for flashers and simulators: Intel HEX, Motorola S-records, and what Verilog's
 * `$readmemh` reads. Each is written as GNU objcopy does, with sixteen bytes in a row.
 */

import { encodeText } from '@ireko/elf';
import { hex } from './text.ts';

/** Bytes that are loaded at an address. */
export interface LoadedBytes {
  readonly start: bigint;
  readonly data: Uint8Array;
}

/** What an image is made of. */
export interface HexImage {
  /** In ascending order. */
  readonly parts: readonly LoadedBytes[];
  /** Where execution begins. */
  readonly entry: bigint;
  /** The file's name, which S-records begin with. */
  readonly name: string;
  /** Bytes of a word in Verilog's format: 1, 2, 4, 8 or 16; addresses count words. */
  readonly wordSize: number;
  /** Bytes in an S-record, as far as it has room; 16 unless said otherwise. */
  readonly recordSize?: number | undefined;
  /** S-records have addresses of four bytes, also where fewer would do. */
  readonly isWide?: boolean | undefined;
}

/** The formats by the names that `-O` has for them. */
export const hexFormats: Readonly<Record<string, (image: HexImage) => Uint8Array | string>> = {
  ihex: intelHex,
  srec: sRecords,
  verilog,
};

const ROW = 16;

function bytesText(bytes: readonly number[]): string {
  return bytes.map((each) => hex(each, 2).toUpperCase()).join('');
}

/** The bytes of a number, the highest first. */
function bigEndian(value: bigint, size: number): number[] {
  return Array.from({ length: size }, (_, i) =>
    Number((value >> BigInt(8 * (size - 1 - i))) & 0xffn),
  );
}

function sumOf(bytes: readonly number[]): number {
  return bytes.reduce((sum, each) => sum + each, 0);
}

const DATA = 0;
const END = 1;
const SEGMENT = 2;
const START_SEGMENT = 3;
const LINEAR = 4;
const START_LINEAR = 5;
/** Addresses up to here are written as segments of 64 KiB, higher ones with their upper half. */
const LAST_SEGMENTED = 0xf_ffffn;

function intelHex({ parts, entry }: HexImage): Uint8Array | string {
  const lines: string[] = [];
  const record = (type: number, address: number, data: readonly number[]) => {
    const bytes = [data.length, ...bigEndian(BigInt(address), 2), type, ...data];
    lines.push(`:${bytesText([...bytes, -sumOf(bytes) & 0xff])}\r\n`);
  };
  let base = 0n;
  for (const { start, data } of parts) {
    for (let at = 0; at < data.length; ) {
      const address = start + BigInt(at);
      if (address > 0xffff_ffffn) return `address 0x${hex(address)} is too high for Intel HEX`;
      if (address > base + 0xffffn) {
        if (address <= LAST_SEGMENTED) {
          base = address & 0xf_0000n;
          record(SEGMENT, 0, bigEndian(base >> 4n, 2));
        } else {
          if (base !== 0n && base <= LAST_SEGMENTED) record(SEGMENT, 0, [0, 0]);
          base = address & 0xffff_0000n;
          record(LINEAR, 0, bigEndian(base >> 16n, 2));
        }
      }
      const offset = Number(address - base);
      const size = Math.min(ROW, data.length - at, 0x1_0000 - offset);
      record(DATA, offset, [...data.subarray(at, at + size)]);
      at += size;
    }
  }
  if (entry > LAST_SEGMENTED) record(START_LINEAR, 0, bigEndian(entry & 0xffff_ffffn, 4));
  else if (entry > 0n)
    record(START_SEGMENT, 0, [
      ...bigEndian((entry & 0xf_0000n) >> 4n, 2),
      ...bigEndian(entry & 0xffffn, 2),
    ]);
  record(END, 0, []);
  return encodeText(lines.join(''));
}

/** Longest name that a first record holds. */
const LONGEST_NAME = 40;

/** Of its length, the address and the sum: what an S-record can hold, all told. */
const LONGEST_RECORD = 255;

function sRecords(image: HexImage): Uint8Array | string {
  const { parts, entry, name, recordSize = ROW, isWide } = image;
  const lines: string[] = [];
  const end = parts.reduce((most, { start, data }) => {
    const last = start + BigInt(data.length);
    return last > most ? last : most;
  }, 0n);
  if (end > 0xffff_ffffn) return `address 0x${hex(end)} is too high for S-records`;
  const type = isWide ? 3 : end <= 0xffffn ? 1 : end <= 0xff_ffffn ? 2 : 3;
  const row = Math.min(Math.max(recordSize, 1), LONGEST_RECORD - (type + 1) - 1);
  const record = (kind: number, address: bigint, size: number, data: readonly number[]) => {
    const body = [...bigEndian(address, size), ...data];
    const bytes = [body.length + 1, ...body];
    lines.push(`S${kind}${bytesText([...bytes, ~sumOf(bytes) & 0xff])}\r\n`);
  };
  record(0, 0n, 2, [...encodeText(name).subarray(0, LONGEST_NAME)]);
  for (const { start, data } of parts)
    for (let at = 0; at < data.length; at += row)
      record(type, start + BigInt(at), type + 1, [...data.subarray(at, at + row)]);
  record(10 - type, entry, type + 1, []);
  return encodeText(lines.join(''));
}

/** Words are written with their highest byte first, and the last may be shorter than the others. */
function verilog({ parts, wordSize }: HexImage): Uint8Array | string {
  const lines: string[] = [];
  for (const { start, data } of parts) {
    if (start % BigInt(wordSize) !== 0n)
      return `address 0x${hex(start)} is no multiple of a word of ${wordSize} bytes`;
    const number = start / BigInt(wordSize);
    lines.push(`@${hex(number, number > 0xffff_ffffn ? 16 : 8).toUpperCase()}\r\n`);
    for (let row = 0; row < data.length; row += ROW) {
      const words: string[] = [];
      for (let at = row; at < Math.min(row + ROW, data.length); at += wordSize)
        words.push(bytesText([...data.subarray(at, at + wordSize)].reverse()));
      lines.push(`${words.join(' ')}\r\n`);
    }
  }
  return encodeText(lines.join(''));
}
