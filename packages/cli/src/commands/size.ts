/** `ireko size`: how large objects and executables are, in GNU size's format. */

import { size } from '@ireko/asm';
import { type Command, defineCommand } from '../command.ts';
import { readInput } from '../files.ts';
import { Mistake } from '../mistake.ts';

export const command: Command = defineCommand({
  name: 'size',
  usage: 'FILE…',
  about: `
Tells how many bytes of code and constants (text), of data and of zeros (bss) each
file holds, as riscv64-unknown-elf-size of binutils 2.40 does.`,
  options: {},
  examples: [['ireko size monitor-io.elf monitor-compute.elf', 'two images beside each other']],
  errors: 'A file that is not an ELF file: one line on stderr, exit status 1.',
  run({ operands }) {
    if (operands.length === 0) throw new Mistake('no file; try: ireko size hello.elf');
    const shown = size(operands.map((name) => ({ name, bytes: readInput(name) })));
    if ('problem' in shown) throw new Mistake(shown.problem);
    process.stdout.write(shown.text);
    return 0;
  },
});
