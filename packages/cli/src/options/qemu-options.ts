/**
 * Options of QEMU's that say what this computer is anyway, and what its terminal is for: they are taken
 * so that the command line of a system's own instructions can be used as it stands.
 */

import { extensions } from '@ireko/isa';
import { maximumHarts, type SemihostingSettings } from '@ireko/machine';
import type { Listener } from '../host/terminal.ts';
import { Mistake } from '../mistake.ts';
import { parseProperties, parseSettings } from './properties.ts';
import { parseCount } from './quantity.ts';

export const qemuOptions = {
  machine: {
    short: 'M',
    value: 'virt',
    repeat: true,
    help: 'the computer: virt is the one there is;\nvirt,dumpdtb=FILE is as -dumpdtb',
  },
  cpu: {
    value: 'MODEL',
    help: 'the kind of harts: rv64, max or any, perhaps with extensions\nthat they have: rv64,svinval=on',
  },
  smp: { value: 'N', help: 'how many harts there are, up to 32 (default: 1)' },
  serial: {
    value: 'mon:stdio',
    help: 'where the serial port is: mon:stdio (default), stdio, or\nnone: it is not shown and gets nothing',
  },
  monitor: {
    value: 'stdio',
    help: 'have what comes in on stdin go to the monitor of the\nmachine, not to the guest; none: there is no other way to it',
  },
  semihosting: { help: 'let programs call their host: console, clock, exit' },
  'semihosting-config': {
    value: 'enable=on',
    spelling: '-semihosting-config enable=on[,userspace=on][,arg=TEXT]…',
    help: 'the same; and programs in U-mode; what a program is told\nto be its command line',
  },
  nodefaults: { help: 'no serial port unless -serial says so' },
  S: { help: 'execute nothing until the monitor is told cont, or gdb to go on' },
  s: { help: 'let gdb connect: -gdb tcp::1234' },
  gdb: {
    value: 'tcp::PORT',
    spelling: '-gdb tcp::PORT',
    help: 'let gdb connect, from this computer, with\n(gdb) target remote :PORT',
  },
  nographic: { help: 'the serial port is the terminal, as it always is' },
  global: {
    value: 'virtio-mmio.force-legacy=false',
    repeat: true,
    help: 'virtio is version 1.2, as it is unless told otherwise; true:\nthe one before the standard, as QEMU’s usual, for older systems',
  },
  display: { value: 'none', help: '' },
  vga: { value: 'none', help: '' },
  parallel: { value: 'none', help: '' },
  accel: { value: 'tcg', help: '' },
  net: { value: 'none', help: '' },
  nic: { value: 'none', help: '' },
  mon: { value: 'chardev=ID', repeat: true, help: '' },
  rtc: { value: 'base=utc', help: '' },
  icount: { value: 'shift=N', help: '' },
  boot: { value: 'order', help: '' },
  k: { value: 'LANGUAGE', help: '' },
  uuid: { value: 'UUID', help: '' },
  msg: { value: 'timestamp=on', help: '' },
  pidfile: { value: 'FILE', help: '' },
  name: { value: 'NAME', help: '' },
  'no-reboot': { help: '' },
  'no-shutdown': { help: '' },
  'no-user-config': { help: '' },
  singlestep: { help: '' },
  d: {
    value: 'ITEM',
    refused: 'there is no log; --trace tells of traps, and gdb of the rest',
    help: '',
  },
  D: { value: 'FILE', refused: 'there is no log; --trace tells of traps on stderr', help: '' },
  blockdev: { value: 'NODE', refused: 'a disk is given by -drive file=FILE', help: '' },
  daemonize: { refused: 'it runs where it is started', help: '' },
} as const;

/** What those options were given. */
export interface QemuValues {
  readonly machine: readonly string[];
  readonly cpu: string | undefined;
  readonly nodefaults: boolean;
  readonly display: string | undefined;
  readonly vga: string | undefined;
  readonly parallel: string | undefined;
  readonly net: string | undefined;
  readonly nic: string | undefined;
  readonly accel: string | undefined;
  readonly smp: string | undefined;
  readonly global: readonly string[];
  readonly S: boolean;
  readonly s: boolean;
  readonly gdb: string | undefined;
  readonly serial: string | undefined;
  readonly monitor: string | undefined;
}

/** What a computer without PCI, a hypervisor of the host's and a display is anyway. */
const machineSettings: Readonly<Record<string, readonly string[]>> = {
  type: ['virt'],
  accel: ['tcg'],
  aclint: ['off', 'no'],
  aia: ['none'],
  acpi: ['off', 'no'],
};
const without = {
  ...{ display: 'none', vga: 'none', parallel: 'none', accel: 'tcg' },
  ...{ net: 'none', nic: 'none' },
} as const;

/**
 * Looks whether the options ask for this computer.
 * @returns where the device tree is to be written instead of a run, if -machine says so.
 * @throws {Mistake} when an option asks for another computer than this.
 */
export function checkComputer(values: QemuValues): string | undefined {
  let dumpTo: string | undefined;
  for (const text of values.machine) {
    const [first = '', ...rest] = text.split(',');
    const settings = (first.includes('=') ? text : [`type=${first}`, ...rest].join(',')) || '';
    const keys = [...Object.keys(machineSettings), 'dumpdtb'];
    const { dumpdtb, ...others } = parseProperties(settings, '-machine', keys);
    dumpTo = dumpdtb ?? dumpTo;
    for (const [name, value = ''] of Object.entries(others)) {
      const there = machineSettings[name] ?? [];
      if (!there.includes(value))
        throw new Mistake(`-machine: '${value}' is not there; ${there[0]} is`);
    }
  }
  if (values.cpu !== undefined) checkHarts(values.cpu);
  for (const [option, there] of Object.entries(without)) {
    const value = values[option as keyof typeof without];
    if (value !== undefined && value.split(',')[0] !== there)
      throw new Mistake(`-${option}: '${value}' is not there; ${there} is${hintFor(option)}`);
  }
  return dumpTo;
}

const hintFor = (option: string): string =>
  /^n(et|ic)$/.test(option) ? ', or -netdev user,id=n0 -device virtio-net-device,netdev=n0' : '';

const models = ['rv64', 'max', 'any'];
/** What else the harts have, by QEMU's names. */
// biome-ignore format: by groups.
const alsoThere = [
  'g', 's', 'u', 'mmu', 'pmp', 'epmp', 'counters', 'sv39', 'sv48', 'sv57', 'svadu',
  'zicntr', 'zihpm', 'zaamo', 'zalrsc', 'zca', 'zcd',
];

/** @throws {Mistake} when the harts are of another kind, or want an extension more or fewer. */
function checkHarts(cpu: string): void {
  const [model = '', ...settings] = cpu.split(',');
  if (!models.includes(model))
    throw new Mistake(`-cpu: '${model}' is not there; ${models.join(', ')} are`);
  for (const setting of settings) {
    const [name = '', value = ''] = setting.split('=');
    const own = name.replace(/^x-/, '').toLowerCase();
    const isThere = [...extensions, ...alsoThere].some((each) => each === own);
    if (/^(on|true|yes)$/.test(value) && !isThere)
      throw new Mistake(
        `-cpu: '${setting}': there is no ${name} here; there are ${extensions.join(', ')}`,
      );
    if (/^(off|false|no)$/.test(value) && isThere)
      throw new Mistake(`-cpu: '${setting}': ${name} is always there`);
  }
}

/** What the terminal is for. */
export interface TerminalUse {
  readonly listener: Listener;
  /** The serial port is on it. */
  readonly hasSerial: boolean;
}

/** @throws {Mistake} when -serial or -monitor asks for what is not there. */
export function terminalUse({ nodefaults, serial, monitor }: QemuValues): TerminalUse {
  return terminalOf(serial ?? (nodefaults ? 'none' : 'mon:stdio'), monitor ?? 'none');
}

function terminalOf(serial: string, monitor: string): TerminalUse {
  const hasSerial = serial !== 'none' && serial !== 'null';
  if (hasSerial && !/^(?:(?:mon:)?stdio|chardev:.*)$/.test(serial))
    throw new Mistake(`-serial: '${serial}' is not there; mon:stdio, stdio and none are`);
  if (monitor !== 'stdio' && monitor !== 'none' && monitor !== 'null')
    throw new Mistake(`-monitor: '${monitor}' is not there; stdio and none are`);
  return { hasSerial, listener: monitor === 'stdio' ? 'monitor' : 'guest' };
}

/**
 * What programs may ask of their host, if anything.
 * @throws {Mistake} when that is not there.
 */
export function parseSemihosting({
  semihosting,
  kernel,
  append,
  'semihosting-config': config,
}: SemihostingValues): SemihostingSettings | undefined {
  const settings = config === undefined ? [] : parseSettings(config, '-semihosting-config', keys);
  const values = new Map<string, string>(settings);
  const isOn = values.get('enable') ?? (config === undefined ? 'off' : 'on');
  for (const name of ['enable', 'userspace']) requireSwitch(name, values.get(name) ?? 'off');
  if (!semihosting && isOn !== 'on') return undefined;
  const target = values.get('target') ?? 'native';
  if (target !== 'native' && target !== 'auto')
    throw new Mistake(`-semihosting-config: target is '${target}'; native and auto are there`);
  const words = settings.flatMap(([name, value]) => (name === 'arg' ? [value] : []));
  const usual = [kernel, append].filter((each) => each !== undefined);
  return {
    userspace: values.get('userspace') === 'on',
    commandLine: (words.length > 0 ? words : usual).join(' '),
  };
}

const keys = ['enable', 'target', 'userspace', 'chardev', 'arg'] as const;

function requireSwitch(name: string, value: string): void {
  if (value !== 'on' && value !== 'off')
    throw new Mistake(`-semihosting-config: ${name} is '${value}'; it can be on or off`);
}

/** What the options that it depends on were given. */
export interface SemihostingValues {
  readonly semihosting: boolean;
  readonly 'semihosting-config': string | undefined;
  readonly kernel: string | undefined;
  readonly append: string | undefined;
}

/**
 * The number of harts: `N` or `cpus=N`; how they are said to be packed changes nothing.
 * @throws {Mistake} when there cannot be so many.
 */
export function parseHarts(smp = '1'): number {
  const [count = ''] = smp
    .replace(/^cpus=/, '')
    .split(/,(?=(?:maxcpus|sockets|clusters|cores|threads)=)/);
  const harts = parseCount(count, '-smp');
  if (harts > maximumHarts)
    throw new Mistake(`-smp: '${smp}'; a computer has up to ${maximumHarts} harts`);
  return harts;
}
