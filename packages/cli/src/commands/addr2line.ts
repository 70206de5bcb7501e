/** `ireko addr2line`: from addresses to lines of source, with GNU addr2line's options. */

import { addr2line } from '@ireko/asm/tools/addr2line';
import { type Command, defineCommand } from '../command.ts';
import { readInput, readStdin, words } from '../host/files.ts';
import { Mistake } from '../mistake.ts';

export const command: Command = defineCommand({
  name: 'addr2line',
  standsFor: 'addr2line',
  usage: '[option…] -e FILE [ADDRESS…]',
  about: `
Tells which line of which source the code at each address came from, as
riscv64-unknown-elf-addr2line of binutils 2.40 does. The file must have lines:
compile with -g. Addresses are hexadecimal; without any they are read from stdin.`,
  options: {
    exe: { short: 'e', value: 'FILE', help: 'the executable or object (default: a.out)' },
    functions: { short: 'f', help: 'name the function as well' },
    addresses: { short: 'a', help: 'print the address first' },
    'pretty-print': { short: 'p', help: 'all of it in one line' },
    basenames: { short: 's', help: 'leave out the folders of files' },
    section: { short: 'j', value: 'NAME', help: 'addresses are offsets in this section' },
    inlines: { short: 'i', help: 'and the calls that the compiler replaced by the code, outwards' },
    demangle: { short: 'C', help: 'nothing to do for C; names of C++ stay as they are' },
  },
  examples: [
    ['ireko addr2line -f -e kernel.elf 80000120', 'where a trap came from'],
    ['ireko addr2line -fip -e kernel.elf 80000120', 'and through which inlined calls'],
  ],
  errors: `
An address without a line is ??:0, in a known function ??:?. A file that is not
an ELF file: exit status 1.`,
  async run({ values, operands }) {
    const name = values.exe ?? 'a.out';
    const found = addr2line(readInput(name), {
      functions: values.functions,
      inlines: values.inlines,
      addresses: values.addresses,
      pretty: values['pretty-print'],
      baseNames: values.basenames,
      ...(values.section !== undefined && { section: values.section }),
    });
    if ('problem' in found) throw new Mistake(`${name}: ${found.problem}`);
    const given = operands.length > 0 ? operands : words(await readStdin());
    for (const each of given) process.stdout.write(found.look(addressOf(each)));
    return 0;
  },
});

/** What is no number is 0, as GNU addr2line has it. */
function addressOf(text: string): bigint {
  const digits = text.replace(/^0x/i, '');
  return /^[\da-f]+$/i.test(digits) ? BigInt(`0x${digits}`) : 0n;
}
