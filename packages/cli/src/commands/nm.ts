/** `ireko nm`: the symbols of objects and executables, in GNU nm's format. */

import { nm } from '@ireko/asm';
import { type Command, defineCommand } from '../command.ts';
import { readInput } from '../files.ts';
import { Mistake } from '../mistake.ts';

export const command: Command = defineCommand({
  name: 'nm',
  usage: '[option…] FILE…',
  about: `
Lists the symbols of objects and executables: value, kind and name, as
riscv64-unknown-elf-nm of binutils 2.40 does. T is code, D data, B zeros, A a
plain number, U undefined; small letters are for symbols of the file alone.`,
  options: {
    'numeric-sort': { short: 'n', help: 'by address instead of by name' },
  },
  examples: [['ireko nm -n monitor-io.elf', 'where everything lies']],
  errors: 'A file that is not an ELF file: one line on stderr, exit status 1.',
  run({ values, operands }) {
    if (operands.length === 0) throw new Mistake('no file; try: ireko nm -n hello.elf');
    for (const name of operands) {
      const shown = nm(readInput(name), { byAddress: values['numeric-sort'] });
      if ('problem' in shown) throw new Mistake(`${name}: ${shown.problem}`);
      process.stdout.write(operands.length > 1 ? `\n${name}:\n${shown.text}` : shown.text);
    }
    return 0;
  },
});
