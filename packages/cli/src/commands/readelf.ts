/** `ireko readelf`: how an ELF file is made, in GNU readelf's format. */

import { readelf } from '@ireko/asm';
import { type Command, defineCommand } from '../command.ts';
import { readInput } from '../files.ts';
import { Mistake } from '../mistake.ts';

export const command: Command = defineCommand({
  name: 'readelf',
  usage: '-h|-S|-l|-s|-r… FILE…',
  about: `
Shows the headers and tables of ELF files: what a loader and a linker see. The
format is that of riscv64-unknown-elf-readelf of binutils 2.40.`,
  options: {
    'file-header': { short: 'h', help: 'the ELF header' },
    sections: { short: 'S', help: 'the section headers' },
    segments: { short: 'l', help: 'the program headers: what is loaded, and where' },
    symbols: { short: 's', help: 'the symbol table' },
    relocs: { short: 'r', help: 'the relocations' },
    all: { short: 'a', help: 'all of these' },
    wide: { short: 'W', help: 'do not break or shorten long lines' },
  },
  examples: [['ireko readelf -hl hello.elf', 'where execution begins, and what is loaded']],
  errors: 'A file that is not an ELF file: one line on stderr, exit status 1.',
  run({ values, operands }) {
    if (operands.length === 0) throw new Mistake('no file; try: ireko readelf -h hello.elf');
    const { all } = values;
    const parts = {
      header: all || values['file-header'],
      sections: all || values.sections,
      segments: all || values.segments,
      symbols: all || values.symbols,
      relocations: all || values.relocs,
    };
    if (!Object.values(parts).includes(true))
      throw new Mistake('nothing to show; say what: -h, -S, -l, -s, -r or -a');
    for (const name of operands) {
      const shown = readelf(readInput(name), { ...parts, wide: values.wide });
      if ('problem' in shown) throw new Mistake(`${name}: ${shown.problem}`);
      process.stdout.write(operands.length > 1 ? `\nFile: ${name}\n${shown.text}` : shown.text);
    }
    return 0;
  },
});
