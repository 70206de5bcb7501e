/** What the page can run: programs of this repository, from their sources to machines. */

import type { Image } from '@ireko/asm';
import { demoGuests } from '@ireko/cli/demo-guests';
import * as examples from '@ireko/cli/examples';
import { monitorCompute, monitorIo, monitorShell } from '@ireko/monitor';
import type { VirtualMachine } from '@ireko/vmm';

/** Gives the executable of an image. */
type Build = (image: Image) => Uint8Array;

/** One entry of the page's list. */
export interface Program {
  readonly name: string;
  /** Virtual machines, of which one alone can also have the bare machine. */
  machines(build: Build): readonly VirtualMachine[];
}

const mebibyte = 2 ** 20;

/** The machine of an image that needs no more than RAM and a disk. */
const alone = (image: Image, memoryBytes = 16 * mebibyte): Program => ({
  name: image.name,
  machines: (build) => [
    { name: image.name, kernel: build(image), file: image.name, memoryBytes, disks: [{}] },
  ],
});

export const programs: readonly Program[] = [
  alone(examples.hello),
  alone(examples.minimalOs),
  alone(examples.slowDiskPoll),
  alone(examples.slowDiskWfi),
  alone(examples.grading),
  {
    name: examples.sbiHello.name,
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
  alone(monitorCompute),
  alone(monitorIo),
  alone(monitorShell, 32 * mebibyte),
  { name: 'three-guests', machines: demoGuests },
];
