/** `ireko run`: software on the computer, with QEMU's options. */

import { isaString } from '@ireko/isa';
import { type Machine, planBoot } from '@ireko/machine';
import { type Command, defineCommand } from '../command.ts';
import { writeOutput } from '../host/files.ts';
import { bootMistake, contentsOf } from '../run/boot-files.ts';
import { runFiles } from '../run/computer.ts';
import { identitiesOf, prepareRun, runOptions } from '../run/prepared-run.ts';
import { Recorder } from '../run/run-log.ts';
import { signatureOf } from '../run/signature.ts';
import { computerVersion } from '../version.ts';

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
comes when it comes; with --record, ireko replay repeats that, too.

Keys: Ctrl-A x leaves, Ctrl-A c goes to the monitor of the machine (savevm, loadvm,
info, stop, step, …) and back, Ctrl-A h helps, Ctrl-A Ctrl-A sends a Ctrl-A; every
other key is the guest's, Ctrl-C too.`,
  options: { ...runOptions, version: { help: 'tell the version, and that of QEMU’s options' } },
  examples: [
    ['ireko run hello.elf', 'a program on the bare machine'],
    ['ireko run -m 32M -drive file=disk.img,readonly=on monitor-io.elf', 'with a disk to read'],
    [
      'ireko run -m 256M -bios fw_dynamic.bin -kernel Image -initrd initrd.cpio -append console=ttyS0',
      'Linux',
    ],
    ['ireko run --max-instructions 1_000_000 --stats kernel.elf', 'what cannot go on for ever'],
    [
      'ireko run --max-instructions 1_000_000 --save later kernel.elf',
      'save what has come of it …',
    ],
    ['ireko run -loadvm later', '… and go on from there'],
    ['ireko run --record session.log kernel.elf', 'a run that can be replayed'],
  ],
  errors: `
An image that cannot be loaded, a disk that cannot be opened, a snapshot that is
damaged or of another computer: one line on stderr, exit status 1. So it is when the
guest waits for what can never come, or its trap handler traps at once, for ever.`,
  run(given) {
    const { values } = given;
    if (values.version) {
      process.stdout.write(computerVersion);
      return 0;
    }
    const prepared = prepareRun(given);
    const { files, computer, harts, bootArguments, dumpTo } = prepared;
    if (dumpTo !== undefined) {
      const { ramBytes } = computer;
      const board = { ramBytes, harts, isa: isaString, bootArguments };
      const plan = planBoot(contentsOf(files), board);
      if ('problem' in plan) throw bootMistake(files, plan);
      writeOutput(dumpTo, plan.deviceTree);
      return 0;
    }
    const program = files.image ?? files.kernel;
    const { signature, record, save } = values;
    const taken = signature !== undefined && program ? signatureOf(program) : undefined;
    const recorder =
      record === undefined
        ? undefined
        : new Recorder(record, {
            command: given.typed,
            files: identitiesOf(prepared),
            disks: prepared.devices.disks,
          });
    return runFiles(files, computer, {
      who: 'ireko run',
      ...prepared,
      recorder,
      saveTo: save,
      ...(signature !== undefined &&
        taken && { atEnd: (machine: Machine) => writeOutput(signature, taken(machine)) }),
    });
  },
});
