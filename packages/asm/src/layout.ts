/**
 * Layout: gives every chunk its address and every stretch its size.
 *
 * As in GNU as, a section is swept from start to end again and again, each sweep measuring the
 * stretches with the addresses known so far, until none changes. Sizes may also shrink, so the
 * number of sweeps is bounded; beyond the bound sizes only grow, which ends.
 * Where two sizes are possible, the one that is found depends on the way to it: as in GNU as, a
 * sweep takes what lies ahead to be where the last one left it.
 */

import type { Section } from './section.ts';

/** Sweeps in which sizes may shrink; real programs need a few. */
const FREE_SWEEPS = 400;

/** Computes the addresses of a section, and its size in bytes. */
export function layOut(section: Section): number {
  for (
    let sweepCount = 0;
    sweep(section, sweepCount === 0, sweepCount >= FREE_SWEEPS);
    sweepCount++
  );
  section.settled = true;
  return sizeOf(section);
}

/** One sweep; whether anything moved. */
function sweep(section: Section, isFirst: boolean, growOnly: boolean): boolean {
  let changed = false;
  let address = 0;
  for (const chunk of section.chunks) {
    if (chunk.address !== address || isFirst) {
      chunk.address = address;
      changed = true;
    }
    address += chunk.end - chunk.start;
    if (!chunk.stretch) continue;
    const measured = chunk.stretch.measure(address);
    const size = growOnly ? Math.max(measured, chunk.stretchSize) : measured;
    if (size !== chunk.stretchSize) {
      chunk.stretchSize = size;
      changed = true;
    }
    address += size;
  }
  return changed;
}

function sizeOf(section: Section): number {
  const last = section.chunks.at(-1);
  return last ? last.address + (last.end - last.start) + last.stretchSize : 0;
}

/** The bytes of a laid-out section: its chunks and stretches in a row. */
export function contentsOf(section: Section, size: number): Uint8Array {
  const contents = new Uint8Array(size);
  for (const { start, end, address, stretch } of section.chunks) {
    contents.set(section.bytes.subarray(start, end), address);
    stretch?.write(contents, address + (end - start), section);
  }
  return contents;
}
