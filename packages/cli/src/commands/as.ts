/** `ireko as`: the assembler, with GNU as's options. */

import type { Abi, Diagnostic } from '@ireko/asm';
import { type AssembleOptions, assemble, type DwarfVersion } from '@ireko/asm/assemble';
import { type Command, defineCommand } from '../command.ts';
import { readIfThere, readInput, readStdin, writeOutput } from '../files.ts';
import { Mistake } from '../mistake.ts';
import type { Given } from '../options.ts';
import { version } from '../overview.ts';
import { reportDiagnostics } from '../report.ts';
import { parseSymbols } from '../symbols.ts';

const abis: readonly Abi[] = ['lp64', 'lp64f', 'lp64d'];

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
function debugOf(given: readonly Given[]): Pick<AssembleOptions, 'debug' | 'folder'> {
  const asked = given.findLast(
    ({ name }) => name !== undefined && /^g(en-debug|dwarf-\d)?$/.test(name),
  );
  if (!asked) return { folder: process.cwd() };
  const version = Number(asked.name?.slice('gdwarf-'.length)) || 2;
  return { debug: version as DwarfVersion, folder: process.cwd() };
}

/** What GNU as accepts unless told otherwise: without C, so nothing is compressed. */
const gnuArchitecture = 'rv64imafd_zicsr_zifencei';

/** What messages call a source that comes through a pipe, as `gcc -pipe` sends it. */
const STDIN = '<stdin>';

export const command: Command = defineCommand({
  name: 'as',
  usage: '[option…] FILE.s',
  about: `
Assembles a file in GNU syntax into an ELF object, with the same bytes,
relocations and symbols as riscv64-unknown-elf-as of binutils 2.40. A file named
.S goes through the C preprocessor first; - is stdin. gcc uses this assembler with
-B and the folder gnu/ of the repository, in which it is called as.`,
  options: {
    o: { value: 'FILE', help: 'write the object to FILE (default: a.out)' },
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
      help: 'calling convention: lp64, lp64f or lp64d (default: as the ISA allows)',
    },
    'mno-relax': {
      spelling: '-mno-relax',
      help: 'leave nothing for the linker to shorten',
    },
    mrelax: {
      spelling: '-mrelax',
      help: 'let the linker shorten code where it can (default)',
    },
    defsym: { value: 'NAME=VALUE', repeat: true, help: 'define a symbol' },
    'fatal-warnings': { help: 'treat warnings as errors' },
    'no-warn': { short: 'W', help: 'do not show warnings' },
    version: { help: 'tell the version' },
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
    'march-attr': { help: '' },
    'mno-arch-attr': {
      spelling: '-mno-arch-attr',
      help: 'do not note in the object which extensions it is for',
    },
    'mno-csr-check': { help: '' },
    fpic: { help: 'la goes through the global offset table' },
    fPIC: { help: '' },
    'fno-pic': { help: '' },
    v: { help: '' },
    g: { help: 'describe the lines of the source for debuggers (DWARF 2)' },
    'gen-debug': { help: '' },
    'gdwarf-2': { help: '' },
    'gdwarf-3': { help: '' },
    'gdwarf-4': { help: '' },
    'gdwarf-5': {
      spelling: '-gdwarf-5',
      help: 'the same in the form of DWARF 5; likewise -gdwarf-4, -3 and -2',
    },
  },
  examples: [
    ['ireko as -o hello.o examples/hello/hello.s', 'an object to link'],
    ['ireko as -I include -defsym DEBUG=1 -o trap.o trap.s', 'with included files and a symbol'],
  ],
  errors: `
All mistakes of a file are reported, each as FILE:LINE:COLUMN: error: … with the
source line, what would be right, and the macros that led there. Then no object
is written, and the exit status is 1.`,
  async run({ values, operands, sequence }) {
    if (values.version) {
      process.stdout.write(`ireko as ${version}, compatible with GNU as 2.40\n`);
      return 0;
    }
    const [named, another] = operands;
    const isPipe = named === undefined && sequence.length > 0 && !process.stdin.isTTY;
    const file = named === '-' || isPipe ? STDIN : named;
    if (file === undefined) throw new Mistake('no input file; try: ireko as -o hello.o hello.s');
    if (another !== undefined)
      throw new Mistake(`${another}: one file at a time; assemble each, and link the objects`);
    const abi = values.mabi;
    if (abi !== undefined && !isAbi(abi))
      throw new Mistake(`-mabi: '${abi}' is not supported; known are ${abis.join(', ')}`);
    const source = file === STDIN ? await readStdin() : readInput(file);
    const read = (path: string) => (path === file ? source : readIfThere(path));
    const { object, diagnostics } = assemble(file, read, {
      includePaths: values.I,
      relax: !values['mno-relax'],
      pic: (values.fpic || values.fPIC) && !values['fno-pic'],
      ...(values['misa-spec'] !== undefined && { isaSpec: values['misa-spec'] }),
      ...(values['mpriv-spec'] !== undefined && { privilegedSpec: values['mpriv-spec'] }),
      attributes: !values['mno-arch-attr'],
      ...(abi !== undefined && { abi }),
      ...debugOf(sequence),
      architecture: values.march ?? gnuArchitecture,
      defines: macrosOf(values.D, values.U),
      symbols: parseSymbols(values.defsym),
    });
    const isShown = ({ severity }: Diagnostic) => severity === 'error' || !values['no-warn'];
    reportDiagnostics(diagnostics.filter(isShown), 'ireko as');
    if (values['fatal-warnings'] && diagnostics.length > 0)
      throw new Mistake(`${file}: warnings, and --fatal-warnings treats them as errors`);
    if (object) writeOutput(values.o ?? 'a.out', object);
    return 0;
  },
});
