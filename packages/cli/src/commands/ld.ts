/** `ireko ld`: the linker, with GNU ld's options. */

import { link } from '@ireko/asm';
import { type Command, defineCommand } from '../command.ts';
import { readInput, writeOutput } from '../files.ts';
import { Mistake } from '../mistake.ts';
import { reportDiagnostics } from '../report.ts';
import { parseSymbols } from '../symbols.ts';

export const command: Command = defineCommand({
  name: 'ld',
  usage: '[option…] FILE.o…',
  about: `
Links objects into an executable, laid out by a linker script in GNU's language.
The loaded bytes are those of riscv64-unknown-elf-ld --no-relax of binutils 2.40.`,
  options: {
    o: { value: 'FILE', help: 'write the executable to FILE (default: a.out)' },
    T: { short: 'T', value: 'SCRIPT', help: 'lay out by SCRIPT (default: GNU ld’s own rules)' },
    e: { value: 'SYMBOL', help: 'where execution begins (default: by the script, else _start)' },
    Map: {
      value: 'FILE',
      spelling: '-Map=FILE',
      help: 'write a map of what lies where to FILE; - is the terminal',
    },
    defsym: { value: 'NAME=VALUE', repeat: true, help: 'define a symbol' },
    'gc-sections': { help: 'leave out sections that the program cannot reach' },
    m: { value: 'EMULATION', help: 'kind of output: elf64lriscv, the only one' },
    'no-relax': { help: 'do not shorten code: always so' },
  },
  examples: [
    ['ireko ld -T hello.ld -o hello.elf hello.o', 'an image for ireko run'],
    ['ireko ld -T kernel.ld -Map - -o kernel.elf start.o trap.o', 'and see where everything went'],
  ],
  errors: `
All undefined and all doubly defined symbols are reported, each with the places
in the objects that name them; a mistake in the script with its line and column.
Then no executable is written, and the exit status is 1.`,
  run({ values, operands }) {
    if (values.m !== undefined && values.m !== 'elf64lriscv')
      throw new Mistake(`-m: '${values.m}' is not supported; the output is elf64lriscv`);
    if (operands.length === 0)
      throw new Mistake('no input files; try: ireko ld -T hello.ld -o hello.elf hello.o');
    const objects = operands.map((name) => ({ name, bytes: readInput(name) }));
    const script =
      values.T === undefined
        ? undefined
        : { name: values.T, text: new TextDecoder().decode(readInput(values.T)) };
    const { elf, map, diagnostics } = link(objects, script, {
      map: values.Map !== undefined,
      defsym: parseSymbols(values.defsym),
      gcSections: values['gc-sections'],
      ...(values.e !== undefined && { entry: values.e }),
    });
    reportDiagnostics(diagnostics, 'ireko ld');
    if (elf) writeOutput(values.o ?? 'a.out', elf, 0o777);
    if (map !== undefined && values.Map === '-') process.stdout.write(map);
    else if (map !== undefined && values.Map !== undefined) writeOutput(values.Map, map);
    return 0;
  },
});
