/**
 * The memory map of the `virt` board: where each device is, how much of its space answers, which
 * accesses it takes, and its source at the PLIC. The bus, the device tree and the documentation
 * all read this table. It is QEMU's, so that images move between the two [qemu hw/riscv/virt.c].
 */

/** One row: a device and its place. Addresses and sizes are in bytes. */
export interface Region {
  /** The device's name in probes and messages. */
  readonly name: string;
  /** The physical address of its first byte. */
  readonly base: number;
  /** The space set aside for it, which the device tree tells. */
  readonly size: number;
  /** How much of that space answers, from `base`; the rest is an access fault. */
  readonly decoded: number;
  /** The narrowest and the widest access it takes; any other is an access fault. */
  readonly minWidth: 1 | 2 | 4;
  readonly maxWidth: 4 | 8;
  /** Its interrupt source at the PLIC, or 0: none. */
  readonly irq: number;
}

/** How many virtio slots the board has. */
export const virtioSlots = 8;

/** Where RAM begins. */
export const ramBase = 0x8000_0000;

/** How much RAM a board has unless told otherwise. */
export const defaultRamBytes: number = 128 * 1024 * 1024;

/** The rate of `mtime`, in ticks a second. */
export const timebaseHz = 10_000_000;

/** The number of the PLIC's last interrupt source; they count from 1. */
export const plicSources = 96;

const region = (
  name: string,
  base: number,
  size: number,
  decoded: number,
  minWidth: Region['minWidth'],
  maxWidth: Region['maxWidth'],
  irq: number,
): Region => ({ name, base, size, decoded, minWidth, maxWidth, irq });

/** The devices that every board has once. */
// biome-ignore format: columns are the point.
export const regions: Readonly<Record<'finisher' | 'rtc' | 'clint' | 'plic' | 'uart', Region>> = {
  //                           base         size       decoded  widths irq
  finisher: region('finisher', 0x0010_0000, 0x00_1000, 0x00_1000, 2, 4,  0),
  rtc:      region('rtc',      0x0010_1000, 0x00_1000, 0x00_0024, 4, 8, 11),
  clint:    region('clint',    0x0200_0000, 0x01_0000, 0x00_c000, 4, 8,  0),
  plic:     region('plic',     0x0c00_0000, 0x60_0000, 0x60_0000, 4, 4,  0),
  uart:     region('uart',     0x1000_0000, 0x00_0100, 0x00_0008, 1, 4, 10),
};

/** The virtio slots, in order of their addresses. */
export const virtioRegions: readonly Region[] = Array.from({ length: virtioSlots }, (_, slot) =>
  region(`virtio${slot}`, 0x1000_1000 + slot * 0x1000, 0x1000, 0x200, 1, 8, 1 + slot),
);

/** Where the board's reset vector is, and room behind it; software can only read it. */
export const bootRom: Region = region('rom', 0x1000, 0xf000, 0xf000, 1, 8, 0);
