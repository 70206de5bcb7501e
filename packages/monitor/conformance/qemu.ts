/**
 * Boots an image on QEMU's `virt` board, without firmware.
 */
import { spawn } from 'node:child_process';

/** How to boot: the image, the board, and what somebody types. */
export interface Boot {
  readonly elf: string;
  /** Memory, in MiB. */
  readonly memory: number;
  /** Path of a disk image for the first virtio slot. */
  readonly disk?: string;
  /** Typed one after the other, each when the console shows `prompt` once more. */
  readonly typed?: readonly string[];
  readonly prompt?: string;
  /** What the device tree has as `bootargs`. */
  readonly bootArguments?: string;
}

/** What came of it: everything on the console, and QEMU's exit status. */
export interface Outcome {
  readonly console: string;
  readonly status: number | null;
}

/** Boots, types, and waits for the end of the run; after 60 seconds it is killed, status null. */
export function boot(request: Boot): Promise<Outcome> {
  const { elf, memory, disk, typed = [], prompt = '', bootArguments } = request;
  const options = ['-M', 'virt', '-m', `${memory}M`, '-nographic', '-bios', 'none', '-kernel', elf];
  options.push('-global', 'virtio-mmio.force-legacy=false');
  if (bootArguments !== undefined) options.push('-append', bootArguments);
  if (disk !== undefined) {
    options.push('-drive', `file=${disk},if=none,format=raw,id=d0`);
    options.push('-device', 'virtio-blk-device,drive=d0,bus=virtio-mmio-bus.0');
  }
  const qemu = spawn('qemu-system-riscv64', options, { timeout: 60_000 });
  let console = '';
  let answered = 0;
  qemu.stdout.setEncoding('latin1');
  qemu.stdout.on('data', (text: string) => {
    console += text;
    const asked = prompt === '' ? 0 : console.split(prompt).length - 1;
    for (; answered < Math.min(asked, typed.length); answered++) qemu.stdin.write(typed[answered]);
  });
  return new Promise((done, failed) => {
    qemu.on('error', failed);
    qemu.on('close', (status) => done({ console, status }));
  });
}
