/** Virtual machines as the `--vm` option and a description file tell of them, and their image. */

import { dirname, isAbsolute, join } from 'node:path';
import { type Disk, defaultRamBytes, maximumRamBytes } from '@ireko/machine';
import {
  clocks,
  type DiskPart,
  memoryNeed,
  type NetworkCard,
  policies,
  type Sharing,
  shadowPolicies,
  techniques,
  type VirtualMachine,
  virtioVersions,
  vmmImage,
} from '@ireko/vmm';
import { readInput } from '../host/files.ts';
import { Mistake } from '../mistake.ts';
import { parseSettings } from '../options/properties.ts';
import { formatBytes, parseCount, parseRam } from '../options/quantity.ts';
import { build } from '../repository.ts';

const relativeTo = (folder: string, path: string): string =>
  isAbsolute(path) ? path : join(folder, path);

/** A setting of a guest, understood. Disks and cards add up; of the rest there is one each. */
type Part = Partial<VirtualMachine & { readonly firmwareFile: string }>;

/**
 * What can be said of a guest, but for its name.
 * @param value as it is written.
 * @param what names the setting in a mistake.
 * @param folder what paths are relative to.
 */
const settings = {
  kernel: (value: string, _: string, folder: string): Part => {
    const file = relativeTo(folder, value);
    return { kernel: readInput(file), file };
  },
  bios: (value: string, _: string, folder: string): Part => {
    if (value === 'none') return {};
    const firmwareFile = relativeTo(folder, value);
    return { firmware: readInput(firmwareFile), firmwareFile };
  },
  initrd: (value: string, _: string, folder: string): Part => ({
    initialRamDisk: readInput(relativeTo(folder, value)),
  }),
  append: (value: string): Part => ({ bootArguments: value }),
  mem: (value: string, what: string): Part => ({ memoryBytes: parseRam(value, what) }),
  disk: (value: string, what: string): Part => ({ disks: [parseDisk(value, what)] }),
  net: (value: string, what: string): Part => ({ cards: [parseCard(value, what)] }),
  technique: (value: string, what: string): Part => ({ technique: oneOf(techniques, value, what) }),
  shadows: (value: string, what: string): Part => ({
    shadows: oneOf(shadowPolicies, value, what),
  }),
  weight: (value: string, what: string): Part => ({ weight: parseCount(value, what) }),
  virtio: (value: string, what: string): Part => ({ virtio: oneOf(virtioVersions, value, what) }),
  clock: (value: string, what: string): Part => ({ clock: oneOf(clocks, value, what) }),
};

/** The names of those settings. */
export type GuestSetting = keyof typeof settings;
export const guestSettings = Object.keys(settings) as readonly GuestSetting[];

/** A guest that is being described, a setting at a time. */
export class GuestDescription {
  readonly name: string;
  readonly #folder: string;
  #parts: Part = {};
  readonly #given = new Set<GuestSetting>();

  /** @param file the file that tells of it, which its paths are relative to; '' on a command line. */
  constructor(name: string, file: string) {
    this.name = name;
    this.#folder = file === '' ? '' : dirname(file);
  }

  /** @param what names the setting in a mistake. @throws {Mistake} */
  set(key: GuestSetting, value: string, what: string): void {
    const severalTimes = key === 'disk' || key === 'net';
    if (!severalTimes && this.#given.has(key)) throw new Mistake(`${what} is given twice`);
    this.#given.add(key);
    const part = settings[key](value, what, this.#folder);
    const disks = [...(this.#parts.disks ?? []), ...(part.disks ?? [])];
    const cards = [...(this.#parts.cards ?? []), ...(part.cards ?? [])];
    this.#parts = { ...this.#parts, ...part, disks, cards };
  }

  /** The whole, or undefined: it has neither a kernel nor firmware yet. */
  get virtualMachine(): VirtualMachine | undefined {
    const { firmwareFile, file = firmwareFile, ...rest } = this.#parts;
    return file === undefined
      ? undefined
      : { name: this.name, file, memoryBytes: defaultRamBytes, ...rest };
  }
}

const example = 'write name=a,kernel=a.elf,mem=128M';

/**
 * A virtual machine from `name=a,kernel=a.elf[,mem=16M][,disk=0:512]…`.
 * @throws {Mistake} when something is missing or wrong in it.
 */
export function parseVirtualMachine(text: string): VirtualMachine {
  const given = parseSettings(text, '--vm', ['name', ...guestSettings] as const);
  const names = given.filter(([key]) => key === 'name').map(([, value]) => value);
  const [name] = names;
  if (name === undefined) throw new Mistake(`--vm: '${text}' gives no name; ${example}`);
  if (names.length > 1) throw new Mistake('--vm: name is given twice');
  const guest = new GuestDescription(name, '');
  for (const [key, value] of given)
    if (key !== 'name') guest.set(key, value, `--vm: ${name}: ${key}`);
  const { virtualMachine } = guest;
  if (!virtualMachine) throw new Mistake(`--vm: ${name} has no kernel; ${example}`);
  return virtualMachine;
}

const mebibyte = 2 ** 20;

/**
 * RAM for a computer on which these run beside each other: what `ireko run` gives one, or more.
 * @param image the VMM with them.
 */
export function ramFor(vms: readonly VirtualMachine[], image: Uint8Array): number {
  const unit = 64 * mebibyte;
  const whole = Math.ceil(memoryNeed(vms, image) / unit) * unit;
  return Math.min(Math.max(defaultRamBytes, whole), maximumRamBytes);
}

/**
 * Assemble the VMM with its guests into one bootable image.
 * @param computer what it is to run on; without `ramBytes`, one that has enough.
 * @throws {Mistake} when they cannot run together, or not on that computer.
 */
export function buildVmm(
  vms: readonly VirtualMachine[],
  computer: { readonly ramBytes?: number | undefined; readonly disks: readonly Disk[] },
  sharing: Sharing = {},
): Uint8Array {
  const { ramBytes = maximumRamBytes, disks } = computer;
  for (const { name, disks: parts = [] } of vms)
    for (const { disk: number = 0, startSector = 0, sectors = 1 } of parts) {
      const disk = disks[number];
      if (!disk) {
        const there = disks.length === 0 ? 'there is none' : `there is no disk ${number}`;
        throw new Mistake(`${name} has a part of a disk, but ${there}; add -drive file=…`);
      }
      if (startSector + sectors > disk.sectors)
        throw new Mistake(
          `${name}: its part of the disk ends after the disk's ${disk.sectors} sectors`,
        );
    }
  const guestBytes = vms.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
  if (guestBytes >= ramBytes)
    throw new Mistake(
      `the guests have ${formatBytes(guestBytes)} of RAM in all, and the computer ${formatBytes(ramBytes)}; give it more with -m, or them less`,
    );
  const made = vmmImage(vms, sharing);
  if ('problems' in made) throw new Mistake(made.problems.join('\n'));
  return build(made.image, made.files);
}

/** What can be said of all guests together. */
const shared = {
  policy: (text: string, what: string): Sharing => ({ policy: oneOf(policies, text, what) }),
  slice: (text: string, what: string): Sharing => {
    const sliceMs = Number(text);
    if (!(sliceMs > 0))
      throw new Mistake(`${what}: '${text}' is not a time in milliseconds; write 5, or 0.5`);
    return { sliceMs };
  },
  script: (text: string, _: string, folder: string): Sharing => ({
    script: new TextDecoder('latin1').decode(readInput(relativeTo(folder, text))),
  }),
};

/** The names of those settings. */
export type SharedSetting = keyof typeof shared;
export const sharedSettings = Object.keys(shared) as readonly SharedSetting[];

/**
 * Such a setting, understood.
 * @param what names the setting in a mistake.
 * @param file the file that tells of it, which paths are relative to; '' on a command line.
 * @throws {Mistake}
 */
export const parseShared = (
  key: SharedSetting,
  text: string,
  what: string,
  file: string = '',
): Sharing => shared[key](text, what, file === '' ? '' : dirname(file));

function oneOf<Name extends string>(names: readonly Name[], text: string, what: string): Name {
  const name = names.find((each) => each === text);
  if (name === undefined)
    throw new Mistake(`${what}: there is no '${text}'; it is one of ${names.join(', ')}`);
  return name;
}

/** `[DISK@]START:SECTORS[:ro]`, or `DISK@[:ro]` for a whole disk. */
function parseDisk(text: string, what: string): DiskPart {
  const match = /^(?:([^@]*)@)?(?:([^@:]+):([^@:]+))?(:ro)?$/.exec(text);
  const [, disk, start, sectors, readOnly] = match ?? [];
  if (!match || (disk === undefined && start === undefined))
    throw new Mistake(
      `${what}: '${text}' is not START:SECTORS; write 0:512 for the first 512, or 1@ for all of the second disk`,
    );
  return {
    ...(disk !== undefined && { disk: parseCount(disk, what, 0) }),
    ...(start !== undefined && { startSector: parseCount(start, what, 0) }),
    ...(sectors !== undefined && { sectors: parseCount(sectors, what) }),
    ...(readOnly !== undefined && { readOnly: true }),
  };
}

/** `NETWORK[@ADDRESS]`. */
function parseCard(text: string, what: string): NetworkCard {
  const [network = '', address, ...rest] = text.split('@');
  if (rest.length > 0) throw new Mistake(`${what}: '${text}'; write 0, or 0@52:54:00:12:34:56`);
  return { network: parseCount(network, what, 0), ...(address !== undefined && { address }) };
}
