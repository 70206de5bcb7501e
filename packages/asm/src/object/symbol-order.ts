/**
 * The order of symbols in the object, which is that of GNU as: names and sections as they came about, then
 * temporary labels as relocations come to them, since only there does GNU as make symbols of these
 * [gas/symbols.c `local_symbol_convert`; gas/write.c `fixup_segment`].
 */

import * as elf from '@ireko/elf';
import { Section } from '../unit/section.ts';
import { NAMELESS, type Sym } from '../unit/symbol.ts';
import type { Unit } from '../unit/unit.ts';
import type { Finished } from './object.ts';

/**
 * What the symbols of a unit became in the object, in its order, and a symbol for each section that has none.
 * @param sections what the finished sections became
 * @param signatures of groups, which nothing else names
 */
export function orderSymbols(
  { symbols, keepsLocals }: Unit,
  finished: readonly Finished[],
  sections: readonly elf.Section[],
  signatures: readonly elf.ElfSymbol[],
): elf.ElfSymbol[] {
  const ordered = new Set<elf.ElfSymbol>();
  const add = (symbol: elf.ElfSymbol | undefined) => symbol && ordered.add(symbol);
  const ofSections = symbolsOfSections(symbols, finished, sections);
  const interposed = [...symbols.interposed];
  let next = 0;
  const addUntil = (count: number) => {
    for (let each = interposed[next]; each && each[1] <= count; each = interposed[++next]) {
      const [what] = each;
      add(what instanceof Section ? ofSections.get(what) : what.written);
    }
  };
  let count = 0;
  for (const symbol of symbols) {
    addUntil(count++);
    if (!symbol.isDeferred || (keepsLocals && symbol.name !== NAMELESS)) add(symbol.written);
  }
  addUntil(count);
  for (const { patches } of finished) for (const symbol of patches.symbols) add(symbol?.written);
  for (const { written } of symbols) add(written);
  for (const symbol of signatures) add(symbol);
  for (const symbol of ofSections.values()) add(symbol);
  return [...ordered];
}

/** The symbol that stands for each section: one that the source names, or another. */
function symbolsOfSections(
  symbols: Iterable<Sym>,
  finished: readonly Finished[],
  sections: readonly elf.Section[],
): Map<Section, elf.ElfSymbol> {
  const named = new Map<elf.ElfSymbol['section'], elf.ElfSymbol>();
  for (const { isSection, written } of symbols)
    if (isSection && written) named.set(written.section, written);
  return new Map(
    finished.map(({ section }, index) => {
      const made = sections[index] as elf.Section;
      return [section, named.get(made) ?? sectionSymbol(made)];
    }),
  );
}

/** The symbol of a section. */
export function sectionSymbol(section: elf.Section): elf.ElfSymbol {
  return elf.symbol({ name: '', type: elf.STT_SECTION, section });
}
