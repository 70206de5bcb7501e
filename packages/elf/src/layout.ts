/**
 * The structures of an ELF64 file, each written once as a table of its fields in file order; the
 * reader and the writer both derive from these [gABI §4]. Little-endian throughout.
 *
 * Field types carry the specification's names. `Addr` and `Sxword` become `bigint`, because an
 * address uses all of its 64 bits; `Xword` and `Off` become `number`, because they are sizes,
 * counts and flags: a value above 2⁵³ is rounded, and is far outside of any file or memory.
 */

const BYTES = { byte: 1, Half: 2, Word: 4, Xword: 8, Off: 8, Addr: 8, Sxword: 8 } as const;

/** A field's type, by the specification's name without its `Elf64_`. */
export type FieldType = keyof typeof BYTES;

/** A structure's fields in the order in which they stand in the file. */
export type Layout = Readonly<Record<string, FieldType>>;

/** The values of a structure's fields. */
export type Values<L extends Layout> = {
  -readonly [K in keyof L]: L[K] extends 'Addr' | 'Sxword' ? bigint : number;
};

/** `Elf64_Ehdr`, after the 16 bytes of `e_ident`, which are `IDENT`. */
export const FILE_HEADER = {
  e_type: 'Half',
  e_machine: 'Half',
  e_version: 'Word',
  e_entry: 'Addr',
  e_phoff: 'Off',
  e_shoff: 'Off',
  e_flags: 'Word',
  e_ehsize: 'Half',
  e_phentsize: 'Half',
  e_phnum: 'Half',
  e_shentsize: 'Half',
  e_shnum: 'Half',
  e_shstrndx: 'Half',
} as const;

/** The first 16 bytes of a file. The magic number is `7f 45 4c 46` (DEL, `ELF`). */
export const IDENT = {
  ei_magic: 'Word',
  ei_class: 'byte',
  ei_data: 'byte',
  ei_version: 'byte',
  ei_osabi: 'byte',
  ei_pad: 'Xword',
} as const;

/** `Elf64_Shdr` */
export const SECTION_HEADER = {
  sh_name: 'Word',
  sh_type: 'Word',
  sh_flags: 'Xword',
  sh_addr: 'Addr',
  sh_offset: 'Off',
  sh_size: 'Xword',
  sh_link: 'Word',
  sh_info: 'Word',
  sh_addralign: 'Xword',
  sh_entsize: 'Xword',
} as const;

/** `Elf64_Phdr` */
export const PROGRAM_HEADER = {
  p_type: 'Word',
  p_flags: 'Word',
  p_offset: 'Off',
  p_vaddr: 'Addr',
  p_paddr: 'Addr',
  p_filesz: 'Xword',
  p_memsz: 'Xword',
  p_align: 'Xword',
} as const;

/** `Elf64_Sym` */
export const SYMBOL = {
  st_name: 'Word',
  st_info: 'byte',
  st_other: 'byte',
  st_shndx: 'Half',
  st_value: 'Addr',
  st_size: 'Xword',
} as const;

/** `Elf64_Rela`; `r_info` is its two halves, the type in the low word and the symbol in the high. */
export const RELA = {
  r_offset: 'Off',
  r_type: 'Word',
  r_sym: 'Word',
  r_addend: 'Sxword',
} as const;

/** How many bytes a structure takes. */
export function sizeOf(fields: Layout): number {
  return Object.values(fields).reduce((sum, type) => sum + BYTES[type], 0);
}

/** Where each field stands in its structure, for readers of long tables. */
export function offsetsOf<L extends Layout>(fields: L): Readonly<Record<keyof L, number>> {
  const offsets: Record<string, number> = {};
  let at = 0;
  for (const [name, type] of Object.entries(fields)) {
    offsets[name] = at;
    at += BYTES[type];
  }
  return offsets as Record<keyof L, number>;
}

/** Reads the structure at `offset`, all of which must lie inside `view`. */
export function readStructure<L extends Layout>(
  fields: L,
  view: DataView,
  offset: number,
): Values<L> {
  const values: Record<string, number | bigint> = {};
  let at = offset;
  for (const [name, type] of entriesOf(fields)) {
    values[name] = readField(view, at, type);
    at += BYTES[type];
  }
  return values as Values<L>;
}

/** Writes the structure at `offset`. */
export function writeStructure<L extends Layout>(
  fields: L,
  view: DataView,
  offset: number,
  values: Values<L>,
): void {
  let at = offset;
  for (const [name, type] of entriesOf(fields)) {
    writeField(view, at, type, values[name] as number | bigint);
    at += BYTES[type];
  }
}

/** The fields of each layout as a list: tables have many entries of one layout. */
const entries = new WeakMap<Layout, readonly (readonly [string, FieldType])[]>();

function entriesOf(fields: Layout): readonly (readonly [string, FieldType])[] {
  let list = entries.get(fields);
  if (!list) {
    list = Object.entries(fields);
    entries.set(fields, list);
  }
  return list;
}

function readField(view: DataView, at: number, type: FieldType): number | bigint {
  switch (type) {
    case 'byte':
      return view.getUint8(at);
    case 'Half':
      return view.getUint16(at, true);
    case 'Word':
      return view.getUint32(at, true);
    case 'Addr':
      return view.getBigUint64(at, true);
    case 'Sxword':
      return view.getBigInt64(at, true);
    case 'Off':
    case 'Xword':
      return Number(view.getBigUint64(at, true));
  }
}

function writeField(view: DataView, at: number, type: FieldType, value: number | bigint): void {
  if (type === 'byte') view.setUint8(at, Number(value));
  else if (type === 'Half') view.setUint16(at, Number(value), true);
  else if (type === 'Word') view.setUint32(at, Number(value), true);
  else if (typeof value === 'number') setXword(view, at, value);
  else view.setBigUint64(at, value, true);
}

/** Writes eight bytes that hold a whole number, in two's complement if it is negative. */
export function setXword(view: DataView, at: number, value: number): void {
  view.setUint32(at, value, true);
  view.setUint32(at + 4, Math.floor(value / 2 ** 32), true);
}
