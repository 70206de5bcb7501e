/** `readelf`: what stands in an ELF file, as GNU readelf prints it. */

import {
  decodeText,
  EF_RISCV_FLOAT_ABI,
  EF_RISCV_RVC,
  EF_RISCV_RVE,
  EF_RISCV_TSO,
  type ElfFile,
  type ElfSymbol,
  EM_RISCV,
  fileHeader,
  PF_R,
  PF_W,
  PF_X,
  PT_TLS,
  readAttributes,
  readElf,
  type Section,
  type Segment,
  SHF_ALLOC,
  SHF_TLS,
  SHT_NOBITS,
  STO_RISCV_VARIANT_CC,
  TAG_RISCV_ARCH,
  TAG_RISCV_PRIV_SPEC,
  TAG_RISCV_PRIV_SPEC_MINOR,
  TAG_RISCV_PRIV_SPEC_REVISION,
  TAG_RISCV_STACK_ALIGN,
  TAG_RISCV_UNALIGNED_ACCESS,
} from '@ireko/elf';
import { symbolName, typeName } from './disassembly.ts';
import { dynamicSection, loadedRelocations } from './dynamic.ts';
import * as names from './readelf-names.ts';
import { notes } from './readelf-notes.ts';
import { address, hex, printable, type ToolResult } from './text.ts';

/** What to show. */
export interface ReadelfOptions {
  /** `-h` */
  readonly header?: boolean;
  /** `-S` */
  readonly sections?: boolean;
  /** `-l` */
  readonly segments?: boolean;
  /** `-r` */
  readonly relocations?: boolean;
  /** `-s` */
  readonly symbols?: boolean;
  /** `-g` */
  readonly groups?: boolean;
  /** `-A` */
  readonly attributes?: boolean;
  /** `-n` */
  readonly notes?: boolean;
  /** `-d`, `-n`, `-u` and `-V` of `-a`: what a static program does not have. */
  readonly dynamic?: boolean;
  readonly all?: boolean;
  /** `-x`, `-p`: the bytes, or the strings, of the sections of these names or numbers. */
  readonly bytesOf?: readonly string[];
  readonly stringsOf?: readonly string[];
  /** `-W`: do not break or shorten long lines. */
  readonly wide?: boolean;
}

/** Shows a file. */
export function readelf(bytes: Uint8Array, options: ReadelfOptions): ToolResult {
  const file = readElf(bytes);
  if ('problem' in file) return file;
  const wide = options.wide ?? false;
  let text = '';
  if (options.header) text += elfHeader(file, bytes);
  if (options.sections) text += sectionHeaders(file, bytes, wide, options.header ?? false);
  if (options.groups) text += groups(file);
  if (options.segments) text += programHeaders(file, bytes, wide, options.header ?? false);
  if (options.dynamic) text += dynamicSection(file);
  if (options.relocations) text += relocations(file, wide);
  if (options.all)
    text += `\nThe decoding of unwind sections for machine type RISC-V is not currently supported.\n`;
  if (options.symbols) text += symbols(file, wide);
  if (options.all) text += '\nNo version information found in this file.\n';
  if (options.notes) text += notes(file, wide);
  if (options.attributes) text += attributes(file);
  for (const name of options.bytesOf ?? []) text += hexDump(file, name);
  for (const name of options.stringsOf ?? []) text += stringDump(file, name);
  return { text };
}

function elfHeader(file: ElfFile, bytes: Uint8Array): string {
  const header = fileHeader(bytes);
  const magic = [...bytes.subarray(0, 16)].map((byte) => hex(byte, 2)).join(' ');
  const machine = file.machine === EM_RISCV ? 'RISC-V' : `<unknown>: 0x${hex(file.machine)}`;
  const rows: readonly (readonly [string, string])[] = [
    ['Class:', `ELF${file.bits ?? 64}`],
    ['Data:', "2's complement, little endian"],
    ['Version:', '1 (current)'],
    ['OS/ABI:', 'UNIX - System V'],
    ['ABI Version:', '0'],
    ['Type:', names.word(names.FILE_TYPES, file.type)],
    ['Machine:', machine],
    ['Version:', '0x1'],
    ['Entry point address:', `0x${hex(file.entry)}`],
    ['Start of program headers:', `${header.e_phoff} (bytes into file)`],
    ['Start of section headers:', `${header.e_shoff} (bytes into file)`],
    ['Flags:', flagWords(file.flags)],
    ['Size of this header:', `${header.e_ehsize} (bytes)`],
    ['Size of program headers:', `${header.e_phentsize} (bytes)`],
    ['Number of program headers:', `${header.e_phnum}`],
    ['Size of section headers:', `${header.e_shentsize} (bytes)`],
    ['Number of section headers:', `${header.e_shnum}`],
    ['Section header string table index:', `${header.e_shstrndx}`],
  ];
  const lines = rows.map(([label, value]) => `  ${label.padEnd(34)} ${value}\n`);
  return `ELF Header:\n  Magic:   ${magic} \n${lines.join('')}`;
}

function flagWords(flags: number): string {
  // As in GNU readelf, no flags are no words, although they mean the soft-float ABI.
  if (flags === 0) return '0x0';
  const words = [`0x${hex(flags)}`];
  if (flags & EF_RISCV_RVC) words.push('RVC');
  if (flags & EF_RISCV_RVE) words.push('RVE');
  if (flags & EF_RISCV_TSO) words.push('TSO');
  words.push(names.word(names.FLOAT_ABIS, flags & EF_RISCV_FLOAT_ABI));
  return words.join(', ');
}

const KEY = `Key to Flags:
  W (write), A (alloc), X (execute), M (merge), S (strings), I (info),
  L (link order), O (extra OS processing required), G (group), T (TLS),
  C (compressed), x (unknown), o (OS specific), E (exclude),
  D (mbind), p (processor specific)
`;

function sectionHeaders(file: ElfFile, bytes: Uint8Array, wide: boolean, below: boolean): string {
  const { e_shnum, e_shoff } = fileHeader(bytes);
  if (e_shnum === 0) return '\nThere are no sections in this file.\n';
  const count = below
    ? ''
    : `There are ${e_shnum} section headers, starting at offset 0x${hex(e_shoff)}:\n`;
  const zero = address(0, file);
  const isOneLine = fitsInLine(file, wide);
  const title = (file.bits === 32 ? 'Addr' : 'Address').padEnd(zero.length);
  const titles = isOneLine
    ? `  [Nr] Name              Type            ${title} Off    Size   ES Flg Lk Inf Al\n`
    : '  [Nr] Name              Type             Address           Offset\n       Size              EntSize          Flags  Link  Info  Align\n';
  const rows = file.sections.map((each, i) => sectionRow(each, i + 1, wide, file));
  const none = isOneLine
    ? `  [ 0] ${''.padEnd(17)} ${'NULL'.padEnd(15)} ${zero} 000000 000000 00      0   0  0\n`
    : `  [ 0] ${''.padEnd(17)} ${'NULL'.padEnd(16)} ${zero}  00000000\n       ${zero}  ${zero}           0     0     0\n`;
  return `${count}\nSection Headers:\n${titles}${none}${rows.join('')}${KEY}`;
}

/** Whether a header stands on one line: those of files of 32 bits are short enough at all times. */
function fitsInLine({ bits }: ElfFile, wide: boolean): boolean {
  return wide || bits === 32;
}

function sectionRow(section: Section, number: number, wide: boolean, file: ElfFile): string {
  const { type, flags, offset, size, entrySize, link, info, align } = section;
  const index = `  [${String(number).padStart(2)}]`;
  const name = shorten(section.name, wide ? Number.POSITIVE_INFINITY : 17).padEnd(17);
  const typeWord = names.word(names.SECTION_TYPES, type);
  const letters = names.SECTION_FLAGS.filter(([bit]) => flags & bit).map(([, letter]) => letter);
  const flagText = letters.join('').padStart(3);
  const links = [String(link), String(info)];
  if (fitsInLine(file, wide)) {
    const typeColumn = (wide ? typeWord : typeWord.slice(0, 15)).padEnd(15);
    const numbers = `${hex(offset, 6)} ${hex(size, 6)} ${hex(entrySize, 2)}`;
    const tail = `${flagText} ${links[0]?.padStart(2)} ${links[1]?.padStart(3)} ${String(align).padStart(2)}`;
    return `${index} ${name} ${typeColumn} ${address(section.address, file)} ${numbers} ${tail}\n`;
  }
  const first = `${index} ${name} ${typeWord.slice(0, 15).padEnd(16)} ${address(section.address, file)}  ${hex(offset, 8)}`;
  const tail = `${flagText}      ${links[0]?.padStart(2)}   ${links[1]?.padStart(3)}     ${align}`;
  return `${first}\n       ${address(size, file)}  ${address(entrySize, file)} ${tail}\n`;
}

function groups(file: ElfFile): string {
  const numbers = new Map(file.sections.map((each, i) => [each, i + 1]));
  const number = (value = 0) => `[${String(value).padStart(5)}]`;
  const found = file.sections.flatMap((section) => {
    const { group, name } = section;
    if (group === undefined) return [];
    const rows = group.members.flatMap((each) => {
      const at = numbers.get(each) ?? 0;
      const own = `   ${number(at)}   ${each.name}\n`;
      return each.relocations.length === 0
        ? [own]
        : [own, `   ${number(at + 1)}   .rela${each.name}\n`];
    });
    const kind = group.comdat ? 'COMDAT group' : 'group';
    const title = `${kind} section ${number(numbers.get(section))} \`${name}' [${symbolName(group.signature)}]`;
    return `\n${title} contains ${rows.length} sections:\n   [Index]    Name\n${rows.join('')}`;
  });
  return found.length === 0 ? '\nThere are no section groups in this file.\n' : found.join('');
}

/** How each attribute is called and shown. */
const ATTRIBUTES: Readonly<Record<number, (value: number | string) => string>> = {
  [TAG_RISCV_STACK_ALIGN]: (value) => `Tag_RISCV_stack_align: ${value}-bytes`,
  [TAG_RISCV_ARCH]: (value) => `Tag_RISCV_arch: "${value}"`,
  [TAG_RISCV_UNALIGNED_ACCESS]: (value) =>
    `Tag_RISCV_unaligned_access: ${value ? 'Unaligned access' : 'No unaligned access'}`,
  [TAG_RISCV_PRIV_SPEC]: (value) => `Tag_RISCV_priv_spec: ${value}`,
  [TAG_RISCV_PRIV_SPEC_MINOR]: (value) => `Tag_RISCV_priv_spec_minor: ${value}`,
  [TAG_RISCV_PRIV_SPEC_REVISION]: (value) => `Tag_RISCV_priv_spec_revision: ${value}`,
};

function attributes(file: ElfFile): string {
  const section = file.sections.find(({ name }) => name === '.riscv.attributes');
  if (section === undefined) return '';
  const rows = [...readAttributes(section.data)].map(([tag, value]) => {
    const show = ATTRIBUTES[tag] ?? ((unknown) => `Tag_unknown_${tag}: ${unknown}`);
    return `  ${show(value)}\n`;
  });
  return `Attribute Section: riscv\nFile Attributes\n${rows.join('')}`;
}

/** A section by its name or number. */
function named(file: ElfFile, name: string): Section | undefined {
  const number = /^\d+$/.test(name) ? Number(name) : undefined;
  return number === undefined
    ? file.sections.find((each) => each.name === name)
    : file.sections[number - 1];
}

const ROW = 16;

function hexDump(file: ElfFile, name: string): string {
  const section = named(file, name);
  if (section === undefined) return '';
  const { data, address: base, relocations: some } = section;
  if (data.length === 0) return `Section '${section.name}' has no data to dump.\n`;
  const note =
    some.length > 0
      ? ' NOTE: This section has relocations against it, but these have NOT been applied to this dump.\n'
      : '';
  let text = `\nHex dump of section '${section.name}':\n${note}`;
  for (let at = 0; at < data.length; at += ROW) {
    const row = [...data.subarray(at, at + ROW)];
    const bytes = row.map((each, i) => hex(each, 2) + (i % 4 === 3 ? ' ' : '')).join('');
    text += `  0x${hex(base + BigInt(at), 8)} ${bytes.padEnd(36)}${row.map(printable).join('')}\n`;
  }
  return `${text}\n`;
}

function stringDump(file: ElfFile, name: string): string {
  const section = named(file, name);
  if (section === undefined) return '';
  const { data } = section;
  if (data.length === 0) return `Section '${section.name}' has no data to dump.\n`;
  let text = '';
  for (let at = 0; at < data.length; ) {
    if (printable(data[at] ?? 0) === '.' && data[at] !== 0x2e) {
      at++;
      continue;
    }
    const zero = data.indexOf(0, at);
    const end = zero < 0 ? data.length : zero;
    text += `  [${hex(at).padStart(6)}]  ${decodeText(data.subarray(at, end))}\n`;
    at = end;
  }
  const found = text === '' ? '  No strings found in this section.' : text;
  return `\nString dump of section '${section.name}':\n${found}\n`;
}

/** A name of at most `most` characters; the end of a longer one is left out. */
function shorten(name: string, most: number): string {
  return name.length <= most ? name : `${name.slice(0, most - 5)}[...]`;
}

function programHeaders(file: ElfFile, bytes: Uint8Array, wide: boolean, below: boolean): string {
  const { segments } = file;
  if (segments.length === 0) return '\nThere are no program headers in this file.\n';
  const kind = names.word(names.FILE_TYPES, file.type);
  const intro = below
    ? ''
    : `\nElf file type is ${kind}\nEntry point 0x${hex(file.entry)}\nThere are ${segments.length} program headers, starting at offset ${fileHeader(bytes).e_phoff}\n`;
  const column = (title: string, digits: number) => title.padEnd('0x'.length + digits);
  const [wideAddress, wideSize] = [address(0, file).length, sizeDigits(file)];
  const places = ['VirtAddr', 'PhysAddr'].map((each) => column(each, wideAddress)).join(' ');
  const sizes = ['FileSiz', 'MemSiz'].map((each) => column(each, wideSize)).join(' ');
  const titles = fitsInLine(file, wide)
    ? `  Type           Offset   ${places} ${sizes} Flg Align\n`
    : '  Type           Offset             VirtAddr           PhysAddr\n                 FileSiz            MemSiz              Flags  Align\n';
  const rows = segments.map((each) => segmentRow(each, wide, file));
  const mapping = segments.map((each, i) => {
    const inside = file.sections.filter((section) => lies(section, each));
    return `   ${String(i).padStart(2, '0')}     ${inside.map(({ name }) => `${name} `).join('')}\n`;
  });
  const heading = ' Section to Segment mapping:\n  Segment Sections...\n';
  return `${intro}\nProgram Headers:\n${titles}${rows.join('')}\n${heading}${mapping.join('')}`;
}

/** Digits of a segment's size where it stands on one line. */
function sizeDigits({ bits }: ElfFile): number {
  return bits === 32 ? 5 : 6;
}

function segmentRow(segment: Segment, wide: boolean, file: ElfFile): string {
  const { offset, fileSize, memorySize, flags, align, physicalAddress } = segment;
  const type = names.word(names.SEGMENT_TYPES, segment.type).slice(0, 14).padEnd(14);
  const letter = (bit: number, text: string) => (flags & bit ? text : ' ');
  const letters = letter(PF_R, 'R') + letter(PF_W, 'W') + letter(PF_X, 'E');
  const places = `0x${address(segment.address, file)} 0x${address(physicalAddress, file)}`;
  if (fitsInLine(file, wide)) {
    const digits = sizeDigits(file);
    const sizes = `0x${hex(fileSize, digits)} 0x${hex(memorySize, digits)}`;
    return `  ${type} 0x${hex(offset, 6)} ${places} ${sizes} ${letters} 0x${hex(align)}\n`;
  }
  const sizes = `0x${address(fileSize, file)} 0x${address(memorySize, file)}`;
  return `  ${type} 0x${address(offset, file)} ${places}\n                 ${sizes}  ${letters}    0x${hex(align)}\n`;
}

/** Whether a section is part of a segment. */
function lies({ flags, type, offset, size, address: start }: Section, segment: Segment): boolean {
  const isThreadZeros = type === SHT_NOBITS && (flags & SHF_TLS) !== 0;
  if (isThreadZeros && segment.type !== PT_TLS) return false;
  if (segment.type === PT_TLS && (flags & SHF_TLS) === 0) return false;
  const allocated = (flags & SHF_ALLOC) !== 0;
  if (size === 0 || allocated !== segment.memorySize > 0) return false;
  const inFile = offset >= segment.offset && offset + size <= segment.offset + segment.fileSize;
  if (!allocated) return inFile;
  const end = segment.address + BigInt(segment.memorySize);
  const inMemory = start >= segment.address && start + BigInt(size) <= end;
  return inMemory && (type === SHT_NOBITS || inFile);
}

/** Titles of the columns of relocations; those of files of 32 bits fit in without cuts. */
// biome-ignore format: columns are the point.
const RELOCATION_TITLES = {
  32: {
    wide:   " Offset     Info    Type                Sym. Value  Symbol's Name + Addend\n",
    narrow: ' Offset     Info    Type            Sym.Value  Sym. Name + Addend\n',
  },
  64: {
    wide:   "    Offset             Info             Type               Symbol's Value  Symbol's Name + Addend\n",
    narrow: '  Offset          Info           Type           Sym. Value    Sym. Name + Addend\n',
  },
} as const;

function relocations(file: ElfFile, wide: boolean): string {
  const numbers = new Map(file.symbols.map((each, i) => [each, i + 1]));
  const own = file.sections
    .filter((each) => each.relocations.length > 0)
    .map((section) => ({
      name: `.rela${section.name}`,
      table: file.sections[file.sections.indexOf(section) + 1] ?? section,
      relocations: section.relocations,
    }));
  const loaded = loadedRelocations(file).map(({ section, relocations }) => {
    return { name: section.name, table: section, relocations };
  });
  const relocated = [...loaded, ...own];
  if (relocated.length === 0) return '\nThere are no relocations in this file.\n';
  const { bits = 64 } = file;
  const titles = RELOCATION_TITLES[bits][wide ? 'wide' : 'narrow'];
  const digits = bits === 32 ? 8 : wide ? 16 : 12;
  const typeDigits = bits === 32 ? 2 : 8;
  return relocated
    .map(({ name: tableName, table, relocations: listed }) => {
      const count = listed.length;
      const rows = listed.map((each) => {
        const { symbol, offset, addend } = each;
        const number = symbol === undefined ? 0 : (numbers.get(symbol) ?? 0);
        const info = `${hex(number)}${hex(each.type, typeDigits)}`.padStart(digits, '0');
        const type = typeName(each);
        const shown = wide ? type.padEnd(22) : type.slice(0, 17).padEnd(17);
        const start = `${hex(offset, digits)}  ${info} ${shown}`;
        const distance = hex(addend < 0n ? -addend : addend);
        if (symbol === undefined)
          return `${start}${' '.repeat(bits / 4 + 4)}${addend < 0n ? '-' : ''}${distance}\n`;
        const name = shorten(symbolName(symbol), wide ? Number.POSITIVE_INFINITY : 22);
        const sign = addend < 0n ? '-' : '+';
        const gap = bits === 32 ? '  ' : '';
        return `${start} ${address(symbol.value, file)}${gap} ${name} ${sign} ${distance}\n`;
      });
      const entries = count === 1 ? 'entry' : 'entries';
      const title = `Relocation section '${tableName}' at offset 0x${hex(table.offset)} contains ${count} ${entries}:`;
      return `\n${title}\n${titles}${rows.join('')}`;
    })
    .join('');
}

function symbols(file: ElfFile, wide: boolean): string {
  if (!file.sections.some((each) => each.name === '.symtab')) return '';
  const zero = address(0, file);
  const none = `     0: ${zero}     0 NOTYPE  LOCAL  DEFAULT  UND \n`;
  const numbers = new Map(file.sections.map((each, i) => [each, i + 1]));
  const rows = file.symbols.map((each, i) => symbolRow(each, i + 1, numbers, wide, file));
  const count = rows.length + 1;
  const entries = count === 1 ? 'entry' : 'entries';
  const value = 'Value'.padEnd(zero.length - 1);
  const titles = `   Num:    ${value}Size Type    Bind   Vis      Ndx Name\n`;
  return `\nSymbol table '.symtab' contains ${count} ${entries}:\n${titles}${none}${rows.join('')}`;
}

const PLACES = { undefined: 'UND', absolute: 'ABS', common: 'COM' };

/** Where there are any that have no name, binutils shows those alone. */
function attributesText(attributes: number): string {
  const unknown = attributes & ~STO_RISCV_VARIANT_CC;
  return unknown === 0 ? 'VARIANT_CC' : hex(unknown);
}

function symbolRow(
  symbol: ElfSymbol,
  number: number,
  numbers: ReadonlyMap<Section, number>,
  wide: boolean,
  file: ElfFile,
): string {
  const { value, size, type, binding, visibility, attributes, section } = symbol;
  const place = typeof section === 'string' ? PLACES[section] : String(numbers.get(section));
  const bytes = size > 99999 ? `0x${hex(size)}` : String(size);
  const name = shorten(symbolName(symbol), wide ? Number.POSITIVE_INFINITY : 21);
  const fields = [
    `${String(number).padStart(6)}:`,
    address(value, file),
    bytes.padStart(5),
    names.word(names.SYMBOL_TYPES, type).padEnd(7),
    names.word(names.BINDINGS, binding).padEnd(6),
    names.word(names.VISIBILITIES, visibility).padEnd(7),
    ...(attributes === 0 ? [] : [`[${attributesText(attributes)}] `]),
    place.padStart(4),
    name,
  ];
  return `${fields.join(' ')}\n`;
}
