/** Boots an image on QEMU's `virt` board, without a word to the image that it is QEMU. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, type Result, run } from '../test/command-line.ts';

/** Run an image on QEMU to its end, at most 20 seconds. */
export function runOnQemu(image: Uint8Array, disk?: Uint8Array): Promise<Result> {
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
  const machine = ['-M', 'virt', '-m', '128M', '-nographic', '-bios', 'none'];
  const modern = ['-global', 'virtio-mmio.force-legacy=false'];
  return run(
    'qemu-system-riscv64',
    [...machine, ...modern, ...diskOptions, '-kernel', 'image.elf'],
    {
      cwd: path,
    },
  );
}
