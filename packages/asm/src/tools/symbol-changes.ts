/** Which symbols of a file its copy has, and what they are there, as GNU objcopy decides it. */

import {
  type ElfFile,
  type ElfSymbol,
  ET_REL,
  STB_GLOBAL,
  STB_LOCAL,
  STB_WEAK,
  STT_FILE,
  STT_SECTION,
} from '@ireko/elf';

/** What is to become of symbols. */
export interface SymbolChanges {
  /** `-g`: what only debuggers need; `--strip-unneeded`: what no later link needs; `-S`: all. */
  readonly strip?: 'debug' | 'unneeded' | 'all';
  /** `-x`: no local symbols; `-X`: none named `.L…`. */
  readonly discard?: 'all' | 'temporary';
  /** `-N`, `-K`: left out, and kept in spite of all else. */
  readonly removeSymbols?: readonly string[];
  readonly keepSymbols?: readonly string[];
  /** `-L`, `-G`: made local; only those given stay global. */
  readonly localize?: readonly string[];
  readonly keepGlobal?: readonly string[];
  /** `--globalize-symbol`, `-W`; `--weaken`: all. */
  readonly globalize?: readonly string[];
  readonly weaken?: readonly string[] | 'all';
  /** `--redefine-sym`: new names by old ones. */
  readonly renameSymbols?: ReadonlyMap<string, string>;
  /** `--prefix-symbols` */
  readonly prefixSymbols?: string;
}

/**
 * Whether a symbol is in the copy.
 * @param isNamed a relocation that is in the copy refers to it.
 */
export function isSymbolKept(
  symbol: ElfSymbol,
  file: ElfFile,
  isNamed: boolean,
  changes: SymbolChanges,
): boolean {
  if (isNamed || changes.keepSymbols?.includes(symbol.name)) return true;
  if (changes.removeSymbols?.includes(symbol.name)) return false;
  const { strip, discard } = changes;
  if (strip === 'all') return false;
  if (symbol.type === STT_FILE) return strip === undefined;
  if (symbol.type === STT_SECTION)
    return strip === undefined || (strip === 'debug' && file.type !== ET_REL);
  if (symbol.binding !== STB_LOCAL || symbol.section === 'common')
    return file.type === ET_REL || strip !== 'unneeded';
  const isTemporary = symbol.name.startsWith('.L');
  if (strip === 'unneeded' || discard === 'all') return false;
  return !(discard === 'temporary' && isTemporary);
}

/** What a symbol is in the copy. */
export function changedSymbol(symbol: ElfSymbol, changes: SymbolChanges): ElfSymbol {
  const { name } = symbol;
  const renamed = changes.renameSymbols?.get(name) ?? name;
  const prefix = name === '' ? '' : (changes.prefixSymbols ?? '');
  return { ...symbol, name: `${prefix}${renamed}`, binding: changedBinding(symbol, changes) };
}

function changedBinding({ name, binding, section }: ElfSymbol, changes: SymbolChanges): number {
  const { localize, keepGlobal, globalize, weaken } = changes;
  if (section === 'common') return binding;
  const isWeak = weaken === 'all' || weaken?.includes(name);
  if (section === 'undefined') return isWeak && binding !== STB_LOCAL ? STB_WEAK : binding;
  if (binding === STB_LOCAL) return globalize?.includes(name) ? STB_GLOBAL : STB_LOCAL;
  const isHeld = keepGlobal !== undefined && keepGlobal.length > 0 && !keepGlobal.includes(name);
  if (localize?.includes(name) || isHeld) return STB_LOCAL;
  return isWeak ? STB_WEAK : binding;
}
