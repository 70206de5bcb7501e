/**
 * Layout: gives every chunk its address and every stretch its size.
 *
 * As in GNU as, a section is swept from start to end again and again, each sweep measuring the
 * stretches with the addresses known so far, until none changes. Sizes may also shrink, so the
 * number of sweeps is bounded; beyond the bound sizes only grow, which ends.
 * Where two sizes are possible, the one that is found depends on the way to it: as in GNU as, a
 * sweep takes what lies ahead to be where the last one left it.
 */

import { Branch, sizeFor } from '../instruction/branch.ts';
import type { Section, Stretch } from '../unit/section.ts';

/** Sweeps in which sizes may shrink; real programs need a few dozen. */
const FREE_SWEEPS = 400;
/** Sweeps after which it will not end: `.org` up to a label behind it. */
const MOST_SWEEPS = 10_000;

/** Computes the addresses of a section, and its size in bytes: endless if each sweep moves something. */
export function layOut(section: Section): number {
  section.addresses = new Float64Array(section.chunks.length);
  section.stretchSizes = new Float64Array(section.chunks.length);
  const columns = new Columns(section);
  let sweepCount = 0;
  sweep(section, columns, columns.firstOffsets, false);
  while (sweep(section, columns, columns.offsets, sweepCount >= FREE_SWEEPS)) {
    if (++sweepCount > MOST_SWEEPS) return Number.POSITIVE_INFINITY;
  }
  section.settled = true;
  return sizeOf(section);
}

/**
 * What sweeps need of the chunks, a column for each part of it. Most stretches are branches to
 * labels, whose size follows from two addresses; the others are asked.
 */
class Columns {
  /** Bytes before the stretch. */
  readonly lengths: Float64Array;
  /** Of the branch at the chunk's end, if it goes to a label of the section: see `BranchForms`. */
  readonly shortReaches: Int32Array;
  readonly fullReaches: Int32Array;
  /** 0 where there is no such branch. */
  readonly farSizes: Uint8Array;
  /** The number of the chunk in which that label is, and its offset there. */
  readonly targets: Int32Array;
  readonly offsets: Float64Array;
  /** What the first sweep takes the offset to be: GNU as has no addresses of fragments ahead then. */
  readonly firstOffsets: Float64Array;
  /** Other stretches. */
  readonly others: (Stretch | undefined)[] = [];

  constructor({ chunks }: Section) {
    this.lengths = new Float64Array(chunks.length);
    this.shortReaches = new Int32Array(chunks.length);
    this.fullReaches = new Int32Array(chunks.length);
    this.farSizes = new Uint8Array(chunks.length);
    this.targets = new Int32Array(chunks.length);
    this.offsets = new Float64Array(chunks.length);
    this.firstOffsets = new Float64Array(chunks.length);
    for (const [index, { start, end, stretch }] of chunks.entries()) {
      this.lengths[index] = end - start;
      const label = stretch instanceof Branch ? stretch.label : undefined;
      if (label) {
        const { shortReach, fullReach, farSize } = (stretch as Branch).forms;
        this.shortReaches[index] = shortReach;
        this.fullReaches[index] = fullReach;
        this.farSizes[index] = farSize;
      }
      this.others.push(label ? undefined : stretch);
      this.targets[index] = label?.chunk.index ?? 0;
      this.offsets[index] = label?.offset ?? 0;
      this.firstOffsets[index] =
        label && label.chunk.index > index
          ? label.chunk.withinFragment(label.offset)
          : (label?.offset ?? 0);
    }
  }
}

/** One sweep; whether anything moved. */
function sweep(
  { addresses, stretchSizes: sizes }: Section,
  { lengths, shortReaches, fullReaches, farSizes, targets, others }: Columns,
  offsets: Float64Array,
  growOnly: boolean,
): boolean {
  let changed = false;
  let address = 0;
  for (let index = 0; index < lengths.length; index++) {
    if (addresses[index] !== address) changed = true;
    addresses[index] = address;
    address += lengths[index] ?? 0;
    const farSize = farSizes[index] ?? 0;
    let size = 0;
    if (farSize > 0) {
      const target = (addresses[targets[index] ?? 0] ?? 0) + (offsets[index] ?? 0);
      const [short, full] = [shortReaches[index] ?? 0, fullReaches[index] ?? 0];
      size = sizeFor(target - address, short, full, farSize);
    } else size = others[index]?.measure(address) ?? 0;
    if (growOnly) size = Math.max(size, sizes[index] ?? 0);
    if (sizes[index] !== size) changed = true;
    sizes[index] = size;
    address += size;
  }
  return changed;
}

function sizeOf(section: Section): number {
  const last = section.chunks.at(-1);
  return last ? last.address + (last.end - last.start) + last.stretchSize : 0;
}

/** Longer runs of bytes are moved sooner by the host. */
const FEW = 64;

/** The bytes of a laid-out section: its chunks and stretches in a row. */
export function contentsOf(section: Section, size: number): Uint8Array {
  const contents = new Uint8Array(size);
  const { bytes } = section;
  for (const { start, end, address, stretch } of section.chunks) {
    if (end - start > FEW) contents.set(bytes.subarray(start, end), address);
    else for (let n = 0; n < end - start; n++) contents[address + n] = bytes[start + n] ?? 0;
    stretch?.write(contents, address + (end - start), section);
  }
  return contents;
}

/** Reports what is wrong with the stretches of a laid-out section that has no contents to be written. */
export function checkStretches(section: Section): void {
  for (const { start, end, address, stretch } of section.chunks)
    stretch?.check?.(address + (end - start), section);
}
