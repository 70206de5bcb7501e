/**
 * The virtio devices of a virtual machine: parts of the real disks, and network cards. They stand
 * in the slots of its board from the first on: disks first, in their order, then the cards.
 */

import { type Column, row } from './layout.ts';

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

/** What has virtio devices. */
export interface DeviceOwner {
  readonly name: string;
  readonly disks?: readonly DiskPart[];
  readonly cards?: readonly NetworkCard[];
}

/** Slots of a board. */
const maxDevices = 8;

const BLOCK = 2;
const NETWORK = 1;

/** A device in the guest table. */
interface DeviceRow {
  readonly id: number;
  /** Which real disk, from 0; which network. */
  readonly of: number;
  /** The first sector of its part of the disk; the card's address. */
  readonly start: number | bigint;
  /** How many sectors; 0: all there are from there on. */
  readonly sectors?: number;
  readonly readOnly?: boolean;
}

/** A virtio device of a guest, DEVICE_…: see vmm/plug.s. */
export const deviceColumns: readonly Column<DeviceRow>[] = [
  ['ID', ({ id }) => id],
  ['OF', ({ of }) => of],
  ['START', ({ start }) => start],
  ['SECTORS', ({ sectors = 0 }) => sectors],
  ['READ_ONLY', ({ readOnly = false }) => Number(readOnly)],
];

/** Rows of a machine's devices, in the order of their slots. */
export function deviceRows(
  { disks = [], cards = [] }: DeviceOwner,
  vmIndex: number,
): readonly string[] {
  const rows: readonly DeviceRow[] = [
    ...disks.map(({ disk = 0, startSector = 0, ...others }) => ({
      id: BLOCK,
      of: disk,
      start: startSector,
      ...others,
    })),
    ...cards.map(({ network, address }, index) => ({
      id: NETWORK,
      of: network,
      start: addressValue(address ?? ownAddress(vmIndex, index)),
    })),
  ];
  return rows.map((device) => row(deviceColumns, device));
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
