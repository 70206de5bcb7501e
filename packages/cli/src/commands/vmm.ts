/** `ireko vmm`: several images at once, each on a computer of its own. */

import { type Command, defineCommand } from '../command.ts';
import { computerOptions, parseComputer, runFiles } from '../computer.ts';
import { openDrive } from '../file-disk.ts';
import { writeOutput } from '../files.ts';
import { buildVmm, parseSharing, parseVirtualMachine } from '../guests.ts';
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
is that of the first one that failed, or 0.

What is typed goes to one guest, at first to the first. Ctrl-A Ctrl-A calls the
operator's console of the VMM: with 0 to 9 after it to choose another guest, and
with h for its commands, which list, stop, reset and examine guests.`,
  options: {
    vm: {
      value: 'name=NAME,kernel=FILE',
      spelling: '--vm name=NAME,kernel=FILE[,KEY=VALUE]…',
      repeat: true,
      help: `a guest: what its lines begin with, its image, and after commas
mem=SIZE          its RAM (default: 16M)
disk=START:COUNT  its part of the disk, in sectors
technique=NAME    trap (default): all of it in real U-mode; tvm: its
                  S-mode in real S-mode, its own calls cost nothing
weight=N          its time slices, in those of others (default: 1)`,
    },
    policy: {
      value: 'NAME',
      help: 'how the guests share the processor: none (one after the other),\nquantum (default: time slices), or io (and who starts a disk\nrequest gives up its slice)',
    },
    slice: { value: 'MS', help: 'the time slice of a guest of weight 1 (default: 5 ms)' },
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
    const sharing = parseSharing(values.policy, values.slice);
    const disk = values.drive === undefined ? undefined : openDrive(values.drive);
    const image = buildVmm(vms, { ramBytes: computer.ramBytes, disk }, sharing);
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
