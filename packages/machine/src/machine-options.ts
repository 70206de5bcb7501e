/** What a computer can be given when it is made, and what it has of itself. */

import { defaultRamBytes } from './board/memory-map.ts';
import type { SlotDevice } from './board/slots.ts';
import type { Disk } from './devices/disk.ts';
import type { SemihostingSettings } from './devices/semihosting.ts';
import type { DiskLatency } from './devices/virtio-blk.ts';
import { defaultEngine, type EngineName } from './engines/engines.ts';
import { maximumHarts } from './hart/harts.ts';
import { PAGE } from './hart/page.ts';
import type { Probe } from './probe.ts';
import { defaultTurnInstructions } from './turns.ts';

export interface MachineOptions {
  /** A multiple of 4096; at most 2 GiB less what the machine needs for itself. */
  readonly ramBytes?: number;
  /** How many harts there are: 1 unless told otherwise, 32 at most. */
  readonly harts?: number;
  /** Instructions that a hart executes until it is another's turn: 10,000 unless told otherwise. */
  readonly turnInstructions?: number;
  readonly engine?: EngineName;
  /** How often code is jumped to before the translator translates it: at least 2; usually 12,000. */
  readonly hotAfter?: number;
  /** The disks of virtio slots 0, 1, …; `undefined` leaves a slot empty. */
  readonly disks?: readonly (Disk | undefined)[];
  /** What those disks tell drivers as their identities, 20 characters of ASCII at most: `virtio0`, `virtio1`, … unless told. */
  readonly serials?: readonly (string | undefined)[];
  /** What is in virtio slots 0, 1, … that have no disk of `disks`. */
  readonly slots?: readonly (SlotDevice | undefined)[];
  /** The slots speak version 1 of virtio's transport, as QEMU's do unless `force-legacy=false`. */
  readonly hasLegacyVirtio?: boolean;
  readonly diskLatency?: DiskLatency;
  /** Takes each byte that the guest writes to its serial port, or by HTIF. */
  readonly console?: (byte: number) => void;
  /** The same, of consoles in virtio slots; `console` unless told otherwise. */
  readonly slotConsole?: (byte: number) => void;
  /** Programs may call the host; without it, such a call is a breakpoint like any other. */
  readonly semihosting?: SemihostingSettings;
  /** What the guest finds as `bootargs` in its device tree. */
  readonly bootArguments?: string;
  /** Virtual nanoseconds an instruction takes a hart; a whole number, 10 unless told otherwise. */
  readonly nsPerInstruction?: number;
  readonly probe?: Probe;
}

/** The options with what stands for those that were left out. */
export interface MachineSettings
  extends Required<
    Pick<
      MachineOptions,
      | 'ramBytes'
      | 'harts'
      | 'turnInstructions'
      | 'engine'
      | 'hotAfter'
      | 'nsPerInstruction'
      | 'hasLegacyVirtio'
    >
  > {
  readonly slots: readonly (SlotDevice | undefined)[];
}

/** The largest RAM: places in the shared memory are 32-bit numbers. */
export const maximumRamBytes: number = 2 ** 31;

const DEFAULT_NS = 10;
const HOT_AFTER = 12_000;

/** @throws {RangeError} where the options are of no computer. */
export function settingsOf(options: MachineOptions): MachineSettings {
  const { ramBytes = defaultRamBytes, harts = 1 } = options;
  if (ramBytes <= 0 || ramBytes % PAGE !== 0 || ramBytes > maximumRamBytes)
    throw new RangeError(`RAM of ${ramBytes} bytes: want a multiple of 4096 up to 2 GiB`);
  if (!(Number.isInteger(harts) && harts >= 1 && harts <= maximumHarts))
    throw new RangeError(`${harts} harts: want 1 … ${maximumHarts}`);
  return {
    ramBytes,
    harts,
    turnInstructions: options.turnInstructions ?? defaultTurnInstructions,
    engine: options.engine ?? defaultEngine,
    hotAfter: options.hotAfter ?? HOT_AFTER,
    nsPerInstruction: options.nsPerInstruction ?? DEFAULT_NS,
    hasLegacyVirtio: options.hasLegacyVirtio ?? false,
    slots: slotsOf(options),
  };
}

/** What is in each slot. */
function slotsOf({
  disks = [],
  serials = [],
  slots = [],
}: MachineOptions): MachineSettings['slots'] {
  return Array.from({ length: Math.max(disks.length, slots.length) }, (_, slot) => {
    const disk = disks[slot];
    if (disk && slots[slot]) throw new RangeError(`virtio slot ${slot} is taken by a disk`);
    return disk ? { kind: 'block', disk, serial: serials[slot] } : slots[slot];
  });
}
