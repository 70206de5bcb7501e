/** `ireko vmm`: several images at once, each on a computer of its own. */

import { type Command, defineCommand } from '../command.ts';
import { computerOptions, parseComputer, runFiles } from '../computer.ts';
import { openDrive } from '../file-disk.ts';
import { writeOutput } from '../files.ts';
import { buildVmm, parseVirtualMachine } from '../guests.ts';
import { Mistake } from '../mistake.ts';

export const command: Command = defineCommand({
  name: 'vmm',
  usage: '[option…] --vm name=NAME,kernel=FILE…',
  about: `
Runs several images at once, each on a virtual machine of its own: a whole virt
board with M, S and U modes, its own memory, timer, interrupt controller, serial
port and disk. The images are those that ireko run takes, unchanged.

The virtual machine monitor is assembled from its sources, packed with its guests
into one image, and run on the computer. Each line of a guest's console stands
behind the guest's name. The run ends when all guests have ended; the exit status
is that of the first one that failed, or 0.`,
  options: {
    vm: {
      value: 'name=NAME,kernel=FILE',
      spelling: '--vm name=NAME,kernel=FILE[,mem=SIZE][,disk=START:SECTORS][,technique=NAME]',
      repeat: true,
      help: 'a guest: what its lines begin with, its image, its RAM\n(default: 16M), its part of the disk, in sectors, and how it is\nrun: trap (default: all of it in real U-mode) or tvm (its S-mode in\nreal S-mode, so that its own system calls cost nothing)',
    },
    drive: {
      value: 'file=FILE',
      spelling: '-drive file=FILE[,readonly=on]',
      help: 'the disk that the guests share out',
    },
    o: { value: 'FILE', help: 'write the image to FILE and do not run it' },
    ...computerOptions,
  },
  examples: [
    ['ireko vmm --vm name=a,kernel=hello.elf --vm name=b,kernel=minimal-os.elf', 'two guests'],
    [
      'ireko vmm --vm name=io,kernel=monitor-io.elf,disk=0:512 -drive file=disk.img',
      'a guest with a part of a disk',
    ],
    ['ireko vmm --vm name=a,kernel=hello.elf -o vmm.elf', 'an image that boots on QEMU, too'],
  ],
  errors: `
A guest that is not an image or does not fit its memory, a disk that cannot be
opened: one line on stderr, exit status 1. A guest that fails while it runs hurts
itself alone.`,
  run({ values, operands: [operand] }) {
    if (operand !== undefined)
      throw new Mistake(`${operand}: guests are given as --vm name=a,kernel=${operand}`);
    const computer = parseComputer(values);
    const vms = values.vm.map(parseVirtualMachine);
    const disk = values.drive === undefined ? undefined : openDrive(values.drive);
    const image = buildVmm(vms, { ramBytes: computer.ramBytes, disk });
    if (values.o !== undefined) {
      writeOutput(values.o, image, 0o777);
      return 0;
    }
    return runFiles({ image: { path: 'the VMM', bytes: image } }, computer, {
      who: 'ireko vmm',
      guests: true,
      disks: disk ? [disk] : [],
    });
  },
});
