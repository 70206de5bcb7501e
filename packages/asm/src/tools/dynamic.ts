/** What a position-independent executable tells of itself: `.dynamic`, and the relocations it lists. */

import {
  type ElfFile,
  type Relocation,
  type Section,
  SHF_ALLOC,
  SHT_DYNAMIC,
  SHT_RELA,
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

const ENTRY_SIZE = 16;
const RELA_SIZE = 24;
const NAME_WIDTH = 21;

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
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const entries: Entry[] = [];
  for (let at = 0; at + ENTRY_SIZE <= data.length; at += ENTRY_SIZE) {
    const tag = view.getBigUint64(at, true);
    entries.push({ tag, value: view.getBigUint64(at + 8, true) });
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
    return ` 0x${address(tag)} ${`(${name})`.padEnd(NAME_WIDTH)}${shown}\n`;
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
      return `  ${name.padEnd(NAME_WIDTH - 1)} 0x${address(value)}\n`;
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
      const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
      const relocations: Relocation[] = [];
      for (let at = 0; at + RELA_SIZE <= data.length; at += RELA_SIZE)
        relocations.push({
          offset: Number(view.getBigUint64(at, true)),
          type: view.getUint32(at + 8, true),
          symbol: undefined,
          addend: view.getBigInt64(at + 16, true),
        });
      return { section, relocations };
    });
}
