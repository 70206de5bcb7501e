/** What can be asked of a link, by the names that GNU ld's options have. */

import type { Bits } from '@ireko/elf';
import type { BuildId } from './build-id.ts';
import type { FindFile } from './load.ts';
import type { Script } from './script.ts';
import type { FindScript } from './script-source.ts';

/** Scripts by their texts; a `Map` is one, and so is what keeps them from one link to the next. */
export interface ParsedScripts {
  get(text: string): Script | undefined;
  set(text: string, script: Script): void;
}

/** What a map file tells of the command line. */
export interface MapOptions {
  readonly outputName?: string;
}

/** What can be asked of a link. */
export interface LinkOptions {
  /** `-m`: how wide addresses are; that of the first file unless said otherwise. */
  readonly bits?: Bits;
  /** `-e`: symbol or address at which execution begins; the script's `ENTRY` if absent. */
  readonly entry?: string;
  /** `--defsym`: symbols and their values, each a number or an expression of the script's language. */
  readonly defsym?: Readonly<Record<string, bigint | string>>;
  /** Finds a file that a script names in `INPUT` or `GROUP`: `libc.a`, or `-lc` for it. */
  readonly find?: FindFile;
  /** Finds a script that another one includes. */
  readonly findScript?: FindScript;
  /** Scripts that were parsed before; those that are parsed now are added. */
  readonly parsedScripts?: ParsedScripts;
  /** Shorten code that `as` has marked as fit for it; done unless false. */
  readonly relax?: boolean;
  /** Leave out sections that the program cannot reach. */
  readonly gcSections?: boolean;
  /** How many files stand before the script: all of them unless said otherwise. It decides the order of symbols. */
  readonly scriptAfter?: number;
  /** Also write the map file. */
  readonly map?: MapOptions;
  /** `--cref`: also tell who defines and uses each symbol. */
  readonly crossReference?: boolean;
  /** `-u`: symbols that are wanted although no object names them: archives are searched for them. */
  readonly wanted?: readonly string[];
  /** `--require-defined`: as `wanted`, and it is a mistake if nothing defines them. */
  readonly required?: readonly string[];
  /** `--wrap`: references to `f` mean `__wrap_f`, and those to `__real_f` mean `f`. */
  readonly wrap?: readonly string[];
  /** `--section-start`, `-Ttext`: addresses of output sections, and of `text-segment`. */
  readonly sectionStarts?: Readonly<Record<string, bigint>>;
  /** `-pie`: the executable may be loaded anywhere, and moves its own addresses. */
  readonly pie?: boolean;
  /** `-r`: make one object of them all, to be linked again; `-d` gives its common symbols a place. */
  readonly relocatable?: boolean;
  readonly placeCommons?: boolean;
  /** `--emit-relocs`: keep the relocations, applied as they are, for tools that move code again. */
  readonly emitRelocations?: boolean;
  /** `--build-id`: add a note that identifies the executable. */
  readonly buildId?: BuildId;
  /** `-n`, `-N`: the file is not for paging; with `omagic` code is writable too. */
  readonly magic?: 'nmagic' | 'omagic';
  /** `-z max-page-size`: bytes, a power of two; 4096 unless said otherwise. */
  readonly pageSize?: bigint;
  /** `-z execstack`, `-z noexecstack`; as the objects say unless given. */
  readonly executableStack?: boolean;
  /** `-z stack-size`: bytes; 0 tells nothing. */
  readonly stackSize?: number;
  /** `-s`, `-S`: leave out all symbols, or what only debuggers read. */
  readonly strip?: 'all' | 'debug';
  /** `-x`, `-X`: which local symbols are left out; `.L` labels unless said otherwise. */
  readonly discard?: 'none' | 'temporary' | 'all';
  /** `--retain-symbols-file`: the symbols that alone are listed, beside what relocations name that are kept. */
  readonly retained?: readonly string[];
  /** `--unique=NAME`: patterns of sections that stay apart from all others, whatever the script says. */
  readonly unique?: readonly string[];
  /** `--unique`: sections that the script does not mention stay apart from those of their name. */
  readonly uniqueOrphans?: boolean;
  /** `-z muldefs`: of several definitions the first one holds. */
  readonly multipleDefinitions?: boolean;
  /** `--sort-section`: how sections are ordered of which the script does not say it. */
  readonly sortSections?: 'name' | 'alignment';
  /** `-y`: tell which objects name and define these symbols. */
  readonly traced?: readonly string[];
  /** Sections that overlap are mistakes, unless false. */
  readonly checkSections?: boolean;
  /** `--unresolved-symbols`: what an undefined symbol is; an error unless said otherwise. */
  readonly unresolved?: 'error' | 'warning' | 'ignored';
  /** `--ignore-unresolved-symbol`: symbols that may be undefined. */
  readonly ignoredUnresolved?: readonly string[];
  /** False, as by `--noinhibit-exec`: undefined symbols and the like do not inhibit the executable. */
  readonly inhibits?: boolean;
  /** `--orphan-handling`: what becomes of sections that the script does not mention. */
  readonly orphans?: 'place' | 'discard' | 'warn' | 'error';
}

/** Options of a link whose width is settled. */
export interface SettledOptions extends LinkOptions {
  readonly bits: Bits;
}
