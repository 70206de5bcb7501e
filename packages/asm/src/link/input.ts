/** The objects that go into a link, as the linker sees them. */

import {
  type Bits,
  type ElfFile,
  type ElfSymbol,
  EM_RISCV,
  ET_REL,
  R,
  type Relocations,
  readElf,
  type Section,
  SHF_EXCLUDE,
  SHT_GROUP,
  SHT_NOBITS,
  SHT_NULL,
  SHT_RELA,
  SHT_STRTAB,
  SHT_SYMTAB,
  STB_LOCAL,
  Symbols,
} from '@ireko/elf';
import { Cuts } from './cuts.ts';
import type { OutputSection } from './output.ts';
import type { Report } from './report.ts';

/** An object file by the name that messages call it. */
export interface ObjectFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** An object that has been read. */
export interface InputObject {
  readonly name: string;
  readonly file: ElfFile;
  /** How wide its addresses are. */
  readonly bits: Bits;
  /** It is not linked, and only tells where symbols are. */
  readonly isElsewhere?: boolean;
  /** The file's symbols; what stands in a section that another object's replaces is undefined. */
  readonly symbols: Symbols;
  /** The sections that may become part of the executable. */
  readonly sections: readonly InputSection[];
  /** Those sections by what they are in the file. */
  readonly placed: ReadonlyMap<Section, InputSection>;
  /** For sections that another object's replace: those there with the very same symbols. */
  readonly replacements: ReadonlyMap<Section, InputSection>;
  /** The sections that list its section groups, those in the program. */
  readonly groups: readonly Section[];
}

/** The section groups of a program so far, by their signatures: what they consist of. */
export type Groups = Map<string, readonly InputSection[]>;

/** A section of an object and, once it is known, its place in the executable. */
export interface InputSection {
  readonly object: InputObject;
  readonly section: Section;
  /** Where it was put; undefined if it was discarded or nothing has asked for it. */
  output: OutputSection | undefined;
  /** Garbage collection leaves it alone. */
  keep: boolean;
  /** Its address, as of the latest layout. */
  address: bigint;
  /** Its bytes before any are cut out; no longer those of `section` once the linker has rewritten some. */
  data: Uint8Array;
  /** What is to be patched in `data`, with offsets in it. */
  relocations: Relocations;
  /** What is taken out of `data`. */
  readonly cuts: Cuts;
  /** Where a piece of it went that is shared with other sections; undefined if nothing is shared. */
  merged: ((offset: number) => Place) | undefined;
  /** Words of `data` that are their own distance from another place: of an FDE from its CIE. */
  distances: readonly { readonly offset: number; readonly from: Place }[];
}

/** A byte of a section. */
export interface Place {
  readonly input: InputSection;
  /** In `input.data`. */
  readonly offset: number;
}

/**
 * Reads an object; one that cannot be linked is reported.
 * @param groups the section groups of the objects before it; its own are added.
 * @param rename what a symbol of the object means in this link.
 */
export function readObject(
  { name, bytes }: ObjectFile,
  groups: Groups,
  report: Report,
  rename?: (symbol: ElfSymbol) => ElfSymbol,
): InputObject | undefined {
  const file = readElf(bytes);
  const problem = 'problem' in file ? file.problem : unsuitable(file);
  if (problem === undefined && !('problem' in file)) return inputObject(name, file, groups, rename);
  report.error('object', `${name}: ${problem}`, 'the linker takes objects that `as` has made');
  return undefined;
}

function unsuitable(file: ElfFile): string | undefined {
  if (file.machine !== EM_RISCV) return 'an object for another machine than RISC-V';
  if (file.type !== ET_REL) return 'an executable, not an object';
  if (file.symbols.names.includes('__gnu_lto_slim'))
    return 'compiled with -flto, so it holds no code; add -ffat-lto-objects or -fno-lto';
  for (const { name, align, data, relocations } of file.sections) {
    if (align > 2 ** 24 || (align & (align - 1)) !== 0)
      return `section ${name} is aligned to ${align} bytes`;
    for (let at = 0; at < relocations.length; at++) {
      if (relocations.type(at) !== R.R_RISCV_ALIGN) continue;
      const { offset, addend } = relocations.at(at);
      if (addend < 0n || offset + Number(addend) > data.length)
        return `an alignment at offset ${offset} of ${name} lies outside the section`;
    }
  }
  return undefined;
}

const NOT_LINKED = new Set([SHT_NULL, SHT_SYMTAB, SHT_STRTAB, SHT_RELA, SHT_GROUP]);

function inputObject(
  name: string,
  file: ElfFile,
  groups: Groups,
  rename: ((symbol: ElfSymbol) => ElfSymbol) | undefined,
): InputObject {
  const sections: InputSection[] = [];
  const placed = new Map<Section, InputSection>();
  const replaced = new Set<unknown>();
  const replacements = new Map<Section, InputSection>();
  const own: Section[] = [];
  for (const section of file.sections) {
    const { group } = section;
    const before = group?.comdat ? groups.get(group.signature.name) : undefined;
    if (group !== undefined && before === undefined) own.push(section);
    for (const each of before === undefined ? [] : (group?.members ?? [])) {
      replaced.add(each);
      const own = namesIn(file, each);
      const other = before?.find(({ object, section: its }) => namesIn(object.file, its) === own);
      if (other && own !== undefined) replacements.set(each, other);
    }
  }
  const named = rename ? Symbols.from(file.symbols.map(rename)) : file.symbols;
  const symbolOf = (each: ElfSymbol) => (replaced.has(each.section) ? undefinedOne(each) : each);
  const symbols = replaced.size > 0 ? Symbols.from(named.map(symbolOf)) : named;
  const object = {
    ...{ name, file, bits: file.bits ?? 64, symbols, sections },
    ...{ placed, replacements, groups: own },
  };
  for (const section of file.sections) {
    if (NOT_LINKED.has(section.type) || (section.flags & SHF_EXCLUDE) !== 0) continue;
    if (replaced.has(section)) continue;
    const input = inputSection(object, section);
    if (rename) input.relocations = input.relocations.withSymbols(named);
    sections.push(input);
  }
  for (const each of sections) placed.set(each.section, each);
  for (const { group } of own)
    if (group?.comdat && !groups.has(group.signature.name))
      groups.set(
        group.signature.name,
        group.members.flatMap((each) => placed.get(each) ?? []),
      );
  return object;
}

const names = new WeakMap<ElfFile, ReadonlyMap<Section | string, string>>();

/** What is named in a section of a file, as a text to compare; undefined if nothing is. */
function namesIn(file: ElfFile, section: Section): string | undefined {
  let known = names.get(file);
  if (known === undefined) {
    const all = Map.groupBy(file.symbols, (each) => each.section);
    const line = ({ name, type, binding, visibility }: ElfSymbol) =>
      `${name} ${type} ${binding} ${visibility}`;
    known = new Map([...all].map(([place, symbols]) => [place, symbols.map(line).sort().join()]));
    names.set(file, known);
  }
  return known.get(section);
}

/** Another object defines it; a symbol of this object alone is of no use any more. */
function undefinedOne(symbol: ElfSymbol): ElfSymbol {
  return { ...symbol, section: 'undefined', value: 0n, size: 0 };
}

/** A section that has no place yet. */
export function inputSection(object: InputObject, section: Section): InputSection {
  return {
    ...{ object, section, output: undefined, keep: false, address: 0n },
    ...{ data: section.data, relocations: section.relocations },
    ...{ cuts: new Cuts(), merged: undefined, distances: [] },
  };
}

/** Bytes of a section in the executable. */
export function sizeOf({ section, data, cuts }: InputSection): number {
  return section.type === SHT_NOBITS ? section.size : data.length - cuts.total;
}

/** Where what stood at an offset of an object's section is, as of the latest layout. */
export function addressAt(input: InputSection, offset: bigint): bigint {
  if (input.merged === undefined && input.cuts.total === 0) return input.address + offset;
  const inside = offset >= 0n && offset <= BigInt(input.section.size);
  if (!inside) return input.address + offset;
  const place = input.merged?.(Number(offset)) ?? { input, offset: Number(offset) };
  return place.input.address + BigInt(place.input.cuts.moved(place.offset));
}

/** Whether other objects can see a symbol. */
export function isGlobal(symbol: ElfSymbol): boolean {
  return symbol.binding !== STB_LOCAL;
}
