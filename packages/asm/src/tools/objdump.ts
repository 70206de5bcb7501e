/** `objdump`: headers, symbols, relocations and code of a file, as GNU objdump prints them. */

import {
  type ElfFile,
  type ElfSymbol,
  EM_RISCV,
  isMappingSymbol,
  readElf,
  type Section,
  SHT_RELA,
  SHT_STRTAB,
  SHT_SYMTAB,
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
import { disassembly, relocationValue, symbolName, typeName } from './disassembly.ts';
import { loadAddress } from './load-address.ts';
import { sectionWords } from './section-flags.ts';
import { address, hex, type ToolResult } from './text.ts';

/** What to show. */
export interface ObjdumpOptions {
  /** `-d` */
  readonly disassemble?: boolean;
  /** `-h` */
  readonly headers?: boolean;
  /** `-t` */
  readonly symbols?: boolean;
  /** `-r`; beside `-d`, relocations stand below their instructions. */
  readonly relocations?: boolean;
  /** `-j` */
  readonly section?: string;
}

/**
 * Shows a file.
 * @param name how the heading calls it.
 */
export function objdump(name: string, bytes: Uint8Array, options: ObjdumpOptions): ToolResult {
  const file = readElf(bytes);
  if ('problem' in file) return file;
  if (file.machine !== EM_RISCV) return { problem: 'a file for another machine than RISC-V' };
  let text = `\n${name}:     file format elf64-littleriscv\n\n`;
  if (options.headers) text += sectionHeaders(file);
  if (options.symbols) text += symbolTable(file);
  if (options.relocations && !options.disassemble) text += relocationRecords(file);
  if (options.disassemble) text += disassembly(file, options);
  return { text };
}

/** The sections that GNU's tools count: those that are not tables of the linker. */
function contentSections(file: ElfFile): Section[] {
  const tables = [SHT_SYMTAB, SHT_STRTAB, SHT_RELA];
  return file.sections.filter((each) => !tables.includes(each.type));
}

function sectionHeaders(file: ElfFile): string {
  const title = 'Idx Name          Size      VMA               LMA               File off  Algn';
  const rows = contentSections(file).map((section, i) => {
    const { name, size, align, offset } = section;
    const numbers = [
      hex(size, 8),
      address(section.address),
      address(loadAddress(file, section)),
      hex(offset, 8),
      `2**${Math.log2(Math.max(1, align))}`,
    ];
    const flags = sectionWords(section).join(', ');
    return `${String(i).padStart(3)} ${name.padEnd(13)} ${numbers.join('  ')}\n${' '.repeat(18)}${flags}\n`;
  });
  return `Sections:\n${title}\n${rows.join('')}`;
}

function symbolTable(file: ElfFile): string {
  const named = file.symbols.filter((each) => !isSpecial(each));
  if (named.length === 0) return 'SYMBOL TABLE:\nno symbols\n\n\n';
  return `SYMBOL TABLE:\n${named.map(symbolRow).join('')}\n\n`;
}

/** Symbols for the tools alone: marks of code and data, and a compiler's or assembler's labels. */
export function isSpecial({ name }: ElfSymbol): boolean {
  return isMappingSymbol(name) || name.startsWith('.L');
}

const VISIBILITY: Readonly<Record<number, string>> = {
  [STV_INTERNAL]: '.internal ',
  [STV_HIDDEN]: '.hidden ',
  [STV_PROTECTED]: '.protected ',
};

function symbolRow(symbol: ElfSymbol): string {
  const { value, size, section, binding, type, visibility } = symbol;
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
  const name = `${VISIBILITY[visibility] ?? ''}${symbolName(symbol)}`;
  return `${address(numbers[0] ?? 0n)} ${flags} ${where}\t${address(numbers[1] ?? 0n)} ${name}\n`;
}

function relocationRecords(file: ElfFile): string {
  return file.sections
    .filter((each) => each.relocations.length > 0)
    .map(({ name, relocations }) => {
      const rows = relocations.map(
        (each) =>
          `${address(each.offset)} ${typeName(each).padEnd(16)}  ${relocationValue(each, true)}\n`,
      );
      const title = 'OFFSET           TYPE              VALUE';
      return `RELOCATION RECORDS FOR [${name}]:\n${title}\n${rows.join('')}\n\n`;
    })
    .join('');
}
