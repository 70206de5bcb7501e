/** What the page can run: programs of this repository, from their sources to machines. */

import type { Image } from '@ireko/asm';
import { demoGuests } from '@ireko/cli/demo-guests';
import * as examples from '@ireko/cli/examples';
import { monitorCompute, monitorIo, monitorShell } from '@ireko/monitor';
import type { VirtualMachine } from '@ireko/vmm';

/** Gives the executable of an image. */
export type Build = (image: Image) => Uint8Array;

/** One entry of the page's list. */
export interface Program {
  readonly name: string;
  /** What it is, in a few words. */
  readonly about: string;
  /** Its files, where they are not those of its images: a user may have others besides. */
  readonly files?: readonly string[];
  /** Virtual machines, of which one alone can also have the bare machine. */
  machines(build: Build): readonly VirtualMachine[];
}

const mebibyte = 2 ** 20;

/** The machine of an image that needs no more than RAM and a disk. */
const alone = (image: Image, about: string, memoryBytes = 16 * mebibyte): Program => ({
  name: image.name,
  about,
  machines: (build) => [
    { name: image.name, kernel: build(image), file: image.name, memoryBytes, disks: [{}] },
  ],
});

export const programs: readonly Program[] = [
  alone(examples.hello, 'a line of text on the bare machine'),
  alone(examples.minimalOs, 'an operating system with two tasks'),
  alone(examples.slowDiskPoll, 'a driver that polls its disk'),
  alone(examples.slowDiskWfi, 'a driver that sleeps until its disk is ready'),
  alone(examples.grading, 'a harness that grades a function'),
  {
    name: examples.sbiHello.name,
    about: 'a program in S-mode, on firmware',
    machines: (build) => [
      {
        name: examples.sbiHello.name,
        firmware: build(examples.sbiFirmware),
        kernel: build(examples.sbiHello),
        file: examples.sbiHello.name,
        memoryBytes: 16 * mebibyte,
      },
    ],
  },
  alone(monitorCompute, 'the monitor, with programs that compute'),
  alone(monitorIo, 'the monitor, with programs that use the disk'),
  alone(monitorShell, 'the monitor, with a shell', 32 * mebibyte),
  { name: 'three-guests', about: 'three operating systems side by side', machines: demoGuests },
];
