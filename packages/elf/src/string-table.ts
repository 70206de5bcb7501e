/**
 * String tables as GNU's tools make them: strings in the order given, once each, and one that ends another
 * (`.text` in `.rela.text`) shares its bytes [gABI §4 String Table; bfd/elf-strtab.c].
 *
 * The names of symbols are many, so nothing is made for each: all are encoded at once, a string is a number
 * there, and sorting by the last bytes brings together what is the same and what ends another. As names that are
 * given one after the other differ in their last bytes, most are sorted by a few of these, together in one number.
 */

import { encodeText } from './strings.ts';

/** A string table. */
export interface StringTable {
  readonly bytes: Uint8Array;
  /** Where each of the strings begins, in the order in which they were given. */
  readonly offsets: Uint32Array;
}

/** Makes a string table. The empty string is the zero byte with which each begins. */
export function stringTable(strings: readonly string[]): StringTable {
  const texts = encoded(strings);
  const hosts = hostsOf(texts);
  const offsets = new Uint32Array(strings.length);
  let size = 1;
  for (let number = 0; number < hosts.length; number++) {
    if (hosts[number] !== number) continue;
    offsets[number] = size;
    size += lengthOf(texts, number) + 1;
  }
  const bytes = new Uint8Array(size);
  for (let number = 0; number < hosts.length; number++) {
    const host = hosts[number] as number;
    if (host === number) copy(texts, number, bytes, offsets[number] as number);
    else if (host !== NONE) {
      const skipped = lengthOf(texts, host) - lengthOf(texts, number);
      offsets[number] = (offsets[host] as number) + skipped;
    }
  }
  return { bytes, offsets };
}

/** Strings one after another, and where each begins and the last one ends. */
interface Texts {
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
}

function encoded(strings: readonly string[]): Texts {
  const all = strings.join('');
  const bytes = encodeText(all);
  const isAscii = bytes.length === all.length;
  const starts = new Uint32Array(strings.length + 1);
  for (const [number, text] of strings.entries()) {
    const length = isAscii ? text.length : encodeText(text).length;
    starts[number + 1] = (starts[number] as number) + length;
  }
  return { bytes, starts };
}

function lengthOf({ starts }: Texts, number: number): number {
  return (starts[number + 1] as number) - (starts[number] as number);
}

function copy({ bytes, starts }: Texts, number: number, to: Uint8Array, at: number): void {
  const start = starts[number] as number;
  const length = (starts[number + 1] as number) - start;
  for (let index = 0; index < length; index++) to[at + index] = bytes[start + index] as number;
}

/** The empty string has no host. */
const NONE = 0xffff_ffff;

/** For each string the first of those equal to it, or to one that it ends, whose bytes it shares. */
function hostsOf(texts: Texts): Uint32Array {
  const hosts = new Uint32Array(texts.starts.length - 1).fill(NONE);
  const order = sortedFromEnd(texts);
  let host = NONE;
  for (let at = 0, end = 0; at < order.length; at = end) {
    const text = order[at] as number;
    const length = lengthOf(texts, text);
    let first = text;
    for (end = at + 1; end < order.length; end++) {
      const other = order[end] as number;
      if (lengthOf(texts, other) !== length || !endsWith(texts, text, other)) break;
      first = Math.min(first, other);
    }
    if (host === NONE || !endsWith(texts, host, text)) host = first;
    for (let same = at; same < end; same++) hosts[order[same] as number] = host;
  }
  return hosts;
}

function endsWith(texts: Texts, long: number, short: number): boolean {
  const length = lengthOf(texts, short);
  if (length > lengthOf(texts, long)) return false;
  for (let back = 1; back <= length; back++) {
    if (byteFromEnd(texts, long, back) !== byteFromEnd(texts, short, back)) return false;
  }
  return true;
}

/** The whole numbers up to it are floating-point numbers, too. */
const MOST = 2 ** 53;
/** A byte or none. */
const BYTES = 257;

/** The strings by their last bytes, downwards, the longer ones first where one is the end of another; no empty ones. */
function sortedFromEnd(texts: Texts): Uint32Array {
  const count = texts.starts.length - 1;
  const width = Math.floor(Math.log(MOST / (count + 1)) / Math.log(BYTES));
  const keys = new Float64Array(count);
  let size = 0;
  for (let number = 0; number < count; number++) {
    if (lengthOf(texts, number) === 0) continue;
    keys[size++] = keyFromEnd(texts, number, width) * count + number;
  }
  const sorted = keys.subarray(0, size).sort();
  const order = new Uint32Array(size);
  for (let start = 0, end = 0; start < size; start = end) {
    const key = Math.floor((sorted[start] as number) / count);
    for (; end < size; end++) {
      const number = (sorted[end] as number) - key * count;
      if (number >= count) break;
      order[end] = number;
    }
    sortFromEnd(texts, order, start, end, width + 1);
  }
  return order;
}

/** So many last bytes as a number that is the smaller the greater they are. */
function keyFromEnd(texts: Texts, number: number, width: number): number {
  let key = 0;
  for (let back = 1; back <= width; back++) {
    key = key * BYTES + (BYTES - 2 - byteFromEnd(texts, number, back));
  }
  return key;
}

/**
 * Sorts strings in a part of the list by their last bytes: a quicksort by one byte at a time, so that none is looked at twice.
 * @param back the byte to begin with, counted from 1 at the end: those behind it are the same
 */
function sortFromEnd(
  texts: Texts,
  order: Uint32Array,
  start: number,
  end: number,
  back: number,
): void {
  let [first, last, depth] = [start, end, back];
  while (last - first > 1) {
    const pivot = byteFromEnd(texts, order[(first + last) >> 1] as number, depth);
    let greater = first;
    let smaller = last;
    for (let at = first; at < smaller; ) {
      const text = order[at] as number;
      const byte = byteFromEnd(texts, text, depth);
      const to = byte > pivot ? greater++ : byte < pivot ? --smaller : at;
      order[at] = order[to] as number;
      order[to] = text;
      if (byte >= pivot) at++;
    }
    sortFromEnd(texts, order, first, greater, depth);
    sortFromEnd(texts, order, smaller, last, depth);
    if (pivot === NO_BYTE) return;
    [first, last] = [greater, smaller];
    depth++;
  }
}

const NO_BYTE = -1;

function byteFromEnd({ bytes, starts }: Texts, number: number, back: number): number {
  const at = (starts[number + 1] as number) - back;
  return at < (starts[number] as number) ? NO_BYTE : (bytes[at] as number);
}
