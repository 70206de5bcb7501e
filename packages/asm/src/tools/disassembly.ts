/**
 * `objdump -d`: the instructions of the sections that hold code, in GNU's layout.
 *
 * Parts that mapping symbols (`$d`) mark as data are shown as `.word` and the like. Behind an
 * instruction that completes an address (`auipc` and `addi`) the address is named.
 */

import {
  type ElfFile,
  type ElfSymbol,
  ET_REL,
  indexSymbols,
  isMappingSymbol,
  type Relocation,
  relocationName,
  type Section,
  SHF_EXECINSTR,
  SHT_NOBITS,
  STT_OBJECT,
  type SymbolIndex,
  symbolAt,
  symbolIndex,
} from '@ireko/elf';
import {
  type Decoded,
  type DisassemblyStyle,
  decode,
  decodeOther,
  describe,
  instructionLength,
  isWritable,
} from '@ireko/isa';
import type { Extensions } from '../architecture.ts';
import { AddressTracker } from './address-tracker.ts';
import { isHidden } from './section-flags.ts';
import { SourceListing } from './source-listing.ts';
import { isAvailable, Target } from './target.ts';
import { address, hex, printable, shown } from './text.ts';

/** How much to disassemble. */
export interface DisassemblyOptions {
  /** Show relocations below the instructions that they patch. */
  readonly relocations?: boolean;
  /** Only the sections of these names, whatever they hold. */
  readonly sections?: readonly string[];
  /** `-D`: all sections, not only those that hold code. */
  readonly everything?: boolean;
  /** Only what stands from one address up to another. */
  readonly start?: bigint;
  readonly stop?: bigint;
  /** `--disassemble=SYMBOL`: only the function of this name. */
  readonly symbol?: string;
  /** `--no-addresses`: so that two versions of a program can be compared. */
  readonly hidesAddresses?: boolean;
  /** `-z`: zeros too. */
  readonly zeros?: boolean;
  /** `--no-show-raw-insn`: without the bytes. */
  readonly hidesBytes?: boolean;
  /** `-M`: how instructions are written. */
  readonly style?: DisassemblyStyle;
  /** `-l`: the file and line of the source above the instructions that came from it. */
  readonly lines?: boolean;
  /** `--inlines`: with `lines`, who inlined those instructions. */
  readonly inlines?: boolean;
  /** `-S`: the source as well; finds its text by the path that the compiler wrote. */
  readonly source?: (path: string) => string | undefined;
}

/** The disassembly of the sections that hold code, or of others that are asked for. */
export function disassembly(file: ElfFile, options: DisassemblyOptions = {}): string {
  const { sections: wanted = [], everything = false } = options;
  const isWanted = (each: Section) => {
    const { name, flags } = each;
    if (isHidden(each)) return false;
    if (wanted.length > 0) return wanted.includes(name);
    return everything || (flags & SHF_EXECINSTR) !== 0;
  };
  const shown = file.sections.filter(
    (each) => isWanted(each) && (everything || each.type !== SHT_NOBITS) && each.size > 0,
  );
  const names = indexSymbols(file.symbols);
  const listing = options.lines || options.source ? new SourceListing(file, options) : undefined;
  const gp = file.symbols.find((each) => each.name === '__global_pointer$');
  const tracker = new AddressTracker(gp?.value, file.bits ?? 64);
  const companions = { listing, tracker, target: new Target(file), group: 1 };
  return shown
    .map((section) => new SectionDisassembly(file, section, names, options, companions).text())
    .join('');
}

/** What goes along from section to section. */
interface Companions {
  readonly listing: SourceListing | undefined;
  readonly tracker: AddressTracker;
  readonly target: Target;
  /** Bytes that the latest instruction, or datum, shows as one number: an object's bytes are shown so too. */
  group: number;
}

/** Fewer zero bytes than this are shown. */
const SKIPPED_ZEROS = 8;
/** A section's last bytes are shown if there are so many of them, zeros or not. */
const SKIPPED_ZEROS_AT_END = 3;

/** The column of bytes is as wide as GNU makes it: by the size of what it shows. */
const BYTES_WIDTH: Readonly<Record<number, number>> = { 1: 18, 2: 20, 4: 18 };

/** Bytes in a row that is no instruction. */
const ROW = 16;
/** Bytes in a row of a long one. */
const LONG_ROW = 8;
/** Bytes of a datum. */
const WORD = 4;
/** The number of the error that a read fails with. */
const EIO = 5;

class SectionDisassembly {
  readonly #section: Section;
  readonly #data: Uint8Array;
  readonly #own: SymbolIndex;
  readonly #everything: SymbolIndex;
  /** The file names places, if only by marks of code and data. */
  readonly #hasNames: boolean;
  readonly #isObject: boolean;
  /** Of registers and of addresses. */
  readonly #bits: 32 | 64;
  readonly #view: DataView;
  readonly #companions: Companions;
  readonly #tracker: AddressTracker;
  readonly #target: Target;
  readonly #style: DisassemblyStyle;
  readonly #relocations: readonly Relocation[];
  readonly #marks: readonly ElfSymbol[];
  readonly #width: number;
  readonly #options: DisassemblyOptions;
  readonly #listing: SourceListing | undefined;
  readonly #lines: string[] = [];
  /** Where what is shown below the latest symbol begins. */
  #partStart = 0;

  constructor(
    file: ElfFile,
    section: Section,
    everything: SymbolIndex,
    options: DisassemblyOptions,
    companions: Companions,
  ) {
    const { listing, tracker, target } = companions;
    this.#companions = companions;
    // Zeros that the file does not hold are shown as well.
    const data = section.type === SHT_NOBITS ? new Uint8Array(section.size) : section.data;
    this.#data = data;
    this.#tracker = tracker;
    this.#target = target;
    this.#options = options;
    this.#listing = listing;
    this.#section = section;
    this.#own = symbolIndex(file, section);
    this.#everything = everything;
    this.#hasNames =
      everything.length > 0 || file.symbols.some(({ name }) => isMappingSymbol(name));
    // binutils asks for the section only where relocations could tell what is meant.
    this.#isObject =
      file.type === ET_REL && file.sections.some((each) => each.relocations.length > 0);
    this.#bits = file.bits ?? 64;
    this.#style = { ...options.style, oldCsrs: target.isOld, xlen: this.#bits };
    this.#view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    this.#relocations = options.relocations
      ? [...section.relocations].sort((a, b) => a.offset - b.offset)
      : [];
    this.#marks = file.symbols
      .filter((each) => each.section === section && isMappingSymbol(each.name))
      .sort((a, b) => Number(a.value - b.value));
    this.#width = addressWidth(address(section.address + BigInt(section.size), file));
  }

  text(): string {
    const { name, address } = this.#section;
    const { start, size } = this.#shownPart();
    if (start >= size) return '';
    this.#lines.push('', `Disassembly of section ${name}:`);
    const heads = this.#own
      .map((each) => ({
        name: each.name,
        offset: Number(each.value - address),
        isObject: each.type === STT_OBJECT && !this.#options.everything,
      }))
      .filter(({ offset }) => offset >= start && offset < size);
    if (heads[0]?.offset !== start)
      heads.unshift({ name: this.#headless(start), offset: start, isObject: false });
    heads.forEach((head, i) => {
      const end = Math.min(heads[i + 1]?.offset ?? size, this.#endOfWanted(head.offset));
      if (end <= head.offset) return;
      const where = this.#options.hidesAddresses
        ? ''
        : `${hex(address + BigInt(head.offset), this.#bits / 4)} `;
      this.#lines.push('', `${where}<${shown(head.name)}>:`);
      this.#part(head.offset, end, head.isObject);
    });
    return `${this.#lines.join('\n')}\n`;
  }

  /** The offsets `start … size` that are asked for. */
  #shownPart(): { readonly start: number; readonly size: number } {
    const { address } = this.#section;
    const data = this.#data;
    const { start = address, stop } = this.#options;
    return {
      start: Math.max(0, Number(start - address)),
      size: stop === undefined ? data.length : Math.min(data.length, Number(stop - address)),
    };
  }

  /** Up to where a function that is asked for goes which has a place in it; 0 if none has. */
  #endOfWanted(offset: number): number {
    const { symbol } = this.#options;
    if (symbol === undefined) return Number.POSITIVE_INFINITY;
    const ends = this.#own.map(({ name, value, size }) => {
      const start = Number(value - this.#section.address);
      const isInside = name === symbol && offset >= start && offset < start + Math.max(1, size);
      return isInside ? (size > 0 ? start + size : Number.POSITIVE_INFINITY) : 0;
    });
    return Math.max(0, ...ends);
  }

  /** What bytes are called that do not begin with a symbol. */
  #headless(start: number): string {
    const { name, address } = this.#section;
    const place = address + BigInt(start);
    const before = symbolAt(this.#own, place);
    if (before !== undefined) return `${before.symbol.name}+0x${hex(before.offset)}`;
    const first = this.#own[0];
    if (first !== undefined) return `${first.name}-0x${hex(first.value - place)}`;
    return start === 0 ? name : `${name}+0x${hex(start)}`;
  }

  /** The bytes `start … end`, which begin with a symbol: of an object, or of code. */
  #part(start: number, end: number, isObject: boolean): void {
    this.#partStart = start;
    for (let at = start; at < end; ) {
      const zeros = this.#options.zeros ? 0 : this.#zeros(at, end);
      if (zeros > 0) {
        this.#lines.push('\t...');
        at += zeros;
        continue;
      }
      const place = this.#section.address + BigInt(at);
      this.#lines.push(...(this.#listing?.linesFor(place, this.#section) ?? []));
      const size = isObject
        ? this.#bytes(at, end)
        : this.#isData(at)
          ? this.#datum(at, end)
          : this.#instruction(at, end);
      this.#showRelocations(at, Math.min(at + size, end));
      at += size;
    }
  }

  /** How many zero bytes to leave out at `at`. */
  #zeros(at: number, end: number): number {
    const data = this.#data;
    let count = 0;
    while (at + count < end && data[at + count] === 0) count++;
    const patched = this.#relocations.find((each) => each.offset >= at);
    if (patched !== undefined) count = Math.min(count, patched.offset - at);
    const toEnd = at + count === end && count < SKIPPED_ZEROS_AT_END;
    if (count < SKIPPED_ZEROS && !(toEnd && count > 0)) return 0;
    return at + count < end ? count - (count % 4) : count;
  }

  /** Whether a mark calls it data; those who ask for everything see instructions in data, too. */
  #isData(at: number): boolean {
    if (this.#options.everything) return false;
    const mark = this.#marks.findLast((each) => each.value <= this.#section.address + BigInt(at));
    return mark?.name.startsWith('$d') ?? false;
  }

  #instruction(at: number, end: number): number {
    const pc = this.#section.address + BigInt(at);
    // Who asks for everything sees instructions that go on behind a symbol.
    const size = this.#options.everything ? this.#data.length : end;
    const half = at + 2 <= size ? this.#view.getUint16(at, true) : undefined;
    if (half === undefined) return this.#outOfBounds(at, end, 1);
    const long = longLength(half);
    const length = long ?? (instructionLength(half) === 4 && !isReserved(half) ? 4 : 2);
    if (at + length > size) return this.#outOfBounds(at, end, 1);
    if (long !== undefined) return this.#long(at, long, end);
    const word = length === 4 ? this.#view.getUint32(at, true) : half;
    const extensions = this.#target.extensionsAt(this.#section, pc);
    if (word === 0 && (extensions?.has('c') ?? true))
      return this.#row(at, 2, this.#style.noAliases ? 'c.unimp' : 'unimp', end);
    const decoded = this.#decode(word, length, extensions);
    if (decoded === undefined) return this.#row(at, length, `.${length}byte\t0x${hex(word)}`, end);
    const { mnemonic, operands, target } = describe(decoded, pc, this.#style);
    const named =
      target === undefined ? operands : operands.replace(/[^,]*$/, '') + this.#named(target);
    const note = this.#tracker.step(decoded, mnemonic, pc);
    const remark = note === undefined ? '' : ` # ${this.#named(note)}`;
    return this.#row(at, length, (named === '' ? mnemonic : `${mnemonic}\t${named}`) + remark, end);
  }

  /** What would be an instruction of six bytes or more, of which there are none. */
  #long(at: number, length: number, end: number): number {
    const bytes = [...this.#data.subarray(at, at + length)];
    const chunk = length % 4 === 0 ? 4 : 2;
    this.#companions.group = chunk;
    const text =
      length === 8
        ? `.8byte\t0x${hex(this.#view.getBigUint64(at, true))}`
        : `.byte\t${bytes.map((each) => `0x${hex(each, 2)}`).join(', ')}`;
    for (let row = 0; row < length; row += LONG_ROW) {
      const columns = this.#columns(at + row, Math.min(LONG_ROW, length - row), chunk, end);
      if (row === 0) this.#line(at, columns + padding(length, chunk), text);
      else this.#lines.push(`${this.#where(at + row)}\t${columns}`);
    }
    return length;
  }

  /** An instruction of the machine or of another one, if the extensions that are in force have it. */
  #decode(word: number, length: number, extensions: Extensions | undefined): Decoded | undefined {
    const isUsable = (decoded: Decoded | undefined) =>
      decoded?.instruction.length === length &&
      isWritable(decoded) &&
      isAvailable(decoded, extensions);
    const own = decode(word, this.#bits);
    const other = length === 4 || this.#bits === 32 ? decodeOther(word, this.#bits) : undefined;
    // A hint of another extension is an instruction of the machine in which more bits are fixed.
    const isHint = own !== undefined && other !== undefined && hasMoreFixed(other, own);
    const order = isHint ? [other, own] : [own, other];
    return order.find(isUsable);
  }

  /** Four bytes, or what stands before the next mark. */
  #datum(at: number, end: number): number {
    const offset = (mark: ElfSymbol) => Number(mark.value - this.#section.address);
    const next = this.#marks.map(offset).find((each) => each > at) ?? this.#data.length;
    const most = Math.min(WORD, next - at);
    const size = most === 3 ? 2 : most;
    if (at + size > end) return this.#outOfBounds(at, end, size);
    const directive = { 1: '.byte', 2: '.short', 4: '.word' }[size] ?? '.byte';
    return this.#row(at, size, `${directive}\t0x${hex(this.#value(at, size), 2 * size)}`, end);
  }

  /**
   * What the section ends within, or the part. binutils goes on behind as many bytes as its error has for a
   * number, and does not know yet how many a row has where a part begins so.
   */
  #outOfBounds(at: number, end: number, chunk: number): number {
    const row = at === this.#partStart ? WORD : LONG_ROW;
    const columns = this.#columns(at, Math.min(row, EIO), chunk, end);
    this.#companions.group = chunk;
    const place = hex(this.#section.address + BigInt(at));
    const blanks = row === LONG_ROW ? padding(EIO, chunk) : '';
    this.#line(at, columns + blanks, `Address 0x${place} is out of bounds.\n`);
    if (row < EIO)
      this.#lines.push(
        `${this.#where(at + row)}\t${this.#columns(at + row, EIO - row, chunk, end)}`,
      );
    return EIO;
  }

  /** Bytes in groups. Those of a group that goes on behind the next symbol are left out. */
  #columns(at: number, length: number, chunk: number, end: number): string {
    let columns = '';
    for (let i = at; i < at + length; i += chunk)
      columns += `${i + chunk <= end ? hex(this.#value(i, chunk), 2 * chunk) : ''} `;
    return columns;
  }

  /** A row of an object's bytes: in groups, of which those that are not whole are left out, and as characters. */
  #bytes(at: number, end: number): number {
    const row = this.#data.subarray(at, Math.min(at + ROW, end));
    const { group } = this.#companions;
    let columns = '';
    for (let i = 0; i < row.length; i += group)
      columns += `${i + group <= row.length ? hex(this.#value(at + i, group), 2 * group) : ''} `;
    for (let i = row.length; i < ROW; i += group) columns += ' '.repeat(2 * group + 1);
    const characters = [...row].map(printable).join('');
    this.#lines.push(`${this.#where(at)}\t${columns}    ${characters}`);
    return row.length;
  }

  #value(at: number, size: number): number {
    let value = 0;
    for (let i = size - 1; i >= 0; i--) value = value * 256 + this.#view.getUint8(at + i);
    return value;
  }

  /** One line; returns how many bytes it shows. */
  #row(at: number, size: number, text: string, end: number): number {
    this.#companions.group = size;
    const bytes = at + size <= end ? hex(this.#value(at, size), 2 * size) : '';
    const width = (BYTES_WIDTH[size] ?? 0) - (bytes === '' ? 2 * size : 0);
    this.#line(at, bytes.padEnd(width), text);
    return size;
  }

  #line(at: number, bytes: string, text: string): void {
    this.#lines.push(`${this.#where(at)}\t${this.#options.hidesBytes ? '' : `${bytes}\t`}${text}`);
  }

  #where(at: number): string {
    if (this.#options.hidesAddresses) return '';
    return `${hex(this.#section.address + BigInt(at)).padStart(this.#width)}:`;
  }

  #showRelocations(start: number, end: number): void {
    for (const each of this.#relocations) {
      if (each.offset < start || each.offset >= end) continue;
      const at = hex(this.#section.address + BigInt(each.offset));
      const where = this.#options.hidesAddresses ? '' : `${at}: `;
      this.#lines.push(`\t\t\t${where}${typeName(each)}\t${relocationValue(each)}`);
    }
  }

  /** An address with its name, as far as the file has names. */
  #named(target: bigint): string {
    if (!this.#hasNames) return `0x${hex(target)}`;
    const where = this.#options.hidesAddresses ? '' : `${hex(target)} `;
    return `${where}<${this.#nameOf(target)}>`;
  }

  /** An address as a symbol and a distance. */
  #nameOf(target: bigint): string {
    const { address, size } = this.#section;
    const inside = target >= address && target < address + BigInt(size);
    const index = this.#isObject && inside ? this.#own : this.#everything;
    const found = symbolAt(index, target);
    if (found !== undefined) {
      const { offset } = found;
      const here = symbolAt(this.#own, target);
      const symbol = here?.offset === offset ? here.symbol : found.symbol;
      return offset === 0n ? shown(symbol.name) : `${shown(symbol.name)}+0x${hex(offset)}`;
    }
    const [first] = index;
    if (first !== undefined) return `${first.name}-0x${hex(first.value - target)}`;
    const distance = target - address;
    return distance === 0n ? this.#section.name : `${this.#section.name}+0x${hex(distance)}`;
  }
}

/** Blanks for what a row has no bytes for. */
function padding(length: number, chunk: number): string {
  return ' '.repeat(Math.max(0, Math.ceil((LONG_ROW - length) / chunk)) * (2 * chunk + 1));
}

/** Bytes of an instruction of more than four that begins so [unpriv §1.5]; undefined if it is shorter. */
function longLength(half: number): number | undefined {
  if ((half & 0b01_1111) !== 0b01_1111 || isReserved(half)) return undefined;
  if ((half & 0b10_0000) === 0) return 6;
  return (half & 0b100_0000) === 0 ? 8 : 10 + 2 * ((half >> 12) & 0b111);
}

/** Begins no instruction of any length. */
function isReserved(half: number): boolean {
  return (half & 0b0111_0000_0111_1111) === 0b0111_0000_0111_1111;
}

function hasMoreFixed({ instruction: a }: Decoded, { instruction: b }: Decoded): boolean {
  return a.mask !== b.mask && (b.mask & ~a.mask) === 0;
}

/** Digits of an address: leading zeros are dropped in groups of four, as long as five are left. */
function addressWidth(end: string): number {
  let digits = end;
  while (digits.startsWith('00000')) digits = digits.slice(4);
  return digits.length;
}

/** A relocation's type by name, or by number if it has none. */
export function typeName({ type }: Relocation): string {
  return relocationName(type) ?? `unrecognized: ${hex(type)}`;
}

/**
 * What a relocation refers to: `symbol+0x4`.
 * @param file writes the distance as wide as the file's addresses are.
 */
export function relocationValue({ symbol, addend }: Relocation, file?: ElfFile): string {
  const name = symbol === undefined ? '*ABS*' : symbolName(symbol);
  if (addend === 0n) return name;
  const distance = addend < 0n ? -addend : addend;
  const digits = file === undefined ? hex(distance) : address(distance, file);
  return `${name}${addend < 0n ? '-' : '+'}0x${digits}`;
}

/** A symbol's name; a section symbol has its section's. */
export function symbolName({ name, section }: ElfSymbol): string {
  return name === '' && typeof section !== 'string' ? section.name : shown(name);
}
