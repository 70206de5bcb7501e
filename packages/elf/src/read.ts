/**
 * Bytes → `ElfFile`. Any bytes at all may come in: whatever refers to a place outside of the file
 * or of its table is an `ElfError`, and nothing is read before its bounds have been checked.
 */

import {
  ELFCLASS32,
  ELFCLASS64,
  ELFDATA2LSB,
  ELFMAG,
  GRP_COMDAT,
  SHN_ABS,
  SHN_COMMON,
  SHN_LORESERVE,
  SHN_UNDEF,
  SHT_GROUP,
  SHT_NOBITS,
  SHT_NULL,
  SHT_RELA,
  SHT_SYMTAB,
} from './constants.ts';
import type { ElfError, ElfFile, Place, Section, SectionGroup, Segment } from './file.ts';
import {
  type Bits,
  FILE_HEADER,
  IDENT,
  type Layout,
  PROGRAM_HEADER,
  placesOf,
  RELA,
  readNumber,
  readSmall,
  readStructure,
  readUnsigned,
  SECTION_HEADER,
  SYMBOL,
  sizeOf,
  type Values,
} from './layout.ts';
import { Relocations } from './relocations.ts';
import { stringAt, stringsOf } from './strings.ts';
import { Symbols } from './symbols.ts';

/** The fields of `Elf32_Ehdr` or `Elf64_Ehdr` by their names in the specification. */
export type FileHeader = Values<typeof FILE_HEADER>;
type SectionHeader = Values<typeof SECTION_HEADER>;

/** Carries an `ElfError` out of the depths of the reader; `readElf` turns it into a value. */
class Damage {
  readonly problem: string;
  constructor(problem: string) {
    this.problem = problem;
  }
}

/**
 * Reads a little-endian ELF file of either class.
 * @returns the file, or what is wrong with it. Test with `'problem' in result`.
 */
export function readElf(bytes: Uint8Array): ElfFile | ElfError {
  try {
    return read(bytes);
  } catch (damage) {
    if (damage instanceof Damage) return { problem: damage.problem };
    throw damage;
  }
}

/** How wide addresses are in a file, by its first bytes; undefined if they are not those of one. */
export function bitsOf(bytes: Uint8Array): Bits | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < IDENT_SIZE) return undefined;
  const { ei_magic, ei_class } = readStructure(IDENT, 64, view, 0);
  return ei_magic === ELFMAG ? CLASSES[ei_class] : undefined;
}

/** The file header of bytes that `readElf` has found good: counts and places of the tables. */
export function fileHeader(bytes: Uint8Array): Readonly<FileHeader> {
  return readHeader(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)).header;
}

function read(bytes: Uint8Array): ElfFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { bits, header } = readHeader(view);
  const headers = readTable(SECTION_HEADER, bits, view, {
    what: 'section header table',
    offset: header.e_shoff,
    count: header.e_shnum,
    entrySize: header.e_shentsize,
  });
  const built = headers.map((entry) => readSection(bytes, entry));
  nameSections(built, headers, header.e_shstrndx);
  const symbolTable = headers.findIndex((entry) => entry.sh_type === SHT_SYMTAB);
  const symbols = symbolTable < 0 ? new Symbols() : readSymbols(built, symbolTable, bits);
  for (const table of built) {
    if (table.type === SHT_RELA && table.link === symbolTable) {
      const target = built[table.info];
      if (target !== undefined && table.info !== 0)
        target.relocations = readRelocations(table, symbols, bits);
    }
    if (table.type === SHT_GROUP && table.link === symbolTable)
      table.group = readGroup(table, built, symbols);
  }
  return {
    bits,
    type: header.e_type,
    machine: header.e_machine,
    flags: header.e_flags,
    entry: header.e_entry,
    sections: built.slice(1),
    segments: readSegments(view, header, bits),
    symbols,
  };
}

function readHeader(view: DataView): { readonly bits: Bits; readonly header: FileHeader } {
  if (view.byteLength < 4 || view.getUint32(0, true) !== ELFMAG)
    throw new Damage('not an ELF file');
  if (view.byteLength < IDENT_SIZE) throw new Damage('the file ends inside its ELF header');
  const ident = readStructure(IDENT, 64, view, 0);
  const bits = CLASSES[ident.ei_class];
  if (bits === undefined)
    throw new Damage(`an ELF file of class ${ident.ei_class}: there are 1, 32-bit, and 2, 64-bit`);
  if (ident.ei_data !== ELFDATA2LSB)
    throw new Damage('a big-endian ELF file; little-endian is expected');
  if (view.byteLength < IDENT_SIZE + sizeOf(FILE_HEADER, bits))
    throw new Damage('the file ends inside its ELF header');
  return { bits, header: readStructure(FILE_HEADER, bits, view, IDENT_SIZE) };
}

const CLASSES: Readonly<Record<number, Bits>> = { [ELFCLASS32]: 32, [ELFCLASS64]: 64 };

/** The same in both classes. */
const IDENT_SIZE = sizeOf(IDENT, 64);

interface TablePlace {
  readonly what: string;
  readonly offset: number;
  readonly count: number;
  readonly entrySize: number;
}

function readTable<L extends Layout>(
  fields: L,
  bits: Bits,
  view: DataView,
  place: TablePlace,
): Values<L>[] {
  const { what, offset, count, entrySize } = place;
  if (count === 0) return [];
  checkEntrySize(what, entrySize, sizeOf(fields, bits));
  if (offset + count * entrySize > view.byteLength)
    throw new Damage(`the ${what} lies outside the file`);
  return Array.from({ length: count }, (_, i) =>
    readStructure(fields, bits, view, offset + i * entrySize),
  );
}

/** A section while the file is being read: its name, relocations and group come after it. */
interface Building extends Section {
  name: string;
  group?: SectionGroup;
  relocations: Relocations;
}

function readSection(bytes: Uint8Array, header: SectionHeader): Building {
  const stored = header.sh_type !== SHT_NOBITS && header.sh_type !== SHT_NULL;
  const end = header.sh_offset + header.sh_size;
  if (stored && end > bytes.length)
    throw new Damage(
      `a section of ${header.sh_size} bytes at offset ${header.sh_offset} lies outside the file`,
    );
  return {
    name: '',
    type: header.sh_type,
    flags: header.sh_flags,
    address: header.sh_addr,
    offset: header.sh_offset,
    size: header.sh_size,
    link: header.sh_link,
    info: header.sh_info,
    align: header.sh_addralign,
    entrySize: header.sh_entsize,
    data: stored ? bytes.subarray(header.sh_offset, end) : new Uint8Array(0),
    relocations: Relocations.none(),
  };
}

function nameSections(
  sections: readonly Building[],
  headers: readonly SectionHeader[],
  tableNumber: number,
): void {
  if (sections.length === 0) return;
  const names = sections[tableNumber];
  if (names === undefined) throw new Damage(`there is no section ${tableNumber} to name sections`);
  headers.forEach((header, i) => {
    const section = sections[i];
    if (section !== undefined) section.name = stringAt(names.data, header.sh_name);
  });
}

function readSymbols(sections: readonly Section[], tableNumber: number, bits: Bits): Symbols {
  const section = sections[tableNumber] as Section;
  const table = viewOf(section);
  const names = sections[section.link];
  if (names === undefined) throw new Damage('the symbol table has no string table');
  const { st_name, st_info, st_other, st_shndx, st_value, st_size } = placesOf(SYMBOL[bits], bits);
  const nameAt = stringsOf(names.data);
  const { view } = table;
  const size = entrySize(SYMBOL[bits], bits, table, 'symbol table');
  const symbols = new Symbols(Math.floor(view.byteLength / size));
  for (let start = size; start + size <= view.byteLength; start += size) {
    symbols.push(
      nameAt(view.getUint32(start + st_name.at, true)),
      readUnsigned(view, start + st_value.at, st_value.size),
      readNumber(view, start + st_size.at, st_size.size),
      view.getUint8(start + st_info.at),
      view.getUint8(start + st_other.at),
      placeOf(view.getUint16(start + st_shndx.at, true), sections),
    );
  }
  return symbols;
}

function placeOf(number: number, sections: readonly Section[]): Section | Place {
  if (number === SHN_UNDEF) return 'undefined';
  if (number === SHN_ABS) return 'absolute';
  if (number === SHN_COMMON) return 'common';
  const section = number < SHN_LORESERVE ? sections[number] : undefined;
  if (section === undefined)
    throw new Damage(`a symbol stands in section ${number}: there is none`);
  return section;
}

function readRelocations(section: Section, symbols: Symbols, bits: Bits): Relocations {
  const { r_offset, r_type, r_sym, r_addend } = placesOf(RELA[bits], bits);
  const table = viewOf(section);
  const { view } = table;
  const size = entrySize(RELA[bits], bits, table, `relocation table ${section.name}`);
  const relocations = new Relocations(symbols, Math.floor(view.byteLength / size));
  for (let start = 0; start + size <= view.byteLength; start += size) {
    const place = readNumber(view, start + r_sym.at, r_sym.size);
    if (place > symbols.length)
      throw new Damage(`a relocation of ${section.name} names symbol ${place}: there is none`);
    relocations.push(
      readNumber(view, start + r_offset.at, r_offset.size),
      readNumber(view, start + r_type.at, r_type.size),
      place,
      readSmall(view, start + r_addend.at, r_addend.size),
    );
  }
  return relocations;
}

/** A word of flags, then the numbers of sections; relocation tables go with what they patch. */
function readGroup(
  { data, info }: Section,
  sections: readonly Section[],
  symbols: Symbols,
): SectionGroup {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const words = Array.from({ length: data.length >> 2 }, (_, i) => view.getUint32(4 * i, true));
  const [flags = 0, ...numbers] = words;
  const signature = symbols.at(info - 1);
  if (signature === undefined) throw new Damage(`a section group is named by symbol ${info}`);
  const members = numbers.map((number) => {
    const member = sections[number];
    if (member === undefined || number === 0)
      throw new Damage(`a section group has section ${number}: there is none`);
    return member;
  });
  return {
    signature,
    comdat: (flags & GRP_COMDAT) !== 0,
    members: members.filter(({ type }) => type !== SHT_RELA),
  };
}

/** A section that is a table. They are long, and read without an object for each entry. */
interface TableView {
  readonly view: DataView;
  readonly entrySize: number;
}

function viewOf({ data, entrySize }: Section): TableView {
  return { view: new DataView(data.buffer, data.byteOffset, data.byteLength), entrySize };
}

/** The size of a table's entries, which must be that of the structure. */
function entrySize(
  fields: Layout,
  bits: Bits,
  { view, entrySize: given }: TableView,
  what: string,
): number {
  const size = sizeOf(fields, bits);
  if (view.byteLength >= size) checkEntrySize(what, given, size);
  return size;
}

function checkEntrySize(what: string, entrySize: number, size: number): void {
  if (entrySize !== size)
    throw new Damage(`the ${what} has entries of ${entrySize} bytes instead of ${size}`);
}

function readSegments(view: DataView, header: FileHeader, bits: Bits): Segment[] {
  const table = readTable(PROGRAM_HEADER[bits], bits, view, {
    what: 'program header table',
    offset: header.e_phoff,
    count: header.e_phnum,
    entrySize: header.e_phentsize,
  });
  return table.map((entry) => {
    if (entry.p_offset + entry.p_filesz > view.byteLength)
      throw new Damage(
        `a segment of ${entry.p_filesz} bytes at offset ${entry.p_offset} lies outside the file`,
      );
    return {
      type: entry.p_type,
      flags: entry.p_flags,
      offset: entry.p_offset,
      address: entry.p_vaddr,
      physicalAddress: entry.p_paddr,
      fileSize: entry.p_filesz,
      memorySize: entry.p_memsz,
      align: entry.p_align,
    };
  });
}
