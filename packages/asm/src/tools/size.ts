/** `size`: how many bytes of code, data and zeros files hold, as GNU size prints them. */

import { type ElfFile, readElf, SHF_ALLOC, SHF_EXECINSTR, SHF_WRITE, SHT_NOBITS } from '@ireko/elf';
import { isHidden } from './section-flags.ts';
import { hex, type ToolResult } from './text.ts';

/** How to show sizes. */
export interface SizeOptions {
  /** `-A`: each section with its size and address; `-G`: constants count as data. */
  readonly format?: 'berkeley' | 'sysv' | 'gnu';
  /** `-d`, `-x`, `-o` */
  readonly radix?: 8 | 10 | 16;
  /** `-t`: the sum of all files below. */
  readonly totals?: boolean;
  /** `--common`: common symbols count as zeros. */
  readonly common?: boolean;
}

/** A file by the name that is shown. */
interface Sized {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What files come to, below a heading. */
export function size(files: readonly Sized[], options: SizeOptions = {}): ToolResult {
  const { format = 'berkeley', radix = 10 } = options;
  const sums = { code: 0, data: 0, zeros: 0, constants: 0 };
  const texts: string[] = [];
  for (const { name, bytes } of files) {
    const file = readElf(bytes);
    if ('problem' in file) return { problem: `${name}: ${file.problem}` };
    if (format === 'sysv') {
      texts.push(sections(name, file, radix));
      continue;
    }
    const found = sizesOf(file, options.common ? commonSize(file) : 0);
    texts.push(row(found, name, format, radix));
    sums.code += found.code;
    sums.data += found.data;
    sums.zeros += found.zeros;
    sums.constants += found.constants;
  }
  if (options.totals && format !== 'sysv') texts.push(row(sums, '(TOTALS)', format, radix));
  const heading = HEADINGS[format];
  return { text: (radix === 8 ? heading.replace('dec', 'oct') : heading) + texts.join('') };
}

const HEADINGS = {
  berkeley: '   text\t   data\t    bss\t    dec\t    hex\tfilename\n',
  gnu: '      text       data        bss      total filename\n',
  sysv: '',
};

/** Bytes of code, of data, of zeros; constants are a part of the code. */
interface Sizes {
  readonly code: number;
  readonly data: number;
  readonly zeros: number;
  readonly constants: number;
}

function commonSize({ symbols }: ElfFile): number {
  return symbols
    .filter(({ section }) => section === 'common')
    .reduce((sum, { size }) => sum + size, 0);
}

/** @param common bytes of zeros that no section has. */
function sizesOf({ sections: all }: ElfFile, common: number): Sizes {
  let [code, data, zeros, constants] = [0, 0, common, 0];
  for (const { flags, type, size: bytes } of all) {
    if ((flags & SHF_ALLOC) === 0) continue;
    if (type === SHT_NOBITS) zeros += bytes;
    else if (flags & SHF_WRITE) data += bytes;
    else code += bytes;
    if (type !== SHT_NOBITS && (flags & (SHF_WRITE | SHF_EXECINSTR)) === 0) constants += bytes;
  }
  return { code, data, zeros, constants };
}

function row(sizes: Sizes, name: string, format: 'berkeley' | 'gnu', radix: 8 | 10 | 16): string {
  const { code, data, zeros, constants } = sizes;
  const all = code + data + zeros;
  if (format === 'gnu') {
    const numbers = [code - constants, data + constants, zeros, all];
    return `${numbers.map((each) => number(each, radix).padStart(10)).join(' ')} ${name}\n`;
  }
  const shown = (each: number) => (radix === 8 ? `0${each.toString(8)}` : number(each, radix));
  const numbers = [code, data, zeros].map((each) => shown(each).padStart(7));
  const decimal = radix === 8 ? all.toString(8) : String(all);
  return `${[...numbers, decimal.padStart(7), hex(all).padStart(7)].join('\t')}\t${name}\n`;
}

function number(value: number, radix: 8 | 10 | 16): string {
  const prefix = { 8: '0', 10: '', 16: '0x' }[radix];
  return value === 0 && radix === 8 ? '0' : `${prefix}${value.toString(radix)}`;
}

function sections(name: string, file: ElfFile, radix: 8 | 10 | 16): string {
  const shown = file.sections.filter((each) => !isHidden(each));
  const total = shown.reduce((sum, each) => sum + each.size, 0);
  const place = (value: bigint) =>
    `${radix === 16 ? '0x' : radix === 8 ? '0' : ''}${value.toString(radix)}`;
  const rows = shown.map((each) => [each.name, number(each.size, radix), place(each.address)]);
  const width = (column: number, least: number) =>
    Math.max(least, ...rows.map((each) => each[column]?.length ?? 0));
  const widths = [
    width(0, 'section'.length),
    Math.max(width(1, 'size'.length), number(total, radix).length) + 3,
    width(2, 'addr'.length) + 3,
  ] as const;
  const line = ([first = '', second = '', third = '']: readonly string[]) =>
    `${first.padEnd(widths[0])}${second.padStart(widths[1])}${third.padStart(widths[2])}\n`;
  const end = `${'Total'.padEnd(widths[0])}${number(total, radix).padStart(widths[1])}\n`;
  return `${name}  :\n${line(['section', 'size', 'addr'])}${rows.map(line).join('')}${end}\n\n`;
}
