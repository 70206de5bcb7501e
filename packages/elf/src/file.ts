/**
 * An ELF file as plain data: what `readElf` returns and `writeElf` takes.
 *
 * Things refer to each other by reference, not by number. The null section and the null symbol,
 * which hold place 0 of their tables, are not listed, so a section's number in the file is its
 * position in `sections` plus one, and likewise for symbols.
 */

import { SHT_NOBITS, SHT_PROGBITS, STB_LOCAL, STT_NOTYPE, STV_DEFAULT } from './constants.ts';
import type { Bits } from './layout.ts';
import { Relocations } from './relocations.ts';
import type { Symbols } from './symbols.ts';

/** An object file (`ET_REL`) or an executable (`ET_EXEC`). */
export interface ElfFile {
  /** How wide addresses are, which is the file's class; 64 if left out. */
  readonly bits?: Bits;
  /** `ET_REL`, `ET_EXEC`, … */
  readonly type: number;
  /** `EM_RISCV` for ours; other machines' files can be looked at too. */
  readonly machine: number;
  /** `EF_RISCV_…` */
  readonly flags: number;
  /** `ELFOSABI_…`; none if left out. */
  readonly osAbi?: number;
  /** Where execution begins; 0 in an object. */
  readonly entry: bigint;
  readonly sections: readonly Section[];
  readonly segments: readonly Segment[];
  readonly symbols: Symbols;
}

/** A file to be written: its symbols may be a list. */
export interface GivenFile extends Omit<ElfFile, 'symbols'> {
  readonly symbols: Iterable<ElfSymbol>;
}

export interface Section {
  readonly name: string;
  /** `SHT_…` */
  readonly type: number;
  /** `SHF_…` */
  readonly flags: number;
  /** Where it stands in memory; 0 in an object. */
  readonly address: bigint;
  /** Where its bytes stand in the file. 0 lets `writeElf` choose. */
  readonly offset: number;
  /** Bytes in memory: of `data`, or of the zeros that an `SHT_NOBITS` section stands for. */
  readonly size: number;
  /** `sh_link` and `sh_info`: other sections' numbers, by the kind of section. */
  readonly link: number;
  readonly info: number;
  /** A power of two, in bytes. */
  readonly align: number;
  /** Bytes of one entry where the section is a table, else 0. */
  readonly entrySize: number;
  /** Empty for `SHT_NOBITS`. */
  readonly data: Uint8Array;
  /** What is to be patched in `data`, in file order. */
  readonly relocations: Relocations;
  /** What an `SHT_GROUP` section says; `writeElf` makes its `data` of it. */
  readonly group?: SectionGroup;
}

/** Sections that a linker takes all together or not at all [gABI §4 Section Groups]. */
export interface SectionGroup {
  /** The symbol that names it. */
  readonly signature: ElfSymbol;
  /** Of groups with the same signature one is linked. */
  readonly comdat: boolean;
  /** Each has `SHF_GROUP`. */
  readonly members: readonly Section[];
}

/** Bytes of the file that are copied to memory before the program runs. */
export interface Segment {
  /** `PT_…` */
  readonly type: number;
  /** `PF_…` */
  readonly flags: number;
  readonly offset: number;
  readonly address: bigint;
  /** The load address: where a machine without an operating system puts it. */
  readonly physicalAddress: bigint;
  readonly fileSize: number;
  /** At least `fileSize`; the difference is zeros. */
  readonly memorySize: number;
  readonly align: number;
  /** A section that is not loaded and has this place; written, the segment goes where the section does. */
  readonly section?: Section;
}

export interface ElfSymbol {
  readonly name: string;
  /** An offset in `section` in an object, an address in an executable; alignment if common. */
  readonly value: bigint;
  /** Bytes, or 0 if unknown. */
  readonly size: number;
  /** `STT_…` */
  readonly type: number;
  /** `STB_…` */
  readonly binding: number;
  /** `STV_…` */
  readonly visibility: number;
  /** What `st_other` has beside the visibility: `STO_…`. */
  readonly attributes: number;
  readonly section: Section | Place;
}

/** Where a symbol stands that is in no section. */
export type Place = 'undefined' | 'absolute' | 'common';

/** A patch of a section's bytes that depends on an address unknown to the assembler. */
export interface Relocation<S = ElfSymbol> {
  /** Byte offset in the section. */
  readonly offset: number;
  /** `R_RISCV_…` [see relocation.ts]. */
  readonly type: number;
  /** `undefined`: the null symbol, whose value is 0. */
  readonly symbol: S | undefined;
  readonly addend: bigint;
}

/** Why bytes cannot be read as an ELF file, in plain words without a file name. */
export interface ElfError {
  readonly problem: string;
}

/** What there is to say of a section. */
export interface GivenSection extends Partial<Omit<Section, 'relocations'>> {
  readonly name: string;
  readonly relocations?: Iterable<Relocation>;
}

/** A section with the usual value for everything that is not given. */
export function section(given: GivenSection): Section {
  const data = given.data ?? new Uint8Array(0);
  const { relocations = [] } = given;
  return {
    type: given.size !== undefined && given.data === undefined ? SHT_NOBITS : SHT_PROGBITS,
    flags: 0,
    address: 0n,
    offset: 0,
    size: data.length,
    link: 0,
    info: 0,
    align: 1,
    entrySize: 0,
    ...given,
    data,
    relocations: relocations instanceof Relocations ? relocations : Relocations.from(relocations),
  };
}

/** A symbol with the usual value for everything that is not given: local, untyped, undefined. */
export function symbol(given: Partial<ElfSymbol> & { readonly name: string }): ElfSymbol {
  return {
    value: 0n,
    size: 0,
    type: STT_NOTYPE,
    binding: STB_LOCAL,
    visibility: STV_DEFAULT,
    attributes: 0,
    section: 'undefined',
    ...given,
  };
}
