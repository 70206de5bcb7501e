/** `ireko help`: the page that introduces the commands, or the page of one of them. */

import { type Command, defineCommand } from '../command.ts';
import { Mistake } from '../mistake.ts';
import { didYouMean } from '../nearest.ts';
import { commands, overview } from '../overview.ts';

export const command: Command = defineCommand({
  name: 'help',
  usage: '[COMMAND]',
  about: 'Shows what the commands are for, or the help page of one.',
  options: {},
  examples: [['ireko help run', 'the page of one command']],
  errors: 'A command that does not exist: one line on stderr, exit status 1.',
  async run({ operands: [name] }) {
    if (name === undefined) {
      process.stdout.write(overview());
      return 0;
    }
    const row = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!row) throw new Mistake(`no command '${name}'${didYouMean(name, Object.keys(commands))}`);
    const { command: found } = await row.load();
    process.stdout.write(found.help());
    return 0;
  },
});
