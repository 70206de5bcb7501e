/** From an address back to the symbol it lies in, for disassemblers, traces and profiles. */

import { compare, lastBelow } from './address-order.ts';
import { STB_GLOBAL, STB_WEAK, STT_FILE, STT_FUNC, STT_NOTYPE, STT_SECTION } from './constants.ts';
import type { ElfSymbol, GivenFile, Section } from './file.ts';

/** A symbol and how far above it an address lies. */
export interface SymbolOffset {
  readonly symbol: ElfSymbol;
  /** Bytes, at least 0. */
  readonly offset: bigint;
}

/** Symbols in the order of their addresses, one for each address. */
export type SymbolIndex = readonly ElfSymbol[];

/**
 * The index of a file's symbols that name a place.
 * @param within only the symbols of this section: offsets in an object overlap otherwise.
 */
export function symbolIndex(file: GivenFile, within?: Section): SymbolIndex {
  return indexSymbols(
    [...file.symbols].filter(
      (each) =>
        typeof each.section !== 'string' && (within === undefined || each.section === within),
    ),
  );
}

/** The index of symbols chosen in another way: those among them that name a place. */
export function indexSymbols(symbols: Iterable<ElfSymbol>): SymbolIndex {
  const named = [...symbols].filter(namesPlace);
  named.sort(
    (a, b) =>
      compare(a.value, b.value) ||
      rank(b) - rank(a) ||
      Number(a.name.startsWith('.')) - Number(b.name.startsWith('.')) ||
      compare(a.name, b.name),
  );
  return named.filter((each, i) => each.value !== named[i - 1]?.value);
}

/** The symbol at `address`, or the nearest below it; `undefined` below the first. */
export function symbolAt(index: SymbolIndex, address: bigint): SymbolOffset | undefined {
  const symbol = index[lastBelow(index, address, ({ value }) => value)];
  return symbol && { symbol, offset: address - symbol.value };
}

/** What GNU as calls the label that a `%pcrel_lo` refers to. */
const FAKE_LABEL = '.L0 ';

function namesPlace({ name, type, section }: ElfSymbol): boolean {
  if (section === 'undefined' || section === 'common') return false;
  if (type === STT_SECTION || type === STT_FILE) return false;
  return name !== '' && !isMappingSymbol(name) && name !== FAKE_LABEL;
}

/** Names that compilers make up, `.L…` and older kinds, which no linker wants to know. */
export function isTemporaryName(name: string): boolean {
  const first = name.charCodeAt(0);
  if (first === DOT) return name.charCodeAt(1) === CAPITAL_L || name.charCodeAt(1) === DOT;
  return first === UNDERSCORE && name.startsWith('_.L_');
}

const DOT = 0x2e;
const CAPITAL_L = 0x4c;
const UNDERSCORE = 0x5f;

/** `$x`, `$d`, `$xrv64…`: marks of where code and data begin, not names [psABI Mapping Symbol]. */
export function isMappingSymbol(name: string): boolean {
  return name === '$d' || name.startsWith('$x') || name.startsWith('$d.');
}

/** Which of two symbols at one address to name: functions first, then what other files can see. */
function rank({ type, binding }: ElfSymbol): number {
  const kind = type === STT_FUNC ? 2 : type === STT_NOTYPE ? 0 : 1;
  const reach = binding === STB_GLOBAL ? 2 : binding === STB_WEAK ? 1 : 0;
  return kind * 3 + reach;
}
