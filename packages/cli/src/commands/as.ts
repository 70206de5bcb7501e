/** `ireko as`: the assembler, with GNU as's options. */

import type { Abi, Diagnostic } from '@ireko/asm';
import { type AssembleOptions, abis, assemble, type DwarfVersion } from '@ireko/asm/assemble';
import { printListing } from '@ireko/asm/listing-text';
import { type Command, defineCommand } from '../command.ts';
import { isElf, readIfThere, readInput, readStdin, writeOutput } from '../host/files.ts';
import { Mistake } from '../mistake.ts';
import type { Given } from '../options/options.ts';
import { parseSymbols } from '../options/symbols.ts';
import { reportDiagnostics } from '../report.ts';
import { formatOf, listingOf, listingOptions, notesFor } from '../tools/listing-options.ts';

function isAbi(text: string): text is Abi {
  return abis.some((abi) => abi === text);
}

/** Macros as `-D` gives them; one without a body is 1. */
function macrosOf(given: readonly string[], forgotten: readonly string[]): Record<string, string> {
  const macros = given.map((each): [string, string] => {
    const [name = '', ...body] = each.split('=');
    return [name, body.length === 0 ? '1' : body.join('=')];
  });
  return Object.fromEntries(macros.filter(([name]) => !forgotten.includes(name)));
}

/** The version of DWARF that was asked for last, and the folder that it names. */
function debugOf(
  given: readonly Given[],
  prefixes: readonly string[],
): Pick<AssembleOptions, 'debug' | 'folder'> {
  const folder = mapped(process.cwd(), prefixes);
  const asked = given.findLast(
    ({ name }) => name !== undefined && /^g(en-debug|dwarf-?\d)?$/.test(name),
  );
  if (!asked) return { folder };
  const version = Number(asked.name?.at(-1)) || 2;
  return { debug: version as DwarfVersion, folder };
}

/** A path with the prefix exchanged that the last `OLD=NEW` names which fits. */
function mapped(path: string, prefixes: readonly string[]): string {
  for (const each of prefixes.toReversed()) {
    const at = each.indexOf('=');
    if (at < 0) throw new Mistake(`--debug-prefix-map: '${each}' is not OLD=NEW`);
    const old = each.slice(0, at);
    if (path.startsWith(old)) return each.slice(at + 1) + path.slice(old.length);
  }
  return path;
}

function frameVersionOf(text: string): 1 | 3 | 4 {
  const known = ([1, 3, 4] as const).find((each) => String(each) === text);
  if (known === undefined) throw new Mistake(`--gdwarf-cie-version: '${text}' is not 1, 3 or 4`);
  return known;
}

function isYes(text: string | undefined, option: string): boolean {
  if (text === undefined || text === 'no') return false;
  if (text === 'yes') return true;
  throw new Mistake(`--${option}: '${text}' is neither yes nor no`);
}

/** What a line of a rule may hold, the backslash at its end included. */
const RULE_COLUMNS = 72;

/** A rule for make: what an object was made of, the last file that was read first, as GNU as has it. */
function makeRule(object: string, sources: readonly string[]): string {
  let rule = `${escaped(object)}:`;
  let column = rule.length;
  for (const source of sources.toReversed()) {
    const isFull = column + source.length > RULE_COLUMNS - ' '.length - ' \\'.length;
    if (isFull) rule += ' \\\n';
    rule += ` ${escaped(source)}`;
    column = (isFull ? 0 : column) + 1 + source.length;
  }
  return `${rule}\n`;
}

/** As make reads names. */
function escaped(name: string): string {
  return name.replaceAll(/[ #]/g, '\\$&').replaceAll('$', '$$$$');
}

/** What GNU as accepts unless told otherwise: without C, so nothing is compressed. */
const gnuArchitecture = 'rv64imafd_zicsr_zifencei';

/** What messages call a source that comes through a pipe, as `gcc -pipe` sends it. */
const STDIN = '<stdin>';

export const command: Command = defineCommand({
  name: 'as',
  standsFor: 'assembler',
  usage: '[option…] FILE.s…',
  about: `
Assembles a file in GNU syntax into an ELF object, with the same bytes,
relocations and symbols as riscv64-unknown-elf-as of binutils 2.40, for rv64 and
rv32. Several files are assembled as if they were one. A file named .S goes through
the C preprocessor first; - is stdin. gcc uses this assembler with -B and the folder
gnu/ of the repository, in which it is called as.`,
  options: {
    o: { value: 'FILE', help: 'write the object to FILE (default: a.out)' },
    ...listingOptions,
    I: { value: 'DIR', repeat: true, help: 'look for .include and .incbin files in DIR as well' },
    D: {
      value: 'NAME[=BODY]',
      repeat: true,
      help: 'define a macro of the C preprocessor, which reads files named .S',
    },
    U: { value: 'NAME', repeat: true, help: 'take a -D back' },
    march: {
      value: 'ISA',
      spelling: '-march=ISA',
      help: `instructions to accept (default, as GNU as: ${gnuArchitecture})`,
    },
    mabi: {
      value: 'ABI',
      spelling: '-mabi=ABI',
      help: 'calling convention: lp64, lp64f, lp64d, ilp32, ilp32e, ilp32f or\nilp32d (default: as the ISA allows)',
    },
    'mno-relax': {
      ...{ spelling: '-mno-relax', undoes: ['mrelax'] },
      help: 'leave nothing for the linker to shorten',
    },
    mrelax: {
      ...{ spelling: '-mrelax', undoes: ['mno-relax'] },
      help: 'let the linker shorten code where it can (default)',
    },
    defsym: { value: 'NAME=VALUE', repeat: true, help: 'define a symbol' },
    alternate: { help: 'begin in the mode of .altmacro' },
    'keep-locals': { short: 'L', help: 'keep local labels (.L…) in the symbol table' },
    MD: {
      ...{ value: 'FILE', spelling: '--MD FILE' },
      help: 'write a rule for make to FILE: which files the object was made of',
    },
    noexecstack: {
      undoes: ['execstack'],
      help: 'note that the stack need not be executable; --execstack: it must be',
    },
    execstack: { undoes: ['noexecstack'], help: '' },
    'debug-prefix-map': {
      ...{ value: 'OLD=NEW', repeat: true },
      help: 'with -g, say NEW where the folder begins with OLD',
    },
    'fatal-warnings': { help: 'treat warnings as errors' },
    'no-pad-sections': { help: 'do not fill sections up to their alignment' },
    'gdwarf-cie-version': {
      value: 'N',
      help: 'write what .cfi_… says in version 1, 3 or 4 (default: 3)',
    },
    'no-warn': { short: 'W', help: 'do not show warnings' },
    'traditional-format': { help: '' },
    'misa-spec': {
      value: 'DATE',
      spelling: '-misa-spec=DATE',
      help: 'which versions of extensions are meant (default: 20191213)',
    },
    'mpriv-spec': {
      value: 'VERSION',
      spelling: '-mpriv-spec=VERSION',
      help: 'which privileged specification the object is to name (default: 1.11)',
    },
    'mlittle-endian': { help: '' },
    'march-attr': { undoes: ['mno-arch-attr'], help: '' },
    'mno-arch-attr': {
      ...{ spelling: '-mno-arch-attr', undoes: ['march-attr'] },
      help: 'do not note in the object which extensions it is for',
    },
    'mno-csr-check': { help: '' },
    'mcsr-check': { help: '' },
    warn: { help: '' },
    w: { help: '' },
    J: { help: '' },
    f: { help: '' },
    X: { help: '' },
    verbose: { help: '' },
    'multibyte-handling': { value: 'HOW', help: '' },
    Z: { help: '' },
    statistics: { help: '' },
    'size-check': { value: 'HOW', help: '' },
    'reduce-memory-overheads': { help: '' },
    'hash-size': { value: 'SIZE', help: '' },
    'strip-local-absolute': { help: '' },
    'nocompress-debug-sections': { help: '' },
    'compress-debug-sections': {
      ...{ value: 'HOW', optional: 'zlib' },
      help: '',
    },
    'elf-stt-common': {
      value: 'yes|no',
      help: 'give common symbols the type STT_COMMON (default: no)',
    },
    gsframe: { refused: 'there is no .sframe for RISC-V', help: '' },
    'generate-missing-build-notes': { value: 'HOW', help: '' },
    fpic: { undoes: ['fno-pic'], help: 'la goes through the global offset table' },
    fPIC: { undoes: ['fno-pic'], help: '' },
    'fno-pic': { undoes: ['fpic', 'fPIC'], help: '' },
    v: { help: '' },
    g: { help: 'describe the lines of the source for debuggers (DWARF 2)' },
    'gen-debug': { help: '' },
    'gdwarf-2': { help: '' },
    gdwarf2: { help: '' },
    'gdwarf-3': { help: '' },
    'gdwarf-4': { help: '' },
    'gdwarf-5': {
      spelling: '-gdwarf-5',
      help: 'the same in the form of DWARF 5; likewise -gdwarf-4, -3 and -2',
    },
  },
  examples: [
    ['ireko as -o hello.o examples/hello/hello.s', 'an object to link'],
    [
      'ireko as -march=rv32imc -mabi=ilp32 -o boot.o boot.s',
      'an object for 32 bits; ireko ld links it',
    ],
    [
      'ireko as -almn=hello.lst -o hello.o examples/hello/hello.s',
      'a listing beside the object: addresses, bytes, macros',
    ],
    ['ireko as -I include -defsym DEBUG=1 -o trap.o trap.s', 'with included files and a symbol'],
  ],
  errors: `
All mistakes of a file are reported, each as FILE:LINE:COLUMN: error: … with the
source line, what would be right, and the macros that led there. Then no object
is written, and the exit status is 1.`,
  async run({ values, operands, sequence, typed }) {
    const isPipe = operands.length === 0 && sequence.length > 0 && !process.stdin.isTTY;
    const inputs = isPipe ? [STDIN] : operands.map((each) => (each === '-' ? STDIN : each));
    const [file] = inputs;
    if (file === undefined) throw new Mistake('no input file; try: ireko as -o hello.o hello.s');
    const abi = values.mabi;
    if (abi !== undefined && !isAbi(abi))
      throw new Mistake(`-mabi: '${abi}' is not supported; known are ${abis.join(', ')}`);
    const compression = values['compress-debug-sections'] ?? 'none';
    if (compression !== 'none')
      throw new Mistake(`--compress-debug-sections: '${compression}' is not there; only none is`);
    const cieVersion = values['gdwarf-cie-version'];
    const given = new Map<string, Uint8Array>();
    for (const each of inputs) {
      const bytes = each === STDIN ? await readStdin() : readInput(each);
      if (isElf(bytes))
        throw new Mistake(`${each}: an ELF file, not a source; ireko ld links objects`);
      given.set(each, bytes);
    }
    const sources: string[] = [];
    const read = (path: string) => {
      const bytes = given.get(path) ?? readIfThere(path);
      if (bytes && !sources.includes(path)) sources.push(path);
      return bytes;
    };
    const wanted = listingOf(values.a);
    const { object, diagnostics, listing } = assemble(inputs, read, {
      includePaths: values.I,
      relax: !values['mno-relax'],
      pic: values.fpic || values.fPIC,
      ...(values['misa-spec'] !== undefined && { isaSpec: values['misa-spec'] }),
      ...(values['mpriv-spec'] !== undefined && { privilegedSpec: values['mpriv-spec'] }),
      attributes: !values['mno-arch-attr'],
      ...(abi !== undefined && { abi }),
      ...debugOf(sequence, values['debug-prefix-map']),
      alternate: values.alternate,
      keepLocals: values['keep-locals'],
      padSections: !values['no-pad-sections'],
      commonType: isYes(values['elf-stt-common'], 'elf-stt-common'),
      ...(cieVersion !== undefined && { frameVersion: frameVersionOf(cieVersion) }),
      ...((values.execstack || values.noexecstack) && { executableStack: values.execstack }),
      architecture: values.march ?? gnuArchitecture,
      defines: macrosOf(values.D, values.U),
      symbols: parseSymbols(values.defsym),
      ...(wanted && { listing: notesFor(wanted) }),
    });
    const isShown = ({ severity }: Diagnostic) => severity === 'error' || !values['no-warn'];
    reportDiagnostics(diagnostics.filter(isShown), 'ireko as');
    if (values['fatal-warnings'] && diagnostics.length > 0)
      throw new Mistake(`${file}: warnings, and --fatal-warnings treats them as errors`);
    const output = values.o ?? 'a.out';
    if (object) writeOutput(output, object);
    if (listing && wanted) {
      const format = formatOf(wanted, sequence, { input: inputs.at(-1) ?? file, output, typed });
      const text = printListing(listing, format, (path) => {
        const bytes = read(path);
        return bytes && new TextDecoder().decode(bytes);
      });
      if (wanted.file === undefined) process.stdout.write(text);
      else writeOutput(wanted.file, new TextEncoder().encode(text));
    }
    if (object && values.MD !== undefined) writeOutput(values.MD, makeRule(output, sources));
    return 0;
  },
});
