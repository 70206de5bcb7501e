/**
 * The virtio devices of a virtual machine: parts of the real disks, and network cards. They stand
 * in the slots of its board from the first on: disks first, in their order, then the cards.
 */

import { sectorBytes } from '@ireko/machine';
import type { Column } from './layout.ts';

/** A disk: a real one, or a slice of it, a "minidisk". */
export interface DiskPart {
  /** Which of the machine's disks, in the order of their slots; 0 if it is not said. */
  readonly disk?: number;
  /** Its first sector of 512 bytes there; 0 if it is not said. */
  readonly startSector?: number;
  /** How many; all from there to the end of the real disk if it is not said. */
  readonly sectors?: number;
  readonly readOnly?: boolean;
}

/** A network card. Cards of one network reach each other, and nothing else. */
export interface NetworkCard {
  /** Which network: any whole number from 0. */
  readonly network: number;
  /** Its address, as `52:54:00:00:00:01`; one of its own if it is not said. */
  readonly address?: string;
}

/**
 * The version of virtio's transport that a virtual machine's slots speak [vmm/vvirtio.s]: that of the standard, or
 * the one before, which older systems' drivers know, and which QEMU has unless `force-legacy=false`.
 */
export const virtioVersions = ['standard', 'legacy'] as const;

/** One of `virtioVersions`. */
export type VirtioVersion = (typeof virtioVersions)[number];

/** What has virtio devices. */
export interface DeviceOwner {
  readonly name: string;
  /** `standard` if it is not said. */
  readonly virtio?: VirtioVersion;
  readonly disks?: readonly DiskPart[];
  readonly cards?: readonly NetworkCard[];
}

/** Slots of a board. */
export const maxDevices = 8;

/** A device, as far as it is known before the machine starts. Names are the assembly's. */
export interface Device {
  /** Of its structure. */
  readonly label: string;
  /** The VM's structure, and the slot there. */
  readonly vm: string;
  readonly slot: number;
  readonly kind: 'BLOCK' | 'NET';
  readonly features: string;
  /** How much shorter than the standard's the header of a frame is, in bytes. */
  readonly headerGap?: number;
  /** Its configuration, as doublewords, of which so many bytes count. */
  readonly config: readonly [bigint | string, bigint | string, bigint | string];
  readonly configBytes: number;
  readonly queues: number;
  readonly notify: string;
  /** Which real disk, from 0, and its part of that: 0 sectors are all there are. */
  readonly disk?: number;
  readonly start?: number;
  readonly sectors?: number;
  /** Which network. */
  readonly network?: number;
}

/** How its structure begins, DEV_…; vmm/virtio.inc has the rest. */
// biome-ignore format: columns are the point.
export const deviceColumns: readonly Column<Device & { readonly next: string | 0 }>[] = [
  ['VM',           ({ vm }) => vm],
  ['NEXT',         ({ next }) => next],                         // of all VMs; 0 after the last
  ['SOURCE',       ({ slot }) => `IRQ_VIRTIO + ${slot}`],       // its interrupt
  ['ID',           ({ kind }) => `VIRTIO_${kind}`],
  ['FEATURES',     ({ features }) => features],
  ['QUEUE_COUNT',  ({ queues }) => queues],
  ['NOTIFY',       ({ notify }) => notify],                     // to call when queue a0 has new buffers
  ['CONFIG_BYTES', ({ configBytes }) => configBytes],
  ['CONFIG',       ({ config }) => config[0]],
  ['CONFIG_8',     ({ config }) => config[1]],
  ['CONFIG_16',    ({ config }) => config[2]],
  ['DISK',         ({ disk = 0 }) => disk],                     // block: the real disk, first its number,
  ['START',        ({ start = 0 }) => start],                   // the first sector there that is its own,
  ['SECTORS',      ({ sectors = 0 }) => sectors],               // and how many
  ['HEADER_GAP',   ({ headerGap = 0 }) => headerGap],           // its frames' headers are so much shorter
  ['NETWORK',      ({ network = 0 }) => network],               // those of one number are connected
];

/** The devices of a machine, in the order of their slots. */
export function devicesOf(
  { disks = [], cards = [], virtio }: DeviceOwner,
  vmIndex: number,
): readonly Device[] {
  const isLegacy = virtio === 'legacy';
  const offered = (features: string) =>
    isLegacy ? `(${features}) & ~VIRTIO_F_VERSION_1` : features;
  const place = (slot: number) => ({
    label: `device_${vmIndex}_${slot}`,
    vm: `vm_${vmIndex}`,
    slot,
  });
  return [
    ...disks.map(
      ({ disk = 0, startSector = 0, sectors = 0, readOnly = false }, index): Device => ({
        ...place(index),
        kind: 'BLOCK',
        features: offered(readOnly ? 'BLOCK_FEATURES | BLOCK_F_READ_ONLY' : 'BLOCK_FEATURES'),
        config: [0n, 'SLOT_DATA_MAX << 32', BigInt(sectorBytes) << 32n], // capacity, seg_max, blk_size
        configBytes: 24,
        queues: 1,
        notify: 'blk_notify',
        disk,
        start: startSector,
        sectors,
      }),
    ),
    ...cards.map(
      ({ network, address }, index): Device => ({
        ...place(disks.length + index),
        kind: 'NET',
        features: offered('NET_FEATURES'),
        headerGap: isLegacy ? 2 : 0, // it does not tell how many buffers a frame takes
        config: [addressValue(address ?? ownAddress(vmIndex, index)), 0n, 0n],
        configBytes: 6,
        queues: 2, // to receive, to send
        notify: 'net_notify',
        network,
      }),
    ),
  ];
}

/** An address that is managed locally, of the VM and its card. */
const ownAddress = (vm: number, card: number): string =>
  `52:54:00:00:${hexByte(vm)}:${hexByte(card)}`;

const hexByte = (value: number): string => value.toString(16).padStart(2, '0');

/** An address as six bytes in memory, the first one lowest. */
const addressValue = (address: string): bigint =>
  address
    .split(':')
    .reduceRight((value, byte) => (value << 8n) | BigInt(Number.parseInt(byte, 16)), 0n);

/** What is wrong with the devices: one line each. */
export function deviceProblems({ name, disks = [], cards = [] }: DeviceOwner): readonly string[] {
  const count = disks.length + cards.length;
  const tooMany =
    count > maxDevices
      ? [`${name}: ${count} disks and network cards; a board has slots for ${maxDevices}`]
      : [];
  return [...tooMany, ...disks.flatMap(diskProblems(name)), ...cards.flatMap(cardProblems(name))];
}

const diskProblems =
  (name: string) =>
  ({ disk = 0, startSector = 0, sectors }: DiskPart): readonly string[] => {
    if (!Number.isInteger(disk) || disk < 0 || disk >= maxDevices)
      return [`${name}: disk number ${disk}; the machine's disks have the numbers 0 to 7`];
    const whole = Number.isSafeInteger(startSector + (sectors ?? 0)) && startSector >= 0;
    return whole && (sectors === undefined || sectors > 0)
      ? []
      : [`${name}: a disk of ${sectors} sectors from sector ${startSector}; give it at least one`];
  };

const cardProblems =
  (name: string) =>
  ({ network, address }: NetworkCard): readonly string[] => {
    if (!Number.isSafeInteger(network) || network < 0)
      return [`${name}: network ${network}; give it a whole number from 0`];
    if (address === undefined) return [];
    if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(address))
      return [`${name}: a card's address '${address}'; write six bytes, 52:54:00:12:34:56`];
    return Number.parseInt(address.slice(0, 2), 16) % 2 === 1
      ? [`${name}: a card's address ${address} is that of a group; make its first byte even`]
      : [];
  };
