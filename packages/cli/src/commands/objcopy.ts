/** `ireko objcopy`: the bytes of an executable for what takes no ELF file, with GNU objcopy's options. */

import { basename } from 'node:path';
import { crc32 } from 'node:zlib';
import {
  type AddedSection,
  type AddedSymbol,
  type ObjcopyOptions,
  objcopy,
  type SectionMove,
} from '@ireko/asm/tools/objcopy';
import type { SymbolChanges } from '@ireko/asm/tools/symbol-changes';
import {
  type Bits,
  readElf,
  STB_GLOBAL,
  STB_LOCAL,
  STB_WEAK,
  STT_FUNC,
  STT_NOTYPE,
  STT_OBJECT,
} from '@ireko/elf';
import { type Command, defineCommand } from '../command.ts';
import { readInput, writeOutput } from '../host/files.ts';
import { Mistake } from '../mistake.ts';
import { elfFormats } from '../tools/link-options.ts';

/** What objcopy and strip have in common besides the symbols that they keep. */
export const copyingOptions = {
  wildcard: {
    short: 'w',
    help: 'names of symbols are patterns with * and ?; ! before one excludes',
  },
  'keep-section': {
    value: 'SECTION',
    repeat: true,
    help: 'keep this section whatever else is said',
  },
  'keep-file-symbols': { help: 'keep the symbols that name source files' },
  'preserve-dates': { short: 'p', help: '' },
  'enable-deterministic-archives': { short: 'D', help: '' },
  'disable-deterministic-archives': { short: 'U', help: '' },
  'merge-notes': { short: 'M', help: '' },
  'no-merge-notes': { help: '' },
  verbose: { short: 'v', help: '' },
} as const;

const objcopyOptions = {
  'output-target': {
    short: 'O',
    value: 'FORMAT',
    help: 'format of the copy: binary, ihex, srec, verilog, or that of\nthe file (the default); elf32-littleriscv with -I binary',
  },
  'input-target': {
    short: 'I',
    value: 'FORMAT',
    help: 'binary: any bytes, which become an object to link',
  },
  'only-section': {
    short: 'j',
    value: 'SECTION',
    repeat: true,
    help: 'copy this section only; may be repeated',
  },
  'remove-section': {
    short: 'R',
    value: 'SECTION',
    repeat: true,
    help: 'leave this section out; may be repeated',
  },
  'remove-relocations': {
    value: 'SECTION',
    repeat: true,
    help: 'leave out the relocations of this section',
  },
  'strip-all': { short: 'S', help: 'leave out symbols and debug information' },
  'strip-debug': { short: 'g', help: 'leave out debug information' },
  'strip-unneeded': { help: 'leave out all symbols that no later link needs' },
  'discard-all': { short: 'x', help: 'leave out local symbols' },
  'discard-locals': { short: 'X', help: 'leave out local symbols named .L…' },
  'keep-symbol': { short: 'K', value: 'SYMBOL', repeat: true, help: 'keep a symbol' },
  'localize-symbol': { short: 'L', value: 'SYMBOL', repeat: true, help: 'make it local' },
  'keep-global-symbol': {
    short: 'G',
    value: 'SYMBOL',
    repeat: true,
    help: 'make all others local',
  },
  'globalize-symbol': { value: 'SYMBOL', repeat: true, help: 'make it global' },
  'weaken-symbol': { short: 'W', value: 'SYMBOL', repeat: true, help: 'make it weak' },
  weaken: { help: 'make all global symbols weak' },
  'localize-hidden': { help: 'make those local that only their own program can see' },
  'localize-symbols': {
    value: 'FILE',
    repeat: true,
    help: 'make the symbols local that FILE lists',
  },
  'keep-global-symbols': {
    value: 'FILE',
    repeat: true,
    help: 'make all local that FILE does not list',
  },
  'globalize-symbols': { value: 'FILE', repeat: true, help: 'make those global that FILE lists' },
  'weaken-symbols': { value: 'FILE', repeat: true, help: 'make those weak that FILE lists' },
  'strip-unneeded-symbol': {
    value: 'SYMBOL',
    repeat: true,
    help: 'leave it out unless a relocation names it',
  },
  'strip-symbol': { short: 'N', value: 'SYMBOL', repeat: true, help: 'leave out a symbol' },
  'add-section': { value: 'NAME=FILE', repeat: true, help: 'add a section with a file’s bytes' },
  'add-symbol': {
    value: 'NAME=[SECTION:]VALUE[,WORD…]',
    repeat: true,
    help: 'add a symbol: global or local, weak, function, object',
  },
  'change-section-address': {
    value: 'SECTION{=,+,-}VALUE',
    repeat: true,
    help: 'where a section stands in an object, or in an image',
  },
  'change-section-vma': { value: 'SECTION{=,+,-}VALUE', repeat: true, help: 'in an object alone' },
  'change-section-lma': { value: 'SECTION{=,+,-}VALUE', repeat: true, help: 'in an image alone' },
  'set-section-flags': {
    value: 'NAME=WORD,…',
    repeat: true,
    help: 'what a section is: alloc, load, contents, readonly, code, data',
  },
  'set-section-alignment': {
    value: 'NAME=BYTES',
    repeat: true,
    help: 'what a section is aligned to',
  },
  'rename-section': { value: 'OLD=NEW[,WORD…]', repeat: true, help: 'rename a section' },
  'redefine-syms': { value: 'FILE', repeat: true, help: 'as FILE says: OLD and NEW on each line' },
  'strip-symbols': { value: 'FILE', repeat: true, help: 'leave out the symbols that FILE lists' },
  'keep-symbols': { value: 'FILE', repeat: true, help: 'keep the symbols that FILE lists' },
  'redefine-sym': { value: 'OLD=NEW', repeat: true, help: 'rename a symbol' },
  'prefix-symbols': { value: 'TEXT', help: 'put TEXT before all names of symbols' },
  'prefix-sections': { value: 'TEXT', help: 'put TEXT before all names of sections' },
  'prefix-alloc-sections': { value: 'TEXT', help: 'of those that are loaded' },
  'update-section': { value: 'NAME=FILE', repeat: true, help: 'give a section a file’s bytes' },
  'dump-section': { value: 'NAME=FILE', repeat: true, help: 'write a section’s bytes to a file' },
  'set-start': { value: 'ADDRESS', help: 'where execution begins' },
  'gap-fill': { value: 'BYTE', help: 'what stands between sections in a binary image (0)' },
  'pad-to': { value: 'ADDRESS', help: 'how far a binary image goes' },
  'srec-len': { value: 'BYTES', help: 'bytes of an S-record (16)' },
  'srec-forceS3': { help: 'S-records have addresses of four bytes' },
  'change-warnings': { help: '' },
  'no-change-warnings': { help: '' },
  'strip-dwo': { help: '' },
  'verilog-data-width': { value: 'BYTES', help: 'bytes of a word in Verilog’s format (1)' },
  'reverse-bytes': { value: 'BYTES', help: 'in an image, write so many bytes backwards' },
  'change-addresses': { value: 'BYTES', help: 'added to all load addresses of an image' },
  'adjust-vma': { value: 'BYTES', help: 'as --change-addresses' },
  'adjust-section-vma': { value: 'SECTION{=,+,-}VALUE', repeat: true, help: '' },
  'binary-architecture': { short: 'B', value: 'NAME', help: '' },
  'change-leading-char': { help: '' },
  'remove-leading-char': { help: '' },
  'decompress-debug-sections': { help: '' },
  target: { short: 'F', value: 'FORMAT', help: '' },
  b: {
    value: 'BYTE',
    help: '',
    refused: 'not supported; write the image, and take its bytes apart',
  },
  'only-keep-debug': {
    help: 'leave out the bytes of what is loaded: a file for debuggers alone',
  },
  ...copyingOptions,
  'add-gnu-debuglink': { value: 'FILE', help: 'say which file has the debug information' },
} as const;

export const command: Command = defineCommand({
  name: 'objcopy',
  standsFor: 'objcopy',
  usage: '[option…] FILE [OUTPUT]',
  about: `
Copies an ELF file, in place if no output is named. With -O binary the copy is the
loaded bytes as they stand in memory, from the lowest load address on, as
riscv64-unknown-elf-objcopy writes them.`,
  options: objcopyOptions,
  examples: [
    ['ireko objcopy -O binary kernel.elf kernel.bin', 'an image for a ROM'],
    ['ireko objcopy -O ihex kernel.elf kernel.hex', 'an image for a flasher'],
  ],
  errors: 'A file that is not an ELF file: one line on stderr, exit status 1.',
  run({ values, operands }) {
    const [input, output] = operands;
    if (input === undefined || operands.length > 2)
      throw new Mistake('name a file and its copy; try: ireko objcopy -O binary a.elf a.bin');
    dumpSections(input, values['dump-section']);
    const isBinary = values['input-target'] === 'binary';
    const { format, bits } = formatOf(values['output-target']);
    const renames = values['rename-section'].map((each) => each.split(','));
    const copied = objcopy(
      readInput(input),
      {
        ...(bits !== undefined && { bits }),
        ...{ isBinary, format, only: values['only-section'], remove: values['remove-section'] },
        ...symbolChanges(values),
        keepSections: values['keep-section'],
        alignments: new Map(values['set-section-alignment'].map(alignment)),
        removeRelocations: values['remove-relocations'],
        update: new Map(
          values['update-section'].map((each): [string, Uint8Array] => {
            const [name, path] = pair('--update-section', each);
            return [name, readInput(path)];
          }),
        ),
        ...(values['prefix-sections'] !== undefined && {
          prefixSections: values['prefix-sections'],
        }),
        ...(values['prefix-alloc-sections'] !== undefined && {
          prefixLoaded: values['prefix-alloc-sections'],
        }),
        ...(values['set-start'] !== undefined && { entry: BigInt(values['set-start']) }),
        add: [
          ...values['add-section'].map((each) => {
            const [name, path] = pair('--add-section', each);
            return { name, bytes: readInput(path) };
          }),
          ...debugLink(values['add-gnu-debuglink']),
        ],
        addSymbols: values['add-symbol'].map(addedSymbol),
        moves: [
          ...[...values['change-section-address'], ...values['adjust-section-vma']].map((each) =>
            sectionMove('address', each),
          ),
          ...values['change-section-vma'].map((each) => sectionMove('vma', each)),
          ...values['change-section-lma'].map((each) => sectionMove('lma', each)),
        ],
        onlyDebug: values['only-keep-debug'],
        recordSize: values['srec-len'] === undefined ? undefined : Number(values['srec-len']),
        isWide: values['srec-forceS3'],
        wordSize: oneOf('--verilog-data-width', [1, 2, 4, 8, 16], values['verilog-data-width']),
        reverseBytes: Number(values['reverse-bytes'] ?? 1),
        flags: new Map([
          ...values['set-section-flags'].map((each): [string, string[]] => {
            const [name, words] = pair('--set-section-flags', each);
            return [name, words.split(',')];
          }),
          ...renames.flatMap(([names = '', ...words]): [string, string[]][] =>
            words.length === 0 ? [] : [[pair('--rename-section', names)[0], words]],
          ),
        ]),
        renameSections: new Map(renames.map(([names = '']) => pair('--rename-section', names))),
        renameSymbols: new Map([
          ...values['redefine-syms']
            .flatMap(linesOf)
            .map(([old = '', now = '']): [string, string] => {
              return [old, now];
            }),
          ...values['redefine-sym'].map((each) => pair('--redefine-sym', each)),
        ]),
        gapFill: Number(values['gap-fill'] ?? 0) & 0xff,
        moveBy: BigInt(values['change-addresses'] ?? values['adjust-vma'] ?? 0),
        ...(values['pad-to'] !== undefined && { padTo: BigInt(values['pad-to']) }),
      },
      isBinary ? input : (output ?? input),
    );
    if ('problem' in copied) throw new Mistake(`${input}: ${copied.problem}`);
    const isDumpOnly = output === undefined && values['dump-section'].length > 0;
    if (isDumpOnly) return 0;
    writeOutput(output ?? input, copied.bytes, format === 'elf' && !isBinary ? 0o777 : 0o666);
    return 0;
  },
});

const FORMATS = ['binary', 'ihex', 'srec', 'verilog'] as const;

function formatOf(name?: string): {
  readonly format: ObjcopyOptions['format'];
  readonly bits?: Bits;
} {
  if (name === undefined) return { format: 'elf' };
  const bits = elfFormats.get(name);
  if (bits !== undefined) return { format: 'elf', bits };
  const format = FORMATS.find((each) => each === name);
  if (format !== undefined) return { format };
  const all = [...FORMATS, ...elfFormats.keys()].join(', ');
  throw new Mistake(`-O: '${name}' is not supported; use one of ${all}`);
}

/** What becomes of symbols by the options of objcopy and of strip. */
export function symbolChanges(values: { readonly [name: string]: unknown }): SymbolChanges {
  const list = (name: string) => (values[name] ?? []) as readonly string[];
  /** Those that are named, and those in files. */
  const both = (name: string) => [...list(name), ...list(`${name}s`).flatMap(namesIn)];
  const strip = values['strip-all']
    ? 'all'
    : values['strip-unneeded']
      ? 'unneeded'
      : values['strip-debug']
        ? 'debug'
        : undefined;
  const discard = values['discard-all']
    ? 'all'
    : values['discard-locals']
      ? 'temporary'
      : undefined;
  const prefix = values['prefix-symbols'];
  return {
    ...(strip !== undefined && { strip }),
    ...(discard !== undefined && { discard }),
    ...(typeof prefix === 'string' && { prefixSymbols: prefix }),
    removeSymbols: both('strip-symbol'),
    keepSymbols: both('keep-symbol'),
    removeUnneeded: list('strip-unneeded-symbol'),
    localize: both('localize-symbol'),
    keepGlobal: both('keep-global-symbol'),
    globalize: both('globalize-symbol'),
    weaken: values['weaken'] === true ? 'all' : both('weaken-symbol'),
    wildcard: values['wildcard'] === true,
    localizeHidden: values['localize-hidden'] === true,
    keepsFiles: values['keep-file-symbols'] === true,
  };
}

/** The words on each line of a file; `#` begins a remark. */
function linesOf(path: string): string[][] {
  const lines = new TextDecoder().decode(readInput(path)).split('\n');
  const words = lines.map((line) => line.replace(/#.*/, '').trim().split(/\s+/));
  return words.filter(([first]) => first !== '');
}

function namesIn(path: string): string[] {
  return linesOf(path).map(([name = '']) => name);
}

/** @throws {Mistake} when it is none of these numbers. */
function oneOf(option: string, numbers: readonly number[], given: string | undefined): number {
  const [usual = 1] = numbers;
  const found = given === undefined ? usual : numbers.find((each) => String(each) === given);
  if (found === undefined)
    throw new Mistake(`${option}: '${given}' is none of ${numbers.join(', ')}`);
  return found;
}

/** `.gnu_debuglink`: a file's name, and the sum of its bytes [GDB manual, "separate debug files"]. */
function debugLink(path: string | undefined): AddedSection[] {
  if (path === undefined) return [];
  const name = new TextEncoder().encode(`${basename(path)}\0`);
  const bytes = new Uint8Array(((name.length + 3) & ~3) + 4);
  bytes.set(name);
  new DataView(bytes.buffer).setUint32(bytes.length - 4, crc32(readInput(path)), true);
  return [{ name: '.gnu_debuglink', bytes, align: 4 }];
}

/** @throws {Mistake} when it is not `NAME=BYTES` with a power of two. */
function alignment(text: string): [string, number] {
  const [name, bytes] = pair('--set-section-alignment', text);
  const number = Number(bytes);
  if (!Number.isInteger(Math.log2(number)) || number > 2 ** 24)
    throw new Mistake(`--set-section-alignment: '${bytes}' is not a power of two up to 16 MiB`);
  return [name, number];
}

/** @throws {Mistake} when it is not `SECTION=VALUE`, `SECTION+VALUE` or `SECTION-VALUE`. */
function sectionMove(which: SectionMove['which'], text: string): SectionMove {
  const [, section, sign, value] = /^(.+)([=+-])(0[xX][\da-fA-F]+|\d+)$/.exec(text) ?? [];
  if (section === undefined || value === undefined)
    throw new Mistake(`--change-section-${which}: '${text}' is not SECTION=VALUE, + or -`);
  const number = BigInt(value);
  if (sign === '=') return { section, which, to: number };
  return { section, which, by: sign === '-' ? -number : number };
}

/** What the words of `--add-symbol` say. */
const symbolWords: Readonly<Record<string, Partial<AddedSymbol>>> = {
  global: { binding: STB_GLOBAL },
  local: { binding: STB_LOCAL },
  weak: { binding: STB_WEAK },
  function: { type: STT_FUNC },
  object: { type: STT_OBJECT },
};

/** @throws {Mistake} when it is not `NAME=[SECTION:]VALUE[,WORD…]`. */
function addedSymbol(text: string): AddedSymbol {
  const pattern = /^([^=]+)=(?:([^:,]+):)?(0[xX][\da-fA-F]+|\d+)(?:,(.*))?$/;
  const [, name, section, value, words = ''] = pattern.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new Mistake(`--add-symbol: '${text}' is not NAME=[SECTION:]VALUE[,WORD…]`);
  // As with GNU objcopy, a symbol with words is local unless one of them says otherwise.
  const binding = words === '' ? STB_GLOBAL : STB_LOCAL;
  const plain = { name, section, value: BigInt(value), binding, type: STT_NOTYPE };
  const given = words.split(',').filter((word) => word !== '');
  const unknown = given.find((word) => symbolWords[word] === undefined);
  if (unknown !== undefined) {
    const known = Object.keys(symbolWords).join(', ');
    throw new Mistake(`--add-symbol: '${unknown}' is none of ${known}`);
  }
  return Object.assign({}, plain, ...given.map((word) => symbolWords[word]));
}

/** Writes sections to the files that `--dump-section` names. */
function dumpSections(input: string, dumps: readonly string[]): void {
  for (const each of dumps) {
    const [name, path] = pair('--dump-section', each);
    const file = readElf(readInput(input));
    const found = 'problem' in file ? undefined : file.sections.find((one) => one.name === name);
    if (found === undefined) throw new Mistake(`${input}: there is no section ${name} to dump`);
    writeOutput(path, found.data);
  }
}

/** @throws {Mistake} when it is not `OLD=NEW`. */
function pair(option: string, text: string): [string, string] {
  const at = text.indexOf('=');
  if (at <= 0) throw new Mistake(`${option}: '${text}' has no =`);
  return [text.slice(0, at), text.slice(at + 1)];
}
