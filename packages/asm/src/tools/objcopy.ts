/**
 * `objcopy`: a file's loaded bytes as they stand in memory, for what takes no ELF file (a ROM, a
 * boot loader), or the file without what only tools read.
 */

import {
  type ElfFile,
  readElf,
  type Section,
  SHF_ALLOC,
  SHT_NOBITS,
  STT_FILE,
  writeElf,
} from '@ireko/elf';
import { loadAddress } from './load-address.ts';
import { isDebug } from './section-flags.ts';

/** How to copy. */
export interface ObjcopyOptions {
  /** `-O`: only the loaded bytes, or the ELF file. */
  readonly format: 'binary' | 'elf';
  /** `-j`: only sections of these names, if any are named. */
  readonly only?: readonly string[];
  /** `-R`: not the sections of these names. */
  readonly remove?: readonly string[];
  /** `-g` leaves out what debuggers read, `-S` all symbols too. */
  readonly strip?: 'debug' | 'all';
}

/** The copy, or why there is none. */
export type Copied = { readonly bytes: Uint8Array } | { readonly problem: string };

/** Larger images are a mistake: sections that lie too far apart to be written behind each other. */
const LARGEST_IMAGE = 2 ** 30;

/** Copies a file. */
export function objcopy(bytes: Uint8Array, options: ObjcopyOptions): Copied {
  const file = readElf(bytes);
  if ('problem' in file) return file;
  const sections = file.sections.filter((each) => isWanted(each, options));
  if (options.format === 'binary') return image(file, sections);
  return withoutTables(file, sections, options);
}

function isWanted({ name, flags }: Section, { only = [], remove = [], strip }: ObjcopyOptions) {
  if (remove.includes(name) || (only.length > 0 && !only.includes(name))) return false;
  return strip === undefined || (flags & SHF_ALLOC) !== 0 || !isDebug(name);
}

/** Every loaded byte at its load address, counted from the lowest; zeros in between. */
function image(file: ElfFile, sections: readonly Section[]): Copied {
  const loaded = sections.filter(
    ({ flags, type, size }) => flags & SHF_ALLOC && type !== SHT_NOBITS && size > 0,
  );
  const places = loaded.map((section) => ({ section, start: loadAddress(file, section) }));
  places.sort((a, b) => (a.start < b.start ? -1 : 1));
  const lowest = places[0]?.start ?? 0n;
  const ends = places.map(({ start, section }) => Number(start - lowest) + section.data.length);
  const size = Math.max(0, ...ends);
  if (size > LARGEST_IMAGE)
    return { problem: `its sections lie ${size} bytes apart; copy those that you want with -j` };
  const bytes = new Uint8Array(size);
  for (const { section, start } of places) bytes.set(section.data, Number(start - lowest));
  return { bytes };
}

function withoutTables(
  file: ElfFile,
  sections: readonly Section[],
  { strip }: ObjcopyOptions,
): Copied {
  const kept = new Set<unknown>(sections);
  const named = new Set(
    sections.flatMap(({ relocations }) => relocations.map((each) => each.symbol)),
  );
  const symbols = file.symbols.filter((each) => {
    if (typeof each.section !== 'string' && !kept.has(each.section)) return named.has(each);
    if (strip === 'all') return named.has(each);
    return strip !== 'debug' || each.type !== STT_FILE;
  });
  const lost = symbols.find(({ section }) => typeof section !== 'string' && !kept.has(section));
  if (lost !== undefined)
    return { problem: `a relocation names \`${lost.name}\`, whose section is left out` };
  return { bytes: writeElf({ ...file, sections, symbols }) };
}
