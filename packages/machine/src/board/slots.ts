/** What can stand in a virtio slot of the board. */

import type { Clock } from '../devices/device.ts';
import type { Disk } from '../devices/disk.ts';
import { BlockDevice, type DiskLatency } from '../devices/virtio-blk.ts';
import { ConsoleDevice } from '../devices/virtio-console.ts';
import type { VirtioDevice } from '../devices/virtio-mmio.ts';
import { NetworkDevice } from '../devices/virtio-net.ts';
import { EntropyDevice } from '../devices/virtio-rng.ts';
import type { Network } from '../network/network.ts';
import type { EventQueue } from './events.ts';
import type { PhysicalMemory } from './physical-memory.ts';
import type { BoardProbe } from './probe.ts';

/** A device for a virtio slot. */
export type SlotDevice =
  /** A disk; `serial` is what it tells drivers as its identity: its slot's name unless told otherwise. */
  | { readonly kind: 'block'; readonly disk: Disk; readonly serial?: string | undefined }
  /** A network card; `mac` is its address, six bytes. */
  | { readonly kind: 'network'; readonly network: Network; readonly mac: Uint8Array }
  /**
   * A console besides the serial port. What the guest writes to it is shown, or lost; with
   * `hearsInput`, what comes in goes to it and not to the serial port.
   */
  | { readonly kind: 'console'; readonly isShown: boolean; readonly hearsInput: boolean }
  /** Entropy that follows from a seed, any number. */
  | { readonly kind: 'entropy'; readonly seed: number };

/** What a device in a slot needs of the board. */
export interface SlotOptions {
  /** The slot's name, as `virtio0`. */
  readonly name: string;
  readonly memory: PhysicalMemory;
  readonly clock: Clock;
  readonly events: EventQueue;
  /** Takes each byte that the guest writes to a console of a slot. */
  readonly console: (byte: number) => void;
  readonly diskLatency?: DiskLatency | undefined;
  readonly probe?: BoardProbe | undefined;
}

/** The device itself. */
export function makeSlotDevice(device: SlotDevice, options: SlotOptions): VirtioDevice {
  const { name, memory, clock, events, diskLatency, probe } = options;
  const common = { name, memory, clock, events };
  switch (device.kind) {
    case 'block':
      return new BlockDevice({
        ...common,
        disk: device.disk,
        serial: device.serial,
        ...(diskLatency && { latency: diskLatency }),
        ...(probe && { probe }),
      });
    case 'network':
      return new NetworkDevice({ ...common, network: device.network, mac: device.mac });
    case 'console':
      return new ConsoleDevice({ ...common, send: device.isShown ? options.console : () => {} });
    case 'entropy':
      return new EntropyDevice({ ...common, seed: device.seed });
  }
}

/** What a snapshot says of a slot. */
export const describeSlot = (device: SlotDevice | undefined, isLegacy: boolean): string =>
  `${describeDevice(device)}${device && isLegacy ? ' (legacy)' : ''}`;

function describeDevice(device: SlotDevice | undefined): string {
  switch (device?.kind) {
    case undefined:
      return '';
    case 'block':
      return `a disk of ${device.disk.sectors} sectors`;
    case 'network':
      return 'a network card';
    case 'console':
      return 'a console';
    case 'entropy':
      return 'entropy';
  }
}
