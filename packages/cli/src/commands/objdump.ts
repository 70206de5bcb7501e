/** `ireko objdump`: what is in an object or an executable, in GNU objdump's format. */

import { objdump } from '@ireko/asm';
import { type Command, defineCommand } from '../command.ts';
import { readInput } from '../files.ts';
import { Mistake } from '../mistake.ts';

export const command: Command = defineCommand({
  name: 'objdump',
  usage: '-d|-h|-r|-t… FILE…',
  about: `
Shows what is in objects and executables: instructions, sections, relocations,
symbols. The format is that of riscv64-unknown-elf-objdump of binutils 2.40.`,
  options: {
    disassemble: { short: 'd', help: 'disassemble the sections that hold code' },
    headers: { short: 'h', help: 'list the sections' },
    reloc: { short: 'r', help: 'list the relocations; with -d, below their instructions' },
    syms: { short: 't', help: 'list the symbols' },
    section: { short: 'j', value: 'NAME', help: 'disassemble this section alone' },
  },
  examples: [
    ['ireko objdump -d hello.elf', 'the instructions of a program'],
    ['ireko objdump -dr trap.o', 'what the linker will fill in, and where'],
  ],
  errors: 'A file that is not an ELF file: one line on stderr, exit status 1.',
  run({ values, operands }) {
    if (operands.length === 0) throw new Mistake('no file; try: ireko objdump -d hello.elf');
    const { disassemble, headers, reloc, syms, section } = values;
    if (!disassemble && !headers && !reloc && !syms)
      throw new Mistake('nothing to show; say what: -d, -h, -r or -t');
    for (const name of operands) {
      const shown = objdump(name, readInput(name), {
        disassemble,
        headers,
        symbols: syms,
        relocations: reloc,
        ...(section !== undefined && { section }),
      });
      if ('problem' in shown) throw new Mistake(`${name}: ${shown.problem}`);
      process.stdout.write(shown.text);
    }
    return 0;
  },
});
