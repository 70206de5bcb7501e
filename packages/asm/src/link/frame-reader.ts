/**
 * Reads `.eh_frame`: its entries, the relocations in each, and where the padding behind the last
 * instruction of each begins [LSB Exception Frames, DWARF §6.4].
 */

import type { ElfSymbol, Relocation } from '@ireko/elf';
import type { InputSection } from './input.ts';

/** One entry; its place is that in the object. */
export interface Frame {
  readonly kind: 'cie' | 'fde' | 'end';
  readonly start: number;
  /** Behind its last byte that is no padding. */
  readonly end: number;
  readonly relocations: readonly Relocation[];
  /** The CIE of an FDE. */
  readonly cie: Frame | undefined;
  /** How the FDEs of a CIE are made. */
  readonly form: Form | undefined;
}

/** What a CIE says of its FDEs. */
interface Form {
  /** Bytes of the function's address, and of its size. */
  readonly addressSize: number;
  /** The length of more data precedes the instructions. */
  readonly hasData: boolean;
}

/** Bytes of a length, and of the way to a CIE. */
export const WORD = 4;
/** Where an FDE's address stands. */
const ADDRESS = 8;

/** The entries of an object's `.eh_frame`; undefined if they cannot be made out. */
export function framesOf(input: InputSection): readonly Frame[] | undefined {
  if (input.section.name !== '.eh_frame') return undefined;
  const known = cache.get(input.section);
  if (known !== undefined) return known === 'unknown' ? undefined : known;
  const found = readFrames(input);
  cache.set(input.section, found ?? 'unknown');
  return found;
}

const cache = new WeakMap<object, readonly Frame[] | 'unknown'>();

function readFrames({ object, section: { data }, relocations }: InputSection): Frame[] | undefined {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const frames: Frame[] = [];
  const cies = new Map<number, Frame>();
  const sorted = [...relocations.inOrder()];
  let next = 0;
  for (let start = 0; start < data.length; ) {
    if (start + WORD > data.length) return undefined;
    const length = view.getUint32(start, true);
    const after = start + WORD + length;
    if (after > data.length || (length > 0 && length < 2 * WORD)) return undefined;
    const own: Relocation[] = [];
    for (let each = sorted[next]; each && each.offset < after; each = sorted[++next])
      own.push(each);
    const way = length === 0 ? 0 : view.getUint32(start + WORD, true);
    const kind = length === 0 ? 'end' : way === 0 ? 'cie' : 'fde';
    const cie = kind === 'fde' ? cies.get(start + WORD - way) : undefined;
    const bytes = new Bytes(data, start + ADDRESS, after);
    const form = kind === 'cie' ? readForm(bytes, object.bits / 8) : cie?.form;
    if (kind === 'fde' && form) skipFdeHead(bytes, form);
    const end = kind === 'end' ? after : form && instructionsEnd(bytes, form);
    if (end === undefined) return undefined;
    const frame: Frame = { kind, start, end, relocations: own, cie, form };
    if (kind === 'cie') cies.set(start, frame);
    frames.push(frame);
    start = after;
  }
  return frames;
}

/** The symbol that names the function of an FDE. */
export function functionOf({ start, relocations }: Frame): ElfSymbol | undefined {
  return relocations.find(({ offset }) => offset === start + ADDRESS)?.symbol;
}

/** Bytes being read; behind their end there are zeros. */
class Bytes {
  readonly #data: Uint8Array;
  readonly end: number;
  at: number;

  constructor(data: Uint8Array, start: number, end: number) {
    this.#data = data;
    this.at = start;
    this.end = end;
  }

  byte(): number {
    const at = this.at++;
    return at < this.end ? (this.#data[at] ?? 0) : 0;
  }

  /** A LEB128; sizes and codes here are small. */
  leb(): number {
    let value = 0;
    for (let shift = 0; this.at < this.end; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    return value;
  }
}

/**
 * Reads what stands in a CIE before its instructions.
 * @param word bytes of a whole address.
 */
function readForm(bytes: Bytes, word: number): Form | undefined {
  const version = bytes.byte();
  let augmentation = '';
  for (let each = bytes.byte(); each !== 0; each = bytes.byte())
    augmentation += String.fromCharCode(each);
  if (![1, 3, 4].includes(version) || !/^(z[PLRSB]*)?$/.test(augmentation)) return undefined;
  bytes.leb();
  bytes.leb();
  if (version === 1) bytes.byte();
  else bytes.leb();
  let addressSize: number | undefined = word;
  const hasData = augmentation !== '';
  const dataEnd = hasData ? bytes.leb() + bytes.at : bytes.at;
  for (const letter of augmentation.slice(1)) {
    if (letter === 'R') addressSize = pointerSize(bytes.byte(), word);
    if (letter === 'L') bytes.byte();
    if (letter === 'P') bytes.at += 1 + (pointerSize(bytes.byte(), word) ?? 0) - 1;
  }
  bytes.at = dataEnd;
  return addressSize === undefined ? undefined : { addressSize, hasData };
}

/** Bytes of a pointer by its `DW_EH_PE_…` encoding. */
function pointerSize(encoding: number, word: number): number | undefined {
  return { 0: word, 2: 2, 3: 4, 4: 8, 8: 8, 10: 2, 11: 4, 12: 8 }[encoding & 0xf];
}

function skipFdeHead(bytes: Bytes, { addressSize, hasData }: Form): void {
  bytes.at += 2 * addressSize;
  if (!hasData) return;
  const length = bytes.leb();
  bytes.at += length;
}

/** What follows each `DW_CFA_…`: bytes, or `u` for a LEB128 and `b` for a block with its length. */
// biome-ignore format: columns are the point.
const OPERANDS: Readonly<Record<number, string>> = {
  0: '',   2: '1',  3: '2',  4: '4',  5: 'uu', 6: 'u',  7: 'u',  8: 'u',
  9: 'uu', 10: '',   11: '',   12: 'uu', 13: 'u',  14: 'u',  15: 'b',  16: 'ub',
  17: 'uu', 18: 'uu', 19: 'u',  20: 'uu', 21: 'uu', 22: 'ub', 29: '8',  45: '',
  46: 'u',  47: 'uu',
};
/** `DW_CFA_offset`, the one of those with an operand in their low six bits that has another one. */
const OFFSET = 2;

/** Where the padding of `nop`s begins; undefined if an instruction is unknown. */
function instructionsEnd(bytes: Bytes, { addressSize }: Form): number | undefined {
  let end = bytes.at;
  while (bytes.at < bytes.end) {
    const code = bytes.byte();
    const short = code >> 6;
    const setsPlace = code === 1;
    const operands = short === 0 ? OPERANDS[code] : short === OFFSET ? 'u' : '';
    if (setsPlace) bytes.at += addressSize;
    else if (operands === undefined) return undefined;
    for (const each of setsPlace ? '' : (operands ?? '')) {
      if (each === 'u') bytes.leb();
      else bytes.at += each === 'b' ? bytes.leb() : Number(each);
    }
    if (code !== 0) end = bytes.at;
  }
  return end <= bytes.end ? end : undefined;
}
