/**
 * String tables: names one after another, each ended by a zero byte, referred to by offset
 * [gABI §4 String Table].
 */

// Every host has these two; neither is in the language's own library.
declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  decode(bytes: Uint8Array): string;
}
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}

const decoder = new TextDecoder();
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** UTF-8 bytes as text; bytes that are not UTF-8 become U+FFFD. */
export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** UTF-8 bytes as text; undefined if they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Text as UTF-8 bytes. */
export function encodeText(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** Names of so many bytes are put together here; the decoder takes longer to call. */
const SHORT = 32;

/** The string at `offset` of a table, to its zero byte or the table's end; '' if outside. */
export function stringAt(table: Uint8Array, offset: number): string {
  const end = table.indexOf(0, offset);
  if (end >= 0 && end - offset <= SHORT) {
    let text = '';
    let all = 0;
    for (let at = offset; at < end; at++) {
      const byte = table[at] ?? 0;
      all |= byte;
      text += String.fromCharCode(byte);
    }
    if (all < 0x80) return text;
  }
  return decodeText(table.subarray(offset, end < 0 ? table.length : end));
}

/** A string table and where each of its strings begins. */
export interface StringTable {
  readonly bytes: Uint8Array;
  readonly offsets: ReadonlyMap<string, number>;
}

/**
 * Lays strings out in the order given, as GNU's tools do: once each, and a string that ends
 * another (`.text` in `.rela.text`) shares its bytes.
 */
export function stringTable(strings: Iterable<string>): StringTable {
  const unique = [...new Set(strings)].filter((text) => text !== '');
  const host = suffixHosts(unique);
  const offsets = new Map<string, number>([['', 0]]);
  const chunks: Uint8Array[] = [];
  let size = 1;
  for (const text of unique) {
    if (host.has(text)) continue;
    const bytes = encodeText(text);
    offsets.set(text, size);
    chunks.push(bytes);
    size += bytes.length + 1;
  }
  for (const [text, container] of host) {
    const start = offsets.get(container) ?? 0;
    const shift = encodeText(container).length - encodeText(text).length;
    offsets.set(text, start + shift);
  }
  const bytes = new Uint8Array(size);
  let at = 1;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length + 1;
  }
  return { bytes, offsets };
}

/** For each string that is the end of another one: that other one. */
function suffixHosts(strings: readonly string[]): Map<string, string> {
  const sorted = [...strings].sort(compareFromEnd);
  const hosts = new Map<string, string>();
  let current: string | undefined;
  for (const candidate of sorted) {
    if (current?.endsWith(candidate)) hosts.set(candidate, current);
    else current = candidate;
  }
  return hosts;
}

/** Sorts strings by their last characters, the longer ones first where one is the end of another. */
function compareFromEnd(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let back = 1; back <= shorter; back++) {
    const difference = b.charCodeAt(b.length - back) - a.charCodeAt(a.length - back);
    if (difference !== 0) return difference;
  }
  return b.length - a.length;
}
