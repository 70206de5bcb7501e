/**
 * A listing as GNU as prints it: pages of numbered lines, each with its address, the bytes that it wrote
 * and its text; then the symbols [gas/listing.c; as manual, "-a"].
 */

import { utf8 } from '../text/literal.ts';
import type { ListedLine, Listing } from './listing.ts';

/** What is printed, and how wide. */
export interface ListingFormat {
  /** The lines: `l`. */
  readonly lines: boolean;
  /** The symbols: `s`. */
  readonly symbols: boolean;
  /** The lines of the program that was compiled, between those of the assembly: `h`. */
  readonly compiled: boolean;
  /** No lines that concern debug information: `d`. */
  readonly omitsDebugging: boolean;
  /** No pages: `n`. */
  readonly omitsForms: boolean;
  /** What stands before all, as `g` wants it; none by default. */
  readonly general?: string;
  /** Words of four bytes in a line, and in the lines that continue it; 1 by default. */
  readonly words?: number;
  readonly wordsContinued?: number;
  /** Lines that may continue one, 4 by default; and characters of the source's text, 100 by default. */
  readonly continued?: number;
  readonly textWidth?: number;
}

/** Columns of a word: eight digits and a blank. */
const WORD_COLUMNS = 9;
const WORD_BYTES = 4;
/** Lines of a page among which its title may stand. */
const TITLE_LINES = 10;
/** The head of a page. */
const HEAD_LINES = 3;

/** Directives that are taken for debug information by how they begin. */
const debugging = /^\s*\.(?:def|val|scl|line|endef|ln|type|size|dim|tag|stabs|stabn)/;

/** A file of which lines are shown, each once. */
interface ShownFile {
  readonly name: string;
  /** None if it cannot be read: then an empty line stands for it, once. */
  readonly lines: readonly string[];
  shown: number;
  isAtEnd: boolean;
}

/**
 * Prints a listing.
 * @param textOf the text of a file; undefined if it cannot be read
 */
export function printListing(
  listing: Listing,
  format: ListingFormat,
  textOf: (file: string) => string | undefined,
): string {
  const printer = new Printer(listing, format, textOf);
  return printer.print();
}

class Printer {
  readonly #listing: Listing;
  readonly #format: ListingFormat;
  readonly #textOf: (file: string) => string | undefined;
  readonly #files = new Map<string, ShownFile>();
  readonly #out: string[] = [];
  readonly #height: number;
  readonly #width: number;
  #page = 0;
  #onPage = 0;
  #ejects = true;
  #title = '';
  #subtitle = '';
  /** The line before was of debug information. */
  #wasDebugging = false;

  constructor(
    listing: Listing,
    format: ListingFormat,
    textOf: (file: string) => string | undefined,
  ) {
    this.#listing = listing;
    this.#format = format;
    this.#textOf = textOf;
    this.#height = format.omitsForms ? 0 : listing.pageHeight;
    this.#width = Math.min(format.textWidth ?? 100, listing.pageWidth);
  }

  print(): string {
    const { lines, symbols, general } = this.#format;
    if (general !== undefined) {
      this.#ejects = true;
      this.#turnPage(undefined);
      this.#out.push(general);
    }
    if (lines) this.#printLines();
    if (symbols) this.#printSymbols();
    return this.#out.join('');
  }

  #printLines(): void {
    const { lines } = this.#listing;
    this.#ejects = true;
    let level = 1;
    let compiled: ShownFile | undefined;
    for (const [index, line] of lines.entries()) {
      const { edict, expansion } = line;
      const file = this.#file(line.file);
      const isBehindSkipped =
        edict?.kind === 'list' || (edict?.kind === 'nolist-next' && level === 0);
      if (edict?.kind === 'title') this.#title = edict.text;
      if (edict?.kind === 'subtitle') this.#subtitle = edict.text;
      if (edict?.kind === 'nolist') level--;
      if (level <= 0) this.#skip(file, line.line - (isBehindSkipped ? 1 : 0));
      if (isBehindSkipped) level++;
      if (level > 0) {
        if (line.compiledFile !== undefined) compiled = this.#file(line.compiledFile);
        if (compiled && line.compiledLine > 0 && this.#format.compiled)
          this.#printCompiled(compiled, index);
        if (expansion === undefined || file.shown > 0) this.#printUpTo(file, index);
        if (expansion !== undefined && !this.#isOmitted(index, expansion))
          this.#printLine(index, line.line, expansion, line);
        if (edict?.kind === 'eject') this.#ejects = true;
      }
      if (edict?.kind === 'nolist-next' && level === 1) level--;
    }
  }

  /** The lines of a file that were not shown yet, up to a line of the listing. */
  #printUpTo(file: ShownFile, index: number): void {
    const line = this.#listing.lines[index] as ListedLine;
    while (file.shown < line.line && !file.isAtEnd) {
      const text = this.#next(file);
      const own = file.shown < line.line ? undefined : line;
      if (!this.#isOmitted(index, text)) this.#printLine(index, file.shown, text, own);
    }
  }

  /** One line. @param line what it wrote, if it wrote something */
  #printLine(index: number, number: number, text: string, line: ListedLine | undefined): void {
    const { words = 1, wordsContinued = words, continued = 4 } = this.#format;
    this.#turnPage(index);
    const columns = WORD_COLUMNS * words;
    const margin = ` ${number}`.padStart(4);
    const bytes = line?.bytes ?? new Uint8Array(0);
    if (bytes.length === 0) {
      this.#emit(`${margin}     ${' '.repeat(columns)}\t${text}\n`, undefined);
      return;
    }
    const address = (line?.address ?? 0).toString(16).padStart(4, '0');
    const first = wordsOf(bytes.subarray(0, WORD_BYTES * words)).padEnd(columns);
    this.#emit(`${margin} ${address} ${first}\t${text}\n`, index);
    for (const { severity, message } of line?.messages ?? []) {
      const kind = severity === 'error' ? 'Error' : 'Warning';
      this.#emit(`****  ${kind}: ${message}\n`, index);
    }
    let at = WORD_BYTES * words;
    for (let n = 0; n < continued && at < bytes.length; n++) {
      const next = at + WORD_BYTES * wordsContinued;
      this.#emit(`${margin}      ${wordsOf(bytes.subarray(at, next))}\n`, index);
      at = next;
    }
  }

  /** Lines of the program that was compiled, up to the one that follows; one that was shown is shown again. */
  #printCompiled(file: ShownFile, index: number): void {
    const { compiledLine } = this.#listing.lines[index] as ListedLine;
    const show = (number: number, text: string) =>
      this.#emit(`${String(number).padStart(4)}:${file.name.padEnd(13)} **** ${text}\n`, index);
    if (file.shown > compiledLine) {
      show(compiledLine, cut(file.lines[compiledLine - 1] ?? '', this.#width - 1));
      return;
    }
    while (file.shown < compiledLine && !file.isAtEnd) {
      const number = file.shown + 1;
      show(number, this.#next(file));
    }
  }

  #printSymbols(): void {
    const { symbols, bits } = this.#listing;
    this.#ejects = true;
    this.#turnPage(undefined);
    const defined = symbols.filter(({ section }) => section !== undefined);
    this.#emit(defined.length > 0 ? 'DEFINED SYMBOLS\n' : 'NO DEFINED SYMBOLS\n', undefined);
    for (const { name, section, value, line } of defined) {
      const digits = BigInt.asUintN(bits, value)
        .toString(16)
        .padStart(bits / 4, '0');
      const where = line
        ? `${line.file.padStart(20)}:${String(line.line).padEnd(5)}  ${section}`
        : String(section).padStart(33);
      this.#emit(`${where}:${digits} ${name}\n`, undefined);
    }
    this.#emit('\n', undefined);
    const others = symbols.filter(({ section }) => section === undefined);
    this.#emit(others.length > 0 ? 'UNDEFINED SYMBOLS\n' : 'NO UNDEFINED SYMBOLS\n', undefined);
    for (const { name } of others) this.#emit(`${name}\n`, undefined);
  }

  /** Whether a line is left out because it is of debug information. */
  #isOmitted(index: number, text: string): boolean {
    if (!this.#format.omitsDebugging) return false;
    const { lines } = this.#listing;
    const was = this.#wasDebugging;
    this.#wasDebugging = lines[index]?.isDebugging ?? false;
    if (this.#wasDebugging) return true;
    const isBetween = was && text.trim() === '' && lines[index + 1]?.isDebugging === true;
    if (isBetween) this.#wasDebugging = true;
    return isBetween || debugging.test(text);
  }

  #skip(file: ShownFile, line: number): void {
    while (file.shown < line && !file.isAtEnd) this.#next(file);
  }

  /** The next line of a file; its last, if no line end follows, is marked. */
  #next(file: ShownFile): string {
    const { lines } = file;
    const line = lines[file.shown];
    if (line === undefined) {
      file.isAtEnd = true;
      return '';
    }
    file.shown++;
    file.isAtEnd = file.shown === lines.length;
    const text = cut(line, this.#width - 1);
    const isFull = text.length + '...'.length >= this.#width;
    return file.isAtEnd && !isFull ? `${text}...` : text;
  }

  #file(name: string): ShownFile {
    let file = this.#files.get(name);
    if (!file) {
      const text = this.#textOf(name);
      const all = text === undefined ? [] : text.split(/\r\n?|\n\r?/);
      file = { name, lines: all, shown: 0, isAtEnd: false };
      this.#files.set(name, file);
    }
    return file;
  }

  #emit(text: string, index: number | undefined): void {
    this.#out.push(text);
    this.#onPage++;
    this.#turnPage(index);
  }

  /** Begins a page if one is due. @param index the line that comes first on it, if one does */
  #turnPage(index: number | undefined): void {
    if (this.#height === 0 || !(this.#ejects || this.#onPage >= this.#height)) return;
    this.#page++;
    const { lines, file } = this.#listing;
    const near = index === undefined ? [] : lines.slice(index, index + TITLE_LINES);
    this.#title = near.map(titleOf('title')).find((each) => each !== undefined) ?? this.#title;
    this.#subtitle =
      near.map(titleOf('subtitle')).find((each) => each !== undefined) ?? this.#subtitle;
    if (this.#page > 1) this.#out.push('\f');
    this.#out.push(`GAS LISTING ${file} \t\t\tpage ${this.#page}\n`);
    this.#out.push(`${this.#title}\n${this.#subtitle}\n`);
    this.#onPage = HEAD_LINES;
    this.#ejects = false;
  }
}

function titleOf(kind: 'title' | 'subtitle'): (line: ListedLine) => string | undefined {
  return ({ edict }) => (edict?.kind === kind ? edict.text : undefined);
}

/** What of a text fits in so many bytes of UTF-8. */
function cut(text: string, most: number): string {
  let size = 0;
  let end = 0;
  for (const character of text) {
    size += utf8(character).length;
    if (size > most) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** Bytes in words of four, as they follow each other. */
function wordsOf(bytes: Uint8Array): string {
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return digits.toUpperCase().replace(/.{8}/g, '$& ');
}
