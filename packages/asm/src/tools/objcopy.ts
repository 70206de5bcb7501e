/**
 * `objcopy`: a file's loaded bytes for what takes no ELF file (a ROM, a boot loader, a flasher), or
 * the file with sections and symbols added, renamed or left out.
 */

import {
  type Bits,
  type ElfFile,
  type ElfSymbol,
  symbol as elfSymbol,
  type GivenFile,
  isArchive,
  isTable,
  type Member,
  PT_LOAD,
  Relocations,
  readArchive,
  readElf,
  type Section,
  type Segment,
  SHF_ALLOC,
  SHF_EXECINSTR,
  SHF_GROUP,
  SHF_WRITE,
  SHT_NOBITS,
  SHT_NOTE,
  SHT_PROGBITS,
  STT_SECTION,
  section,
  writeArchive,
  writeElf,
} from '@ireko/elf';
import { matches, matchesAny } from '../name-pattern.ts';
import { binaryObject } from './binary-object.ts';
import { hexFormats, type LoadedBytes } from './hex-image.ts';
import { loadAddress } from './load-address.ts';
import { isDebug } from './section-flags.ts';
import { changedSymbol, isAmong, isSymbolKept, type SymbolChanges } from './symbol-changes.ts';
import { formatName } from './text.ts';

/** How to copy. */
export interface ObjcopyOptions extends SymbolChanges {
  /** `-I binary`: the input is any bytes, and the copy an object with them. */
  readonly isBinary?: boolean;
  /** `-O`: the loaded bytes, as they are or as text, or the ELF file. */
  readonly format: 'binary' | 'ihex' | 'srec' | 'verilog' | 'elf';
  /** How wide the copy of an ELF file is to be, as it is itself; of `isBinary` 64 unless said otherwise. */
  readonly bits?: Bits;
  /** `-j`: only sections of these names, if any are named; `*` stands for anything. */
  readonly only?: readonly string[];
  /** `-R`: not the sections of these names. */
  readonly remove?: readonly string[];
  /** `--keep-section`: these in spite of all else. */
  readonly keepSections?: readonly string[];
  /** `--set-section-alignment`: bytes, powers of two, by section. */
  readonly alignments?: ReadonlyMap<string, number>;
  /** `--add-section` */
  readonly add?: readonly AddedSection[];
  /** `--set-section-flags`: words such as `alloc,load,readonly`, by section. */
  readonly flags?: ReadonlyMap<string, readonly string[]>;
  /** `--rename-section`, with flags if there are any: new names by old ones. */
  readonly renameSections?: ReadonlyMap<string, string>;
  /** `--prefix-sections`; `--prefix-alloc-sections`: only of those that are loaded. */
  readonly prefixSections?: string;
  readonly prefixLoaded?: string;
  /** `--update-section`: new contents by name. */
  readonly update?: ReadonlyMap<string, Uint8Array>;
  /** `--remove-relocations`: of sections of these names. */
  readonly removeRelocations?: readonly string[];
  /** `--set-start` */
  readonly entry?: bigint;
  /** `--change-addresses`: added to all load addresses. */
  readonly moveBy?: bigint;
  /** `--verilog-data-width`: bytes of a word: 1, 2, 4, 8 or 16. */
  readonly wordSize?: number;
  /** `--srec-len`: bytes of an S-record. */
  readonly recordSize?: number | undefined;
  /** `--srec-forceS3`: S-records have addresses of four bytes. */
  readonly isWide?: boolean;
  /** `--reverse-bytes`: groups of so many bytes are written backwards. */
  readonly reverseBytes?: number;
  /** `--change-section-address`, `--change-section-vma`, `--change-section-lma`. */
  readonly moves?: readonly SectionMove[];
  /** `--add-symbol` */
  readonly addSymbols?: readonly AddedSymbol[];
  /** `--only-keep-debug`: what is loaded keeps its place and loses its bytes. */
  readonly onlyDebug?: boolean;
  /** `--gap-fill`, `--pad-to`: what stands between the sections of `-O binary`, and up to where. */
  readonly gapFill?: number;
  readonly padTo?: bigint;
}

/** A section that the copy has besides. */
export interface AddedSection {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Bytes, a power of two; 1 if undefined. */
  readonly align?: number;
}

/** Where a section is to stand in memory. */
export interface SectionMove {
  /** Its name; `*` stands for anything. */
  readonly section: string;
  /** The address itself, or what is added to it. */
  readonly to?: bigint;
  readonly by?: bigint;
  /** Which address: where it runs, where it is loaded, or both. */
  readonly which: 'address' | 'vma' | 'lma';
}

/** A symbol that the copy has besides. */
export interface AddedSymbol {
  readonly name: string;
  /** The section from whose start its value counts; absolute if undefined. */
  readonly section: string | undefined;
  readonly value: bigint;
  readonly binding: number;
  readonly type: number;
}

/** The copy, or why there is none. */
export type Copied = { readonly bytes: Uint8Array } | { readonly problem: string };

/** Larger images are a mistake: sections that lie too far apart to be written behind each other. */
const LARGEST_IMAGE = 2 ** 30;

/**
 * Copies a file; of an archive each member.
 * @param name what the file is called: its symbols, with `-I binary`, and the first S-record.
 */
export function objcopy(bytes: Uint8Array, options: ObjcopyOptions, name = ''): Copied {
  const { bits, isBinary } = options;
  if (!isBinary && isArchive(bytes)) return copiedArchive(bytes, options);
  const file = readElf(isBinary ? binaryObject(name, bytes, bits) : bytes);
  if ('problem' in file) return file;
  if (bits !== undefined && bits !== file.bits)
    return {
      problem: `it is ${formatName(file.bits)}, and cannot become ${formatName(bits)}: assemble it anew, with another -march`,
    };
  const wanted = file.sections.filter((each) => !isTable(each) && isWanted(each, options));
  const { format } = options;
  const odd = wanted.find(isOdd);
  if (odd !== undefined)
    return {
      problem: `section ${odd.name} stands at ${odd.offset}, aligned to ${odd.align} bytes`,
    };
  if (format === 'elf') return changed(file, wanted, options);
  const { reverseBytes = 1 } = options;
  const parts = loadedBytes(file, wanted, options);
  if (parts.some(({ data }) => data.length % reverseBytes !== 0))
    return { problem: `not every section holds whole groups of ${reverseBytes} bytes` };
  if (format === 'binary') return image(parts, options);
  const { wordSize = 1, recordSize, isWide, entry = file.entry } = options;
  const made = hexFormats[format]?.({ parts, entry, name, wordSize, recordSize, isWide });
  return typeof made === 'object' ? { bytes: made } : { problem: made ?? `no format ${format}` };
}

function copiedArchive(bytes: Uint8Array, options: ObjcopyOptions): Copied {
  const archive = readArchive(bytes);
  if ('problem' in archive) return archive;
  const members: Member[] = [];
  for (const member of archive.members) {
    const copy = objcopy(member.bytes, options, member.name);
    if ('problem' in copy) return { problem: `${member.name}: ${copy.problem}` };
    members.push({ name: member.name, bytes: copy.bytes });
  }
  return { bytes: writeArchive(members) };
}

/** Whether a section's place makes no sense, so that a copy would be without bounds. */
function isOdd({ align, offset, size }: Section): boolean {
  return align > LARGEST_ALIGNMENT || offset > LARGEST_IMAGE || size > LARGEST_SIZE;
}

const LARGEST_ALIGNMENT = 2 ** 24;
/** Zeros are not stored, and may be many. */
const LARGEST_SIZE = 2 ** 40;

function isWanted({ name, flags, group }: Section, options: ObjcopyOptions) {
  const { only = [], remove = [], keepSections = [], strip, discard } = options;
  // A group is named by a symbol.
  if (group !== undefined && strip === 'all') return false;
  if (keepSections.length > 0 && matchesAny(keepSections, name)) return true;
  if (matchesAny(remove, name) || (only.length > 0 && !matchesAny(only, name))) return false;
  const isWhole = strip === undefined && discard !== 'all';
  return isWhole || (flags & SHF_ALLOC) !== 0 || !isDebug(name);
}

/** What is loaded, in the order of load addresses. */
function loadedBytes(
  file: ElfFile,
  sections: readonly Section[],
  { flags, moveBy = 0n, moves = [], reverseBytes = 1 }: ObjcopyOptions,
): LoadedBytes[] {
  const isLoaded = ({ name, flags: own, type, size }: Section) => {
    const words = flags?.get(name);
    const stored = words === undefined ? type !== SHT_NOBITS : words.includes('contents');
    const alloc = words === undefined ? own & SHF_ALLOC : words.includes('alloc');
    return alloc && stored && size > 0;
  };
  return sections
    .filter(isLoaded)
    .map((each) => ({
      start: BigInt.asUintN(64, moved(loadAddress(file, each), each.name, moves, 'vma') + moveBy),
      data: reversed(
        each.type === SHT_NOBITS ? new Uint8Array(each.size) : each.data,
        reverseBytes,
      ),
    }))
    .sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
}

/** An address after all moves but those that `other` names. */
function moved(
  address: bigint,
  name: string,
  moves: readonly SectionMove[],
  other: 'vma' | 'lma',
): bigint {
  return moves
    .filter(({ section, which }) => which !== other && matches(section, name))
    .reduce((at, { to, by = 0n }) => (to ?? at) + by, address);
}

/** Bytes with each group of so many backwards. */
function reversed(data: Uint8Array, group: number): Uint8Array {
  if (group < 2) return data;
  return data.map((_, at) => data[at - (at % group) + group - 1 - (at % group)] ?? 0);
}

/** Every loaded byte at its load address, counted from the lowest. */
function image(parts: readonly LoadedBytes[], { gapFill = 0, padTo }: ObjcopyOptions): Copied {
  const lowest = parts[0]?.start ?? 0n;
  const ends = parts.map(({ start, data }) => Number(start - lowest) + data.length);
  const size = Math.max(0, padTo === undefined ? 0 : Number(padTo - lowest), ...ends);
  if (size > LARGEST_IMAGE)
    return { problem: `its sections lie ${size} bytes apart; copy those that you want with -j` };
  const bytes = new Uint8Array(size).fill(gapFill);
  for (const { start, data } of parts) bytes.set(data, Number(start - lowest));
  return { bytes };
}

/** What links no further needs no relocations. */
function relocationsOf(of: Section, { strip, removeRelocations = [] }: ObjcopyOptions) {
  const isBare = strip === 'all' || matchesAny(removeRelocations, of.name);
  return isBare ? Relocations.none() : of.relocations;
}

function changed(file: ElfFile, wanted: readonly Section[], options: ObjcopyOptions): Copied {
  const kept = new Set<unknown>(wanted);
  const isThere = ({ section: place }: ElfSymbol) => typeof place === 'string' || kept.has(place);
  const named = new Set(
    wanted.flatMap((each) => relocationsOf(each, options).map(({ symbol }) => symbol)),
  );
  for (const { group } of wanted) named.add(group?.signature);
  const needed = file.symbols.find((each) => {
    return named.has(each) && isAmong(each.name, options.removeSymbols, options);
  });
  if (needed !== undefined)
    return { problem: `\`${needed.name}\` cannot be left out: a relocation names it` };
  const symbols = file.symbols.filter((each) => {
    const isNamed = named.has(each);
    return isThere(each) ? isSymbolKept(each, file, isNamed, options) : isNamed;
  });
  const lost = symbols.find((each) => !isThere(each));
  if (lost !== undefined)
    return { problem: `a relocation names \`${lost.name}\`, whose section is left out` };
  const unknown = options.addSymbols?.find((each) => {
    return each.section !== undefined && !wanted.some(({ name }) => name === each.section);
  });
  if (unknown !== undefined)
    return { problem: `there is no section ${unknown.section} for the symbol \`${unknown.name}\`` };
  const [move] = options.moves ?? [];
  if (move !== undefined && file.segments.length > 0)
    return {
      problem: `${move.section} lies in a segment, and only a link can move it; it can in an image`,
    };
  const copy = copyOf(file, wanted, symbols, options);
  return { bytes: writeElf(options.onlyDebug ? withoutContents(copy) : copy) };
}

/** `--only-keep-debug`: nothing of what is loaded is in the file but the headers. */
function withoutContents(file: GivenFile): GivenFile {
  const isLoaded = ({ flags, type }: Section) => (flags & SHF_ALLOC) !== 0 && type !== SHT_NOTE;
  const loaded = file.sections.filter((each) => isLoaded(each) && each.offset > 0);
  const first = Math.min(...loaded.map(({ offset }) => offset));
  const sections = file.sections.map((each) => {
    if (isLoaded(each)) Object.assign(each, { type: SHT_NOBITS, data: new Uint8Array(0) });
    return each;
  });
  const segments = file.segments.map((each) => {
    if (each.type !== PT_LOAD) return each;
    return { ...each, fileSize: Math.max(0, Math.min(each.fileSize, first - each.offset)) };
  });
  return { ...file, sections, segments };
}

/** The file with its sections and symbols as they are to be; they refer to each other. */
function copyOf(
  file: ElfFile,
  wanted: readonly Section[],
  symbols: readonly ElfSymbol[],
  options: ObjcopyOptions,
): GivenFile {
  const { flags, add = [] } = options;
  const sections = new Map<unknown, Section>(
    wanted.map((each) => [each, withFlags(changedSection(each, options), flags?.get(each.name))]),
  );
  const now = new Map<ElfSymbol | undefined, ElfSymbol>(
    symbols.map((each) => {
      const section = sections.get(each.section) ?? each.section;
      return [each, { ...changedSymbol(each, options), section }];
    }),
  );
  const complete = new Map<unknown, Section>();
  for (const [old, each] of sections) {
    const { group } = each;
    const relocations = Relocations.from(
      relocationsOf(each, options).map((one) => ({ ...one, symbol: now.get(one.symbol) })),
    );
    const signature = now.get(group?.signature);
    Object.assign(each, { relocations });
    if (group !== undefined && signature !== undefined)
      Object.assign(each, {
        group: {
          ...{ signature, comdat: group.comdat },
          members: group.members.flatMap((one) => sections.get(one) ?? []),
        },
      });
    complete.set(old, each);
  }
  const added = add.map(({ name, bytes, align = 1 }) =>
    withFlags(section({ name, data: bytes, align }), flags?.get(name)),
  );
  // What no segment holds moves up to where sections were left out.
  const all = [...complete.values()];
  for (const each of all)
    if (file.segments.length === 0 || (each.flags & SHF_ALLOC) === 0)
      Object.assign(each, { offset: 0 });
  const more = (options.addSymbols ?? []).map((each) => {
    const { name, binding, type } = each;
    const place = all.find((one) => one.name === each.section);
    const value = each.value + (place?.address ?? 0n);
    return elfSymbol({ name, binding, type, value, section: place ?? 'absolute' });
  });
  return {
    ...{ ...file, entry: options.entry ?? file.entry },
    sections: [...all, ...added],
    segments: file.segments.map((each) => keptSegment(each, file, complete)),
    symbols: [...inGnuOrder([...now.values()], options), ...more],
  };
}

/** A segment of a section that is not loaded stays with it, and is empty without it. */
function keptSegment(
  segment: Segment,
  { sections, bits = 64 }: ElfFile,
  kept: ReadonlyMap<unknown, Section>,
): Segment {
  const { offset, fileSize } = segment;
  const held = sections.find(({ flags, data, offset: start }) => {
    return (
      (flags & SHF_ALLOC) === 0 && fileSize > 0 && start === offset && data.length === fileSize
    );
  });
  if (held === undefined) return segment;
  const section = kept.get(held);
  if (section === undefined) return { ...segment, offset: 0, fileSize: 0, align: bits / 8 };
  return { ...segment, section, fileSize: section.size, align: section.align };
}

/** Of a program without debug information the symbols of sections stand behind the other local ones. */
function inGnuOrder(symbols: readonly ElfSymbol[], { strip }: ObjcopyOptions) {
  if (strip !== 'debug') return symbols;
  const isOfSection = ({ type }: ElfSymbol) => type === STT_SECTION;
  return [...symbols.filter((each) => !isOfSection(each)), ...symbols.filter(isOfSection)];
}

/** A section under its new name, with its new contents. */
function changedSection(of: Section, options: ObjcopyOptions): Section {
  const { renameSections, prefixSections = '', prefixLoaded, update } = options;
  const isLoaded = (of.flags & SHF_ALLOC) !== 0;
  const prefix = isLoaded ? (prefixLoaded ?? prefixSections) : prefixSections;
  const name = `${prefix}${renameSections?.get(of.name) ?? of.name}`;
  const data = update?.get(of.name) ?? of.data;
  const flags = options.strip === 'all' ? of.flags & ~SHF_GROUP : of.flags;
  const align = options.alignments?.get(of.name) ?? of.align;
  const address = moved(of.address, of.name, options.moves ?? [], 'lma');
  return {
    ...of,
    name,
    flags,
    align,
    address,
    ...(data !== of.data && { data, size: data.length }),
  };
}

/** The flags that `--set-section-flags` and `--rename-section` give by their words. */
function withFlags(of: Section, words: readonly string[] | undefined): Section {
  if (words === undefined) return { ...of };
  const has = (word: string) => words.includes(word);
  const kept = of.flags & ~(SHF_ALLOC | SHF_WRITE | SHF_EXECINSTR);
  const flags =
    kept |
    (has('alloc') ? SHF_ALLOC : 0) |
    (has('readonly') ? 0 : SHF_WRITE) |
    (has('code') ? SHF_EXECINSTR : 0);
  const becomesStored = of.type === SHT_NOBITS && (has('contents') || has('load'));
  if (!becomesStored) return { ...of, flags };
  return { ...of, flags, type: SHT_PROGBITS, data: new Uint8Array(of.size) };
}
