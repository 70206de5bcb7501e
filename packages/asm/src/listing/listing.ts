/**
 * What a listing shows of an assembly, as data: each line that was read, where what it wrote stands and
 * what that is in the end, and the symbols. `listing-text.ts` prints it as GNU as does.
 *
 * A line is noted when its first statement is read, and what follows in the section until the next line is
 * its own: so it is in GNU as, where a line that enters a section shows nothing of what it writes there
 * [gas/listing.c]. Nothing of this runs unless a listing is asked for.
 */

import { isTemporaryName, R } from '@ireko/elf';
import type { Diagnostic } from '../diagnostic.ts';
import { restOf } from '../macro/body.ts';
import type { Finished } from '../object/object.ts';
import { scrubbed } from '../text/scrub.ts';
import type { Origin, Source } from '../text/source.ts';
import type { Statement } from '../text/statement.ts';
import { reduce, sectionOf } from '../unit/expression.ts';
import { addressOf, type Chunk, type Section } from '../unit/section.ts';
import { NAMELESS, type Sym } from '../unit/symbol.ts';
import type { Unit } from '../unit/unit.ts';

/** What a listing is to hold. All are false by default. */
export interface ListingOptions {
  /** What macros and repetitions make has lines of its own: `m`. */
  readonly expansions?: boolean;
  /** Lines are numbered as the source says, by `# 12 "file"`, so that files of a compiler's show: `h`. */
  readonly logicalLines?: boolean;
  /** Statements that a conditional leaves out are left out: `c`. */
  readonly skipsConditions?: boolean;
}

/** What a directive says about the listing at its line. */
export type Edict =
  /** Lines are shown from here on, or no longer, or no longer from the next one on. */
  | { readonly kind: 'list' | 'nolist' | 'nolist-next' }
  /** A new page follows. */
  | { readonly kind: 'eject' }
  | { readonly kind: 'title' | 'subtitle'; readonly text: string };

/** A line of a listing, in the order in which the assembler read them. */
export interface ListedLine extends Origin {
  /** What a macro or repetition made; undefined for a line as its file has it. */
  readonly expansion: string | undefined;
  /** The section that was written when the line began. */
  readonly section: string;
  /** Offset in the section at which the bytes stand. */
  readonly address: number;
  /** What the line wrote there, as it is in the object. */
  readonly bytes: Uint8Array;
  /** It concerns a section of debug information. */
  readonly isDebugging: boolean;
  readonly edict: Edict | undefined;
  /** By `.loc`: the file of the program that was compiled, from here on; and its line, or 0. */
  readonly compiledFile: string | undefined;
  readonly compiledLine: number;
  /** What was found to say about it. */
  readonly messages: readonly Diagnostic[];
}

/** A symbol in a listing. */
export interface ListedSymbol {
  readonly name: string;
  /** `*ABS*` and `*COM*` for numbers and common symbols; undefined if other files define it. */
  readonly section: string | undefined;
  readonly value: bigint;
  /** The line that defines it, if one does. */
  readonly line: Origin | undefined;
}

/** A listing as data. */
export interface Listing {
  /** The file that was assembled. */
  readonly file: string;
  readonly lines: readonly ListedLine[];
  readonly symbols: readonly ListedSymbol[];
  /** The page as the source wants it, in lines and characters; 0 lines: no pages. */
  readonly pageHeight: number;
  readonly pageWidth: number;
  /** Bits of an address. */
  readonly bits: 32 | 64;
}

/** A line while the source is read: where its bytes begin is known, not what they will be. */
interface Noted extends Origin {
  readonly expansion: string | undefined;
  readonly section: Section;
  readonly part: number;
  readonly chunk: Chunk;
  readonly offset: number;
  /** How much was reported before. */
  readonly reported: number;
  isDebugging: boolean;
  edict: Edict | undefined;
  compiledFile: string | undefined;
  compiledLine: number;
}

/** Notes lines as they are read. */
export class ListingRecorder {
  pageHeight = 60;
  pageWidth = 200;
  readonly options: ListingOptions;
  readonly #unit: Unit;
  readonly #lines: Noted[] = [];
  /** The line in which each symbol got its value. */
  readonly #definitions = new Map<Sym, Noted>();
  readonly #dots = new Set<Sym>();
  /** All symbols in the order in which they came to be. */
  #symbols: readonly Sym[] = [];

  constructor(unit: Unit, options: ListingOptions) {
    this.#unit = unit;
    this.options = options;
  }

  /** The reading of a text begins. A repetition is at its end by then. */
  enter(source: Source): void {
    const { expansions, logicalLines } = this.options;
    if (expansions || !logicalLines || !source.isRepetition || source.outermostCall) return;
    this.#note(source.file, source.lineBehind, undefined);
  }

  /**
   * A statement was found: notes its line, and the empty ones before it.
   * @param from where the statement before ended
   * @param statement undefined at the end of the source
   */
  read(source: Source, from: number, statement: Statement | undefined): void {
    const { text } = source;
    const to = statement?.start ?? text.length;
    const isStart = (at: number) => at === 0 || text[at - 1] === '\n';
    let at = isStart(from) ? from : text.indexOf('\n', from) + 1 || text.length;
    for (; at < to; ) {
      const next = text.indexOf('\n', at) + 1 || text.length;
      if (next > to || (source.nesting > 0 && text[next - 1] !== '\n')) break;
      this.#line(source, at, '');
      at = next;
    }
    if (statement) this.#line(source, to, statement);
    // A file may end with a body, whose lines are shown up to here.
    else if (source.nesting === 0) this.#line(source, Math.max(0, to - 1), '');
  }

  /** What a directive says about the listing. */
  instruct(edict: Edict): void {
    const last = this.#lines.at(-1);
    if (!last) return;
    const { kind } = edict;
    const before = last.edict?.kind;
    const isUndone =
      (kind === 'nolist' && before === 'list') ||
      (kind === 'list' && (before === 'nolist' || before === 'nolist-next'));
    last.edict = isUndone ? undefined : edict;
  }

  /** What follows comes from this line of a file of a compiled program. */
  locate(file: string | undefined, line: number): void {
    const last = this.#lines.at(-1);
    if (!last) return;
    last.compiledFile = file;
    last.compiledLine = line;
  }

  /** The source is at its end: what is made now is no part of it. */
  end(): void {
    this.#symbols = [...this.#unit.symbols];
  }

  /** A symbol gets its value in this line. */
  define(symbol: Sym): void {
    const last = this.#lines.at(-1);
    if (last && !this.#unit.section.isAbsolute) this.#definitions.set(symbol, last);
  }

  /** So does a symbol for `.`, which is shown if a relocation needs it. */
  defineDot(symbol: Sym): void {
    this.define(symbol);
    this.#dots.add(symbol);
  }

  /** A symbol is another name for a label: they share the line. */
  defineAs(symbol: Sym, label: Sym): void {
    const line = this.#definitions.get(label);
    if (line) this.#definitions.set(symbol, line);
  }

  /** The listing, once the object is written. */
  finish(finished: readonly Finished[]): Listing {
    const contents = new Map(finished.map((each) => [each.section, each.contents]));
    const { file } = this.#unit.start.source;
    const ends = this.#ends();
    const { diagnostics } = this.#unit.report;
    const lines = this.#lines.map((line, index): ListedLine => {
      const { section, expansion, isDebugging, edict, compiledFile, compiledLine } = line;
      const address = addressIn(line);
      const end = ends.get(line) ?? address;
      const bytes = section.isNobits
        ? new Uint8Array(end - address)
        : (contents.get(section) ?? NOTHING).subarray(address, end);
      return {
        ...{ file: line.file, line: line.line, expansion, section: section.name, address, bytes },
        ...{ isDebugging, edict, compiledFile, compiledLine },
        messages: diagnostics.slice(line.reported, this.#lines[index + 1]?.reported),
      };
    });
    const { pageHeight, pageWidth } = this;
    const bits = this.#unit.xlen;
    return { file, lines, symbols: this.#listedSymbols(finished), pageHeight, pageWidth, bits };
  }

  /** Where the bytes of each line end: where the next begins in the same part of the section. */
  #ends(): Map<Noted, number> {
    const ends = new Map<Noted, number>();
    const last = new Map<Section, Map<number, Noted>>();
    for (const line of this.#lines) {
      const parts = last.get(line.section) ?? new Map<number, Noted>();
      if (parts.size === 0) last.set(line.section, parts);
      const before = parts.get(line.part);
      if (before) ends.set(before, addressIn(line));
      parts.set(line.part, line);
    }
    for (const parts of last.values()) {
      for (const [part, line] of parts) ends.set(line, endOfPart(line.section, part));
    }
    return ends;
  }

  /**
   * Symbols as they came to be; those that stay out of the object unless a relocation needs them behind
   * these, in the order of the relocations.
   */
  #listedSymbols(finished: readonly Finished[]): readonly ListedSymbol[] {
    const needed = new Set(
      finished.flatMap(({ patches }) =>
        [...patches].flatMap(({ symbol, type }) => (symbol && isLate(symbol, type) ? symbol : [])),
      ),
    );
    const isEarly = (symbol: Sym) => {
      if (symbol.isSection || symbol.aliasOf || needed.has(symbol)) return false;
      if (symbol.name !== NAMELESS) return !isTemporaryName(symbol.name);
      return symbol.referenced || !this.#dots.has(symbol);
    };
    const files = this.#unit.fileNames.map(
      (name): ListedSymbol => ({ name, section: '*ABS*', value: 0n, line: undefined }),
    );
    const all = [...this.#symbols.filter(isEarly), ...needed];
    return [...files, ...all.flatMap((symbol) => this.#symbol(symbol) ?? [])];
  }

  /** What is shown of a symbol; nothing of another name for what other files define. */
  #symbol(symbol: Sym): ListedSymbol | undefined {
    const { name, definition } = symbol;
    const noted = this.#definitions.get(symbol);
    const line = noted && { file: noted.file, line: noted.line };
    const section = sectionOf(symbol);
    if (section) return { name, section: section.name, value: BigInt(addressOf(symbol)), line };
    if (definition?.kind === 'common')
      return { name, section: '*COM*', value: definition.size, line: undefined };
    const value = definition?.kind === 'equate' ? reduce(definition.value) : undefined;
    const isNumber = value !== undefined && typeof value !== 'string' && !value.add;
    if (definition && !isNumber) return undefined;
    if (!isNumber) return { name, section: undefined, value: 0n, line: undefined };
    return { name, section: '*ABS*', value: value.constant, line };
  }

  #line(source: Source, offset: number, what: Statement | ''): void {
    const { expansions, logicalLines } = this.options;
    const { file, line } = logicalLines ? logicalLine(source, offset) : source.heldAt(offset);
    const { nesting } = source;
    if (!expansions || nesting === 0) {
      this.#note(file, line, undefined);
      return;
    }
    const blank = isBlank.test(source.text[offset] ?? '') ? ' ' : '';
    const text = what === '' ? blank : textOfStatement(what, source);
    this.#note(file, line, `${'>'.repeat(nesting)} ${text}`);
  }

  #note(file: string, line: number, expansion: string | undefined): void {
    const { section } = this.#unit;
    if (section.isAbsolute) return;
    const last = this.#lines.at(-1);
    const isDebugging = /^\.(debug|line)/.test(section.name);
    if (last && isDebugging) last.isDebugging = true;
    if (expansion === undefined && last?.line === line && last.file === file) return;
    const { part, current: chunk, offset } = section;
    this.#lines.push({
      ...{ file, line, expansion, section, part, chunk, offset, isDebugging },
      reported: this.#unit.report.diagnostics.length,
      ...{ edict: undefined, compiledFile: undefined, compiledLine: 0 },
    });
  }
}

const marker = /# *\d+ "/y;

/** As the source numbers its lines. Where it says how, that line is still of the ones before. */
function logicalLine(source: Source, offset: number): Origin {
  marker.lastIndex = offset;
  if (offset === 0 || !marker.test(source.text)) return source.callAt(offset);
  const { file, line } = source.callAt(offset - 1);
  return { file, line: line + 1 };
}

const NOTHING = new Uint8Array(0);

function addressIn({ chunk, offset }: Noted): number {
  return chunk.address + offset;
}

/** Whether it is a symbol only because a relocation needs one: a label `.L…`, or where `la` begins. */
function isLate({ name }: Sym, type: number): boolean {
  return isTemporaryName(name) && (name !== NAMELESS || lowParts.includes(type));
}

const lowParts: readonly number[] = [R.R_RISCV_PCREL_LO12_I, R.R_RISCV_PCREL_LO12_S];

function endOfPart({ chunks }: Section, part: number): number {
  const last = chunks.findLast((chunk) => chunk.part === part);
  return last ? last.address + (last.end - last.start) + last.stretchSize : 0;
}

/** A statement as GNU as has it behind its scrubber: blanks that mean nothing are left out. */
function textOfStatement(statement: Statement, source: Source): string {
  const { labels, start, shape } = statement;
  const { text } = source;
  const head = statement.head(source);
  const before = labels.map((label) => `${label.text}:`).join('');
  const rest = scrubbed(restOf(statement, head).text);
  const isIndented = isBlank.test(text[start - 1] ?? '');
  const isSpaced = rest !== '' || isBlank.test(text[head.end] ?? '');
  return `${isIndented ? ' ' : ''}${before}${shape.headName}${isSpaced ? ' ' : ''}${rest}`;
}

const isBlank = /[ \t]/;
