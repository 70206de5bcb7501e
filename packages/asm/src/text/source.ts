/**
 * Source text and places in it.
 *
 * A source is a file, or the text that a macro call or a repetition made. The latter knows the
 * file and line of the body it came from, and the chain of calls that made it, so that a mistake
 * in a macro is shown where the macro was written and where it was used.
 */

import type { Diagnostic, Expansion, Span } from '../diagnostic.ts';

/**
 * Reads a file for the assembler or linker: its bytes, or undefined if there is no such file.
 * The paths are those that the sources name, joined with the include paths.
 */
export type ReadFile = (path: string) => Uint8Array | undefined;

/** A run of characters of a source. */
export interface Place {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** Where a line was written. */
export interface Origin {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

/** What a text was made by: a macro's or directive's name, and where it stands. */
export interface Call {
  readonly name: string;
  readonly place: Place;
}

/** A text to assemble, and where it came from. */
export class Source {
  readonly file: string;
  readonly text: string;
  /** The line of the file on which the text begins, counted from 1. */
  readonly firstLine: number;
  /** How many calls within calls made this text. */
  readonly depth: number;
  readonly #call: Call | undefined;
  readonly #origins: readonly Origin[] | undefined;
  #lineStarts: readonly number[] | undefined;
  #markers: readonly Marker[] | undefined;
  /** Where lines begin that do not count. */
  #forgotten: number[] | undefined;

  /**
   * @param call what made the text, if it is not a file of its own
   * @param origins where each line comes from, if that is not `file` from `firstLine` on
   */
  constructor(file: string, text: string, firstLine = 1, call?: Call, origins?: readonly Origin[]) {
    this.#origins = origins;
    this.file = file;
    this.text = text;
    this.firstLine = firstLine;
    this.#call = call;
    this.depth = call ? call.place.source.depth + 1 : 0;
  }

  /** The same text, of which lines are told as they stand in the file, whatever a preprocessor says of them. */
  get unmarked(): Source {
    const { file, text, firstLine } = this;
    const source = new Source(file, text, firstLine, this.#call, this.#origins);
    source.#markers = NO_MARKERS;
    return source;
  }

  /** The calls that made this text, the innermost first. */
  get expansion(): readonly Expansion[] {
    if (!this.#call) return [];
    const { name, place } = this.#call;
    const { source, start, end } = place;
    return [{ name, span: source.span(start, end) }, ...source.expansion];
  }

  /** The file and line in which the character at `offset` was written. */
  originAt(offset: number): Origin {
    const { file, firstLine } = this;
    const at = this.#beforeRemark(offset);
    const origin = this.#origins?.[this.lineAt(at) - firstLine];
    if (origin) return origin;
    const line = this.#countedLineAt(at);
    this.#markers ??= lineMarkers(this.text);
    const marker = lastBefore(this.#markers, offset);
    if (!marker || isEnd(marker)) return { file, line };
    const distance = line - this.#countedLineAt(marker.offset) - 1;
    return { file: marker.file, line: Math.max(marker.line, marker.line + distance) };
  }

  /** The line that begins at an offset counts no more. */
  forgetLine(offset: number): void {
    this.#forgotten ??= [];
    if (!this.#forgotten.includes(offset)) this.#forgotten.push(offset);
  }

  #countedLineAt(offset: number): number {
    const before = this.#forgotten?.filter((start) => start <= offset).length ?? 0;
    return this.lineAt(offset) - before;
  }

  /**
   * An offset, or that of a remark that ends on its line and began on an earlier one: as in GNU as the statement
   * behind it stands where the remark begins.
   */
  #beforeRemark(offset: number): number {
    const { text } = this;
    const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
    const end = lineStart + text.slice(lineStart, offset).lastIndexOf('*/');
    if (end < lineStart) return offset;
    const start = text.lastIndexOf('/*', end - 1);
    return start < 0 || start >= lineStart ? offset : this.#beforeRemark(start);
  }

  /** Where what made the character at `offset` stands in its file: the outermost macro call, if any. */
  callAt(offset: number): Origin {
    const { source, start } = this.outermostCall?.place ?? { source: this, start: offset };
    const { file, line } = source.originAt(start);
    return { file, line };
  }

  /** The macro call of a file that led to this text, and how many calls within calls it is away. */
  get outermostCall(): { readonly place: Place; readonly distance: number } | undefined {
    let found: { readonly place: Place; readonly distance: number } | undefined;
    let distance = 0;
    for (let call = this.#call; call && call.name !== '.include'; call = call.place.source.#call) {
      if (!repetitions.has(call.name)) found = { place: call.place, distance };
      distance++;
    }
    return found;
  }

  /** The body of a macro, where it is called. */
  get isMacro(): boolean {
    const name = this.#call?.name;
    return name !== undefined && name !== '.include' && !repetitions.has(name);
  }

  /** A repetition's text. */
  get isRepetition(): boolean {
    return this.#call !== undefined && repetitions.has(this.#call.name);
  }

  /** How many macros and repetitions within each other made this text, inclusions aside. */
  get nesting(): number {
    const call = this.#call;
    if (!call) return 0;
    return (call.name === '.include' ? 0 : 1) + call.place.source.nesting;
  }

  /** The line behind the text: of a repetition, the one that ends it. */
  get lineBehind(): number {
    return this.lineAt(this.text.length);
  }

  /** The file that is being read while this text is, and the line that it was read up to. */
  heldAt(offset: number): Origin {
    const { file } = this;
    if (!this.#call || this.#call.name === '.include') {
      const line = this.lineAt(offset);
      return this.#origins?.[line - this.firstLine] ?? { file, line };
    }
    const { source, start } = this.#call.place;
    const isOutermost = source.nesting === 0 || source.#call?.name === '.include';
    if (this.isRepetition && isOutermost) return { file, line: this.lineBehind };
    return source.heldAt(start);
  }

  /** The line in which the character at `offset` stands, counted from `firstLine`. */
  lineAt(offset: number): number {
    this.#lineStarts ??= lineStarts(this.text);
    let low = 0;
    let high = this.#lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return this.firstLine + low;
  }

  /** The characters `start … end`, cut off at the end of the line in which they begin. */
  span(start: number, end: number): Span {
    const lineStart = this.text.lastIndexOf('\n', start - 1) + 1;
    const newline = this.text.indexOf('\n', lineStart);
    const lineEnd = newline < 0 ? this.text.length : newline;
    return {
      ...this.originAt(start),
      column: start - lineStart + 1,
      length: Math.max(0, Math.min(end, lineEnd) - start),
      text: this.text.slice(lineStart, lineEnd).replace(/\r$/, ''),
    };
  }
}

/** Directives whose bodies are read once or more where they stand. */
export const repetitions: ReadonlySet<string> = new Set([
  ...['.rept', '.rep', '.irp', '.irep', '.irpc', '.irepc'],
]);

/** A line `# 12 "file.S"`, by which a preprocessor says where the next line comes from. */
interface Marker extends Origin {
  /** Where it stands in the text. */
  readonly offset: number;
}

/** `# 0 "" 2`, with which compilers end what they copied from `asm("…")`: lines are the text's again. */
function isEnd({ file, line }: Marker): boolean {
  return file === '' && line === 0;
}

/** The last marker that stands before an offset. */
function lastBefore(markers: readonly Marker[], offset: number): Marker | undefined {
  let low = 0;
  let high = markers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((markers[middle] as Marker).offset <= offset) low = middle + 1;
    else high = middle;
  }
  return markers[low - 1];
}

const NO_MARKERS: readonly Marker[] = [];

function lineMarkers(text: string): readonly Marker[] {
  if (!text.includes('#')) return NO_MARKERS;
  const pattern = /^#[ \t]*(\d+)[ \t]+"((?:\\.|[^"\\\n])*)"[^\n]*$/gm;
  return Array.from(text.matchAll(pattern), ({ index, 1: line, 2: file = '' }) => ({
    offset: index,
    line: Number(line),
    file: file.replace(/\\(.)/g, '$1'),
  }));
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Collects the diagnostics of a run, in the order in which they are found. */
export class Report {
  /**
   * All is read, and what is found now (a branch that does not reach) concerns the whole: as GNU as
   * does, it is shown at the outermost macro call.
   */
  isReadToEnd = false;
  readonly #found: Diagnostic[] = [];
  readonly #last: Diagnostic[] = [];
  #isOver = false;

  error(code: string, place: Place, message: string, hint?: string): void {
    this.#tell(this.#made('error', code, place, message, hint));
  }

  warning(code: string, place: Place, message: string, hint?: string): void {
    this.#tell(this.#made('warning', code, place, message, hint));
  }

  /** An error behind which nothing more is told: GNU as stops there. */
  fatal(code: string, place: Place, message: string, hint?: string): void {
    this.error(code, place, message, hint);
    this.#isOver = true;
  }

  /** An error that counts if there is no other: GNU as finds it only when it writes the object. */
  lastError(code: string, place: Place, message: string, hint?: string): void {
    this.#last.push(this.#made('error', code, place, message, hint));
  }

  /** Tells the last errors, where there are no others. */
  tellLast(): void {
    if (!this.hasErrors) this.#found.push(...this.#last);
  }

  get hasErrors(): boolean {
    return this.#found.some(({ severity }) => severity === 'error');
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.#found;
  }

  #tell(diagnostic: Diagnostic): void {
    if (!this.#isOver) this.#found.push(diagnostic);
  }

  #made(
    severity: 'error' | 'warning',
    code: string,
    { source, start, end }: Place,
    message: string,
    hint: string | undefined,
  ): Diagnostic {
    return {
      code,
      severity,
      message,
      ...(hint !== undefined && { hint }),
      ...(this.isReadToEnd
        ? seenFromOutside(source, start, end)
        : seenFromWithin(source, start, end)),
    };
  }
}

type Seen = Pick<Diagnostic, 'span' | 'expansion'>;

function seenFromWithin(source: Source, start: number, end: number): Seen {
  return { span: source.span(start, end), expansion: source.expansion };
}

/** What a macro made is shown at its call. */
function seenFromOutside(source: Source, start: number, end: number): Seen {
  const { outermostCall: outermost, expansion } = source;
  const span = source.span(start, end);
  if (!outermost) return { span, expansion };
  const spans = [span, ...expansion.map((each) => each.span)];
  const within = expansion.map(({ name, span: call }, index) => {
    return { name, span: index <= outermost.distance ? (spans[index] as Span) : call };
  });
  const { place } = outermost;
  return { span: place.source.span(place.start, place.end), expansion: within };
}
