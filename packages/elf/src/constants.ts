/**
 * The numbers of the ELF specification under the names it gives them [gABI §4…5], with those of the
 * RISC-V supplement [psABI ELF Object Files]. Only what this package and its users read or write is listed.
 */

/** The bytes DEL `E` `L` `F`, read as a little-endian word. */
export const ELFMAG = 0x464c457f;
export const ELFCLASS32 = 1;
export const ELFCLASS64 = 2;
export const ELFDATA2LSB = 1;
export const EV_CURRENT = 1;

/** Kinds of file (`e_type`). */
export const ET_REL = 1;
export const ET_EXEC = 2;
export const ET_DYN = 3;
export const ET_CORE = 4;

export const EM_RISCV = 243;

/** `e_flags` of RISC-V: compressed instructions; the floating-point ABI is a two-bit field. */
export const EF_RISCV_RVC = 0x1;
export const EF_RISCV_FLOAT_ABI = 0x6;
export const EF_RISCV_FLOAT_ABI_SOFT = 0x0;
export const EF_RISCV_FLOAT_ABI_SINGLE = 0x2;
export const EF_RISCV_FLOAT_ABI_DOUBLE = 0x4;
export const EF_RISCV_FLOAT_ABI_QUAD = 0x6;
/** The calling convention for 16 registers. */
export const EF_RISCV_RVE = 0x8;
export const EF_RISCV_TSO = 0x10;

/** Kinds of section (`sh_type`). */
export const SHT_NULL = 0;
export const SHT_PROGBITS = 1;
export const SHT_SYMTAB = 2;
export const SHT_STRTAB = 3;
export const SHT_RELA = 4;
export const SHT_DYNAMIC = 6;
export const SHT_NOTE = 7;
export const SHT_NOBITS = 8;
export const SHT_INIT_ARRAY = 14;
export const SHT_FINI_ARRAY = 15;
export const SHT_PREINIT_ARRAY = 16;
export const SHT_GROUP = 17;
export const SHT_RISCV_ATTRIBUTES = 0x70000003;

/** What a section needs at run time and how a linker treats it (`sh_flags`). */
export const SHF_WRITE = 0x1;
export const SHF_ALLOC = 0x2;
export const SHF_EXECINSTR = 0x4;
export const SHF_MERGE = 0x10;
export const SHF_STRINGS = 0x20;
export const SHF_INFO_LINK = 0x40;
export const SHF_LINK_ORDER = 0x80;
export const SHF_GROUP = 0x200;
export const SHF_TLS = 0x400;
export const SHF_COMPRESSED = 0x800;
export const SHF_GNU_RETAIN = 0x20_0000;
export const SHF_GNU_MBIND = 0x100_0000;
export const SHF_EXCLUDE = 0x80000000;

/** First word of a section group: equal ones are linked once. */
export const GRP_COMDAT = 1;

/** Section numbers with a meaning of their own (`st_shndx`). */
export const SHN_UNDEF = 0;
export const SHN_LORESERVE = 0xff00;
export const SHN_ABS = 0xfff1;
export const SHN_COMMON = 0xfff2;

/** How far a symbol's name reaches (`st_info`, high four bits). */
export const STB_LOCAL = 0;
export const STB_GLOBAL = 1;
export const STB_WEAK = 2;
export const STB_GNU_UNIQUE = 10;

/** What a symbol names (`st_info`, low four bits). */
export const STT_NOTYPE = 0;
export const STT_OBJECT = 1;
export const STT_FUNC = 2;
export const STT_SECTION = 3;
export const STT_FILE = 4;
export const STT_COMMON = 5;
export const STT_TLS = 6;
export const STT_GNU_IFUNC = 10;

/** A bit beside the visibility: the function has a calling convention of its own [psABI §8.2]. */
export const STO_RISCV_VARIANT_CC = 0x80;

export const ELFOSABI_NONE = 0;
export const ELFOSABI_GNU = 3;

/** Who may see a symbol outside of its component (`st_other`, low two bits). */
export const STV_DEFAULT = 0;
export const STV_INTERNAL = 1;
export const STV_HIDDEN = 2;
export const STV_PROTECTED = 3;

/** Kinds of segment (`p_type`). */
export const PT_NULL = 0;
export const PT_LOAD = 1;
export const PT_DYNAMIC = 2;
export const PT_INTERP = 3;
export const PT_NOTE = 4;
export const PT_SHLIB = 5;
export const PT_PHDR = 6;
export const PT_TLS = 7;
export const PT_GNU_EH_FRAME = 0x6474e550;
export const PT_GNU_STACK = 0x6474e551;
export const PT_RISCV_ATTRIBUTES = 0x70000003;

/** Type of the note that identifies a build (`n_type`, of the owner `GNU`). */
export const NT_GNU_BUILD_ID = 3;

/** Permissions of a segment (`p_flags`). */
export const PF_X = 0x1;
export const PF_W = 0x2;
export const PF_R = 0x4;
