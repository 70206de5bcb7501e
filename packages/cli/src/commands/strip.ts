/** `ireko strip`: files without what only tools read, with GNU strip's options. */

import { objcopy } from '@ireko/asm/tools/objcopy';
import { type Command, defineCommand } from '../command.ts';
import { readInput, writeOutput } from '../files.ts';
import { Mistake } from '../mistake.ts';

export const command: Command = defineCommand({
  name: 'strip',
  usage: '[option…] FILE…',
  about: `
Takes symbols and debug information out of ELF files, in place unless -o names a copy.`,
  options: {
    o: { value: 'FILE', help: 'write the result to FILE' },
    'strip-all': { short: 's', help: 'symbols and debug information (default)' },
    'strip-debug': { short: 'g', help: 'debug information alone' },
    'remove-section': { short: 'R', value: 'SECTION', repeat: true, help: 'this section too' },
    S: { help: 'as -g' },
    d: { help: 'as -g' },
  },
  examples: [['ireko strip -g kernel.elf', 'keep the names of functions']],
  errors: 'A file that is not an ELF file: one line on stderr, exit status 1.',
  run({ values, operands }) {
    if (operands.length === 0) throw new Mistake('no file; try: ireko strip -g kernel.elf');
    const debug = values['strip-debug'] || values.S || values.d;
    for (const name of operands) {
      const strip = debug ? 'debug' : 'all';
      const remove = values['remove-section'];
      const copied = objcopy(readInput(name), { format: 'elf', strip, remove });
      if ('problem' in copied) throw new Mistake(`${name}: ${copied.problem}`);
      writeOutput(values.o ?? name, copied.bytes, 0o777);
    }
    return 0;
  },
});
