/** `ireko objcopy`: the bytes of an executable for what takes no ELF file, with GNU objcopy's options. */

import { objcopy } from '@ireko/asm';
import { type Command, defineCommand } from '../command.ts';
import { readInput, writeOutput } from '../files.ts';
import { Mistake } from '../mistake.ts';

export const command: Command = defineCommand({
  name: 'objcopy',
  usage: '[option…] FILE [OUTPUT]',
  about: `
Copies an ELF file, in place if no output is named. With -O binary the copy is the
loaded bytes as they stand in memory, from the lowest load address on, as
riscv64-unknown-elf-objcopy writes them.`,
  options: {
    O: { value: 'FORMAT', help: 'format of the copy: binary, or elf64-littleriscv (the default)' },
    j: { value: 'SECTION', repeat: true, help: 'copy this section only; may be repeated' },
    R: { value: 'SECTION', repeat: true, help: 'leave this section out; may be repeated' },
    'strip-all': { short: 'S', help: 'leave out symbols and debug information' },
    'strip-debug': { short: 'g', help: 'leave out debug information' },
  },
  examples: [['ireko objcopy -O binary kernel.elf kernel.bin', 'an image for a ROM']],
  errors: 'A file that is not an ELF file: one line on stderr, exit status 1.',
  run({ values, operands }) {
    const [input, output] = operands;
    if (input === undefined || operands.length > 2)
      throw new Mistake('name a file and its copy; try: ireko objcopy -O binary a.elf a.bin');
    const format = values.O ?? 'elf64-littleriscv';
    if (format !== 'binary' && format !== 'elf64-littleriscv')
      throw new Mistake(`-O: '${format}' is not supported; use binary or elf64-littleriscv`);
    const copied = objcopy(readInput(input), {
      format: format === 'binary' ? 'binary' : 'elf',
      only: values.j,
      remove: values.R,
      ...(values['strip-debug'] && { strip: 'debug' }),
      ...(values['strip-all'] && { strip: 'all' }),
    });
    if ('problem' in copied) throw new Mistake(`${input}: ${copied.problem}`);
    writeOutput(output ?? input, copied.bytes, format === 'binary' ? 0o666 : 0o777);
    return 0;
  },
});
