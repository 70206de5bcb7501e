/** The guests of `ireko demo`: of three kinds, on one computer. */

import type { Image } from '@ireko/asm';
import { monitorCompute, monitorIo } from '@ireko/monitor';
import type { VirtualMachine } from '@ireko/vmm';
import { minimalOs } from './examples.ts';

const mebibyte = 2 ** 20;

/** The demo's guests; `io` has all of the computer's first disk. @param build gives an image's executable. */
export function demoGuests(build: (image: Image) => Uint8Array): readonly VirtualMachine[] {
  const guest = (name: string, image: Image, memoryBytes: number): VirtualMachine => ({
    name,
    kernel: build(image),
    file: image.name,
    memoryBytes,
  });
  return [
    guest('compute', monitorCompute, 8 * mebibyte),
    { ...guest('io', monitorIo, 16 * mebibyte), disks: [{}] },
    guest('minimal', minimalOs, 2 * mebibyte),
  ];
}
