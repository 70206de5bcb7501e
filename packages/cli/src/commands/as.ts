/** `ireko as`: the assembler, with GNU as's options. */

import { type Abi, assemble } from '@ireko/asm';
import { type Command, defineCommand } from '../command.ts';
import { readIfThere, readInput, writeOutput } from '../files.ts';
import { Mistake } from '../mistake.ts';
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

export const command: Command = defineCommand({
  name: 'as',
  usage: '[option…] FILE.s',
  about: `
Assembles a file in GNU syntax into an ELF object, with the same bytes,
relocations and symbols as riscv64-unknown-elf-as of binutils 2.40. A file named
.S goes through the C preprocessor first.`,
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
      help: 'instructions to accept (default: rv64imac_zicsr_zifencei)',
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
  },
  examples: [
    ['ireko as -o hello.o examples/hello/hello.s', 'an object to link'],
    ['ireko as -I include -defsym DEBUG=1 -o trap.o trap.s', 'with included files and a symbol'],
  ],
  errors: `
All mistakes of a file are reported, each as FILE:LINE:COLUMN: error: … with the
source line, what would be right, and the macros that led there. Then no object
is written, and the exit status is 1.`,
  run({ values, operands }) {
    const [file, another] = operands;
    if (file === undefined) throw new Mistake('no input file; try: ireko as -o hello.o hello.s');
    if (another !== undefined)
      throw new Mistake(`${another}: one file at a time; assemble each, and link the objects`);
    const abi = values.mabi;
    if (abi !== undefined && !isAbi(abi))
      throw new Mistake(`-mabi: '${abi}' is not supported; known are ${abis.join(', ')}`);
    readInput(file);
    const { object, diagnostics } = assemble(file, readIfThere, {
      includePaths: values.I,
      relax: !values['mno-relax'],
      ...(abi !== undefined && { abi }),
      ...(values.march !== undefined && { architecture: values.march }),
      defines: macrosOf(values.D, values.U),
      symbols: parseSymbols(values.defsym),
    });
    reportDiagnostics(diagnostics, 'ireko as');
    if (values['fatal-warnings'] && diagnostics.length > 0)
      throw new Mistake(`${file}: warnings, and --fatal-warnings treats them as errors`);
    if (object) writeOutput(values.o ?? 'a.out', object);
    return 0;
  },
});
