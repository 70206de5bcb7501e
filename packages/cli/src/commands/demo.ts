/** `ireko demo`: what `npm start` shows. Three guest systems side by side, all built just before. */

import { defaultEngine, defaultRamBytes, MemoryDisk } from '@ireko/machine';
import { makeDisk } from '@ireko/monitor';
import { type Command, defineCommand } from '../command.ts';
import { demoImage } from '../images/demo-image.ts';
import { Mistake } from '../mistake.ts';
import { runFiles } from '../run/computer.ts';

const furtherPlay = `
To play further, edit a line and run it again:
  packages/monitor/user/primes.s       a program of the guest "compute"
  packages/monitor/mix/io.s            the jobs of the guest "io"
  examples/minimal-os/tasks.s          the tasks of the guest "minimal"
  packages/vmm/vmm/schedule.s          which guest the VMM runs next
`;

export const command: Command = defineCommand({
  name: 'demo',
  usage: '',
  about: `
Three guest operating systems on one computer: a monitor whose programs compute,
a monitor whose programs wait for the disk, and an operating system of under 200
lines. They, and the virtual machine monitor below them, are assembled from source
a moment before. At the end, tables tell what each layer did for which guest.

Nothing depends on the clock: run it twice, and the output is the same.`,
  options: {},
  examples: [['ireko demo', 'the whole show']],
  errors: 'Mistakes in the sources are reported as by ireko as; then the exit status is 1.',
  async run({ operands: [extra] }) {
    if (extra !== undefined) throw new Mistake(`'${extra}' is not needed: it takes no arguments`);
    const began = performance.now();
    progress('assembling and linking three guests and the VMM …');
    const disk = new MemoryDisk(makeDisk());
    const image = demoImage(disk);

    const built = performance.now();
    progress('running them …');
    const status = await runFiles(
      { image: { path: 'the VMM', bytes: image } },
      {
        ramBytes: defaultRamBytes,
        engine: defaultEngine,
        maxInstructions: Infinity,
        account: true,
        trace: false,
        stats: false,
      },
      {
        who: 'ireko demo',
        guests: true,
        terminal: { listener: 'none', hasSerial: true },
        devices: { disks: [disk], slots: [] },
      },
    );
    process.stdout.write(furtherPlay);
    progress(`built in ${seconds(built - began)}, run in ${seconds(performance.now() - built)}`);
    return status;
  },
});

/** Say what is being done, where somebody watches. */
function progress(step: string): void {
  if (process.stderr.isTTY) process.stderr.write(`ireko: ${step}\n`);
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
