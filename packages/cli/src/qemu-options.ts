/**
 * Options of QEMU's that say what this computer is anyway, and where its disks are: they are taken
 * so that the command line of a system's own instructions can be used as it stands.
 */

import { type Disk, maximumHarts } from '@ireko/machine';
import { openDrive, type Writes } from './file-disk.ts';
import { Mistake } from './mistake.ts';
import { parseProperties } from './properties.ts';
import { parseCount } from './quantity.ts';
import type { TerminalOptions } from './terminal.ts';

/** How many virtio slots there are. */
const slots = 8;

export const qemuOptions = {
  drive: {
    value: 'file=FILE',
    repeat: true,
    spelling: '-drive file=FILE[,readonly=on][,snapshot=on]',
    help: 'attach a disk image, the first at virtio slot 0;\nwhat the guest writes goes to the file, or with snapshot=on\nis dropped at the end',
  },
  device: {
    value: 'virtio-blk-device,drive=ID',
    repeat: true,
    spelling: '-device virtio-blk-device,drive=ID,bus=virtio-mmio-bus.N',
    help: 'have the -drive with id=ID at virtio slot N',
  },
  snapshot: { spelling: '-snapshot', help: 'as snapshot=on for every disk' },
  machine: { short: 'M', value: 'virt', help: 'the computer: virt is the one there is' },
  smp: { value: 'N', help: 'how many harts there are, up to 32 (default: 1)' },
  serial: {
    value: 'mon:stdio',
    help: 'where the serial port is: mon:stdio (default), stdio, or\nnone: it is not shown and gets nothing',
  },
  monitor: {
    value: 'stdio',
    help: 'have what comes in on stdin go to the monitor of the\nmachine, not to the guest; none: there is no other way to it',
  },
  S: { help: 'execute nothing until the monitor is told cont' },
  nographic: { help: 'the serial port is the terminal, as it always is' },
  global: {
    value: 'virtio-mmio.force-legacy=false',
    repeat: true,
    help: 'virtio is version 1.2, as it always is',
  },
} as const;

/** What those options were given. */
export interface QemuValues {
  readonly drive: readonly string[];
  readonly device: readonly string[];
  readonly snapshot: boolean;
  readonly machine: string | undefined;
  readonly smp: string | undefined;
  readonly global: readonly string[];
  readonly S: boolean;
  readonly serial: string | undefined;
  readonly monitor: string | undefined;
}

/** @throws {Mistake} when an option asks for another computer than this. */
export function checkComputer({ machine = 'virt', global }: QemuValues): void {
  if (machine !== 'virt') throw new Mistake(`-machine: '${machine}' is not there; virt is`);
  for (const setting of global)
    if (setting !== 'virtio-mmio.force-legacy=false' && setting !== 'virtio-mmio.force-legacy=off')
      throw new Mistake(`-global: '${setting}' cannot be set`);
}

/** @throws {Mistake} when -serial or -monitor asks for what is not there. */
export function terminalOf({
  serial = 'mon:stdio',
  monitor = 'none',
}: QemuValues): Pick<TerminalOptions, 'listener' | 'isMute'> {
  const isMute = serial === 'none' || serial === 'null';
  if (!isMute && serial !== 'mon:stdio' && serial !== 'stdio')
    throw new Mistake(`-serial: '${serial}' is not there; mon:stdio, stdio and none are`);
  if (monitor !== 'stdio' && monitor !== 'none' && monitor !== 'null')
    throw new Mistake(`-monitor: '${monitor}' is not there; stdio and none are`);
  return { isMute, listener: monitor === 'stdio' ? 'monitor' : isMute ? 'none' : 'guest' };
}

/**
 * The number of harts: `N` or `cpus=N`.
 * @throws {Mistake} when there cannot be so many.
 */
export function parseHarts(smp = '1'): number {
  const harts = parseCount(smp.replace(/^cpus=/, ''), '-smp');
  if (harts > maximumHarts)
    throw new Mistake(`-smp: '${smp}'; a computer has up to ${maximumHarts} harts`);
  return harts;
}

/**
 * The disks by their virtio slots. Without -device they are in the order of -drive.
 * @throws {Mistake} when one cannot be opened, or the options do not go together.
 */
export function openDisks(
  { drive, device, snapshot }: QemuValues,
  writes: Writes = snapshot ? 'dropped' : 'kept',
): readonly (Disk | undefined)[] {
  if (drive.length > slots) throw new Mistake(`-drive: there is room for ${slots} disks`);
  if (device.length === 0) return drive.map((text) => openDrive(text, writes));
  const disks: (Disk | undefined)[] = [];
  const drives = drive.map((text) => ({ id: idOf(text), disk: openDrive(text, writes) }));
  for (const text of device) {
    const { id, slot } = parseDevice(text);
    const found = drives.find((each) => each.id === id);
    if (!found) throw new Mistake(`-device: there is no drive '${id}'; add -drive …,id=${id}`);
    if (disks[slot]) throw new Mistake(`-device: virtio-mmio-bus.${slot} is taken`);
    if (disks.includes(found.disk)) throw new Mistake(`-device: drive '${id}' is attached twice`);
    disks[slot] = found.disk;
  }
  return Array.from(disks);
}

const idOf = (drive: string): string | undefined => /(?:^|,)id=([^,]*)/.exec(drive)?.[1];

function parseDevice(text: string): { readonly id: string; readonly slot: number } {
  const example = 'virtio-blk-device,drive=d0,bus=virtio-mmio-bus.0';
  const [kind, ...settings] = text.split(',');
  if (kind !== 'virtio-blk-device')
    throw new Mistake(`-device: there is no device '${kind}'; write ${example}`);
  const { drive, bus } = parseProperties(settings.join(','), '-device', ['drive', 'bus']);
  const slot = /^virtio-mmio-bus\.([0-7])$/.exec(bus ?? '')?.[1];
  if (drive === undefined || slot === undefined)
    throw new Mistake(`-device: '${text}' names no drive or no bus; write ${example}`);
  return { id: drive, slot: Number(slot) };
}
