/**
 * `objdump -l` and `-S`: the place in the source, and its text, above the instructions that came
 * from it. Of the text up to five lines are shown that were not shown before.
 */

import type { ElfFile, Section } from '@ireko/elf';
import { SourcePlaces } from './source-place.ts';

/** What to show. */
export interface ListingOptions {
  readonly lines?: boolean;
  readonly inlines?: boolean;
  readonly source?: (path: string) => string | undefined;
}

/** Where the source is not known. */
const NOWHERE = { file: '', line: 0, discriminator: 0 };

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
  readonly #places: SourcePlaces;
  readonly #sources = new Map<string, Shown | undefined>();
  #function = '';
  #line = 0;
  #discriminator = 0;

  constructor(file: ElfFile, options: ListingOptions) {
    this.#options = options;
    this.#places = new SourcePlaces(file);
  }

  /** What stands above the instruction at an address. */
  linesFor(address: bigint, section: Section): readonly string[] {
    const place = this.#places.at(address, section);
    const { frames } = place;
    const functionName = frames[0]?.name;
    const { file, line, discriminator } = place.line ?? NOWHERE;
    const shown: string[] = [];
    if (this.#options.lines) {
      if (functionName !== undefined && functionName !== this.#function) {
        shown.push(`${functionName}():`);
        this.#line = 0;
      }
      if (line > 0 && (line !== this.#line || discriminator !== this.#discriminator)) {
        const mark = discriminator > 0 ? ` (discriminator ${discriminator})` : '';
        shown.push(`${file}:${line}${mark}`);
      }
      if (this.#options.inlines)
        frames.slice(1).forEach(({ name }, i) => {
          const call = frames[i]?.call;
          shown.push(`inlined by ${call?.file ?? '??'}:${call?.line ?? 0} (${name ?? '??'})`);
        });
    }
    this.#function = functionName ?? this.#function;
    this.#line = line || this.#line;
    this.#discriminator = discriminator;
    return line > 0 ? [...shown, ...this.#textOf(file, line)] : shown;
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
