/**
 * The bus: finds the device at a physical address. Nothing here is about RAM, which harts reach
 * by themselves.
 *
 * An access is refused (an access fault for the hart that made it) when no device is there, when
 * it is not aligned, when the device does not take that width, or when the device refuses it. An
 * access of 8 bytes is two of 4, the low half first: no device has a wider register with an
 * effect on reading.
 */

import type { AccessWidth, Device } from '../devices/device.ts';
import type { Region } from './memory-map.ts';

interface Mapping {
  readonly region: Region;
  readonly device: Device;
}

/** Device registers in physical address space. */
export class Bus {
  readonly #mappings: Mapping[] = [];
  #last: Mapping | undefined;

  /** Put a device at its place. Regions may not overlap. */
  map(region: Region, device: Device): void {
    const end = region.base + region.size;
    for (const { region: other } of this.#mappings) {
      if (region.base < other.base + other.size && other.base < end)
        throw new Error(`${region.name} overlaps ${other.name}`);
    }
    this.#mappings.push({ region, device });
  }

  /**
   * Read 1, 2 or 4 bytes.
   * @returns an unsigned number, or `undefined`: an access fault.
   */
  read(address: number, width: AccessWidth): number | undefined {
    const mapping = this.#find(address, width);
    return mapping?.device.read(address - mapping.region.base, width);
  }

  /**
   * Write 1, 2 or 4 bytes.
   * @param value its low `width` bytes are written.
   * @returns `false`: an access fault.
   */
  write(address: number, width: AccessWidth, value: number): boolean {
    const mapping = this.#find(address, width);
    if (!mapping) return false;
    const unsigned = width === 4 ? value >>> 0 : value & (width === 2 ? 0xffff : 0xff);
    return mapping.device.write(address - mapping.region.base, width, unsigned);
  }

  /**
   * Read 8 bytes into `into[0]` (low half) and `into[1]` (high half), an array that the caller
   * keeps, so that nothing is allocated.
   * @returns `false`: an access fault, and `into` means nothing.
   */
  read64(address: number, into: Uint32Array): boolean {
    const mapping = this.#find(address, 8);
    if (!mapping) return false;
    const offset = address - mapping.region.base;
    const low = mapping.device.read(offset, 4);
    const high = mapping.device.read(offset + 4, 4);
    if (low === undefined || high === undefined) return false;
    into[0] = low;
    into[1] = high;
    return true;
  }

  /**
   * Write 8 bytes, the low half first.
   * @returns `false`: an access fault.
   */
  write64(address: number, low: number, high: number): boolean {
    const mapping = this.#find(address, 8);
    if (!mapping) return false;
    const offset = address - mapping.region.base;
    return (
      mapping.device.write(offset, 4, low >>> 0) && mapping.device.write(offset + 4, 4, high >>> 0)
    );
  }

  #find(address: number, width: AccessWidth | 8): Mapping | undefined {
    let mapping = this.#last;
    if (!mapping || !contains(mapping.region, address)) {
      mapping = this.#mappings.find(({ region }) => contains(region, address));
      if (!mapping) return undefined;
      this.#last = mapping;
    }
    const { base, decoded, minWidth, maxWidth } = mapping.region;
    const legal =
      width >= minWidth &&
      width <= maxWidth &&
      address % width === 0 &&
      address + width <= base + decoded;
    return legal ? mapping : undefined;
  }
}

const contains = (region: Region, address: number): boolean =>
  address >= region.base && address < region.base + region.size;
