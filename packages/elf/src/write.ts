/**
 * `ElfFile` → bytes, arranged as GNU's tools do it: header, program headers, the sections' bytes,
 * the symbol table and its strings, the relocation tables, the section names, section headers.
 *
 * Sections of `file.sections` that are symbol, string or relocation tables are passed over and
 * made anew [see tables.ts], so whatever was read can be written.
 */

import {
  ELFCLASS32,
  ELFCLASS64,
  ELFDATA2LSB,
  ELFMAG,
  ELFOSABI_NONE,
  EV_CURRENT,
  SHT_NOBITS,
  SHT_STRTAB,
} from './constants.ts';
import { type GivenFile, type Section, section } from './file.ts';
import {
  type Bits,
  FILE_HEADER,
  IDENT,
  PROGRAM_HEADER,
  SECTION_HEADER,
  sizeOf,
  writeStructure,
} from './layout.ts';
import { stringTable } from './string-table.ts';
import { Symbols } from './symbols.ts';
import {
  groupData,
  isTable,
  orderOf,
  relocationTable,
  symbolNumber,
  symbolTable,
} from './tables.ts';

function headerSize(bits: Bits): number {
  return sizeOf(IDENT, bits) + sizeOf(FILE_HEADER, bits);
}

/** Bytes of the ELF header and so many program headers: where sections may begin. */
export function headersSize(segmentCount: number, bits: Bits): number {
  return headerSize(bits) + segmentCount * sizeOf(PROGRAM_HEADER[bits], bits);
}

/** A section as it goes into the file: its header's links and its place. */
interface Entry {
  readonly section: Section;
  readonly link: number;
  readonly info: number;
  offset: number;
}

function entry(of: Section, link = 0, info = 0): Entry {
  return { section: of, link, info, offset: of.offset };
}

/**
 * Writes a file. Local symbols are moved before the others, as the specification demands. A
 * section whose `offset` is 0 goes to the next place that suits its alignment, if any of it is stored.
 */
export function writeElf(file: GivenFile): Uint8Array {
  const { bits = 64 } = file;
  const contents = file.sections.filter((each) => !isTable(each));
  const relocated = contents.filter((each) => each.relocations.length > 0);
  const numbers = numberSections(contents);
  const symbolTableNumber = contents.length + relocated.length + 1;
  const symbols = Symbols.from(file.symbols);
  const order = orderOf(symbols);

  const body = contents.map((each) => {
    const relink = (old: number) => numbers.get(file.sections[old - 1] as Section) ?? 0;
    const { group } = each;
    if (group !== undefined) {
      const data = groupData(group, numbers);
      const info = symbolNumber(group.signature, symbols, order);
      return entry({ ...each, data, size: data.length }, symbolTableNumber, info);
    }
    return each.link === 0 ? entry(each, 0, each.info) : entry(each, relink(each.link), each.info);
  });
  const relocations = new Map(
    relocated.map((each) => [
      each,
      entry(relocationTable(each, symbols, order, bits), symbolTableNumber, numbers.get(each)),
    ]),
  );
  const tail: Entry[] = [];
  if (symbols.length > 0) {
    const names = stringTable(Array.from(order.places, (place) => symbols.name(place)));
    const table = symbolTable(symbols, order, names.offsets, numbers, bits);
    tail.push(entry(table, symbolTableNumber + 1, 1 + order.localCount));
    tail.push(entry(section({ name: '.strtab', type: SHT_STRTAB, data: names.bytes })));
  }
  const numbered = body.flatMap((each) => {
    const table = relocations.get(each.section);
    return table === undefined ? [each] : [each, table];
  });
  const sectionNames = [
    ...(symbols.length > 0 ? ['.symtab', '.strtab'] : []),
    '.shstrtab',
    ...numbered.map((each) => each.section.name),
  ];
  const { bytes: data, offsets } = stringTable(sectionNames);
  const last = entry(section({ name: '.shstrtab', type: SHT_STRTAB, data }));
  placeEntries([...body, ...tail, ...relocations.values(), last], file.segments.length, bits);
  const nameOffsets = new Map(sectionNames.map((name, number) => [name, offsets[number] ?? 0]));
  return emit(file, bits, [...numbered, ...tail, last], nameOffsets);
}

/** Each section is followed by its relocation table; number 0 is the null section's. */
function numberSections(contents: readonly Section[]): Map<Section, number> {
  const numbers = new Map<Section, number>();
  let next = 1;
  for (const each of contents) {
    numbers.set(each, next);
    next += each.relocations.length > 0 ? 2 : 1;
  }
  return numbers;
}

/**
 * Gives an offset to each entry that has none: after all that have one, in the order given. As
 * with GNU's tools, zeros that are not stored have a place in an object only; elsewhere their offset is
 * what their segment made of it, or 0.
 */
function placeEntries(entries: readonly Entry[], segmentCount: number, bits: Bits): void {
  const hasPlace = ({ section }: Entry) => section.type !== SHT_NOBITS || segmentCount === 0;
  const placed = entries.filter(hasPlace);
  const ends = placed.filter(({ offset }) => offset !== 0).map(endOf);
  let at = Math.max(headersSize(segmentCount, bits), ...ends);
  for (const each of placed) {
    if (each.offset !== 0) continue;
    each.offset = alignUp(at, each.section.align);
    at = endOf(each);
  }
}

function endOf({ section, offset }: Entry): number {
  return section.type === SHT_NOBITS ? offset : offset + section.data.length;
}

function alignUp(value: number, align: number): number {
  return align > 1 ? Math.ceil(value / align) * align : value;
}

function emit(
  file: GivenFile,
  bits: Bits,
  entries: readonly Entry[],
  names: ReadonlyMap<string, number>,
): Uint8Array {
  const entrySize = sizeOf(SECTION_HEADER, bits);
  const sectionHeaders = alignUp(Math.max(...entries.map(endOf)), bits / 8);
  const bytes = new Uint8Array(sectionHeaders + (entries.length + 1) * entrySize);
  const view = new DataView(bytes.buffer);
  emitFileHeader(view, file, bits, entries.length, sectionHeaders);
  emitSegments(view, file, bits, entries);
  entries.forEach(({ section: each, link, info, offset }, i) => {
    if (each.type !== SHT_NOBITS) bytes.set(each.data, offset);
    writeStructure(SECTION_HEADER, bits, view, sectionHeaders + (i + 1) * entrySize, {
      sh_name: names.get(each.name) ?? 0,
      sh_type: each.type,
      sh_flags: each.flags,
      sh_addr: each.address,
      sh_offset: offset,
      sh_size: each.size,
      sh_link: link,
      sh_info: info,
      sh_addralign: each.align,
      sh_entsize: each.entrySize,
    });
  });
  return bytes;
}

function emitFileHeader(
  view: DataView,
  file: GivenFile,
  bits: Bits,
  sectionCount: number,
  sectionHeaders: number,
): void {
  const segmentCount = file.segments.length;
  writeStructure(IDENT, bits, view, 0, {
    ei_magic: ELFMAG,
    ei_class: bits === 32 ? ELFCLASS32 : ELFCLASS64,
    ei_data: ELFDATA2LSB,
    ei_version: EV_CURRENT,
    ei_osabi: file.osAbi ?? ELFOSABI_NONE,
    ei_abiversion: 0,
    ei_pad: 0,
    ei_pad_rest: 0,
  });
  writeStructure(FILE_HEADER, bits, view, sizeOf(IDENT, bits), {
    e_type: file.type,
    e_machine: file.machine,
    e_version: EV_CURRENT,
    e_entry: file.entry,
    e_phoff: segmentCount === 0 ? 0 : headerSize(bits),
    e_shoff: sectionHeaders,
    e_flags: file.flags,
    e_ehsize: headerSize(bits),
    e_phentsize: segmentCount === 0 ? 0 : sizeOf(PROGRAM_HEADER[bits], bits),
    e_phnum: segmentCount,
    e_shentsize: sizeOf(SECTION_HEADER, bits),
    e_shnum: sectionCount + 1,
    e_shstrndx: sectionCount,
  });
}

function emitSegments(
  view: DataView,
  file: GivenFile,
  bits: Bits,
  entries: readonly Entry[],
): void {
  file.segments.forEach((each, i) => {
    const { section: held } = each;
    const { offset } = entries.find(({ section: one }) => one === held) ?? each;
    writeStructure(PROGRAM_HEADER[bits], bits, view, headersSize(i, bits), {
      p_type: each.type,
      p_flags: each.flags,
      p_offset: offset,
      p_vaddr: each.address,
      p_paddr: each.physicalAddress,
      p_filesz: each.fileSize,
      p_memsz: each.memorySize,
      p_align: each.align,
    });
  });
}
