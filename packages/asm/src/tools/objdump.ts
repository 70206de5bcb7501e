/** `objdump`: headers, symbols, relocations and code of a file, as GNU objdump prints them. */

import {
  type ElfFile,
  type ElfSymbol,
  EM_RISCV,
  ET_DYN,
  ET_REL,
  isMappingSymbol,
  isTemporaryName,
  PF_R,
  PF_W,
  PF_X,
  PT_LOAD,
  readElf,
  type Section,
  type Segment,
  SHT_NOBITS,
  STB_GLOBAL,
  STB_LOCAL,
  STB_WEAK,
  STT_FILE,
  STT_FUNC,
  STT_OBJECT,
  STT_SECTION,
  STV_HIDDEN,
  STV_INTERNAL,
  STV_PROTECTED,
} from '@ireko/elf';
import {
  type DisassemblyOptions,
  disassembly,
  relocationValue,
  symbolName,
  typeName,
} from './disassembly.ts';
import { dynamicRows } from './dynamic.ts';
import { loadAddress } from './load-address.ts';
import { isHidden, sectionWords } from './section-flags.ts';
import { address, formatName, hex, printable, type ToolResult } from './text.ts';

/** What to show. */
export interface ObjdumpOptions extends DisassemblyOptions {
  /** `-d`, `-D`, `-S` */
  readonly disassemble?: boolean;
  /** `-h` */
  readonly headers?: boolean;
  /** `-t` */
  readonly symbols?: boolean;
  /** `-s` */
  readonly contents?: boolean;
  /** `-f` */
  readonly fileHeader?: boolean;
  /** `-p` */
  readonly privateHeaders?: boolean;
  /** `-a`: the file's name once more, as of a member of an archive. */
  readonly archiveHeader?: boolean;
  /** `-w`: a section on one line with `-h`. */
  readonly wide?: boolean;
  /** `-T`: symbols for a dynamic linker, which no file here has. */
  readonly dynamicSymbols?: boolean;
  /** `-x`: the headers, relocations and symbols, and the file's name once more. */
  readonly allHeaders?: boolean;
}

/**
 * Shows a file.
 * @param name how the heading calls it.
 */
export function objdump(name: string, bytes: Uint8Array, options: ObjdumpOptions): ToolResult {
  const file = readElf(bytes);
  if ('problem' in file) return file;
  if (file.machine !== EM_RISCV) return { problem: 'a file for another machine than RISC-V' };
  const { allHeaders } = options;
  let text = `\n${name}:     file format ${formatName(file.bits)}\n${allHeaders || options.archiveHeader ? `${name}\n` : ''}`;
  if (allHeaders || options.fileHeader) text += fileHeader(file);
  text += '\n';
  if (allHeaders || options.privateHeaders) text += programHeaders(file) + dynamicRows(file);
  if (allHeaders || options.headers) text += sectionHeaders(file, options);
  if (allHeaders || options.symbols) text += symbolTable(file);
  if (options.dynamicSymbols) text += 'DYNAMIC SYMBOL TABLE:\nno symbols\n\n\n';
  const relocations = allHeaders || options.relocations;
  if (relocations && !options.disassemble) text += relocationRecords(file, options.sections);
  if (options.contents) text += contents(file, options);
  if (options.disassemble)
    text += disassembly(file, { ...options, ...(allHeaders && { relocations: true }) });
  return { text };
}

function fileHeader(file: ElfFile): string {
  const isDynamic = file.type === ET_DYN;
  const isExecutable = file.type !== ET_REL && !isDynamic;
  const hasRelocations = file.sections.some(({ relocations }) => relocations.length > 0);
  const words = [
    hasRelocations && ([0x1, 'HAS_RELOC'] as const),
    isExecutable && ([0x2, 'EXEC_P'] as const),
    file.symbols.length > 0 && ([0x10, 'HAS_SYMS'] as const),
    isDynamic && ([0x40, 'DYNAMIC'] as const),
    file.segments.some(isPaged) && ([0x100, 'D_PAGED'] as const),
  ].filter((each) => each !== false);
  const flags = words.reduce((all, [bit]) => all | bit, 0);
  return [
    `architecture: riscv:rv${file.bits ?? 64}, flags 0x${hex(flags, 8)}:`,
    words.map(([, word]) => word).join(', '),
    `start address 0x${address(file.entry, file)}\n`,
  ].join('\n');
}

function isPaged({ type, align, offset, address: start }: Segment): boolean {
  return type === PT_LOAD && align > 1 && (BigInt(offset) - start) % BigInt(align) === 0n;
}

/** Names of segment types; others are shown as numbers. */
const SEGMENTS: Readonly<Record<number, string>> = {
  ...{ 0: 'NULL', 1: 'LOAD', 2: 'DYNAMIC', 3: 'INTERP', 4: 'NOTE', 6: 'PHDR', 7: 'TLS' },
  ...{ 1685382481: 'STACK' },
};

function programHeaders(file: ElfFile): string {
  if (file.segments.length === 0) return '';
  const rows = file.segments.map((each) => {
    const { type, offset, physicalAddress, align, fileSize, memorySize, flags } = each;
    const word = (SEGMENTS[type] ?? `0x${hex(type)}`).padStart(8);
    const places = [offset, each.address, physicalAddress].map(
      (value) => `0x${address(value, file)}`,
    );
    const letter = (bit: number, text: string) => (flags & bit ? text : '-');
    const letters = letter(PF_R, 'r') + letter(PF_W, 'w') + letter(PF_X, 'x');
    return [
      `${word} off    ${places[0]} vaddr ${places[1]} paddr ${places[2]} align 2**${Math.log2(Math.max(1, align))}\n`,
      `         filesz 0x${address(fileSize, file)} memsz 0x${address(memorySize, file)} flags ${letters}\n`,
    ].join('');
  });
  return `Program Header:\n${rows.join('')}\n`;
}

const ROW = 16;

/** The bytes of sections, sixteen in a row, with their characters. */
function contents(file: ElfFile, { sections = [], start, stop }: ObjdumpOptions): string {
  const shown = contentSections(file).filter(
    ({ name, type, size }) =>
      type !== SHT_NOBITS && size > 0 && (sections.length === 0 || sections.includes(name)),
  );
  return shown.map((each) => sectionContents(each, start, stop)).join('');
}

function sectionContents(section: Section, from?: bigint, to?: bigint): string {
  const { name, data, address: base } = section;
  const first = Math.max(0, Number((from ?? base) - base));
  const end = to === undefined ? data.length : Math.min(data.length, Number(to - base));
  if (first >= end) return '';
  const digits = Math.max(4, hex(base + BigInt(end - 1)).length);
  let text = `Contents of section ${name}:\n`;
  for (let at = first; at < end; at += ROW) {
    const row = data.subarray(at, Math.min(at + ROW, end));
    const bytes = [...row].map((each, i) => (i % 4 === 0 ? ' ' : '') + hex(each, 2)).join('');
    const characters = [...row].map(printable);
    text += ` ${hex(base + BigInt(at), digits)}${bytes.padEnd(36)}  ${characters.join('').padEnd(ROW)}\n`;
  }
  return text;
}

/** The sections that GNU's tools count: those that are not tables of the linker. */
function contentSections(file: ElfFile): Section[] {
  return file.sections.filter((each) => !isHidden(each));
}

/** Columns for the names of sections, in the wide listing as many as the longest name has. */
const NAME = 13;

function sectionHeaders(file: ElfFile, { sections: wanted = [], wide }: ObjdumpOptions): string {
  const longest = Math.max(NAME, ...contentSections(file).map(({ name }) => name.length));
  const nameWidth = wide ? longest : NAME;
  const [address1, address2] = ['VMA', 'LMA'].map((each) => each.padEnd(address(0, file).length));
  const columns = `Size      ${address1}  ${address2}  File off  Algn`;
  const title = `Idx ${'Name'.padEnd(nameWidth)} ${columns}${wide ? '  Flags' : ''}`;
  const rows = contentSections(file).map((section, i) => {
    if (wanted.length > 0 && !wanted.includes(section.name)) return '';
    const { name, size, align, offset } = section;
    const numbers = [
      hex(size, 8),
      address(section.address, file),
      address(loadAddress(file, section), file),
      hex(offset, 8),
      `2**${Math.log2(Math.max(1, align))}`,
    ];
    const flags = sectionWords(section).join(', ');
    const end = wide ? '  ' : `\n${' '.repeat(18)}`;
    return `${String(i).padStart(3)} ${name.padEnd(nameWidth)} ${numbers.join('  ')}${end}${flags}\n`;
  });
  return `Sections:\n${title}\n${rows.join('')}`;
}

function symbolTable(file: ElfFile): string {
  const named = file.symbols.filter((each) => !isSpecial(each));
  if (named.length === 0) return 'SYMBOL TABLE:\nno symbols\n\n\n';
  return `SYMBOL TABLE:\n${named.map((each) => symbolRow(each, file)).join('')}\n\n`;
}

/** Symbols for the tools alone: marks of code and data, and a compiler's or assembler's labels. */
export function isSpecial({ name, type }: ElfSymbol): boolean {
  if (name === '' && type !== STT_SECTION) return true;
  return isMappingSymbol(name) || isTemporaryName(name);
}

const VISIBILITY: Readonly<Record<number, string>> = {
  [STV_INTERNAL]: '.internal ',
  [STV_HIDDEN]: '.hidden ',
  [STV_PROTECTED]: '.protected ',
};

function symbolRow(symbol: ElfSymbol, file: ElfFile): string {
  const { value, size, section, binding, type, visibility, attributes } = symbol;
  const undefinedOrCommon = section === 'undefined' || section === 'common';
  const scope =
    binding === STB_LOCAL ? 'l' : binding === STB_GLOBAL && !undefinedOrCommon ? 'g' : ' ';
  const weak = binding === STB_WEAK ? 'w' : ' ';
  const debug = type === STT_SECTION || type === STT_FILE ? 'd' : ' ';
  const kind = { [STT_FUNC]: 'F', [STT_FILE]: 'f', [STT_OBJECT]: 'O' }[type] ?? ' ';
  const common = section === 'common';
  const numbers = common ? [BigInt(size), value] : [value, BigInt(size)];
  const place = { undefined: '*UND*', absolute: '*ABS*', common: '*COM*' };
  const where = typeof section === 'string' ? place[section] : section.name;
  const flags = `${scope}${weak}   ${debug}${kind}`;
  // With anything beside it, the visibility is a part of a number.
  const other =
    attributes === 0 ? (VISIBILITY[visibility] ?? '') : `0x${hex(attributes | visibility, 2)} `;
  const name = other + symbolName(symbol);
  return `${address(numbers[0] ?? 0n, file)} ${flags} ${where}\t${address(numbers[1] ?? 0n, file)} ${name}\n`;
}

function relocationRecords(file: ElfFile, wanted: readonly string[] = []): string {
  return file.sections
    .filter((each) => each.relocations.length > 0)
    .filter(({ name }) => wanted.length === 0 || wanted.includes(name))
    .map(({ name, relocations }) => {
      const rows = relocations.map(
        (each) =>
          `${address(each.offset, file)} ${typeName(each).padEnd(16)}  ${relocationValue(each, file)}\n`,
      );
      const title = `${'OFFSET'.padEnd(address(0, file).length)} TYPE              VALUE`;
      return `RELOCATION RECORDS FOR [${name}]:\n${title}\n${rows.join('')}\n\n`;
    })
    .join('');
}
