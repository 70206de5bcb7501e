/** `ireko ranlib`: an archive's index made anew. `ireko ar` writes one anyway. */

import { addMembers } from '@ireko/asm/tools/ar';
import { type Command, defineCommand } from '../command.ts';
import { readInput, writeOutput } from '../host/files.ts';
import { Mistake } from '../mistake.ts';

export const command: Command = defineCommand({
  name: 'ranlib',
  standsFor: 'ranlib',
  usage: 'ARCHIVE.a…',
  about: `
Writes the index of archives anew: which member defines which symbol. ireko ar always
writes one, so this is for archives of others.`,
  options: {
    D: { help: '' },
    U: { help: '' },
    t: { help: '' },
    plugin: { value: 'FILE', help: '' },
  },
  examples: [['ireko ranlib libdevices.a', 'as ireko ar s libdevices.a']],
  errors: 'A file that is not an archive: one line on stderr, exit status 1.',
  run({ operands }) {
    if (operands.length === 0) throw new Mistake('no archive; try: ireko ranlib lib.a');
    for (const name of operands) {
      const made = addMembers(readInput(name), []);
      if ('problem' in made) throw new Mistake(`${name}: ${made.problem}`);
      writeOutput(name, made.result);
    }
    return 0;
  },
});
