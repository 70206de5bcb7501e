/**
 * Archives: objects in one file, with an index of the symbols that they define [ar format of System V].
 *
 * Every member has a header of 60 characters. `/` names the index, `//` a table of the names that
 * do not fit into a header's sixteen characters, and `/n` the name at `n` in that table.
 */

import { concatenated } from './bytes.ts';
import { STB_LOCAL } from './constants.ts';
import type { ElfError } from './file.ts';
import { readElf } from './read.ts';
import { decodeText, encodeText } from './strings.ts';

/** A file in an archive. */
export interface Member {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What an archive's index says: a symbol and the member that defines it. */
export interface IndexEntry {
  readonly symbol: string;
  readonly member: Member;
}

/** An archive as plain data. */
export interface Archive {
  readonly members: readonly Member[];
  /** In the order of the index; made from the members where the archive has none. */
  readonly index: readonly IndexEntry[];
}

const MAGIC = '!<arch>\n';
const THIN_MAGIC = '!<thin>\n';
const HEADER_SIZE = 60;
const HEADER_END = '`\n';
/** Longest name that a header holds, without the `/` that ends it. */
const LONGEST_NAME = 15;

/** Whether bytes are an archive, of whatever kind. */
export function isArchive(bytes: Uint8Array): boolean {
  const magic = decodeText(bytes.subarray(0, MAGIC.length));
  return magic === MAGIC || magic === THIN_MAGIC;
}

/**
 * Reads an archive.
 * @returns the archive, or what is wrong with it. Test with `'problem' in result`.
 */
export function readArchive(bytes: Uint8Array): Archive | ElfError {
  const magic = decodeText(bytes.subarray(0, MAGIC.length));
  if (magic === THIN_MAGIC)
    return {
      problem: 'a thin archive: it holds names of files, not the files; make one without T',
    };
  if (magic !== MAGIC) return { problem: 'not an archive' };
  const members: Member[] = [];
  const byOffset = new Map<number, Member>();
  let names = new Uint8Array(0);
  let index: Uint8Array | undefined;
  for (let at = MAGIC.length; at < bytes.length; ) {
    const header = decodeText(bytes.subarray(at, at + HEADER_SIZE));
    const digits = header.slice(48, 58).trimEnd();
    const size = Number(digits);
    const start = at + HEADER_SIZE;
    if (!header.endsWith(HEADER_END) || !/^\d+$/.test(digits))
      return { problem: `the header of the member at offset ${at} is damaged` };
    if (start + size > bytes.length)
      return { problem: `the member at offset ${at} does not end inside of the archive` };
    const data = bytes.subarray(start, start + size);
    const name = header.slice(0, 16).trimEnd();
    if (name === '//') names = new Uint8Array(data);
    else if (name === '/') index = data;
    else if (name !== '/SYM64/') {
      const member = { name: memberName(name, names), bytes: data };
      members.push(member);
      byOffset.set(at, member);
    }
    at = start + size + (size % 2);
  }
  const entries = index && readIndex(index, byOffset);
  return { members, index: entries ?? indexOf(members) };
}

/** A name as its header or the table of long names has it, both of which end it with `/`. */
function memberName(name: string, names: Uint8Array): string {
  const place = /^\/(\d+)$/.exec(name)?.[1];
  if (place === undefined) return name.replace(/\/$/, '');
  return decodeText(names.subarray(Number(place))).replace(/\/?\n[\s\S]*$/, '');
}

/** Undefined if the index does not fit its archive. */
function readIndex(
  data: Uint8Array,
  byOffset: ReadonlyMap<number, Member>,
): IndexEntry[] | undefined {
  if (data.length < 4) return undefined;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const count = view.getUint32(0);
  if (4 + 4 * count > data.length) return undefined;
  const symbols = decodeText(data.subarray(4 + 4 * count)).split('\0');
  const entries: IndexEntry[] = [];
  for (let i = 0; i < count; i++) {
    const member = byOffset.get(view.getUint32(4 + 4 * i));
    const symbol = symbols[i];
    if (member === undefined || symbol === undefined) return undefined;
    entries.push({ symbol, member });
  }
  return entries;
}

/** What the members that are objects define. */
function indexOf(members: readonly Member[]): IndexEntry[] {
  return members.flatMap((member) => {
    const file = readElf(member.bytes);
    if ('problem' in file) return [];
    return file.symbols
      .filter(({ binding, section }) => binding !== STB_LOCAL && section !== 'undefined')
      .map(({ name }) => ({ symbol: name, member }));
  });
}

/** Writes an archive as GNU ar does with `D`: no dates and no owners, so that equal members give equal bytes. */
export function writeArchive(members: readonly Member[]): Uint8Array {
  const longNames = members.map(({ name }) => name).filter(isLong);
  const names = even(longNames.map((name) => `${name}/\n`).join(''), '\n');
  const index = indexOf(members);
  const symbols = index.map(({ symbol }) => `${symbol}\0`).join('');
  const indexSize = 4 + 4 * index.length + sizeOf(even(symbols, '\0'));

  let at = MAGIC.length;
  if (index.length > 0) at += HEADER_SIZE + indexSize;
  if (names !== '') at += HEADER_SIZE + sizeOf(names);
  const offsets = new Map<Member, number>();
  for (const member of members) {
    offsets.set(member, at);
    at += HEADER_SIZE + member.bytes.length + (member.bytes.length % 2);
  }

  const parts: Uint8Array[] = [encodeText(MAGIC)];
  if (index.length > 0) {
    const numbers = new DataView(new ArrayBuffer(4 + 4 * index.length));
    numbers.setUint32(0, index.length);
    index.forEach(({ member }, i) => {
      numbers.setUint32(4 + 4 * i, offsets.get(member) ?? 0);
    });
    parts.push(encodeText(header('/', '0', '0', indexSize)), new Uint8Array(numbers.buffer));
    parts.push(encodeText(even(symbols, '\0')));
  }
  if (names !== '') parts.push(encodeText(header('//', '', '', sizeOf(names)) + names));
  for (const { name, bytes } of members) {
    const place = isLong(name) ? `/${placeOf(name, longNames)}` : `${name}/`;
    parts.push(encodeText(header(place, '0', '644', bytes.length)), bytes);
    if (bytes.length % 2 === 1) parts.push(encodeText('\n'));
  }
  return concatenated(parts);
}

function even(text: string, filler: string): string {
  return sizeOf(text) % 2 === 0 ? text : text + filler;
}

/** Bytes of a text; a name need not be ASCII. */
function sizeOf(text: string): number {
  return encodeText(text).length;
}

/** Names that are not ASCII go to the table too: there nothing depends on their length. */
function isLong(name: string): boolean {
  return sizeOf(name) > LONGEST_NAME || sizeOf(name) !== name.length;
}

/** Name, date, owner, group, mode, size; `owner` stands for date, owner and group alike. */
function header(name: string, owner: string, mode: string, size: number): string {
  const fields = [name.padEnd(16), owner.padEnd(12), owner.padEnd(6), owner.padEnd(6)];
  return `${fields.join('')}${mode.padEnd(8)}${String(size).padEnd(10)}${HEADER_END}`;
}

/** Where a name stands in the table of long names. */
function placeOf(name: string, names: readonly string[]): number {
  const before = names.slice(0, names.indexOf(name));
  return before.reduce((sum, each) => sum + sizeOf(each) + '/\n'.length, 0);
}
