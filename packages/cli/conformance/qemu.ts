/**
 * Boots an image on QEMU's `virt` board, without a word to the image that it is QEMU. QEMU writes the
 * console to a file: into a pipe whose reader is slow it drops bytes.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, type Result, run } from '../test/command-line.ts';

/** Run an image on QEMU, whose registers have so many bits, to its end, at most 20 seconds. */
export async function runOnQemu(
  image: Uint8Array,
  disk?: Uint8Array,
  bits: 32 | 64 = 64,
): Promise<Result> {
  const path = folder({ 'image.elf': image });
  const diskOptions = disk
    ? [
        '-drive',
        'file=disk.img,if=none,format=raw,id=d0',
        '-device',
        'virtio-blk-device,drive=d0,bus=virtio-mmio-bus.0',
      ]
    : [];
  if (disk) writeFileSync(join(path, 'disk.img'), disk);
  const machine = ['-M', 'virt', '-m', '128M', '-bios', 'none'];
  const console = ['-display', 'none', '-monitor', 'none', '-serial', 'file:console.txt'];
  const modern = ['-global', 'virtio-mmio.force-legacy=false'];
  const result = await run(
    `qemu-system-riscv${bits}`,
    [...machine, ...console, ...modern, ...diskOptions, '-kernel', 'image.elf'],
    { cwd: path },
  );
  return { ...result, stdout: readFileSync(join(path, 'console.txt'), 'utf8') };
}
