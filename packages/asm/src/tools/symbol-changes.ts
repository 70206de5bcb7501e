/** Which symbols of a file its copy has, and what they are there, as GNU objcopy decides it. */

import {
  type ElfFile,
  type ElfSymbol,
  ET_REL,
  isTemporaryName,
  STB_GLOBAL,
  STB_LOCAL,
  STB_WEAK,
  STT_FILE,
  STT_SECTION,
  STV_HIDDEN,
  STV_INTERNAL,
} from '@ireko/elf';
import { matchesAny } from '../name-pattern.ts';

/** What is to become of symbols. */
export interface SymbolChanges {
  /** `-g`: what only debuggers need; `--strip-unneeded`: what no later link needs; `-S`: all. */
  readonly strip?: 'debug' | 'unneeded' | 'all';
  /** `-x`: no local symbols; `-X`: none named `.L…`. */
  readonly discard?: 'all' | 'temporary';
  /** `-N`, `-K`: left out, and kept in spite of all else. */
  readonly removeSymbols?: readonly string[];
  readonly keepSymbols?: readonly string[];
  /** `--keep-file-symbols` */
  readonly keepsFiles?: boolean;
  /** `--strip-unneeded-symbol`: left out of an object unless a relocation names them. */
  readonly removeUnneeded?: readonly string[];
  /** `-w`: the names given are patterns, and `!` before one takes names out again. */
  readonly wildcard?: boolean;
  /** `-L`, `-G`: made local; only those given stay global. */
  readonly localize?: readonly string[];
  readonly keepGlobal?: readonly string[];
  /** `--globalize-symbol`, `-W`; `--weaken`: all. */
  readonly globalize?: readonly string[];
  /** `--localize-hidden`: what the linker keeps inside of a program is local to the file. */
  readonly localizeHidden?: boolean;
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
  const isOf = (names: readonly string[] | undefined) => isAmong(symbol.name, names, changes);
  if (isNamed || isOf(changes.keepSymbols)) return true;
  if (isOf(changes.removeSymbols)) return false;
  if (file.type === ET_REL && isOf(changes.removeUnneeded)) return false;
  if (symbol.type === STT_FILE && changes.keepsFiles) return true;
  const { strip, discard } = changes;
  if (strip === 'all') return false;
  if (symbol.type === STT_FILE) return strip === undefined;
  if (symbol.type === STT_SECTION)
    return strip === undefined || (strip === 'debug' && file.type !== ET_REL);
  if (symbol.binding !== STB_LOCAL || symbol.section === 'common')
    return file.type === ET_REL || strip !== 'unneeded';
  const isTemporary = isTemporaryName(symbol.name);
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

/** Whether a name is one of those given. */
export function isAmong(
  name: string,
  names: readonly string[] = [],
  { wildcard = false }: SymbolChanges,
): boolean {
  return wildcard ? matchesAny(names, name) : names.includes(name);
}

function changedBinding(symbol: ElfSymbol, changes: SymbolChanges): number {
  const { name, binding, section, visibility } = symbol;
  const { localize, keepGlobal = [], globalize, weaken } = changes;
  const isOf = (names: readonly string[] | undefined) => isAmong(name, names, changes);
  if (section === 'common') return binding;
  const isWeak = weaken === 'all' || isOf(weaken);
  if (section === 'undefined') return isWeak && binding !== STB_LOCAL ? STB_WEAK : binding;
  if (binding === STB_LOCAL) return isOf(globalize) ? STB_GLOBAL : STB_LOCAL;
  const isHeld = keepGlobal.length > 0 && !isOf(keepGlobal);
  const isHidden = visibility === STV_HIDDEN || visibility === STV_INTERNAL;
  if (isOf(localize) || isHeld || (changes.localizeHidden && isHidden)) return STB_LOCAL;
  return isWeak ? STB_WEAK : binding;
}
