/** Numbers and columns as GNU's tools print them. */

import type { Bits } from '@ireko/elf';

/** Hexadecimal digits, at least `width` of them, without a prefix. */
export function hex(value: bigint | number, width = 0): string {
  return BigInt.asUintN(64, BigInt(value)).toString(16).padStart(width, '0');
}

/** An address in full, as wide as those of the file are. */
export function address(value: bigint | number, { bits = 64 }: { readonly bits?: Bits }): string {
  return BigInt.asUintN(bits, BigInt(value))
    .toString(16)
    .padStart(bits / 4, '0');
}

/** What GNU's tools call a kind of file. */
export function formatName(bits: Bits = 64): string {
  return `elf${bits}-littleriscv`;
}

/** A decimal number, aligned to the right. */
export function decimal(value: number, width: number): string {
  return String(value).padStart(width);
}

/** A name with its control characters made visible: `^B` for the second. */
export function shown(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for.
  return name.replace(/[\x00-\x1f]/g, (each) => `^${String.fromCharCode(each.charCodeAt(0) + 64)}`);
}

/** A byte as a character, or a point if it has none. */
export function printable(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
}

/** A text that is an answer, or why there is none. */
export type ToolResult = { readonly text: string } | { readonly problem: string };
