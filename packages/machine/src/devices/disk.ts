/**
 * A disk: sectors of 512 bytes, and no more. How long it takes is the block device's matter.
 */

/** The bytes of a sector. */
export const sectorBytes = 512;

/** Where a block device keeps its sectors. */
export interface Disk {
  /** How many sectors it has. */
  readonly sectors: number;
  /** Guests cannot write to it. */
  readonly readOnly: boolean;
  /**
   * Fill `target`, whole sectors all inside the disk, from sector `sector` on.
   * @returns `false`: the medium failed, and the guest is told so.
   */
  read(sector: number, target: Uint8Array): boolean;
  /** Store `source` likewise. Never called when `readOnly`. */
  write(sector: number, source: Uint8Array): boolean;
}

/** A disk in memory. */
export class MemoryDisk implements Disk {
  /** What is on it: whole sectors. */
  readonly bytes: Uint8Array;
  readonly sectors: number;
  readonly readOnly: boolean;

  /** @param bytes used in place; or copied, if a last part of a sector needs filling with zeroes. */
  constructor(bytes: Uint8Array, { readOnly = false }: { readonly readOnly?: boolean } = {}) {
    this.sectors = Math.ceil(bytes.length / sectorBytes);
    this.readOnly = readOnly;
    this.bytes = wholeSectors(bytes, this.sectors);
  }

  read(sector: number, target: Uint8Array): boolean {
    const start = sector * sectorBytes;
    target.set(this.bytes.subarray(start, start + target.length));
    return true;
  }

  write(sector: number, source: Uint8Array): boolean {
    this.bytes.set(source, sector * sectorBytes);
    return true;
  }
}

const wholeSectors = (bytes: Uint8Array, sectors: number): Uint8Array => {
  if (bytes.length === sectors * sectorBytes) return bytes;
  const filled = new Uint8Array(sectors * sectorBytes);
  filled.set(bytes);
  return filled;
};

/** A disk whose changes are kept beside it: what lies under it is only read. */
export class OverlayDisk implements Disk {
  readonly under: Disk;
  readonly sectors: number;
  readonly readOnly = false;
  /** What was written, by sector. */
  readonly changes: Map<number, Uint8Array> = new Map();

  constructor(under: Disk) {
    this.under = under;
    this.sectors = under.sectors;
  }

  read(sector: number, target: Uint8Array): boolean {
    if (!this.under.read(sector, target)) return false;
    for (let at = 0; at < target.length; at += sectorBytes) {
      const changed = this.changes.get(sector + at / sectorBytes);
      if (changed) target.set(changed, at);
    }
    return true;
  }

  write(sector: number, source: Uint8Array): boolean {
    for (let at = 0; at < source.length; at += sectorBytes)
      this.changes.set(sector + at / sectorBytes, source.slice(at, at + sectorBytes));
    return true;
  }
}
