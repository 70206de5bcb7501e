/** The words that GNU readelf prints for the numbers of an ELF file. */

import * as elf from '@ireko/elf';

/** A word for a number, or the number in hexadecimal as `readelf` shows unknown ones. */
export function word(names: Readonly<Record<number, string>>, value: number): string {
  return names[value] ?? `<unknown>: ${value.toString(16)}`;
}

// biome-ignore format: columns are the point.
export const FILE_TYPES: Readonly<Record<number, string>> = {
  0:             'NONE (None)',
  [elf.ET_REL]:  'REL (Relocatable file)',
  [elf.ET_EXEC]: 'EXEC (Executable file)',
  [elf.ET_DYN]:  'DYN (Shared object file)',
  [elf.ET_CORE]: 'CORE (Core file)',
};

// biome-ignore format: columns are the point.
export const SECTION_TYPES: Readonly<Record<number, string>> = {
  [elf.SHT_NULL]:             'NULL',
  [elf.SHT_PROGBITS]:         'PROGBITS',
  [elf.SHT_SYMTAB]:           'SYMTAB',
  [elf.SHT_STRTAB]:           'STRTAB',
  [elf.SHT_RELA]:             'RELA',
  [elf.SHT_DYNAMIC]:          'DYNAMIC',
  [elf.SHT_NOTE]:             'NOTE',
  [elf.SHT_NOBITS]:           'NOBITS',
  [elf.SHT_INIT_ARRAY]:       'INIT_ARRAY',
  [elf.SHT_FINI_ARRAY]:       'FINI_ARRAY',
  [elf.SHT_PREINIT_ARRAY]:    'PREINIT_ARRAY',
  [elf.SHT_GROUP]:            'GROUP',
  [elf.SHT_RISCV_ATTRIBUTES]: 'RISCV_ATTRIBUTES',
};

/** Letters of section flags, in the order in which they are printed. */
// biome-ignore format: columns are the point.
export const SECTION_FLAGS: readonly (readonly [number, string])[] = [
  [elf.SHF_WRITE,      'W'],
  [elf.SHF_ALLOC,      'A'],
  [elf.SHF_EXECINSTR,  'X'],
  [elf.SHF_MERGE,      'M'],
  [elf.SHF_STRINGS,    'S'],
  [elf.SHF_INFO_LINK,  'I'],
  [elf.SHF_LINK_ORDER, 'L'],
  [elf.SHF_GROUP,      'G'],
  [elf.SHF_TLS,        'T'],
  [elf.SHF_COMPRESSED, 'C'],
  [elf.SHF_EXCLUDE,    'E'],
];

// biome-ignore format: columns are the point.
export const SEGMENT_TYPES: Readonly<Record<number, string>> = {
  [elf.PT_NULL]:             'NULL',
  [elf.PT_LOAD]:             'LOAD',
  [elf.PT_DYNAMIC]:          'DYNAMIC',
  [elf.PT_INTERP]:           'INTERP',
  [elf.PT_NOTE]:             'NOTE',
  [elf.PT_PHDR]:             'PHDR',
  [elf.PT_TLS]:              'TLS',
  [elf.PT_GNU_STACK]:        'GNU_STACK',
  [elf.PT_RISCV_ATTRIBUTES]: 'RISCV_ATTRIBUTES',
};

// biome-ignore format: columns are the point.
export const SYMBOL_TYPES: Readonly<Record<number, string>> = {
  [elf.STT_NOTYPE]:  'NOTYPE',
  [elf.STT_OBJECT]:  'OBJECT',
  [elf.STT_FUNC]:    'FUNC',
  [elf.STT_SECTION]: 'SECTION',
  [elf.STT_FILE]:    'FILE',
  [elf.STT_COMMON]:  'COMMON',
  [elf.STT_TLS]:     'TLS',
};

// biome-ignore format: columns are the point.
export const BINDINGS: Readonly<Record<number, string>> = {
  [elf.STB_LOCAL]:  'LOCAL',
  [elf.STB_GLOBAL]: 'GLOBAL',
  [elf.STB_WEAK]:   'WEAK',
};

// biome-ignore format: columns are the point.
export const VISIBILITIES: Readonly<Record<number, string>> = {
  [elf.STV_DEFAULT]:   'DEFAULT',
  [elf.STV_INTERNAL]:  'INTERNAL',
  [elf.STV_HIDDEN]:    'HIDDEN',
  [elf.STV_PROTECTED]: 'PROTECTED',
};

// biome-ignore format: columns are the point.
export const FLOAT_ABIS: Readonly<Record<number, string>> = {
  [elf.EF_RISCV_FLOAT_ABI_SOFT]:   'soft-float ABI',
  [elf.EF_RISCV_FLOAT_ABI_SINGLE]: 'single-float ABI',
  [elf.EF_RISCV_FLOAT_ABI_DOUBLE]: 'double-float ABI',
};
