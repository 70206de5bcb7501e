/** What a position-independent executable tells of itself: `.dynamic`, and the relocations it lists. */

import {
  DYNAMIC,
  type ElfFile,
  RELA,
  type Relocation,
  readStructure,
  type Section,
  SHF_ALLOC,
  SHT_DYNAMIC,
  SHT_RELA,
  sizeOf,
} from '@ireko/elf';
import { address, hex } from './text.ts';

/** Names of tags, and how their values are shown [gABI §5 Dynamic Section]. */
// biome-ignore format: columns are the point.
const TAGS: ReadonlyMap<bigint, readonly [name: string, value: 'address' | 'bytes' | 'count']> = new Map([
  [0n,           ['NULL',      'address']],
  [2n,           ['PLTRELSZ',  'bytes'  ]],
  [3n,           ['PLTGOT',    'address']],
  [4n,           ['HASH',      'address']],
  [5n,           ['STRTAB',    'address']],
  [6n,           ['SYMTAB',    'address']],
  [7n,           ['RELA',      'address']],
  [8n,           ['RELASZ',    'bytes'  ]],
  [9n,           ['RELAENT',   'bytes'  ]],
  [10n,          ['STRSZ',     'bytes'  ]],
  [11n,          ['SYMENT',    'bytes'  ]],
  [12n,          ['INIT',      'address']],
  [13n,          ['FINI',      'address']],
  [21n,          ['DEBUG',     'address']],
  [22n,          ['TEXTREL',   'address']],
  [23n,          ['JMPREL',    'address']],
  [0x6ffffef5n,  ['GNU_HASH',  'address']],
  [0x6ffffff9n,  ['RELACOUNT', 'count'  ]],
]);

/** Columns of a tag's name with `objdump`, and of the tag and its name with `readelf`. */
const NAME_WIDTH = 20;
const TAG_WIDTH = 37;

interface Entry {
  readonly tag: bigint;
  readonly value: bigint;
}

/** The entries of `.dynamic` up to the one that ends them; undefined if the file has none. */
function entriesOf(
  file: ElfFile,
): { readonly section: Section; readonly entries: Entry[] } | undefined {
  const section = file.sections.find(({ type }) => type === SHT_DYNAMIC);
  if (section === undefined) return undefined;
  const { data } = section;
  const { bits = 64 } = file;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const entries: Entry[] = [];
  const size = sizeOf(DYNAMIC, bits);
  for (let at = 0; at + size <= data.length; at += size) {
    const { d_tag: tag, d_val: value } = readStructure(DYNAMIC, bits, view, at);
    entries.push({ tag, value });
    if (tag === 0n) break;
  }
  return { section, entries };
}

/** `readelf -d` */
export function dynamicSection(file: ElfFile): string {
  const found = entriesOf(file);
  if (found === undefined) return '\nThere is no dynamic section in this file.\n';
  const { section, entries } = found;
  const rows = entries.map(({ tag, value }) => {
    const [name, kind] = TAGS.get(tag) ?? [`<unknown>: ${hex(tag)}`, 'address'];
    const shown = { address: `0x${hex(value)}`, bytes: `${value} (bytes)`, count: `${value}` }[
      kind
    ];
    const word = address(tag, file);
    return ` 0x${word} ${`(${name})`.padEnd(TAG_WIDTH - word.length)}${shown}\n`;
  });
  const title = `Dynamic section at offset 0x${hex(section.offset)} contains ${entries.length} entries:`;
  return `\n${title}\n  Tag        Type                         Name/Value\n${rows.join('')}`;
}

/** `objdump -p` */
export function dynamicRows(file: ElfFile): string {
  const { entries } = entriesOf(file) ?? { entries: [] };
  if (entries.length === 0) return '';
  const rows = entries
    .filter(({ tag }) => tag !== 0n)
    .map(({ tag, value }) => {
      const name = TAGS.get(tag)?.[0] ?? `0x${hex(tag)}`;
      return `  ${name.padEnd(NAME_WIDTH)} 0x${address(value, file)}\n`;
    });
  return `Dynamic Section:\n${rows.join('')}\n`;
}

/** The tables of relocations that are loaded with the program; what they name is not known here. */
export function loadedRelocations(
  file: ElfFile,
): readonly { readonly section: Section; readonly relocations: readonly Relocation[] }[] {
  return file.sections
    .filter(({ type, flags, size }) => type === SHT_RELA && (flags & SHF_ALLOC) !== 0 && size > 0)
    .map((section) => {
      const { data } = section;
      const { bits = 64 } = file;
      const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
      const relocations: Relocation[] = [];
      const entrySize = sizeOf(RELA[bits], bits);
      for (let at = 0; at + entrySize <= data.length; at += entrySize) {
        const { r_offset, r_type, r_addend } = readStructure(RELA[bits], bits, view, at);
        relocations.push({ offset: r_offset, type: r_type, symbol: undefined, addend: r_addend });
      }
      return { section, relocations };
    });
}
