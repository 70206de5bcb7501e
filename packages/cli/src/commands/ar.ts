/** `ireko ar`: archives of objects, with GNU ar's letters. */

import {
  type ArchiveResult,
  addMembers,
  extractMembers,
  listMembers,
  removeMembers,
} from '@ireko/asm/tools/ar';
import { type Command, defineCommand } from '../command.ts';
import { readIfThere, readInput, writeOutput } from '../host/files.ts';
import { Mistake } from '../mistake.ts';

export const command: Command = defineCommand({
  name: 'ar',
  standsFor: 'ar',
  usage: 'LETTERS ARCHIVE.a [FILE…]',
  about: `
Makes, lists and takes apart archives, from which ld takes the objects that a
program needs. The first argument is letters, as riscv64-unknown-elf-ar has them:
r puts files in, d leaves files out, t lists what is in (tv with sizes), x takes files
out, p prints them, s makes the index anew. c, s, u, v and D may stand beside them: an
index is always written, dates and owners never.`,
  options: {},
  examples: [
    ['ireko ar rcs libdevices.a uart.o plic.o', 'two objects in an archive'],
    ['ireko ar t libdevices.a', 'their names'],
  ],
  errors: 'A file that is not an archive: one line on stderr, exit status 1.',
  run({ operands }) {
    const [letters = '', archive, ...names] = operands;
    const isKnown = /^-?[rdtxpcsuvDUq]+$/.test(letters);
    const action = isKnown ? (/[rqdtxp]/.exec(letters) ?? /s/.exec(letters))?.[0] : undefined;
    if (action === undefined || archive === undefined)
      throw new Mistake('say what to do; try: ireko ar rcs lib.a FILE.o');
    const ask = <T>(answer: ArchiveResult<T>): T => {
      if ('problem' in answer) throw new Mistake(`${archive}: ${answer.problem}`);
      return answer.result;
    };
    if (action === 'r' || action === 'q') {
      const files = names.map((name) => ({ name: baseName(name), bytes: readInput(name) }));
      writeOutput(archive, ask(addMembers(readIfThere(archive), files)));
    } else if (action === 'd') {
      writeOutput(archive, ask(removeMembers(readInput(archive), names)));
    } else if (action === 's') {
      writeOutput(archive, ask(addMembers(readInput(archive), [])));
    } else if (action === 't' && letters.includes('v')) {
      for (const { name, bytes } of ask(extractMembers(readInput(archive), names)))
        process.stdout.write(
          `rw-r--r-- 0/0 ${String(bytes.length).padStart(6)} Jan  1 00:00 1970 ${name}\n`,
        );
    } else if (action === 't') {
      for (const name of ask(listMembers(readInput(archive)))) process.stdout.write(`${name}\n`);
    } else {
      for (const { name, bytes } of ask(extractMembers(readInput(archive), names))) {
        if (action === 'p') process.stdout.write(bytes);
        else writeOutput(baseName(name), bytes);
      }
    }
    return 0;
  },
});

/** The name without its folders: a member is written where the command runs, whatever its name says. */
function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
