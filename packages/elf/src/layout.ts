/**
 * The structures of an ELF file, each written once as a table of its fields in file order; the
 * reader and the writer both derive from these [gABI §4]. Little-endian throughout.
 *
 * Files of 32 and of 64 bits have the same fields. What differs is how wide an address, an offset
 * and a word are that grow with the class (`BYTES`), and in three structures the order.
 *
 * Field types carry the specification's names for 64 bits. `Addr` and `Sxword` become `bigint`,
 * because an address uses all of its 64 bits; `Xword` and `Off` become `number`, because they are
 * sizes, counts and flags: a value above 2⁵³ is rounded, and is far outside of any file or memory.
 */

/** How wide a file's addresses are: its class, `ELFCLASS32` or `ELFCLASS64`. */
export type Bits = 32 | 64;

/** How many bytes a field takes, by the class. `Triple` is the upper part of `Elf32_Rela.r_info`. */
const BYTES = {
  32: { byte: 1, Half: 2, Triple: 3, Word: 4, Xword: 4, Off: 4, Addr: 4, Sxword: 4 },
  64: { byte: 1, Half: 2, Triple: 3, Word: 4, Xword: 8, Off: 8, Addr: 8, Sxword: 8 },
} as const;

/** A field's type, by the specification's name without its `Elf64_`. */
export type FieldType = keyof (typeof BYTES)[64];

/** A structure's fields in the order in which they stand in the file. */
export type Layout = Readonly<Record<string, FieldType>>;

/** The values of a structure's fields. */
export type Values<L extends Layout> = {
  -readonly [K in keyof L]: L[K] extends 'Addr' | 'Sxword' ? bigint : number;
};

/** `Elf32_Ehdr` and `Elf64_Ehdr`, after the 16 bytes of `e_ident`, which are `IDENT`. */
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
  ei_abiversion: 'byte',
  ei_pad: 'Triple',
  ei_pad_rest: 'Word',
} as const;

/** `Elf32_Shdr` and `Elf64_Shdr` */
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

/** `Elf32_Phdr` and `Elf64_Phdr`, by the class */
export const PROGRAM_HEADER = {
  32: {
    p_type: 'Word',
    p_offset: 'Off',
    p_vaddr: 'Addr',
    p_paddr: 'Addr',
    p_filesz: 'Xword',
    p_memsz: 'Xword',
    p_flags: 'Word',
    p_align: 'Xword',
  },
  64: {
    p_type: 'Word',
    p_flags: 'Word',
    p_offset: 'Off',
    p_vaddr: 'Addr',
    p_paddr: 'Addr',
    p_filesz: 'Xword',
    p_memsz: 'Xword',
    p_align: 'Xword',
  },
} as const;

/** `Elf32_Sym` and `Elf64_Sym`, by the class */
export const SYMBOL = {
  32: {
    st_name: 'Word',
    st_value: 'Addr',
    st_size: 'Xword',
    st_info: 'byte',
    st_other: 'byte',
    st_shndx: 'Half',
  },
  64: {
    st_name: 'Word',
    st_info: 'byte',
    st_other: 'byte',
    st_shndx: 'Half',
    st_value: 'Addr',
    st_size: 'Xword',
  },
} as const;

/** `Elf32_Rela` and `Elf64_Rela`, by the class; `r_info` is the type in its low part and the symbol. */
export const RELA = {
  32: { r_offset: 'Off', r_type: 'byte', r_sym: 'Triple', r_addend: 'Sxword' },
  64: { r_offset: 'Off', r_type: 'Word', r_sym: 'Word', r_addend: 'Sxword' },
} as const;

/** `Elf32_Dyn` and `Elf64_Dyn`; the value is a number or an address, by the tag. */
export const DYNAMIC = { d_tag: 'Addr', d_val: 'Addr' } as const;

/** How many bytes a structure takes in a file of a class. */
export function sizeOf(fields: Layout, bits: Bits): number {
  return Object.values(fields).reduce((sum, type) => sum + BYTES[bits][type], 0);
}

/** Where a field stands in its structure, and how many bytes it takes. */
export interface FieldPlace {
  readonly at: number;
  readonly size: number;
}

/** Where each field stands, for readers and writers of long tables. */
export function placesOf<L extends Layout>(
  fields: L,
  bits: Bits,
): Readonly<Record<keyof L, FieldPlace>> {
  const places: Record<string, FieldPlace> = {};
  let at = 0;
  for (const [name, type] of Object.entries(fields)) {
    const size = BYTES[bits][type];
    places[name] = { at, size };
    at += size;
  }
  return places as Record<keyof L, FieldPlace>;
}

/** Reads the structure at `offset`, all of which must lie inside `view`. */
export function readStructure<L extends Layout>(
  fields: L,
  bits: Bits,
  view: DataView,
  offset: number,
): Values<L> {
  const values: Record<string, number | bigint> = {};
  let at = offset;
  for (const [name, type] of entriesOf(fields)) {
    const size = BYTES[bits][type];
    if (type === 'Sxword') values[name] = readSigned(view, at, size);
    else if (type === 'Addr') values[name] = readAddress(view, at, size);
    else values[name] = readNumber(view, at, size);
    at += size;
  }
  return values as Values<L>;
}

/** Writes the structure at `offset`. */
export function writeStructure<L extends Layout>(
  fields: L,
  bits: Bits,
  view: DataView,
  offset: number,
  values: Values<L>,
): void {
  let at = offset;
  for (const [name, type] of entriesOf(fields)) {
    const size = BYTES[bits][type];
    writeNumber(view, at, size, values[name] as number | bigint);
    at += size;
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

/** Bytes as a number, without a bigint in between: tables are long. */
export function readNumber(view: DataView, at: number, size: number): number {
  switch (size) {
    case 1:
      return view.getUint8(at);
    case 2:
      return view.getUint16(at, true);
    case 3:
      return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
    case 4:
      return view.getUint32(at, true);
    default:
      return view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
  }
}

/** Four or eight bytes as an address. */
export function readAddress(view: DataView, at: number, size: number): bigint {
  return size === 4 ? BigInt(view.getUint32(at, true)) : view.getBigUint64(at, true);
}

/** Four or eight bytes as an unsigned integer, without a bigint where a number is exact. */
export function readUnsigned(view: DataView, at: number, size: number): number | bigint {
  const number = readNumber(view, at, size);
  return Number.isSafeInteger(number) ? number : view.getBigUint64(at, true);
}

/** Four or eight bytes as a signed integer, nearly always small. */
export function readSigned(view: DataView, at: number, size: number): bigint {
  return BigInt(readSmall(view, at, size));
}

/** Four or eight bytes as a signed integer, without a bigint where a number is exact. */
export function readSmall(view: DataView, at: number, size: number): number | bigint {
  if (size === 4) return view.getInt32(at, true);
  const number = view.getUint32(at, true) + view.getInt32(at + 4, true) * 2 ** 32;
  return Number.isSafeInteger(number) ? number : view.getBigInt64(at, true);
}

/** Writes a whole number, in two's complement if it is negative; what does not fit is cut off. */
export function writeNumber(
  view: DataView,
  at: number,
  size: number,
  value: number | bigint,
): void {
  if (typeof value === 'bigint') {
    if (size === 8) view.setBigUint64(at, value, true);
    else view.setUint32(at, Number(BigInt.asUintN(32, value)), true);
    return;
  }
  if (size === 1) view.setUint8(at, value);
  else if (size === 2) view.setUint16(at, value, true);
  else if (size === 3) {
    view.setUint16(at, value, true);
    view.setUint8(at + 2, value >> 16);
  } else {
    view.setUint32(at, value, true);
    if (size === 8) view.setUint32(at + 4, Math.floor(value / 2 ** 32), true);
  }
}
