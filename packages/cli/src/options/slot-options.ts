/**
 * What stands in the virtio slots, as QEMU's options say it: `-device` names a device, and what is
 * behind it — a disk, a network, a source of entropy, a terminal — has an option and a name of its own.
 *
 *   -drive file=disk.img,if=none,id=d0          -device virtio-blk-device,drive=d0
 *   -netdev user,id=n0                          -device virtio-net-device,netdev=n0
 *   -object rng-random,filename=…,id=r0         -device virtio-rng-device,rng=r0
 *   -chardev stdio,id=c0                        -device virtio-serial-device -device virtconsole,chardev=c0
 *
 * A device goes to the slot that `bus=virtio-mmio-bus.N` says, else to the highest that is free. Disks
 * that no device names take the lowest, the last of them slot 0: systems that go by the device tree,
 * as Linux does, meet the highest slot first, so for them the first `-drive` is the first disk.
 */

import { type Disk, Hub, type Network, type SlotDevice, UserNetwork } from '@ireko/machine';
import { openDrive, type Writes } from '../host/file-disk.ts';
import { Mistake } from '../mistake.ts';
import { didYouMean } from '../nearest.ts';
import { isLoader } from '../run/boot-files.ts';
import { parseProperties } from './properties.ts';
import { parseCount } from './quantity.ts';

/** How many virtio slots there are. */
const slotCount = 8;

export const slotOptions = {
  drive: {
    value: 'file=FILE',
    repeat: true,
    spelling: '-drive file=FILE[,readonly=on][,snapshot=on]',
    help: 'attach a disk image, the last (or only) at virtio slot 0;\nthe first is the first that Linux finds; what the guest writes\ngoes to the file, or with snapshot=on is dropped at the end',
  },
  device: {
    value: 'NAME',
    repeat: true,
    spelling: '-device NAME[,KEY=VALUE]…[,bus=virtio-mmio-bus.N]',
    help: 'put a device in a virtio slot, N or the highest free one:\nvirtio-blk-device,drive=ID    the -drive with id=ID\nvirtio-net-device,netdev=ID   a card on that -netdev;\n                              mac=52:54:00:12:34:56\nvirtio-rng-device             entropy\nvirtio-serial-device          a console, and in it\nvirtconsole[,chardev=ID]      its port, on the terminal\nloader,file=FILE,addr=ADDRESS  no device: a file in RAM, raw, or\n                              ELF without addr',
  },
  netdev: {
    value: 'user,id=ID',
    repeat: true,
    spelling: '-netdev user,id=ID',
    help: 'a gateway with DHCP and nothing behind it; or\nhubport,hubid=N,id=ID: what joins cards with the same N',
  },
  object: {
    value: 'rng-random,id=ID',
    repeat: true,
    spelling: '-object rng-random,id=ID',
    help: 'entropy for virtio-rng-device; it follows from -seed',
  },
  seed: { value: 'N', spelling: '-seed N', help: 'what entropy follows from (default: 1)' },
  chardev: {
    value: 'stdio,id=ID',
    repeat: true,
    spelling: '-chardev stdio,id=ID',
    help: 'the terminal, for virtconsole; or null: nothing',
  },
  snapshot: { spelling: '-snapshot', help: 'as snapshot=on for every disk' },
} as const;

/** What those options were given. */
export interface SlotValues {
  readonly drive: readonly string[];
  readonly device: readonly string[];
  readonly netdev: readonly string[];
  readonly object: readonly string[];
  readonly seed: string | undefined;
  readonly chardev: readonly string[];
  readonly snapshot: boolean;
  readonly global?: readonly string[];
}

/** How devices are attached. */
export interface SlotSetting {
  /** What becomes of what guests write to disks. */
  readonly writes?: Writes | undefined;
  /** A console hears what is typed, because the serial port does not. */
  readonly consoleHears?: boolean;
  /** The hubs there are already, by their numbers; new ones are added. */
  readonly hubs?: Map<string, Hub>;
  /** How many cards without an address of their own there are already. */
  readonly cards?: number;
}

/** The virtio slots, by their numbers: disks, and other devices. */
export interface Slots {
  readonly disks: readonly (Disk | undefined)[];
  /** What those disks tell drivers as their serial numbers, where that was said. */
  readonly serials?: readonly (string | undefined)[];
  readonly slots: readonly (SlotDevice | undefined)[];
  /** They speak the version of virtio before the standard. */
  readonly hasLegacyVirtio?: boolean;
}

/** What `-global` says of the version: the last counts. @throws {Mistake} when it says something else. */
function isLegacy(global: readonly string[] = []): boolean {
  const said = global.map((text) => {
    const setting = /^virtio-mmio\.force-legacy=(?:(on|true|yes)|off|false|no)$/.exec(text);
    if (!setting) throw new Mistake(`-global: '${text}' cannot be set`);
    return setting[1] !== undefined;
  });
  return said.at(-1) ?? false;
}

/** @throws {Mistake} when a disk cannot be opened, or the options do not go together. */
export function openSlots(values: SlotValues, setting: SlotSetting = {}): Slots {
  return new SlotBuilder(values, setting).build();
}

class SlotBuilder {
  readonly #values: SlotValues;
  readonly #setting: SlotSetting;
  readonly #slots: (SlotDevice | undefined)[] = new Array(slotCount).fill(undefined);
  readonly #drives: readonly Drive[];
  readonly #networks: Map<string, Network>;
  /** Slots of consoles that have no port yet. */
  readonly #portless: number[] = [];
  readonly #used = new Set<string>();
  #cards: number;

  constructor(values: SlotValues, setting: SlotSetting) {
    const { drive, netdev, snapshot } = values;
    const { writes = snapshot ? 'dropped' : 'kept' } = setting;
    if (drive.length > slotCount) throw new Mistake(`-drive: there is room for ${slotCount} disks`);
    this.#values = values;
    this.#setting = setting;
    this.#drives = drive.map((text) => ({ text, id: idIn(text), disk: openDrive(text, writes) }));
    this.#networks = networksOf(netdev, setting.hubs ?? new Map());
    this.#cards = setting.cards ?? 0;
  }

  build(): Slots {
    // Those that say where they go come first, as nothing else may be there.
    const devices = this.#values.device.filter((text) => !isLoader(text)).map(parseDevice);
    for (const device of devices) if (device.settings['bus'] !== undefined) this.#attach(device);
    for (const device of devices) if (device.settings['bus'] === undefined) this.#attach(device);
    this.#attachRest(devices.some(({ name }) => name === 'virtio-blk-device'));
    const blocks = this.#slots.map((device) => (device?.kind === 'block' ? device : undefined));
    return {
      disks: blocks.map((block) => block?.disk),
      serials: blocks.map((block) => block?.serial),
      slots: this.#slots.map((device) => (device?.kind === 'block' ? undefined : device)),
      hasLegacyVirtio: isLegacy(this.#values.global),
    };
  }

  /** The disks that no device names: but for those of `if=none`, if others are named. */
  #attachRest(someAreNamed: boolean): void {
    const isLeft = ({ id, text }: Drive) =>
      !someAreNamed || !(this.#used.has(driveName(id)) || /(?:^|,)if=none(?:,|$)/.test(text));
    const rest = this.#drives.filter(isLeft);
    const free = [...this.#slots.keys()].filter((slot) => this.#slots[slot] === undefined);
    for (const [index, { disk }] of rest.entries())
      this.#put({ kind: 'block', disk }, free[rest.length - 1 - index] ?? -1, '-drive');
  }

  #attach({ name, settings }: DeviceText): void {
    switch (name) {
      case 'virtio-blk-device':
        this.#place(settings, {
          kind: 'block',
          disk: this.#drive(settings['drive']),
          serial: serialOf(settings['serial']),
        });
        break;
      case 'virtio-net-device':
        this.#place(settings, {
          kind: 'network',
          network: this.#network(settings['netdev']),
          mac: this.#mac(settings['mac']),
        });
        break;
      case 'virtio-rng-device': {
        const { rng } = settings;
        if (rng !== undefined && !this.#values.object.some((text) => idIn(text) === rng))
          throw new Mistake(
            `-device: there is no object '${rng}'; add -object rng-random,id=${rng}`,
          );
        const seed = parseCount(this.#values.seed ?? '1', '-seed', 0);
        this.#place(settings, { kind: 'entropy', seed });
        break;
      }
      case 'virtio-serial-device':
        this.#portless.push(
          this.#place(settings, { kind: 'console', isShown: false, hearsInput: false }),
        );
        break;
      case 'virtconsole':
        this.#port(settings['chardev']);
    }
  }

  /** The port of the first console that has none. */
  #port(chardev: string | undefined): void {
    const slot = this.#portless.shift();
    if (slot === undefined)
      throw new Mistake('-device: virtconsole needs a virtio-serial-device of its own before it');
    const { consoleHears = false } = this.#setting;
    const isOnTerminal = chardev === undefined || this.#isTerminal(chardev);
    if (isOnTerminal)
      this.#slots[slot] = { kind: 'console', isShown: true, hearsInput: consoleHears };
  }

  #isTerminal(id: string): boolean {
    const found = this.#values.chardev.find((text) => idIn(text) === id);
    if (found === undefined)
      throw new Mistake(`-device: there is no chardev '${id}'; add -chardev stdio,id=${id}`);
    const [kind] = found.split(',');
    if (kind !== 'stdio' && kind !== 'null')
      throw new Mistake(`-chardev: '${kind}' is not there; stdio and null are`);
    return kind === 'stdio';
  }

  #drive(id: string | undefined): Disk {
    const found = this.#drives.find((each) => each.id === id);
    if (id === undefined)
      throw new Mistake('-device: virtio-blk-device names no drive; write drive=d0');
    if (!found) throw new Mistake(`-device: there is no drive '${id}'; add -drive …,id=${id}`);
    this.#use(driveName(id));
    return found.disk;
  }

  #network(id: string | undefined): Network {
    const found = id === undefined ? new Hub() : this.#networks.get(id);
    if (!found) throw new Mistake(`-device: there is no netdev '${id}'; add -netdev user,id=${id}`);
    if (id !== undefined) this.#use(`netdev '${id}'`);
    return found;
  }

  /** An address as told, or QEMU's: the first card's ends in 56, and so on. */
  #mac(text: string | undefined): Uint8Array {
    const usual = usualMac(this.#cards++);
    if (text === undefined) return usual;
    if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text))
      throw new Mistake(`-device: mac is '${text}'; write it as 52:54:00:12:34:56`);
    return Uint8Array.from(text.split(':'), (byte) => Number.parseInt(byte, 16));
  }

  #use(what: string): void {
    if (this.#used.has(what)) throw new Mistake(`-device: ${what} is attached twice`);
    this.#used.add(what);
  }

  #place({ bus }: DeviceText['settings'], device: SlotDevice): number {
    const slot = bus === undefined ? this.#slots.lastIndexOf(undefined) : slotOf(bus);
    this.#put(device, slot, '-device');
    return slot;
  }

  #put(device: SlotDevice, slot: number, option: string): void {
    if (slot < 0) throw new Mistake(`${option}: all ${slotCount} virtio slots are taken`);
    if (this.#slots[slot]) throw new Mistake(`${option}: virtio-mmio-bus.${slot} is taken`);
    this.#slots[slot] = device;
  }
}

/** A disk, and the option that it comes from. */
interface Drive {
  readonly text: string;
  readonly id: string | undefined;
  readonly disk: Disk;
}

const driveName = (id: string | undefined): string => `drive '${id}'`;

/** The longest serial number that a disk can tell [virtio §5.2.6]. */
const serialCharacters = 20;

/** @throws {Mistake} where a disk cannot tell it. */
function serialOf(serial: string | undefined): string | undefined {
  if (serial === undefined || (serial.length <= serialCharacters && /^[ -~]*$/.test(serial)))
    return serial;
  throw new Mistake(
    `-device: serial is '${serial}'; it can have ${serialCharacters} characters of ASCII`,
  );
}

/** QEMU's address of a card, by how many there are before it. */
export function usualMac(card: number): Uint8Array {
  return Uint8Array.of(0x52, 0x54, 0x00, 0x12, 0x34, 0x56 + card);
}

/** The settings that each device takes; those that change nothing here are taken, too. */
const deviceSettings = {
  'virtio-blk-device': ['drive', 'bus', 'id', 'serial', 'scsi', 'num-queues', 'queue-size'],
  'virtio-net-device': ['netdev', 'mac', 'bus', 'id'],
  'virtio-rng-device': ['rng', 'bus', 'id', 'max-bytes', 'period'],
  'virtio-serial-device': ['bus', 'id', 'max_ports'],
  virtconsole: ['chardev', 'id', 'name'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type DeviceName = keyof typeof deviceSettings;

/** A `-device` option, taken apart. */
interface DeviceText {
  readonly name: DeviceName;
  readonly settings: Readonly<Partial<Record<string, string>>>;
}

function parseDevice(text: string): DeviceText {
  const [kind = '', ...settings] = text.split(',');
  const names = Object.keys(deviceSettings) as DeviceName[];
  const name = names.find((each) => each === kind);
  if (name === undefined) {
    const onPci = names.find((each) => each.replace(/-device$/, '-pci') === kind);
    const hint = onPci
      ? `; there is no PCI, but ${onPci}`
      : didYouMean(kind, names) || `; there are ${names.join(', ')}`;
    throw new Mistake(`-device: there is no device '${kind}'${hint}`);
  }
  if (settings.length === 0) return { name, settings: {} };
  return { name, settings: parseProperties(settings.join(','), '-device', deviceSettings[name]) };
}

function slotOf(bus: string): number {
  const slot = /^virtio-mmio-bus\.([0-7])$/.exec(bus)?.[1];
  if (slot === undefined)
    throw new Mistake(`-device: there is no bus '${bus}'; they are virtio-mmio-bus.0 … 7`);
  return Number(slot);
}

function networksOf(texts: readonly string[], hubs: Map<string, Hub>): Map<string, Network> {
  const networks = new Map<string, Network>();
  for (const text of texts) {
    const [kind, ...rest] = text.split(',');
    if (kind !== 'user' && kind !== 'hubport')
      throw new Mistake(`-netdev: there is no '${kind}'; there are user and hubport`);
    const { id, hubid = '0' } = settingsOf(kind, rest);
    if (id === undefined) throw new Mistake(`-netdev: '${text}' has no id; write ${kind},id=n0`);
    const hub = hubs.get(hubid) ?? new Hub();
    if (kind === 'hubport') hubs.set(hubid, hub);
    networks.set(id, kind === 'user' ? new UserNetwork() : hub);
  }
  return networks;
}

/** @throws {Mistake} at a setting that would ask for another network than this. */
function settingsOf(kind: 'user' | 'hubport', texts: readonly string[]): NetworkSettings {
  const settings = texts.filter((text) => kind !== 'user' || !text.startsWith('hostfwd='));
  if (settings.length < texts.length)
    process.stderr.write(
      'warning: -netdev: hostfwd forwards nothing: no connection comes in from outside\n',
    );
  const keys = kind === 'user' ? (['id'] as const) : (['id', 'hubid'] as const);
  return settings.length === 0 ? {} : parseProperties(settings.join(','), '-netdev', keys);
}

interface NetworkSettings {
  readonly id?: string;
  readonly hubid?: string;
}

const idIn = (text: string): string | undefined => /(?:^|,)id=([^,]*)/.exec(text)?.[1];
