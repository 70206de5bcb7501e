/**
 * `R_RISCV_ALIGN` [psABI Linker Relaxation]: an assembler that leaves relaxation to the linker does not know
 * how far a label will move, so it writes the most padding that an alignment can need, and the
 * linker takes out what is too much. That is the one relaxation which may not be left undone.
 *
 * The padding depends only on offsets in the section, because a section is aligned to at least the
 * largest alignment inside of it.
 */

import { type ElfFile, type ElfSymbol, R, type Relocation, type Section } from '@ireko/elf';

/** Bytes `start … end` of a section that are not needed. */
interface Cut {
  readonly start: number;
  readonly end: number;
}

/** The same object with its alignments settled, in sections, symbols and relocations. */
export function settleAlignment(file: ElfFile): ElfFile {
  const cuts = new Map<Section, readonly Cut[]>();
  for (const section of file.sections) {
    const found = findCuts(section);
    if (found.length > 0) cuts.set(section, found);
  }
  if (cuts.size === 0) return file;
  const sections = new Map<Section, Section & { relocations: readonly Relocation[] }>();
  for (const section of file.sections) sections.set(section, trim(section, cuts.get(section)));
  const symbols = new Map<ElfSymbol, ElfSymbol>();
  for (const symbol of file.symbols) symbols.set(symbol, moveSymbol(symbol, sections, cuts));
  for (const section of sections.values())
    section.relocations = section.relocations.map((each) => ({
      ...each,
      symbol: each.symbol && symbols.get(each.symbol),
    }));
  return { ...file, sections: [...sections.values()], symbols: [...symbols.values()] };
}

function findCuts(section: Section): Cut[] {
  const cuts: Cut[] = [];
  let removed = 0;
  for (const { type, offset, addend } of section.relocations) {
    if (type !== R.R_RISCV_ALIGN) continue;
    const padding = Number(addend);
    let align = 1;
    while (align <= padding) align *= 2;
    const needed = -(offset - removed) & (align - 1);
    cuts.push({ start: offset + needed, end: offset + padding });
    removed += padding - needed;
  }
  return cuts;
}

/** How many of the bytes before `offset` are taken out. */
function removedBefore(offset: number, cuts: readonly Cut[] | undefined): number {
  let removed = 0;
  for (const { start, end } of cuts ?? []) {
    if (offset <= start) break;
    removed += Math.min(offset, end) - start;
  }
  return removed;
}

function trim(section: Section, cuts: readonly Cut[] | undefined): Section {
  if (cuts === undefined) return { ...section };
  const removed = removedBefore(section.data.length, cuts);
  const data = new Uint8Array(section.data.length - removed);
  let from = 0;
  for (const { start, end } of cuts) {
    data.set(section.data.subarray(from, start), from - removedBefore(from, cuts));
    from = end;
  }
  data.set(section.data.subarray(from), from - removedBefore(from, cuts));
  const relocations: Relocation[] = [];
  for (const each of section.relocations) {
    const offset = each.offset - removedBefore(each.offset, cuts);
    if (each.type === R.R_RISCV_ALIGN) writePadding(data, offset, each, cuts);
    else relocations.push({ ...each, offset });
  }
  return { ...section, data, size: data.length, relocations };
}

/** The padding that stays: `nop`s, the last of two bytes if need be. */
function writePadding(
  data: Uint8Array,
  offset: number,
  { offset: before, addend }: Relocation,
  cuts: readonly Cut[],
): void {
  const after = before + Number(addend);
  const size = Number(addend) - (removedBefore(after, cuts) - removedBefore(before, cuts));
  for (let at = 0; at < size; at += 4)
    data.set(size - at >= 4 ? [0x13, 0, 0, 0] : [0x01, 0], offset + at);
}

function moveSymbol(
  symbol: ElfSymbol,
  sections: ReadonlyMap<Section, Section>,
  cuts: ReadonlyMap<Section, readonly Cut[]>,
): ElfSymbol {
  if (typeof symbol.section === 'string') return symbol;
  const removed = cuts.get(symbol.section);
  const start = Number(symbol.value);
  const end = start + symbol.size;
  const value = start - removedBefore(start, removed);
  return {
    ...symbol,
    section: sections.get(symbol.section) ?? symbol.section,
    value: BigInt(value),
    size: end - removedBefore(end, removed) - value,
  };
}
