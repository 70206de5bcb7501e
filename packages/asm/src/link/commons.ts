/**
 * Common symbols: what a compiler leaves to the linker to give a place [gABI §4 Symbol Values]. All that
 * an object is to hold become one section of it, `COMMON`; the linker's table of symbols says in which
 * order, as with GNU ld.
 */

import { SHF_ALLOC, SHF_WRITE, STT_OBJECT, section } from '@ireko/elf';
import { inHashOrder } from './hash-order.ts';
import { type InputObject, type InputSection, inputSection } from './input.ts';
import type { Definition, GlobalSymbol, SymbolTable } from './symbol.ts';

/** Makes of common symbols zeros in sections `COMMON` of their objects, which it returns. */
export function allocateCommons(symbols: SymbolTable): InputSection[] {
  const commons = [...symbols.values()].filter(isCommon);
  if (commons.length === 0) return [];
  const wanted = new Set<GlobalSymbol>(commons);
  const ordered = inHashOrder(symbols.values()).filter((each) => wanted.has(each)) as Common[];
  const byObject = Map.groupBy(ordered, ({ definition }) => definition.object);
  return [...byObject].map(([object, held]) => allocate(object, held));
}

type Common = GlobalSymbol & { definition: Definition };

function isCommon(global: GlobalSymbol): global is Common {
  return global.definition?.symbol.section === 'common';
}

function allocate(object: InputObject, commons: readonly Common[]): InputSection {
  let size = 0;
  let most = 1;
  const offsets = commons.map(({ definition: { symbol } }) => {
    const align = Math.max(1, Number(symbol.value));
    const offset = Math.ceil(size / align) * align;
    most = Math.max(most, align);
    size = offset + symbol.size;
    return BigInt(offset);
  });
  const zeros = section({ name: 'COMMON', flags: SHF_ALLOC | SHF_WRITE, size, align: most });
  const input = inputSection(object, zeros);
  for (const [i, global] of commons.entries()) {
    const value = offsets[i] as bigint;
    const symbol = { ...global.definition.symbol, value, type: STT_OBJECT, section: zeros };
    global.definition = { object, symbol, section: input };
  }
  return input;
}
