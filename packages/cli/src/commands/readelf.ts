/** `ireko readelf`: how an ELF file is made, in GNU readelf's format. */

import { readelf } from '@ireko/asm/tools/readelf';
import { type Command, defineCommand } from '../command.ts';
import { readInput } from '../host/files.ts';
import { Mistake } from '../mistake.ts';

export const command: Command = defineCommand({
  name: 'readelf',
  standsFor: 'readelf',
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
    'section-groups': { short: 'g', help: 'the section groups' },
    'arch-specific': { short: 'A', help: 'the attributes: which ISA the code is for' },
    headers: { short: 'e', help: 'as -h -l -S' },
    all: { short: 'a', help: 'all of these' },
    'hex-dump': { short: 'x', value: 'SECTION', repeat: true, help: 'the bytes of a section' },
    'string-dump': { short: 'p', value: 'SECTION', repeat: true, help: 'the strings in a section' },
    dynamic: { short: 'd', help: 'the dynamic section: there is none in a static program' },
    notes: { short: 'n', help: 'the notes: what identifies the build' },
    syms: { help: 'as -s' },
    'program-headers': { help: 'as -l' },
    'section-headers': { help: 'as -S' },
    T: { help: '' },
    demangle: { short: 'C', value: 'STYLE', optional: '', help: '' },
    wide: { short: 'W', help: 'do not break or shorten long lines' },
  },
  examples: [['ireko readelf -hl hello.elf', 'where execution begins, and what is loaded']],
  errors: 'A file that is not an ELF file: one line on stderr, exit status 1.',
  run({ values, operands }) {
    if (operands.length === 0) throw new Mistake('no file; try: ireko readelf -h hello.elf');
    const { all, headers } = values;
    const parts = {
      all,
      header: all || headers || values['file-header'],
      sections: all || headers || values.sections || values['section-headers'],
      groups: all || values['section-groups'],
      segments: all || headers || values.segments || values['program-headers'],
      dynamic: all || values.dynamic,
      symbols: all || values.symbols || values.syms,
      relocations: all || values.relocs,
      attributes: all || values['arch-specific'],
      notes: all || values.notes,
    };
    const dumps = { bytesOf: values['hex-dump'], stringsOf: values['string-dump'] };
    const isAsked = Object.values(parts).includes(true);
    if (!isAsked && dumps.bytesOf.length + dumps.stringsOf.length === 0)
      throw new Mistake('nothing to show; say what: -h, -S, -l, -s, -r or -a');
    for (const name of operands) {
      const shown = readelf(readInput(name), { ...parts, ...dumps, wide: values.wide });
      if ('problem' in shown) throw new Mistake(`${name}: ${shown.problem}`);
      process.stdout.write(operands.length > 1 ? `\nFile: ${name}\n${shown.text}` : shown.text);
    }
    return 0;
  },
});
