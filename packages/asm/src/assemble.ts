/** The assembler's entrance: from a source file to a relocatable object. */

import {
  type Abi,
  abiProblem,
  type Extensions,
  parseArchitecture,
  usualAbi,
} from './architecture.ts';
import type { DwarfVersion } from './debug/line.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Listing, type ListingOptions, ListingRecorder } from './listing/listing.ts';
import { finish } from './object/finish.ts';
import { preprocess } from './preprocess/preprocess.ts';
import { targetMacros } from './preprocess/target.ts';
import { checkPrivilegedSpec, privilegedSpecs } from './privileged-spec.ts';
import { Reader } from './reader.ts';
import { Files } from './text/files.ts';
import { textOf } from './text/literal.ts';
import { type ReadFile, Source } from './text/source.ts';
import { Unit } from './unit/unit.ts';

export { abis } from './architecture.ts';
export type { DwarfVersion } from './debug/line.ts';

/** How `assemble` works. All have defaults. */
export interface AssembleOptions {
  /** The base and extensions that the program may use, as in `-march`; `rv64imac_zicsr_zifencei` by default. */
  readonly architecture?: string;
  /** Calling convention to note in the object: by default `lp64` or `ilp32`, `lp64d` or `ilp32d` with D, … */
  readonly abi?: Abi;
  /** Folders in which `.include` and `.incbin` look after the current one; none by default. */
  readonly includePaths?: readonly string[];
  /** `la` goes through the global offset table, as with `-fpic`; false by default. */
  readonly pic?: boolean;
  /** Specification from which versions of extensions come: `2.2`, `20190608` or `20191213`, the default. */
  readonly isaSpec?: string;
  /** Specification of the privileged architecture to note in the object: `1.9.1` … `1.12`; `1.11` by default. */
  readonly privilegedSpec?: string;
  /** Note the extensions in the object, as without `-mno-arch-attr`; true by default. */
  readonly attributes?: boolean;
  /** Leave the linker the freedom to shorten code, as without `-mno-relax`; true by default. */
  readonly relax?: boolean;
  /** Macros of the preprocessor with their bodies, as in `-D`, for files named `.S`; none by default. */
  readonly defines?: Readonly<Record<string, string>>;
  /** Warn of writes to read-only CSRs; true by default. Programs that probe for traps make them. */
  readonly csrCheck?: boolean;
  /** Describe the lines of the source for debuggers in this version of DWARF, as `-g` does; not by default. */
  readonly debug?: DwarfVersion;
  /** The folder from which relative names of files count, for debuggers; none by default. */
  readonly folder?: string;
  /** Macros are in the mode of `.altmacro` from the start; false by default. */
  readonly alternate?: boolean;
  /** Local labels that begin with `.L` stay in the symbol table; false by default. */
  readonly keepLocals?: boolean;
  /** Sections end on their alignment, as without `--no-pad-sections`; true by default. */
  readonly padSections?: boolean;
  /** Common symbols have the type `STT_COMMON`, as with `--elf-stt-common=yes`; false by default. */
  readonly commonType?: boolean;
  /** The version of what `.cfi_…` becomes, as in `--gdwarf-cie-version`: 1, 3 or 4; 3 by default. */
  readonly frameVersion?: 1 | 3 | 4;
  /** Note that the stack need not or must be executable, in `.note.GNU-stack`; not noted by default. */
  readonly executableStack?: boolean;
  /** Symbols with their values, as in `--defsym`; none by default. */
  readonly symbols?: Readonly<Record<string, bigint>>;
  /** Make a listing, of what these say; none by default. */
  readonly listing?: ListingOptions;
}

/** What assembling gave. */
export interface Assembly {
  /** A relocatable object, ELF32 or ELF64 by the architecture; undefined if there is an error among the diagnostics. */
  readonly object: Uint8Array | undefined;
  /** Everything that is wrong, in the order of the source. */
  readonly diagnostics: readonly Diagnostic[];
  /** What was asked for with the option `listing`, if there is an object. */
  readonly listing?: Listing;
}

/** What images are built for. */
export const defaultArchitecture = 'rv64imac_zicsr_zifencei';

/**
 * Assembles a file in GNU syntax, as `riscv64-unknown-elf-as` does; several as if they were one.
 *
 * @example
 * ```ts
 * const source = 'li a0, 42\n';
 * const { object, diagnostics } = assemble('a.s', () => new TextEncoder().encode(source));
 * ```
 */
export function assemble(
  file: string | readonly string[],
  read: ReadFile,
  options: AssembleOptions = {},
): Assembly {
  const { architecture = defaultArchitecture, isaSpec } = options;
  const { extensions, problem } = parseArchitecture(architecture, isaSpec);
  if (problem !== undefined) return failure('architecture', problem);
  const { privilegedSpec = '1.11' } = options;
  if (!privilegedSpecs.includes(privilegedSpec)) {
    const known = privilegedSpecs.join(', ');
    return failure('privileged-spec', `\`${privilegedSpec}\` is not known: there are ${known}`);
  }
  const sources: Source[] = [];
  for (const each of typeof file === 'string' ? [file] : file) {
    const bytes = read(each);
    if (!bytes) return failure('file-not-found', `cannot read \`${each}\``);
    sources.push(new Source(each, textOf(bytes)));
  }
  const [first] = sources;
  return first
    ? assembleSources([first, ...sources.slice(1)], extensions, read, options)
    : failure('file-not-found', 'there is no file to assemble');
}

function assembleSources(
  sources: readonly [Source, ...Source[]],
  extensions: Extensions,
  read: ReadFile,
  options: AssembleOptions,
): Assembly {
  const files = new Files(read, options.includePaths ?? []);
  const start = { source: sources[0], start: 0, end: 0 };
  const unit = new Unit(
    { extensions, pic: options.pic ?? false, relax: options.relax ?? true },
    files,
    start,
    options.debug,
  );
  if (options.listing) unit.listing = new ListingRecorder(unit, options.listing);
  if (options.folder !== undefined) unit.lines.workingFolder = options.folder;
  unit.checksCsrs = options.csrCheck ?? true;
  unit.notesArchitecture = options.attributes ?? true;
  unit.privilegedSpec = (options.privilegedSpec ?? '1.11').split('.').map(Number);
  for (const [name, value] of Object.entries(options.symbols ?? {})) {
    unit.equate(name, { kind: 'integer', value }, start, false);
  }
  unit.keepsLocals = options.keepLocals ?? false;
  unit.padsSections = options.padSections ?? true;
  unit.hasCommonType = options.commonType ?? false;
  unit.frames.version = options.frameVersion ?? 3;
  const reader = new Reader(unit, options.alternate);
  for (const source of sources) {
    const text = isPreprocessed(source) ? preprocessed(source, unit, read, options) : source;
    // What the preprocessor refuses, gcc does not have assembled: what would follow comes of that.
    if (unit.report.hasErrors && text !== source)
      return { object: undefined, diagnostics: unit.report.diagnostics };
    reader.read(text);
  }
  reader.end();
  if (options.executableStack !== undefined) {
    const flags = options.executableStack ? 'x' : '';
    unit.ownSection('.note.GNU-stack', { type: 'progbits', flags, entrySize: 0 });
  }
  if (!unit.first) checkPrivilegedSpec(unit, start);
  const abi = options.abi ?? usualAbi(unit.modes.extensions);
  if (options.abi) {
    const { extensions, at } = unit.first ?? { extensions: unit.modes.extensions, at: start };
    const problem = abiProblem(abi, extensions);
    const later = abiProblem(abi, unit.modes.extensions);
    const hint = 'choose another -mabi';
    if (problem !== undefined) unit.report.error('abi', at, problem, hint);
    else if (later !== undefined) unit.report.lastError('abi', start, later, hint);
  }
  const complete = finish(unit, abi);
  const listing = complete?.listing && { listing: complete.listing };
  return { object: complete?.object, diagnostics: unit.report.diagnostics, ...listing };
}

/** As for compilers, the name says which files are for the C preprocessor. */
function isPreprocessed({ file }: Source): boolean {
  return file.endsWith('.S') || file.endsWith('.sx');
}

function preprocessed(
  source: Source,
  unit: Unit,
  read: ReadFile,
  { includePaths = [], defines = {}, abi }: AssembleOptions,
): Source {
  const { report } = unit;
  const { extensions } = unit.modes;
  const predefined = targetMacros(extensions, abi ?? usualAbi(extensions), unit.modes.pic);
  const all = { ...predefined, ...defines };
  const { text, origins } = preprocess(source, { read, includePaths, defines: all, report });
  return new Source(source.file, text, 1, undefined, origins);
}

function failure(code: string, message: string): Assembly {
  const diagnostic = { code, severity: 'error', message, span: undefined, expansion: [] } as const;
  return { object: undefined, diagnostics: [diagnostic] };
}
