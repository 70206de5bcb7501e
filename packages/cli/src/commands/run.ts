/** `ireko run`: an image on the computer, with QEMU's options. */

import { defaultRamBytes, engineNames, Machine } from '@ireko/machine';
import { type Command, defineCommand } from '../command.ts';
import { openDrive } from '../file-disk.ts';
import { readInput } from '../files.ts';
import { Mistake } from '../mistake.ts';
import { didYouMean } from '../nearest.ts';
import { parseCount, parseRam } from '../quantity.ts';
import { exitStatus, runSession } from '../session.ts';
import { statistics } from '../statistics.ts';
import { Terminal } from '../terminal.ts';

export const command: Command = defineCommand({
  name: 'run',
  usage: '[option…] IMAGE.elf',
  about: `
Runs an image on a computer like QEMU's virt board, as
  qemu-system-riscv64 -M virt -bios none -nographic -kernel IMAGE.elf
does: hart 0 starts at the image's entry in M-mode. The serial port is the
terminal. The run ends when the image stores to the test finisher, and the exit
status is what it stored there.

Time is counted in instructions, so a run repeats to the bit: the same image with
the same disks and the same input file does the same. What is typed or piped in
comes when it comes.

Keys: Ctrl-A x leaves, Ctrl-A h helps, Ctrl-A Ctrl-A sends a Ctrl-A.`,
  options: {
    m: { value: 'SIZE', help: 'RAM, in MiB or with K, M or G (default: 128M)' },
    drive: {
      value: 'file=FILE[,readonly=on]',
      repeat: true,
      help: 'attach a disk image, the first at virtio slot 0;\nwhat the guest writes goes to the file',
    },
    append: { value: 'TEXT', help: 'boot arguments, for the guest to find in the device tree' },
    engine: { value: 'ENGINE', help: `how to execute: ${engineNames.join(' (default) or ')}` },
    'max-instructions': { value: 'N', help: 'stop after N instructions, with exit status 1' },
    stats: { help: 'at the end, tell on stderr what ran and how long it was idle' },
  },
  examples: [
    ['ireko run hello.elf', 'a program on the bare machine'],
    ['ireko run -m 32M -drive file=disk.img,readonly=on monitor-io.elf', 'with a disk to read'],
    [
      'ireko run --max-instructions 1_000_000 --stats kernel.elf',
      'a run that cannot go on for ever',
    ],
  ],
  errors: `
An image that cannot be loaded or a disk that cannot be opened: one line on
stderr, exit status 1. So it is when the guest waits for what can never come.`,
  async run({ values, operands: [path, another] }) {
    if (path === undefined) throw new Mistake('no image; try: ireko run hello.elf');
    if (another !== undefined) throw new Mistake(`${another}: one image at a time`);
    const engine = engineNames.find((each) => each === (values.engine ?? 'interpreter'));
    if (!engine) {
      const hint =
        didYouMean(values.engine ?? '', engineNames) || `; there are ${engineNames.join(', ')}`;
      throw new Mistake(`no engine '${values.engine}'${hint}`);
    }
    const ramBytes = values.m === undefined ? defaultRamBytes : parseRam(values.m, '-m');
    const limit = values['max-instructions'];
    const maxInstructions =
      limit === undefined ? Infinity : parseCount(limit, '--max-instructions');

    const image = readInput(path);
    const terminal = new Terminal();
    const machine = new Machine({
      ramBytes,
      engine,
      disks: values.drive.map(openDrive),
      console: terminal.write,
      ...(values.append !== undefined && { bootArguments: values.append }),
    });
    const problem = machine.load(image);
    if (problem) throw new Mistake(`${path}: ${problem}`);

    const ending = await runSession(machine, terminal, maxInstructions);
    if (values.stats) process.stderr.write(statistics(machine));
    return exitStatus(ending, machine, 'ireko run');
  },
});
