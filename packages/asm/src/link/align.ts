/**
 * `R_RISCV_ALIGN` [psABI Linker Relaxation]: an assembler that leaves relaxation to the linker does not know
 * how far a label will move, so it writes the most padding that an alignment can need, and the
 * linker takes out what is too much. That is the one relaxation which may not be left undone; it
 * comes last, because every other one moves labels.
 *
 * The padding depends only on offsets in the section, because a section is aligned to at least the
 * largest alignment inside of it.
 */

import { R, type Relocation, SHF_EXECINSTR } from '@ireko/elf';
import type { Cut } from './cuts.ts';
import type { InputSection } from './input.ts';

/** Leaves as much padding as each alignment in a section needs; returns whether it has any. */
export function settleAlignment(input: InputSection): boolean {
  if ((input.section.flags & SHF_EXECINSTR) === 0) return false;
  const { relocations } = input;
  if (!relocations.hasType(R.R_RISCV_ALIGN)) return false;
  const settled = relocations.copy();
  const alignments: Relocation[] = [];
  for (let at = 0; at < relocations.length; at++) {
    if (relocations.type(at) !== R.R_RISCV_ALIGN) continue;
    const alignment = relocations.at(at);
    alignments.push(alignment);
    settled.set(at, { ...alignment, type: R.R_RISCV_NONE });
  }
  input.data = new Uint8Array(input.data);
  const found: Cut[] = [];
  let removed = 0;
  for (const { offset, addend } of alignments) {
    const padding = Number(addend);
    let align = 1;
    while (align <= padding) align *= 2;
    const needed = Math.min(padding, -(input.cuts.moved(offset) - removed) & (align - 1));
    if (needed < padding) writePadding(input.data, offset, needed);
    found.push({ start: offset + needed, end: offset + padding });
    removed += padding - needed;
  }
  input.cuts.add(found);
  input.relocations = settled;
  return true;
}

/** `nop`s, the last of two bytes if need be. */
function writePadding(data: Uint8Array, offset: number, size: number): void {
  for (let at = 0; at < size; at += 4)
    data.set(size - at >= 4 ? [0x13, 0, 0, 0] : [0x01, 0], offset + at);
}
