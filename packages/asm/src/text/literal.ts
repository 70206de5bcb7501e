/** Numbers, characters and strings as GNU as writes them. */

import { decodeUtf8 } from '@ireko/elf';

/** The value of an integer: `10`, `0x1f`, `0b101`, octal `017`, and any of them as `10UL`. */
export function integerValue(written: string): bigint {
  const image = /[lLuU]$/.test(written) ? written.replace(/[lLuU]+$/, '') : written;
  return /^0[0-7]+$/.test(image) ? BigInt(`0o${image.slice(1)}`) : BigInt(image);
}

/** The value of a character constant such as `'a'`. */
export function characterValue(image: string): bigint {
  const inside = image.length > 2 && image.endsWith("'") ? image.slice(1, -1) : image.slice(1);
  return BigInt(unescaped(inside)[0] ?? 0);
}

/** The bytes of a string with its quotes, escapes replaced, other characters in UTF-8. */
export function textBytes(image: string): number[] {
  return unescaped(image.slice(1, -1));
}

/** A name that is written as a string, for characters that names else do not have. */
export function unquotedName(image: string): string {
  return textOf(new Uint8Array(textBytes(image)));
}

/** What stands after a backslash, other than octal and hexadecimal codes. */
const escapes: Readonly<Record<string, number>> = { b: 8, f: 12, n: 10, r: 13, t: 9 };

function unescaped(text: string): number[] {
  const bytes: number[] = [];
  const pattern = /\\([0-7]{1,3})|\\[xX]([0-9a-fA-F]*)|\\([\s\S])|([\s\S])/gu;
  for (const [, octal, hex, escaped, plain] of text.matchAll(pattern)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8) & 0xff);
    else if (hex !== undefined) bytes.push(Number.parseInt(hex.slice(-2) || '0', 16));
    else if (escaped !== undefined)
      bytes.push(...(escapes[escaped] ? [escapes[escaped]] : utf8(escaped)));
    else bytes.push(...utf8(plain ?? ''));
  }
  return bytes;
}

/** A text in UTF-8. */
export function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), tail(code));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), tail(code >> 6), tail(code));
    else bytes.push(0xf0 | (code >> 18), tail(code >> 12), tail(code >> 6), tail(code));
  }
  return bytes;
}

function tail(code: number): number {
  return 0x80 | (code & 0x3f);
}

/** Bytes of UTF-8 as a text; bytes that are no UTF-8 stand for the Latin-1 characters they are. */
export function textOf(bytes: Uint8Array): string {
  return decodeUtf8(bytes) ?? mixedText(bytes);
}

function mixedText(bytes: Uint8Array): string {
  const parts: string[] = [];
  const CHUNK = 8192;
  let units: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] ?? 0;
    const length = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    const code = length === 1 ? undefined : decodeTail(bytes, at, length);
    units.push(code ?? first);
    at += code === undefined ? 1 : length;
    if (units.length >= CHUNK) {
      parts.push(String.fromCodePoint(...units));
      units = [];
    }
  }
  return parts.join('') + String.fromCodePoint(...units);
}

function decodeTail(bytes: Uint8Array, at: number, length: number): number | undefined {
  let code = (bytes[at] ?? 0) & (0x7f >> length);
  for (let index = 1; index < length; index++) {
    const byte = bytes[at + index] ?? 0;
    if ((byte & 0xc0) !== 0x80) return undefined;
    code = (code << 6) | (byte & 0x3f);
  }
  return code <= 0x10ffff ? code : undefined;
}
