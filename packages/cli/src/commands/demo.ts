/** `ireko demo`: what `npm start` shows. Three guest systems side by side, all built just before. */

import { MemoryDisk } from '@ireko/machine';
import { diskBytes, makeDisk, monitorCompute, monitorIo } from '@ireko/monitor';
import { type Command, defineCommand } from '../command.ts';
import { parseComputer, runImage } from '../computer.ts';
import { minimalOs } from '../examples.ts';
import { buildVmm } from '../guests.ts';
import { build } from '../repository.ts';

const mebibyte = 2 ** 20;

export const command: Command = defineCommand({
  name: 'demo',
  usage: '',
  about: `
Three guest operating systems on one computer: a monitor whose programs compute,
a monitor whose programs wait for the disk, and an operating system of under 200
lines. They, and the virtual machine monitor below them, are assembled from source
a moment before. At the end a table tells what each layer did for which guest.

Nothing depends on the clock: run it twice, and the output is the same.`,
  options: {},
  examples: [['ireko demo', 'the whole show']],
  errors: 'Mistakes in the sources are reported as by ireko as; then the exit status is 1.',
  run() {
    progress('assembling and linking three guests and the VMM');
    const disk = new MemoryDisk(makeDisk());
    const image = buildVmm(
      [
        {
          name: 'compute',
          kernel: build(monitorCompute),
          file: monitorCompute.name,
          memoryBytes: 8 * mebibyte,
        },
        {
          name: 'io',
          kernel: build(monitorIo),
          file: monitorIo.name,
          memoryBytes: 16 * mebibyte,
          disk: { startSector: 0, sectors: diskBytes / 512 },
        },
        {
          name: 'minimal',
          kernel: build(minimalOs),
          file: minimalOs.name,
          memoryBytes: 2 * mebibyte,
        },
      ],
      disk,
    );
    progress('running them');
    const computer = parseComputer({
      m: undefined,
      engine: undefined,
      'max-instructions': undefined,
      stats: false,
    });
    return runImage(image, computer, { who: 'ireko demo', file: 'the VMM', disks: [disk] });
  },
});

/** Say what is being done, where somebody watches. */
function progress(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`ireko: ${what} …\n`);
}
