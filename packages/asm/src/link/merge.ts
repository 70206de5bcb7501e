/**
 * Merges equal constants and strings [gABI §4 SHF_MERGE, SHF_STRINGS], as GNU ld does: pieces of
 * sections that go to the same output section and are alike in kind, entry size and alignment are
 * stored once, where the first of them stood, and a string that ends another lies inside of it.
 *
 * Sections with relocations stay as they are: their bytes are not their final ones.
 */

import { SHF_MERGE, SHF_STRINGS } from '@ireko/elf';
import type { InputObject, InputSection, Place } from './input.ts';

/** A string or constant. */
interface Piece {
  readonly bytes: Uint8Array;
  /** Its bytes as text, one character each. */
  readonly text: string;
  /** The section that first held it, and will. */
  readonly owner: InputSection;
  readonly align: number;
  /** The string of which this one is the end. */
  whole: Piece | undefined;
  /** A copy aligned more strictly took its place. */
  replaced: boolean;
  /** Where it stands in its owner. */
  offset: number;
}

/** Merges what can be merged among the sections that have a place in the executable. */
export function mergeSections(objects: readonly InputObject[]): void {
  const inputs = objects.flatMap((each) => each.sections).filter(isMergeable);
  const groups = Map.groupBy(inputs, ({ output }) => output);
  for (const [, sharing] of groups)
    for (const [, alike] of Map.groupBy(sharing, kindOf)) mergeAlike(alike);
}

function isMergeable({ section, output, relocations }: InputSection): boolean {
  const { flags, entrySize, align, data } = section;
  if ((flags & SHF_MERGE) === 0 || output === undefined || output.name === '/DISCARD/')
    return false;
  if (data.length === 0 || relocations.length > 0) return false;
  if (entrySize === 0 || data.length % entrySize !== 0) return false;
  const isPower = (entrySize & (entrySize - 1)) === 0;
  if (entrySize < align) return isPower && (flags & SHF_STRINGS) !== 0;
  return entrySize % align === 0;
}

function kindOf({ section: { flags, entrySize, align } }: InputSection): string {
  return `${flags & SHF_STRINGS} ${entrySize} ${align}`;
}

function mergeAlike(inputs: readonly InputSection[]): void {
  const areStrings = inputs.some(({ section }) => section.flags & SHF_STRINGS);
  const known = new Map<string, Piece>();
  const pieces: Piece[] = [];
  const texts = new Map(inputs.map((each) => [each, new Map<number, string>()]));
  for (const input of inputs) {
    const found = areStrings ? strings(input) : constants(input);
    for (const { bytes, align, start } of found) {
      const text = textOf(bytes);
      add(pieces, known, bytes, text, align, input);
      texts.get(input)?.set(start, text);
    }
  }
  if (areStrings) shareEnds(pieces.filter((each) => !each.replaced));
  for (const [owner, contents] of sizesOf(inputs, pieces)) owner.data = contents;
  for (const input of inputs)
    input.merged = areStrings
      ? stringPlaces(input, known, texts.get(input) ?? new Map())
      : constantPlaces(input, known);
}

function add(
  pieces: Piece[],
  known: Map<string, Piece>,
  bytes: Uint8Array,
  text: string,
  align: number,
  owner: InputSection,
): void {
  const before = known.get(text);
  if (before !== undefined && before.align >= align) return;
  if (before !== undefined) before.replaced = true;
  const piece = { bytes, text, owner, align, whole: undefined, replaced: false, offset: 0 };
  known.set(text, piece);
  pieces.push(piece);
}

function textOf(bytes: Uint8Array): string {
  let text = '';
  for (const each of bytes) text += String.fromCharCode(each);
  return text;
}

/** A piece of a section, and where it begins there. */
interface Found {
  readonly start: number;
  readonly bytes: Uint8Array;
  readonly align: number;
}

function* constants({ section: { data, entrySize } }: InputSection): Generator<Found> {
  for (let at = 0; at < data.length; at += entrySize)
    yield { start: at, bytes: data.subarray(at, at + entrySize), align: 1 };
}

/**
 * Strings with the zero that ends each. A string keeps the alignment it has, up to the section's;
 * of the zeros that pad to the next one, an aligned one counts as an empty string.
 */
function* strings({ section: { data, entrySize, align } }: InputSection): Generator<Found> {
  let hasEmpty = false;
  for (let at = 0; at < data.length; ) {
    const end = stringEnd(data, at, entrySize);
    const own = at === 0 ? align : Math.min(align, at & -at);
    yield { start: at, bytes: data.subarray(at, end), align: own };
    for (at = end; at < data.length && isZero(data, at, entrySize); at += entrySize) {
      if (hasEmpty || at % align !== 0) continue;
      hasEmpty = true;
      yield { start: at, bytes: data.subarray(at, at + entrySize), align };
    }
  }
}

function stringEnd(data: Uint8Array, start: number, entrySize: number): number {
  let at = start;
  while (at < data.length && !isZero(data, at, entrySize)) at += entrySize;
  return Math.min(at + entrySize, data.length);
}

function isZero(data: Uint8Array, at: number, entrySize: number): boolean {
  for (let i = 0; i < entrySize; i++) if (data[at + i] !== 0) return false;
  return true;
}

/** Finds the strings that are ends of others: next to each other once sorted by their ends. */
function shareEnds(pieces: readonly Piece[]): void {
  const sorted = [...pieces].sort(byEnd);
  let whole = sorted.at(-1);
  for (const piece of sorted.slice(0, -1).reverse()) {
    if (whole === undefined) return;
    const skipped = whole.bytes.length - piece.bytes.length;
    const aligned = whole.align >= piece.align && skipped % piece.align === 0;
    if (aligned && whole.text.endsWith(piece.text)) piece.whole = whole;
    else whole = piece;
  }
}

/** By how far the length is from a multiple of the alignment, then backwards from the end. */
function byEnd(a: Piece, b: Piece): number {
  const entrySize = a.owner.section.entrySize;
  if (a.owner.section.align > entrySize) {
    const tail = ({ bytes, align }: Piece) => (bytes.length - entrySize) % align;
    const order = tail(a) - tail(b);
    if (order !== 0) return order;
  }
  let [at, other] = [a.text.length, b.text.length];
  while (at > 0 && other > 0) {
    const order = a.text.charCodeAt(--at) - b.text.charCodeAt(--other);
    if (order !== 0) return order;
  }
  return a.text.length - b.text.length;
}

/** Gives each piece that is stored its offset; returns what each section then holds. */
function sizesOf(
  inputs: readonly InputSection[],
  pieces: readonly Piece[],
): Map<InputSection, Uint8Array> {
  const sizes = new Map<InputSection, number>(inputs.map((each) => [each, 0]));
  const stored = pieces.filter((each) => !each.replaced && each.whole === undefined);
  for (const piece of stored) {
    const size = sizes.get(piece.owner) ?? 0;
    piece.offset = Math.ceil(size / piece.align) * piece.align;
    sizes.set(piece.owner, piece.offset + piece.bytes.length);
  }
  const contents = new Map(inputs.map((each) => [each, new Uint8Array(sizes.get(each) ?? 0)]));
  for (const { owner, offset, bytes } of stored) contents.get(owner)?.set(bytes, offset);
  return contents;
}

function placeOf(piece: Piece | undefined, inside: number, input: InputSection): Place {
  if (piece === undefined) return { input, offset: input.data.length };
  const { whole, owner, bytes, offset } = piece;
  if (whole === undefined) return { input: owner, offset: offset + inside };
  const skipped = whole.bytes.length - bytes.length;
  return { input: whole.owner, offset: whole.offset + skipped + inside };
}

function constantPlaces(input: InputSection, known: ReadonlyMap<string, Piece>) {
  const { data, entrySize } = input.section;
  return (offset: number): Place => {
    const inside = offset % entrySize;
    const start = offset - inside;
    return placeOf(known.get(textOf(data.subarray(start, start + entrySize))), inside, input);
  };
}

/** @param texts strings by where they begin in the section, as nearly all references name them. */
function stringPlaces(
  input: InputSection,
  known: ReadonlyMap<string, Piece>,
  texts: ReadonlyMap<number, string>,
) {
  const { data, entrySize } = input.section;
  return (offset: number): Place => {
    const whole = texts.get(offset);
    if (whole !== undefined) return placeOf(known.get(whole), 0, input);
    let start = offset - (offset % entrySize);
    while (start > 0 && start <= data.length && !isZero(data, start - entrySize, entrySize))
      start -= entrySize;
    const text = textOf(data.subarray(start, stringEnd(data, start, entrySize)));
    return placeOf(start < data.length ? known.get(text) : undefined, offset - start, input);
  };
}
