/** `ireko run`: an image on the computer, with QEMU's options. */

import { type Command, defineCommand } from '../command.ts';
import { computerOptions, parseComputer, runImage } from '../computer.ts';
import { openDrive } from '../file-disk.ts';
import { readInput } from '../files.ts';
import { Mistake } from '../mistake.ts';

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

Keys: Ctrl-A x leaves, Ctrl-A h helps, Ctrl-A Ctrl-A sends a Ctrl-A; every other key
is the guest's, Ctrl-C too.`,
  options: {
    ...computerOptions,
    drive: {
      value: 'file=FILE',
      repeat: true,
      spelling: '-drive file=FILE[,readonly=on]',
      help: 'attach a disk image, the first at virtio slot 0;\nwhat the guest writes goes to the file',
    },
    append: {
      value: 'TEXT',
      spelling: '-append TEXT',
      help: 'boot arguments, for the guest to find in the device tree',
    },
  },
  examples: [
    ['ireko run hello.elf', 'a program on the bare machine'],
    ['ireko run -m 32M -drive file=disk.img,readonly=on monitor-io.elf', 'with a disk to read'],
    ['ireko run --max-instructions 1_000_000 --stats kernel.elf', 'what cannot go on for ever'],
  ],
  errors: `
An image that cannot be loaded or a disk that cannot be opened: one line on
stderr, exit status 1. So it is when the guest waits for what can never come.`,
  run({ values, operands: [path, another] }) {
    if (path === undefined) throw new Mistake('no image; try: ireko run hello.elf');
    if (another !== undefined) throw new Mistake(`${another}: one image at a time`);
    const computer = parseComputer(values);
    return runImage(readInput(path), computer, {
      who: 'ireko run',
      file: path,
      disks: values.drive.map(openDrive),
      ...(values.append !== undefined && { bootArguments: values.append }),
    });
  },
});
