/**
 * From an address to the source: what debug information says of it, and where that says nothing,
 * the symbols. A place as GNU's tools see it, for `addr2line` and `objdump -l`.
 */

import {
  type Debug,
  type ElfFile,
  type ElfSymbol,
  type FunctionFrame,
  isMappingSymbol,
  readDebug,
  type Section,
  type SourceLine,
  STB_LOCAL,
  STT_FILE,
  STT_FUNC,
  STT_NOTYPE,
  STV_HIDDEN,
  type SymbolIndex,
  symbolAt,
} from '@ireko/elf';

/** What is known of an address. */
export interface SourcePlace {
  readonly line: SourceLine | undefined;
  /** The source's path, or at least its name, if the line is not known. */
  readonly file: string | undefined;
  /** Whose code it is: the innermost function, and those that it was inlined into, outwards. */
  readonly frames: readonly Pick<FunctionFrame, 'name' | 'call'>[];
}

/** Looks up the addresses of one file. */
export class SourcePlaces {
  readonly #debug: Debug;
  readonly #symbols: readonly ElfSymbol[];
  readonly #functions = new Map<Section, SymbolIndex>();
  readonly #fileNames: ReadonlyMap<ElfSymbol, string>;

  constructor(file: ElfFile) {
    this.#debug = readDebug(file);
    this.#symbols = file.symbols.filter(mayBeFunction);
    this.#fileNames = fileNames(file.symbols);
  }

  /**
   * The place of an address in a section.
   * @param address in an object counted from the section's beginning.
   */
  at(address: bigint, section: Section): SourcePlace {
    const line = this.#debug.lineAt(address, section);
    const frames = this.#debug.framesAt(address, section);
    // The symbol is that of the outermost function, and tells more than a plain name of C++.
    const outermost = frames.at(-1);
    const symbol = outermost?.isSymbolName ? undefined : this.#symbolAt(address, section);
    return {
      line,
      file: line?.file ?? (symbol && this.#fileNames.get(symbol)),
      frames: symbol ? [...frames.slice(0, -1), { ...outermost, name: symbol.name }] : frames,
    };
  }

  #symbolAt(address: bigint, section: Section): ElfSymbol | undefined {
    const known =
      this.#functions.get(section) ??
      functionIndex(this.#symbols.filter((each) => each.section === section));
    this.#functions.set(section, known);
    return symbolAt(known, address)?.symbol;
  }
}

/**
 * The names of symbols' sources, which stand before them. A symbol for other files is behind all the
 * names: whose it is can be told only of an object that was never joined with another.
 */
function fileNames(symbols: Iterable<ElfSymbol>): ReadonlyMap<ElfSymbol, string> {
  const names = new Map<ElfSymbol, string>();
  let file: string | undefined;
  let isFirst = true;
  let isJoined = false;
  for (const symbol of symbols) {
    if (symbol.type === STT_FILE) {
      file = symbol.name;
      isJoined ||= !isFirst;
      continue;
    }
    isFirst = false;
    if (file !== undefined && (symbol.binding === STB_LOCAL || !isJoined)) names.set(symbol, file);
  }
  return names;
}

/** Not every symbol of code is marked as a function; hidden marks of a compiler are not marked either. */
function mayBeFunction({ name, type, binding, visibility, size }: ElfSymbol): boolean {
  if (type !== STT_FUNC && type !== STT_NOTYPE) return false;
  if (binding !== STB_LOCAL) return true;
  const isMark = type === STT_NOTYPE && visibility === STV_HIDDEN && size === 0;
  return name !== '' && !isMappingSymbol(name) && !isMark;
}

/**
 * In the order of addresses: of several at one, the largest, and of those the first in the file;
 * none that lies in another, as labels in a function do.
 */
function functionIndex(symbols: readonly ElfSymbol[]): SymbolIndex {
  const sorted = symbols.toSorted(
    (a, b) => Number(a.value - b.value) || Math.max(b.size, 1) - Math.max(a.size, 1),
  );
  let end = 0n;
  return sorted.filter(({ value, size }, i) => {
    if (i > 0 && value < end) return false;
    end = value + BigInt(Math.max(size, 1));
    return true;
  });
}
