/**
 * The order of symbols in the object, which is that of GNU as: names and sections as they came about, then
 * temporary labels as relocations come to them, since only there does GNU as make symbols of these
 * [gas/symbols.c `local_symbol_convert`; gas/write.c `fixup_segment`].
 */

import type { Section } from '../unit/section.ts';
import { NAMELESS, type Sym } from '../unit/symbol.ts';
import type { Unit } from '../unit/unit.ts';

/**
 * Goes through the symbols of a unit in the order of the object, and sections where their symbols stand among them.
 * @param add takes what is next, which it may have taken before
 */
export function orderSymbols(
  { symbols, keepsLocals }: Unit,
  add: (what: Sym | Section) => void,
): void {
  const interposed = [...symbols.interposed];
  let next = 0;
  const addUntil = (count: number) => {
    for (let each = interposed[next]; each && each[1] <= count; each = interposed[++next])
      add(each[0]);
  };
  let count = 0;
  for (const symbol of symbols) {
    addUntil(count++);
    if (!symbol.isDeferred || (keepsLocals && symbol.name !== NAMELESS)) add(symbol);
  }
  addUntil(count);
  for (const symbol of symbols.needed) add(symbol);
  for (const symbol of symbols) add(symbol);
}
