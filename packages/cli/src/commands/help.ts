/** `ireko help`: the page that introduces the commands, or the page of one of them. */

import { type Command, defineCommand } from '../command.ts';
import { loadCommand, overview } from '../overview.ts';

export const command: Command = defineCommand({
  name: 'help',
  usage: '[COMMAND]',
  about: 'Shows what the commands are for, or the help page of one.',
  options: {},
  examples: [['ireko help run', 'the page of one command']],
  errors: 'A command that does not exist: one line on stderr, exit status 1.',
  async run({ operands: [name] }) {
    process.stdout.write(name === undefined ? overview() : (await loadCommand(name)).help());
    return 0;
  },
});
