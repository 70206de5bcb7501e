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
  STT_FUNC,
  STT_NOTYPE,
  STV_HIDDEN,
  type SymbolIndex,
  symbolAt,
} from '@ireko/elf';

/** What is known of an address. */
export interface SourcePlace {
  readonly line: SourceLine | undefined;
  /** The function whose code it is, also if that was inlined. */
  readonly functionName: string | undefined;
  /** Who inlined it, each into the next; the call that led there is in the one before. */
  readonly frames: readonly FunctionFrame[];
}

/** Looks up the addresses of one file. */
export class SourcePlaces {
  readonly #debug: Debug;
  readonly #symbols: readonly ElfSymbol[];
  readonly #functions = new Map<Section, SymbolIndex>();

  constructor(file: ElfFile) {
    this.#debug = readDebug(file);
    this.#symbols = file.symbols.filter(mayBeFunction);
  }

  /**
   * The place of an address in a section.
   * @param address in an object counted from the section's beginning.
   */
  at(address: bigint, section: Section): SourcePlace {
    const frames = this.#debug.framesAt(address, section);
    const [own] = frames;
    // Inlined code has no symbol of its own; elsewhere a symbol tells more than a plain name of C++.
    const isTold = own !== undefined && (own.isSymbolName || own.call !== undefined);
    return {
      line: this.#debug.lineAt(address, section),
      functionName: isTold ? own.name : (this.#symbolAt(address, section) ?? own?.name),
      frames,
    };
  }

  #symbolAt(address: bigint, section: Section): string | undefined {
    const known =
      this.#functions.get(section) ??
      functionIndex(this.#symbols.filter((each) => each.section === section));
    this.#functions.set(section, known);
    return symbolAt(known, address)?.symbol.name;
  }
}

/** Not every symbol of code is marked as a function; hidden marks of a compiler are not marked either. */
function mayBeFunction({ name, type, binding, visibility, size }: ElfSymbol): boolean {
  if (type !== STT_FUNC && type !== STT_NOTYPE) return false;
  if (binding !== STB_LOCAL) return true;
  const isMark = type === STT_NOTYPE && visibility === STV_HIDDEN && size === 0;
  return name !== '' && !isMappingSymbol(name) && !isMark;
}

/** In the order of addresses; of several at one, the largest, and of those the first in the file. */
function functionIndex(symbols: readonly ElfSymbol[]): SymbolIndex {
  const sorted = symbols.toSorted(
    (a, b) => Number(a.value - b.value) || Math.max(b.size, 1) - Math.max(a.size, 1),
  );
  return sorted.filter(({ value }, i) => value !== sorted[i - 1]?.value);
}
