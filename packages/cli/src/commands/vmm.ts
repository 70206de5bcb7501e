/** `ireko vmm`: several images at once, each on a computer of its own. */

import { type Command, defineCommand } from '../command.ts';
import { compare } from '../guests/comparison.ts';
import { readDescription } from '../guests/description.ts';
import {
  buildVmm,
  parseShared,
  parseVirtualMachine,
  ramFor,
  sharedSettings,
} from '../guests/guests.ts';
import { openDrive } from '../host/file-disk.ts';
import { readStdin, writeOutput } from '../host/files.ts';
import { Mistake } from '../mistake.ts';
import { computerOptions, parseComputer, runFiles } from '../run/computer.ts';

export const command: Command = defineCommand({
  name: 'vmm',
  usage: '[option…] DESCRIPTION | [option…] --vm name=NAME,kernel=FILE…',
  about: `
Runs several images at once, each on a virtual machine of its own: a whole virt
board with M, S and U modes, its own memory, timer, interrupt controller, serial
port and disk. The images are those that ireko run takes, unchanged.

Guests and what they share can be described in a file. Each line is a setting, as
below; a name in brackets begins a guest, # a remark; paths are relative to it:

  policy = io
  drive = file=disk.img
  [a]
  kernel = monitor-io.elf
  disk = 0:512

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
bios=FILE         firmware, as OpenSBI, that starts the kernel, or
                  is without one all there is
initrd=FILE       an initial RAM disk for the kernel
append=TEXT       the kernel's boot arguments; write ,, for a comma
mem=SIZE          its RAM (default: 128M, as ireko run’s)
disk=START:COUNT  a disk of its own: a part of the first -drive, in
                  sectors; of the second: 1@START:COUNT, all of that:
                  1@, and read-only with :ro behind it
net=N             a network card, connected with those of network N
technique=NAME    trap (default): all of it in real U-mode; tvm: its
                  S-mode in real S-mode, its own calls cost nothing;
                  h: in VS-mode with two-stage translation, nor
                  do its page faults
shadows=NAME      when its shadow tables are filled and forgotten:
                  page (default), near, flush or near-flush
weight=N          its time slices, in those of others (default: 1)
clock=NAME        its clock goes on always (elapsed, the default), or
                  stands while others have its turn (running), and
                  while the VMM works (own), as VMMs in VMMs need it
virtio=NAME       its disks and cards: standard (default), or legacy,
                  as QEMU’s are unless force-legacy=false
Disks and cards, given several times, are in the order of slots.`,
    },
    policy: {
      value: 'NAME',
      help: 'how the guests share the processor: none (one after the other),\nquantum (default: time slices), or io (and who starts a disk\nrequest gives up its slice)',
    },
    slice: { value: 'MS', help: 'the time slice of a guest of weight 1 (default: 5 ms)' },
    script: {
      value: 'FILE',
      help: "commands of the operator, a line each, from the start on; after\n'wait 100' they go on in 100 ms",
    },
    drive: {
      value: 'file=FILE',
      spelling: '-drive file=FILE[,readonly=on]',
      repeat: true,
      help: 'a disk that the guests share out',
    },
    o: {
      value: 'FILE',
      help: 'write the image to FILE and do not run it; its disk N\nbelongs in virtio slot N',
    },
    compare: {
      help: 'run the one guest on the bare machine, too, an instruction at a time\non each, and compare all registers; print nothing of its console',
    },
    ...computerOptions,
    m: {
      value: 'SIZE',
      help: 'RAM of the computer, in MiB or with K, M or G (default: what the\nguests need, at least 128M)',
    },
  },
  examples: [
    ['ireko vmm --vm name=a,kernel=hello.elf --vm name=b,kernel=minimal-os.elf', 'two guests'],
    [
      'ireko vmm --vm name=io,kernel=monitor-io.elf,disk=0:512 -drive file=disk.img',
      'a guest with a part of a disk',
    ],
    ['ireko vmm --vm name=a,kernel=hello.elf -o vmm.elf', 'an image that boots on QEMU, too'],
    ['ireko vmm examples/three-guests/guests.vmm', 'guests as a file describes them'],
    [
      'ireko vmm --compare --vm name=a,kernel=minimal-os.elf,technique=h',
      'what it does there is what it does on the bare machine',
    ],
  ],
  errors: `
A guest that is not an image or does not fit its memory, a disk that cannot be
opened: one line on stderr, exit status 1; with FILE:LINE:COLUMN, if it is said in
a description. A guest that fails while it runs hurts
itself alone.`,
  async run({ values, operands: [file, ...rest] }) {
    if (rest.length > 0) throw new Mistake(`${rest[0]}: there can be one description file only`);
    const parsed = parseComputer(values);
    const described = file === undefined ? undefined : readDescription(file);
    const vms = [...(described?.vms ?? []), ...values.vm.map(parseVirtualMachine)];
    if (vms.length === 0)
      throw new Mistake(
        file === undefined
          ? 'no guest to run; try: ireko vmm --vm name=a,kernel=a.elf'
          : `${file}: it describes no guest; begin one with its name in brackets, and a line kernel = a.elf`,
      );
    let sharing = described?.sharing ?? {};
    for (const key of sharedSettings) {
      const text = values[key];
      if (text !== undefined) sharing = { ...sharing, ...parseShared(key, text, `--${key}`) };
    }
    const disks = [...(described?.disks ?? []), ...values.drive.map((text) => openDrive(text))];
    const given = values.m === undefined ? undefined : parsed.ramBytes;
    const image = buildVmm(vms, { ramBytes: given, disks }, sharing);
    const computer = { ...parsed, ramBytes: given ?? ramFor(vms, image) };
    if (values.o !== undefined) {
      writeOutput(values.o, image, 0o777);
      return 0;
    }
    if (values.compare) {
      const { ramBytes, maxInstructions } = computer;
      const typed = process.stdin.isTTY ? new Uint8Array(0) : await readStdin();
      return compare({ vms, image, ramBytes, disks, maxInstructions, typed });
    }
    return runFiles({ image: { path: 'the VMM', bytes: image } }, computer, {
      who: 'ireko vmm',
      guests: true,
      devices: { disks, slots: [] },
    });
  },
});
