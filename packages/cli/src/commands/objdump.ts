/** `ireko objdump`: what is in an object or an executable, in GNU objdump's format. */

import { objdump } from '@ireko/asm/tools/objdump';
import { isArchive, readArchive } from '@ireko/elf';
import type { DisassemblyStyle } from '@ireko/isa';
import { type Command, defineCommand } from '../command.ts';
import { readIfThere, readInput } from '../host/files.ts';
import { Mistake } from '../mistake.ts';

export const command: Command = defineCommand({
  name: 'objdump',
  standsFor: 'objdump',
  usage: '-d|-h|-r|-s|-t|-x… FILE…',
  about: `
Shows what is in objects, executables and archives: instructions with their source,
sections, relocations, symbols. The format is that of riscv64-unknown-elf-objdump of
binutils 2.40.`,
  options: {
    d: { help: 'disassemble the sections that hold code' },
    disassemble: { value: 'SYMBOL', optional: '', help: 'as -d, or that function alone' },
    'disassemble-all': { short: 'D', help: 'disassemble all sections' },
    source: { short: 'S', help: 'as -d, with the lines of source that the code came from' },
    'line-numbers': { short: 'l', help: 'with -d, name the file and line of the source' },
    inlines: { help: 'with -l, name the calls that the compiler replaced by the code' },
    'full-contents': { short: 's', help: 'show the bytes of the sections' },
    headers: { short: 'h', help: 'list the sections' },
    'section-headers': { help: 'as -h' },
    'file-headers': { short: 'f', help: 'the kind of file, and where execution begins' },
    'private-headers': { short: 'p', help: 'the program headers' },
    'all-headers': { short: 'x', help: 'as -f -p -h -t -r' },
    reloc: { short: 'r', help: 'list the relocations; with -d, below their instructions' },
    syms: { short: 't', help: 'list the symbols' },
    section: {
      short: 'j',
      value: 'NAME',
      repeat: true,
      help: 'this section alone; may be repeated',
    },
    'start-address': { value: 'ADDRESS', help: 'only from here on' },
    'stop-address': { value: 'ADDRESS', help: 'only up to here' },
    'disassemble-zeroes': { short: 'z', help: 'do not leave out zeros' },
    'disassembler-options': {
      ...{ short: 'M', value: 'STYLE', repeat: true },
      help: 'no-aliases: each instruction by its own name; numeric: registers\nas x10; both, with a comma between',
    },
    'archive-headers': { short: 'a', help: 'name the file, as a member of an archive' },
    'dynamic-syms': { short: 'T', help: 'list the symbols for a dynamic linker: none are there' },
    'dynamic-reloc': { short: 'R', help: '' },
    'no-addresses': { help: 'without addresses, to compare versions of a program' },
    'no-show-raw-insn': { help: 'without the bytes of the instructions' },
    'show-raw-insn': { help: '' },
    wide: { short: 'w', help: 'with -h, a section on one line' },
    demangle: { short: 'C', help: 'nothing to do for C; names of C++ stay as they are' },
    architecture: { short: 'm', value: 'NAME', help: '' },
    target: { short: 'b', value: 'NAME', help: '' },
    endian: { value: 'ORDER', help: '' },
    EL: { help: '' },
    'special-syms': { help: '' },
    'disassembler-color': { value: 'HOW', help: '' },
  },
  examples: [
    ['ireko objdump -d hello.elf', 'the instructions of a program'],
    ['ireko objdump -S kernel.elf', 'and the source that they came from'],
    ['ireko objdump -dr trap.o', 'what the linker will fill in, and where'],
  ],
  errors: 'A file that is not an ELF file: one line on stderr, exit status 1.',
  run({ values, operands }) {
    if (operands.length === 0) throw new Mistake('no file; try: ireko objdump -d hello.elf');
    const symbol = values.disassemble || undefined;
    const disassemble =
      values.d || values.disassemble !== undefined || values['disassemble-all'] || values.source;
    const start = addressOf('--start-address', values['start-address']);
    const stop = addressOf('--stop-address', values['stop-address']);
    const options = {
      disassemble: disassemble || values['line-numbers'],
      everything: values['disassemble-all'],
      lines: values['line-numbers'],
      inlines: values.inlines,
      headers: values.headers || values['section-headers'],
      contents: values['full-contents'],
      fileHeader: values['file-headers'],
      privateHeaders: values['private-headers'],
      allHeaders: values['all-headers'],
      symbols: values.syms,
      relocations: values.reloc,
      sections: values.section,
      zeros: values['disassemble-zeroes'],
      hidesBytes: values['no-show-raw-insn'],
      hidesAddresses: values['no-addresses'],
      archiveHeader: values['archive-headers'],
      dynamicSymbols: values['dynamic-syms'],
      wide: values.wide,
      ...(symbol !== undefined && { symbol }),
      style: styleOf(values['disassembler-options']),
      ...(values.source && { source: sourceText }),
      ...(start !== undefined && { start }),
      ...(stop !== undefined && { stop }),
    };
    const { headers, contents, fileHeader, privateHeaders, allHeaders, symbols, relocations } =
      options;
    const isDynamic = values['dynamic-syms'] || values['dynamic-reloc'];
    const asked = [headers, contents, fileHeader, privateHeaders, allHeaders, symbols, relocations];
    asked.push(isDynamic, values['archive-headers']);
    if (!options.disassemble && !asked.includes(true))
      throw new Mistake('nothing to show; say what: -d, -h, -r, -s, -t or -x');
    for (const name of operands)
      for (const file of filesOf(name)) {
        const shown = objdump(file.name, file.bytes, options);
        if ('problem' in shown) throw new Mistake(`${name}: ${shown.problem}`);
        process.stdout.write(file.heading + shown.text);
        if (isDynamic) process.stderr.write(`ireko objdump: ${name}: not a dynamic object\n`);
      }
    return isDynamic ? 1 : 0;
  },
});

/** @throws {Mistake} when there is no such style. */
function styleOf(given: readonly string[]): DisassemblyStyle {
  const words = given.flatMap((each) => each.split(','));
  for (const word of words)
    if (word !== 'no-aliases' && word !== 'numeric')
      throw new Mistake(`-M: '${word}' is none of no-aliases, numeric`);
  return { noAliases: words.includes('no-aliases'), numeric: words.includes('numeric') };
}

/** The file, or the members of an archive. */
function filesOf(name: string) {
  const bytes = readInput(name);
  if (!isArchive(bytes)) return [{ name, bytes, heading: '' }];
  const archive = readArchive(bytes);
  if ('problem' in archive) throw new Mistake(`${name}: ${archive.problem}`);
  return archive.members.map((each, i) => ({
    ...each,
    heading: i === 0 ? `In archive ${name}:\n` : '',
  }));
}

function sourceText(path: string): string | undefined {
  const bytes = readIfThere(path);
  return bytes && new TextDecoder().decode(bytes);
}

/** @throws {Mistake} when it is no number. */
function addressOf(option: string, text: string | undefined): bigint | undefined {
  if (text === undefined) return undefined;
  if (!/^(0x[\da-f]+|\d+)$/i.test(text)) throw new Mistake(`${option}: '${text}' is no address`);
  return BigInt(text);
}
