/** `nm`: the symbols of a file by name, as GNU nm prints them. */

import {
  bitsOf,
  type ElfFile,
  type ElfSymbol,
  readDebug,
  readElf,
  type Section,
  SHF_EXECINSTR,
  type SourceLine,
  STB_LOCAL,
  STB_WEAK,
  STT_FILE,
  STT_OBJECT,
  STT_SECTION,
} from '@ireko/elf';
import { isSpecial } from './objdump.ts';
import { isDebug, sectionLetter } from './section-flags.ts';
import type { ToolResult } from './text.ts';

/** What to list, and how. */
export interface NmOptions {
  /** `-n`: by address instead of by name; `--size-sort`: by size; `-p`: as they stand. */
  readonly order?: 'name' | 'address' | 'size' | 'none';
  /** `-r` */
  readonly reverse?: boolean;
  /** `-g`: only what other files can see. */
  readonly globalOnly?: boolean;
  /** `-u`, `--defined-only` */
  readonly only?: 'undefined' | 'defined';
  /** `-a`: symbols of sections and files too. */
  readonly all?: boolean;
  /** `-S` */
  readonly sizes?: boolean;
  /** `-A`: what stands before each line. */
  readonly prefix?: string;
  /** `-P`: name first, numbers without zeros; `sysv`: a table; `just-symbols`: names alone. */
  readonly format?: 'bsd' | 'posix' | 'sysv' | 'just-symbols';
  /** `-t`: what numbers are written in. */
  readonly radix?: 8 | 10 | 16;
  /** `-W`: no weak symbols. */
  readonly noWeak?: boolean;
  /** `-l`: where in the source each is; the first use of what is undefined. */
  readonly lines?: boolean;
  /** `--special-syms`: those for the tools too. */
  readonly special?: boolean;
}

/** Lists the symbols of a file. */
export function nm(bytes: Uint8Array, options: NmOptions = {}): ToolResult {
  const file = readElf(bytes);
  if ('problem' in file) return file;
  const { order = 'name', format = 'bsd', prefix = '' } = options;
  const shown = file.symbols.filter((each) => isWanted(each, options));
  if (file.symbols.length === 0) return { problem: 'no symbols' };
  const compared = { name: byName, address: byAddress, size: bySize, none: undefined }[order];
  if (compared) shown.sort(compared);
  if (options.reverse) shown.reverse();
  const rows = {
    bsd: order === 'size' && !options.sizes ? sizeRow : bsdRow,
    posix: posixRow,
    sysv: systemRow,
    'just-symbols': (each: ElfSymbol) => nameOf(each),
  };
  const columns = { sizes: false, radix: 16, digits: (file.bits ?? 64) / 4, ...options } as const;
  const places = options.lines ? sourcePlaces(file) : () => '';
  const row = (each: ElfSymbol) => `${prefix}${rows[format](each, columns)}${places(each)}\n`;
  return { text: shown.map(row).join('') };
}

/** Tells where symbols are in the source: where declared, or else where their code or data is from. */
function sourcePlaces(file: ElfFile): (symbol: ElfSymbol) => string {
  const debug = readDebug(file);
  const uses = new Map<ElfSymbol, SourceLine>();
  for (const section of file.sections)
    for (const { symbol, offset } of section.relocations) {
      if (symbol?.section !== 'undefined' || uses.has(symbol)) continue;
      const line = debug.lineAt(BigInt(offset), section);
      if (line !== undefined) uses.set(symbol, line);
    }
  const together = Map.groupBy(file.symbols, ({ value }) => value);
  const declared = (symbol: ElfSymbol, section: Section) => {
    const own = debug.declarationOf(symbol);
    if (own !== undefined || section.flags & SHF_EXECINSTR)
      return own ?? debug.lineAt(symbol.value, section);
    // A mark in data is where the variable at its address is.
    const there = (together.get(symbol.value) ?? []).filter(
      (each) => each.section === section && each.type !== STT_SECTION,
    );
    const named = there.find(({ binding }) => binding !== STB_LOCAL) ?? there.at(-1);
    return named && debug.declarationOf(named);
  };
  return (symbol) => {
    const { section } = symbol;
    const place = typeof section === 'string' ? uses.get(symbol) : declared(symbol, section);
    return place && (place.line > 0 || section === 'undefined')
      ? `\t${place.file}:${place.line}`
      : '';
  };
}

function isWanted(symbol: ElfSymbol, options: NmOptions): boolean {
  const { all, globalOnly, only, order, special, noWeak } = options;
  const { type, section, binding, size } = symbol;
  const isOfFile = type === STT_SECTION || type === STT_FILE;
  if (isOfFile ? !all || nameOf(symbol) === '' : !special && isSpecial(symbol)) return false;
  if (noWeak && binding === STB_WEAK) return false;
  if (globalOnly && binding === STB_LOCAL) return false;
  if (order === 'size' && (size === 0 || section === 'undefined')) return false;
  return only === undefined || (only === 'undefined') === (section === 'undefined');
}

/** A section symbol has its section's name. */
function nameOf({ name, type, section }: ElfSymbol): string {
  return type === STT_SECTION && typeof section !== 'string' ? section.name : name;
}

/** Of a common symbol the size is what is known. */
function shownValue({ section, value, size }: ElfSymbol): bigint {
  return section === 'common' ? BigInt(size) : value;
}

/** How numbers are written. */
interface Columns {
  readonly sizes: boolean;
  readonly radix: 8 | 10 | 16;
  /** As many as an address of the file has in hexadecimal, in whatever radix. */
  readonly digits: number;
}

function padded(value: bigint | number, { radix, digits }: Columns): string {
  return value.toString(radix).padStart(digits, '0');
}

function bsdRow(symbol: ElfSymbol, options: Columns): string {
  const isUndefined = symbol.section === 'undefined';
  const value = isUndefined ? ' '.repeat(options.digits) : padded(shownValue(symbol), options);
  const size = options.sizes && symbol.size > 0 && !isUndefined;
  const both = `${value}${size ? ` ${padded(symbol.size, options)}` : ''}`;
  return `${both} ${letter(symbol)} ${nameOf(symbol)}`;
}

function sizeRow(symbol: ElfSymbol, options: Columns): string {
  return `${padded(symbol.size, options)} ${letter(symbol)} ${nameOf(symbol)}`;
}

/** What stands above the table of a file's symbols. */
export function systemHead(name: string, bytes: Uint8Array): string {
  const digits = (bitsOf(bytes) ?? 64) / 4;
  const numbers = ['Value'.padEnd(digits), 'Size'.padEnd(digits + 1)];
  const titles = `Name                  ${numbers[0]}Class        Type         ${numbers[1]}Line  Section`;
  return `\n\nSymbols from ${name}:\n\n${titles}\n\n`;
}

/** What a symbol's type is called in a table. */
const TYPES = ['NOTYPE', 'OBJECT', 'FUNC', 'SECTION', 'FILE', 'COMMON', 'TLS'];

function systemRow(symbol: ElfSymbol, options: Columns): string {
  const { section, size, type } = symbol;
  const isUndefined = section === 'undefined';
  const blank = ' '.repeat(options.digits);
  const places = { undefined: '*UND*', absolute: '*ABS*', common: '*COM*' };
  return [
    nameOf(symbol).padEnd(20),
    isUndefined ? blank : padded(shownValue(symbol), options),
    `   ${letter(symbol)}  `,
    (TYPES[type] ?? '').padStart(18),
    size === 0 || isUndefined ? blank : padded(size, options),
    '     ',
    typeof section === 'string' ? places[section] : section.name,
  ].join('|');
}

function posixRow(symbol: ElfSymbol, { radix }: Columns): string {
  const { section, size } = symbol;
  const numbers =
    section === 'undefined'
      ? ' '.repeat(8)
      : `${shownValue(symbol).toString(radix)} ${size > 0 ? size.toString(radix) : ''}`;
  return `${nameOf(symbol)} ${letter(symbol)} ${numbers}`;
}

/** What a symbol is; capital if other files can see it. */
function letter({ section, binding, type }: ElfSymbol): string {
  if (section === 'common') return 'C';
  if (binding === STB_WEAK) {
    const weak = type === STT_OBJECT ? 'v' : 'w';
    return section === 'undefined' ? weak : weak.toUpperCase();
  }
  if (section === 'undefined') return 'U';
  if (typeof section !== 'string' && isDebug(section.name)) return 'N';
  const small = section === 'absolute' ? 'a' : sectionLetter(section);
  return binding === STB_LOCAL ? small : small.toUpperCase();
}

function byName(a: ElfSymbol, b: ElfSymbol): number {
  return compare(nameOf(a), nameOf(b));
}

function bySize(a: ElfSymbol, b: ElfSymbol): number {
  return a.size - b.size || compare(nameOf(a), nameOf(b));
}

function byAddress(a: ElfSymbol, b: ElfSymbol): number {
  const missing = (each: ElfSymbol) => (each.section === 'undefined' ? 0 : 1);
  return missing(a) - missing(b) || compare(a.value, b.value) || compare(a.name, b.name);
}

function compare<T extends string | bigint>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
