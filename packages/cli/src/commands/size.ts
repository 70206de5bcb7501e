/** `ireko size`: how large objects and executables are, in GNU size's format. */

import { size } from '@ireko/asm/tools/size';
import { type Command, defineCommand } from '../command.ts';
import { readInput } from '../host/files.ts';
import { Mistake } from '../mistake.ts';

export const command: Command = defineCommand({
  name: 'size',
  standsFor: 'size',
  usage: '[option…] FILE…',
  about: `
Tells how many bytes of code and constants (text), of data and of zeros (bss) each
file holds, as riscv64-unknown-elf-size of binutils 2.40 does.`,
  options: {
    A: { help: 'each section with its size and address (System V)' },
    B: { help: 'a row for each file (default)' },
    G: { help: 'as -B, with constants among the data' },
    d: { help: 'decimal numbers (default)' },
    x: { help: 'hexadecimal numbers' },
    o: { help: 'octal numbers' },
    radix: { value: 'NUMBER', help: '8, 10 or 16, as -o, -d and -x' },
    target: { value: 'FORMAT', help: '' },
    common: { help: 'common symbols count among the zeros' },
    totals: { short: 't', help: 'the sum of all files too' },
    format: { value: 'NAME', help: 'berkeley, sysv or gnu, as -B, -A and -G' },
  },
  examples: [['ireko size monitor-io.elf monitor-compute.elf', 'two images beside each other']],
  errors: 'A file that is not an ELF file: one line on stderr, exit status 1.',
  run({ values, operands }) {
    if (operands.length === 0) throw new Mistake('no file; try: ireko size hello.elf');
    const format =
      values.A || values.format === 'sysv'
        ? 'sysv'
        : values.G || values.format === 'gnu'
          ? 'gnu'
          : 'berkeley';
    const files = operands.map((name) => ({ name, bytes: readInput(name) }));
    const radix =
      values.x || values.radix === '16' ? 16 : values.o || values.radix === '8' ? 8 : 10;
    const shown = size(files, {
      ...{ format, radix, totals: values.totals, common: values.common },
    });
    if ('problem' in shown) throw new Mistake(shown.problem);
    process.stdout.write(shown.text);
    return 0;
  },
});
