/**
 * Options of QEMU's that say what this computer is anyway, and what its terminal is for: they are taken
 * so that the command line of a system's own instructions can be used as it stands.
 */

import { maximumHarts } from '@ireko/machine';
import { Mistake } from './mistake.ts';
import { parseCount } from './quantity.ts';
import type { Listener } from './terminal.ts';

export const qemuOptions = {
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

/** What the terminal is for. */
export interface TerminalUse {
  readonly listener: Listener;
  /** The serial port is on it. */
  readonly hasSerial: boolean;
}

/** @throws {Mistake} when -serial or -monitor asks for what is not there. */
export function terminalUse({ serial = 'mon:stdio', monitor = 'none' }: QemuValues): TerminalUse {
  const hasSerial = serial !== 'none' && serial !== 'null';
  if (hasSerial && !/^(?:(?:mon:)?stdio|chardev:.*)$/.test(serial))
    throw new Mistake(`-serial: '${serial}' is not there; mon:stdio, stdio and none are`);
  if (monitor !== 'stdio' && monitor !== 'none' && monitor !== 'null')
    throw new Mistake(`-monitor: '${monitor}' is not there; stdio and none are`);
  return { hasSerial, listener: monitor === 'stdio' ? 'monitor' : 'guest' };
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
