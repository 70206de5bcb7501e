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

/** The string at `offset` of a table, to its zero byte or the table's end; '' if outside. */
export function stringAt(table: Uint8Array, offset: number): string {
  const end = table.indexOf(0, offset);
  return decodeText(table.subarray(offset, end < 0 ? table.length : end));
}

/** As `stringAt` for one table, of which many are wanted. */
export function stringsOf(table: Uint8Array): (offset: number) => string {
  const text = decodeText(table);
  // Each byte is a character of its own, so that both are counted alike.
  if (text.length !== table.length) return (offset) => stringAt(table, offset);
  return (offset) => {
    const end = text.indexOf('\0', offset);
    return text.slice(offset, end < 0 ? text.length : end);
  };
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
  const unique = new Set(strings);
  unique.delete('');
  const hosts = suffixHosts([...unique]);
  const offsets = new Map<string, number>([['', 0]]);
  const written = [''];
  let size = 1;
  for (const text of unique) {
    if (hosts.has(text)) continue;
    offsets.set(text, size);
    written.push(text);
    size += encodedLength(text) + 1;
  }
  for (const [text, host] of hosts) {
    const start = offsets.get(host) ?? 0;
    offsets.set(text, start + encodedLength(host) - encodedLength(text));
  }
  return { bytes: encodeText(`${written.join('\0')}\0`), offsets };
}

/** Bytes of a text in UTF-8. */
function encodedLength(text: string): number {
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) >= 0x80) return encodeText(text).length;
  }
  return text.length;
}

/** For each string that is the end of another one: that other one. The strings change their order. */
function suffixHosts(strings: string[]): Map<string, string> {
  sortFromEnd(strings, 0, strings.length, 1);
  const hosts = new Map<string, string>();
  let current: string | undefined;
  for (const candidate of strings) {
    if (current?.endsWith(candidate)) hosts.set(candidate, current);
    else current = candidate;
  }
  return hosts;
}

/**
 * Sorts strings by their last characters, downwards, the longer ones first where one is the end of
 * another: a quicksort by one character at a time, so that none is looked at twice.
 * @param back the character to begin with, counted from 1 at the end: those behind it are the same
 */
function sortFromEnd(strings: string[], start: number, end: number, back: number): void {
  let [first, last, depth] = [start, end, back];
  while (last - first > 1) {
    const pivot = characterFromEnd(strings[(first + last) >> 1] as string, depth);
    let greater = first;
    let smaller = last;
    for (let at = first; at < smaller; ) {
      const text = strings[at] as string;
      const character = characterFromEnd(text, depth);
      const to = character > pivot ? greater++ : character < pivot ? --smaller : at;
      strings[at] = strings[to] as string;
      strings[to] = text;
      if (character >= pivot) at++;
    }
    sortFromEnd(strings, first, greater, depth);
    sortFromEnd(strings, smaller, last, depth);
    if (pivot === NO_CHARACTER) return;
    [first, last] = [greater, smaller];
    depth++;
  }
}

const NO_CHARACTER = -1;

function characterFromEnd(text: string, back: number): number {
  return back > text.length ? NO_CHARACTER : text.charCodeAt(text.length - back);
}
