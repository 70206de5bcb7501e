/** `ireko strip`: files without what only tools read, with GNU strip's options. */

import { objcopy } from '@ireko/asm/tools/objcopy';
import { type Command, defineCommand } from '../command.ts';
import { readInput, writeOutput } from '../host/files.ts';
import { Mistake } from '../mistake.ts';
import { copyingOptions, symbolChanges } from './objcopy.ts';

export const command: Command = defineCommand({
  name: 'strip',
  standsFor: 'strip',
  usage: '[option…] FILE…',
  about: `
Takes symbols and debug information out of ELF files, in place unless -o names a copy.`,
  options: {
    o: { value: 'FILE', help: 'write the result to FILE' },
    'strip-all': { short: 's', help: 'symbols and debug information (default)' },
    'strip-debug': { short: 'g', help: 'debug information alone' },
    'remove-section': { short: 'R', value: 'SECTION', repeat: true, help: 'this section too' },
    'strip-unneeded': { help: 'what no later link needs' },
    'strip-symbol': { short: 'N', value: 'SYMBOL', repeat: true, help: 'this symbol' },
    'keep-symbol': { short: 'K', value: 'SYMBOL', repeat: true, help: 'not this symbol' },
    'discard-all': { short: 'x', help: 'local symbols' },
    'discard-locals': { short: 'X', help: 'local symbols named .L…' },
    'only-keep-debug': { help: 'leave only what debuggers read' },
    'remove-relocations': {
      value: 'SECTION',
      repeat: true,
      help: 'leave out the relocations of this section',
    },
    ...copyingOptions,
    'input-target': { short: 'I', value: 'FORMAT', help: '' },
    'output-target': { short: 'O', value: 'FORMAT', help: '' },
    target: { short: 'F', value: 'FORMAT', help: '' },
    S: { help: 'as -g' },
    d: { help: 'as -g' },
  },
  examples: [['ireko strip -g kernel.elf', 'keep the names of functions']],
  errors: 'A file that is not an ELF file: one line on stderr, exit status 1.',
  run({ values, operands }) {
    if (operands.length === 0) throw new Mistake('no file; try: ireko strip -g kernel.elf');
    const debug = values['strip-debug'] || values.S || values.d;
    const asked = symbolChanges({ ...values, 'strip-debug': debug });
    const isSelective = values['strip-symbol'].length > 0 || asked.discard !== undefined;
    const isAll = !asked.strip && !isSelective && !values['only-keep-debug'];
    const changes = { ...(isAll && { strip: 'all' as const }), ...asked };
    for (const name of operands) {
      const remove = values['remove-section'];
      const copied = objcopy(readInput(name), {
        ...{ format: 'elf', ...changes, remove },
        removeRelocations: values['remove-relocations'],
        keepSections: values['keep-section'],
        onlyDebug: values['only-keep-debug'],
      });
      if ('problem' in copied) throw new Mistake(`${name}: ${copied.problem}`);
      writeOutput(values.o ?? name, copied.bytes, 0o777);
    }
    return 0;
  },
});
