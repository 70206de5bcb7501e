/** The image of `ireko demo`: the VMM with three guests. */

import type { Image } from '@ireko/asm';
import { type Disk, defaultRamBytes } from '@ireko/machine';
import { monitorCompute, monitorIo } from '@ireko/monitor';
import type { VirtualMachine } from '@ireko/vmm';
import { minimalOs } from './examples.ts';
import { buildVmm } from './guests.ts';
import { build } from './repository.ts';

const mebibyte = 2 ** 20;

/** @param disk the disk that the guest `io` has. */
export function demoImage(disk: Disk): Uint8Array {
  const guests: readonly VirtualMachine[] = [
    guest('compute', monitorCompute, 8 * mebibyte),
    { ...guest('io', monitorIo, 16 * mebibyte), disks: [{}] },
    guest('minimal', minimalOs, 2 * mebibyte),
  ];
  return buildVmm(guests, { ramBytes: defaultRamBytes, disks: [disk] });
}

const guest = (name: string, image: Image, memoryBytes: number): VirtualMachine => ({
  name,
  kernel: build(image),
  file: image.name,
  memoryBytes,
});
