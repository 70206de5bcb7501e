/** `ireko build`: an image of this repository, from its assembly sources to a file. */

import { makeDisk } from '@ireko/monitor';
import { type Command, defineCommand } from '../command.ts';
import { writeOutput } from '../host/files.ts';
import { images } from '../images/images.ts';
import { Mistake } from '../mistake.ts';
import { didYouMean } from '../nearest.ts';
import { build } from '../repository.ts';

/** Not an image of a program, but what monitor-io expects to find on its disk. */
const disk = 'disk';

const names = [...images.map(({ name }) => name), disk];

export const command: Command = defineCommand({
  name: 'build',
  usage: '[option…] IMAGE',
  about: `
Assembles and links an image of this repository from its sources, as ireko as and
ireko ld would, file by file. The images:
  ${wrapped(names.slice(0, -1))}
and ${disk}, the contents of a disk for monitor-io, with text in it.`,
  options: {
    o: { value: 'FILE', help: 'write the image to FILE (default: IMAGE.elf, or disk.img)' },
  },
  examples: [
    ['ireko build monitor-shell && ireko run monitor-shell.elf', 'talk to the monitor'],
    ['ireko build monitor-io && ireko build disk', 'programs, and a disk for them to read'],
  ],
  errors: `
Mistakes in the sources are reported as by ireko as and ireko ld; then no image is
written, and the exit status is 1.`,
  run({ values, operands: [name, another] }) {
    if (name === undefined) throw new Mistake(`name an image: ${names.join(', ')}`);
    if (another !== undefined) throw new Mistake(`${another}: one image at a time`);
    if (name === disk) {
      writeOutput(values.o ?? 'disk.img', makeDisk());
      return 0;
    }
    const image = images.find((each) => each.name === name);
    if (!image) {
      const hint = didYouMean(name, names) || `; there are ${names.join(', ')}`;
      throw new Mistake(`no image '${name}'${hint}`);
    }
    writeOutput(values.o ?? `${name}.elf`, build(image), 0o777);
    return 0;
  },
});

/** Names in lines of at most 80 columns, indented by two. */
function wrapped(words: readonly string[]): string {
  let text = '';
  let width = 2;
  for (const word of words) {
    const breaks = width + word.length + 2 > 80;
    text += `${text === '' ? '' : breaks ? '\n  ' : '  '}${word}`;
    width = (breaks ? 2 : width + 2) + word.length;
  }
  return text;
}
