/**
 * What a snapshot holds of a disk. A disk that the guest can write to is held whole, so that the
 * snapshot is one moment of the computer and its disks together, and going back to it takes back
 * what was written since. Of an overlay only the changes are held, and of a read-only disk nothing;
 * what lies under them must be what it was.
 */

import { type Disk, OverlayDisk, sectorBytes } from '../devices/disk.ts';
import { fingerprint, wordsOf } from './fingerprint.ts';
import { type DiskContents, type Extent, extentsOf } from './format.ts';

/** Sectors that are read at once. */
const chunkSectors = 2048;
const blockBytes = 4096;

/** A disk's contents, part by part; a sector that cannot be read has zeroes. */
function* chunksOf(disk: Disk): Generator<Extent> {
  for (let sector = 0; sector < disk.sectors; sector += chunkSectors) {
    const count = Math.min(chunkSectors, disk.sectors - sector);
    const bytes = new Uint8Array(count * sectorBytes);
    if (!disk.read(sector, bytes)) bytes.fill(0);
    yield { start: sector * sectorBytes, bytes };
  }
}

/** The fingerprint of all that is on a disk. */
export function diskFingerprint(disk: Disk): string {
  return fingerprint(words(disk));
}

function* words(disk: Disk): Generator<Uint32Array> {
  for (const { bytes } of chunksOf(disk)) yield wordsOf(bytes);
}

/** What a snapshot holds of a disk. */
export function contentsOfDisk(disk: Disk): DiskContents {
  if (disk instanceof OverlayDisk) {
    const extents = [...disk.changes].map(([sector, bytes]) => ({
      start: sector * sectorBytes,
      bytes,
    }));
    return { kind: 'changes', fingerprint: diskFingerprint(disk.under), extents };
  }
  const whole = { fingerprint: diskFingerprint(disk) };
  if (disk.readOnly) return { kind: 'none', ...whole, extents: [] };
  const extents = [...chunksOf(disk)].flatMap(({ start, bytes }) =>
    extentsOf(bytes, blockBytes, start),
  );
  return { kind: 'all', ...whole, extents };
}

/** Why a disk cannot be given contents, to follow the disk's name; or undefined. */
export function diskMisfit(disk: Disk, contents: DiskContents): string | undefined {
  const isInside = contents.extents.every(
    ({ start, bytes }) =>
      bytes.length % sectorBytes === 0 && start + bytes.length <= disk.sectors * sectorBytes,
  );
  if (!isInside) return 'has contents outside it';
  if (contents.kind === 'all')
    return disk.readOnly ? 'was not read-only when the snapshot was made' : undefined;
  if (contents.kind === 'changes' && !(disk instanceof OverlayDisk))
    return 'was one whose changes are not kept when the snapshot was made';
  const under = disk instanceof OverlayDisk ? disk.under : disk;
  return diskFingerprint(under) === contents.fingerprint
    ? undefined
    : 'has changed since the snapshot was made';
}

/** Gives a disk the contents that it had. */
export function restoreDisk(disk: Disk, { kind, extents }: DiskContents): void {
  if (disk instanceof OverlayDisk) disk.changes.clear();
  if (kind === 'none') return;
  if (kind === 'changes') {
    for (const { start, bytes } of extents) disk.write(start / sectorBytes, bytes);
    return;
  }
  for (const { start, bytes } of chunksOf(disk)) {
    const wanted = new Uint8Array(bytes.length);
    for (const extent of extents) {
      const from = Math.max(extent.start, start);
      const to = Math.min(extent.start + extent.bytes.length, start + bytes.length);
      if (from >= to) continue;
      wanted.set(extent.bytes.subarray(from - extent.start, to - extent.start), from - start);
    }
    if (!isEqual(wanted, bytes)) disk.write(start / sectorBytes, wanted);
  }
}

const isEqual = (one: Uint8Array, other: Uint8Array): boolean => {
  const [a, b] = [wordsOf(one), wordsOf(other)];
  return a.every((word, index) => word === b[index]);
};
