/** `nm`: the symbols of a file by name, as GNU nm prints them. */

import {
  type ElfSymbol,
  readElf,
  STB_LOCAL,
  STB_WEAK,
  STT_FILE,
  STT_OBJECT,
  STT_SECTION,
} from '@ireko/elf';
import { isSpecial } from './objdump.ts';
import { sectionLetter } from './section-flags.ts';
import { address, type ToolResult } from './text.ts';

/** How to order the symbols. */
export interface NmOptions {
  /** `-n`: by address instead of by name. */
  readonly byAddress?: boolean;
}

/** Lists the symbols of a file. */
export function nm(bytes: Uint8Array, options: NmOptions = {}): ToolResult {
  const file = readElf(bytes);
  if ('problem' in file) return file;
  const shown = file.symbols.filter(
    (each) => each.type !== STT_SECTION && each.type !== STT_FILE && !isSpecial(each),
  );
  if (shown.length === 0) return { problem: 'no symbols' };
  shown.sort(options.byAddress ? byAddress : byName);
  return { text: shown.map(row).join('') };
}

function row(symbol: ElfSymbol): string {
  const { section, value, size } = symbol;
  const shown =
    section === 'undefined' ? ' '.repeat(16) : address(section === 'common' ? size : value);
  return `${shown} ${letter(symbol)} ${symbol.name}\n`;
}

/** What a symbol is; capital if other files can see it. */
function letter({ section, binding, type }: ElfSymbol): string {
  if (section === 'common') return 'C';
  if (binding === STB_WEAK) {
    const weak = type === STT_OBJECT ? 'v' : 'w';
    return section === 'undefined' ? weak : weak.toUpperCase();
  }
  if (section === 'undefined') return 'U';
  const small = section === 'absolute' ? 'a' : sectionLetter(section);
  return binding === STB_LOCAL ? small : small.toUpperCase();
}

function byName(a: ElfSymbol, b: ElfSymbol): number {
  return compare(a.name, b.name) || compare(a.value, b.value);
}

function byAddress(a: ElfSymbol, b: ElfSymbol): number {
  const missing = (each: ElfSymbol) => (each.section === 'undefined' ? 0 : 1);
  return missing(a) - missing(b) || compare(a.value, b.value) || compare(a.name, b.name);
}

function compare<T extends string | bigint>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
