/** `ireko run`: software on the computer, with QEMU's options. */

import { isaString } from '@ireko/isa';
import { type Machine, planBoot } from '@ireko/machine';
import { bootMistake, bootOptions, contentsOf, readBootFiles } from '../boot-files.ts';
import { type Command, defineCommand } from '../command.ts';
import { computerOptions, parseComputer, runFiles } from '../computer.ts';
import { writeOutput } from '../files.ts';
import { Mistake } from '../mistake.ts';
import { checkComputer, openDisks, parseHarts, qemuOptions } from '../qemu-options.ts';
import { signatureOf } from '../signature.ts';

export const command: Command = defineCommand({
  name: 'run',
  usage: '[option…] [IMAGE.elf]',
  about: `
Runs an image on a computer like QEMU's virt board, as
  qemu-system-riscv64 -M virt -bios none -nographic -kernel IMAGE.elf
does: every hart starts at the image's entry in M-mode. The serial port is the
terminal. The run ends when the image stores to the test finisher, and the exit
status is what it stored there; an image with the symbols tohost and fromhost may end
it through HTIF as well. With -bios, -kernel and -initrd, an operating system boots
with the options that QEMU takes.

Time is counted in instructions, so a run repeats to the bit: the same image with
the same disks and the same input file does the same. What is typed or piped in
comes when it comes.

Keys: Ctrl-A x leaves, Ctrl-A h helps, Ctrl-A Ctrl-A sends a Ctrl-A; every other key
is the guest's, Ctrl-C too.`,
  options: {
    ...computerOptions,
    ...bootOptions,
    ...qemuOptions,
    signature: {
      value: 'FILE',
      help: 'at the end, write what is between begin_signature and\nend_signature to FILE, as Spike does',
    },
  },
  examples: [
    ['ireko run hello.elf', 'a program on the bare machine'],
    ['ireko run -m 32M -drive file=disk.img,readonly=on monitor-io.elf', 'with a disk to read'],
    [
      'ireko run -m 256M -bios fw_dynamic.bin -kernel Image -initrd initrd.cpio -append console=ttyS0',
      'Linux',
    ],
    ['ireko run --max-instructions 1_000_000 --stats kernel.elf', 'what cannot go on for ever'],
  ],
  errors: `
An image that cannot be loaded or a disk that cannot be opened: one line on
stderr, exit status 1. So it is when the guest waits for what can never come.`,
  run({ values, operands: [path, another] }) {
    if (another !== undefined) throw new Mistake(`${another}: one image at a time`);
    const computer = parseComputer(values);
    checkComputer(values);
    const harts = parseHarts(values.smp);
    const files = readBootFiles(values, path);
    const bootArguments = values.append;
    if (values.dumpdtb !== undefined) {
      const { ramBytes } = computer;
      const board = { ramBytes, harts, isa: isaString, bootArguments };
      const plan = planBoot(contentsOf(files), board);
      if ('problem' in plan) throw bootMistake(files, plan);
      writeOutput(values.dumpdtb, plan.deviceTree);
      return 0;
    }
    if (!files.image && !files.kernel && !files.firmware)
      throw new Mistake('no image; try: ireko run hello.elf');
    const program = files.image ?? files.kernel;
    const { signature } = values;
    const taken = signature !== undefined && program ? signatureOf(program) : undefined;
    return runFiles(files, computer, {
      who: 'ireko run',
      harts,
      disks: openDisks(values),
      ...(bootArguments !== undefined && { bootArguments }),
      ...(signature !== undefined &&
        taken && { atEnd: (machine: Machine) => writeOutput(signature, taken(machine)) }),
    });
  },
});
