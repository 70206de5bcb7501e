/**
 * `objdump -l` and `-S`: the place in the source, and its text, above the instructions that came
 * from it. Of the text up to five lines are shown that were not shown before.
 */

import {
  type ElfFile,
  ET_REL,
  indexSymbols,
  type LineTable,
  readLines,
  type Section,
  STT_FUNC,
  type SymbolIndex,
  symbolAt,
} from '@ireko/elf';

/** What to show. */
export interface ListingOptions {
  readonly lines?: boolean;
  readonly source?: (path: string) => string | undefined;
}

/** How many lines before a line are shown with it. */
const CONTEXT = 5;

/** A source, and what of it has been shown. */
interface Shown {
  readonly text: readonly string[];
  last: number;
  largest: number;
}

/** Walks along with a disassembly. */
export class SourceListing {
  readonly #options: ListingOptions;
  readonly #table: LineTable;
  readonly #functions: SymbolIndex;
  readonly #isObject: boolean;
  readonly #sources = new Map<string, Shown | undefined>();
  #function = '';
  #line = 0;
  #discriminator = 0;

  constructor(file: ElfFile, options: ListingOptions) {
    this.#options = options;
    this.#table = readLines(file);
    this.#functions = indexSymbols(file.symbols.filter(({ type }) => type === STT_FUNC));
    this.#isObject = file.type === ET_REL;
  }

  /** What stands above the instruction at an address. */
  linesFor(address: bigint, section: Section): readonly string[] {
    const found = this.#table.lineAt(address, this.#isObject ? section : undefined);
    if (found === undefined) return [];
    const { file, line, discriminator } = found;
    const shown: string[] = [];
    if (this.#options.lines) {
      const name = this.#functionAt(address, section);
      if (name !== undefined && name !== this.#function) {
        shown.push(`${name}():`);
        this.#function = name;
        this.#line = 0;
      }
      if (line !== this.#line || discriminator !== this.#discriminator) {
        const mark = discriminator > 0 ? ` (discriminator ${discriminator})` : '';
        shown.push(`${file}:${line}${mark}`);
      }
    }
    this.#line = line;
    this.#discriminator = discriminator;
    return [...shown, ...this.#textOf(file, line)];
  }

  #functionAt(address: bigint, section: Section): string | undefined {
    const own = this.#functions.filter((each) => each.section === section);
    return symbolAt(own, address)?.symbol.name;
  }

  #textOf(file: string, line: number): readonly string[] {
    if (!this.#sources.has(file)) {
      const text = this.#options.source?.(file);
      const lines = text?.split('\n');
      if (lines?.at(-1) === '') lines.pop();
      this.#sources.set(file, lines && { text: lines, last: 0, largest: 0 });
    }
    const source = this.#sources.get(file);
    if (source === undefined || source.last === line) return [];
    let first = line > CONTEXT ? line - CONTEXT : 1;
    if (source.largest >= first) first = source.largest < line ? source.largest + 1 : line;
    source.largest = Math.max(source.largest, line);
    source.last = line;
    return source.text.slice(first - 1, line);
  }
}
