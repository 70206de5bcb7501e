/**
 * `--wrap=f`: every object's reference to `f` means `__wrap_f`, and `__real_f` means `f`, so that a
 * program can stand between a function and those who call it [ld §2.1 --wrap].
 */

import type { ElfSymbol } from '@ireko/elf';
import { isGlobal } from './input.ts';

/** What an object's symbol is when some names are wrapped: renamed if it is a reference to one. */
export function wrapped(symbol: ElfSymbol, names: ReadonlySet<string>): ElfSymbol {
  if (!isGlobal(symbol) || symbol.section !== 'undefined') return symbol;
  const { name } = symbol;
  if (names.has(name)) return { ...symbol, name: `__wrap_${name}` };
  const real = /^__real_(.*)$/s.exec(name)?.[1];
  return real !== undefined && names.has(real) ? { ...symbol, name: real } : symbol;
}
