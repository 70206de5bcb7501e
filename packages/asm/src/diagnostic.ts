/**
 * A user's mistake as a value: where it is, what is wrong, what would be right.
 *
 * Every stage (assembler, linker, image builder) returns diagnostics and never throws for what a
 * user wrote. `formatDiagnostic` is the one way they are shown: `file:line:col: error: message`,
 * the source line with the place underlined, a hint, and the macros that led there.
 */

/** A place in a source file: a run of characters within one line. */
export interface Span {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in characters; 0 if only the line is known. */
  readonly column: number;
  /** Characters; 0 marks a point. */
  readonly length: number;
  /** The whole line, without its end. */
  readonly text: string;
}

/** A macro call, repetition or inclusion inside which a diagnostic arose. */
export interface Expansion {
  /** The macro's name, `.rept`, or the included file. */
  readonly name: string;
  /** Where it was called. */
  readonly span: Span;
}

/** What is wrong in an input, for a person and (by its code) for a tool. */
export interface Diagnostic {
  /** A stable name of the kind of mistake, such as `immediate-range`. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** One line, without a full stop. */
  readonly message: string;
  /** What to do about it, if that is known. */
  readonly hint?: string;
  /** Undefined when the mistake has no place, such as a file that cannot be read. */
  readonly span: Span | undefined;
  /**
   * The calls that led there, the innermost first; where `span` is the outermost call of a macro, the
   * places within each that it led to.
   */
  readonly expansion: readonly Expansion[];
}

/** How `formatDiagnostic` writes. */
export interface FormatOptions {
  /** Terminal colours; off by default. */
  readonly colour?: boolean;
}

const RED = 31;
const MAGENTA = 35;
const CYAN = 36;

/**
 * The text of a diagnostic, of one or more lines, without a final newline.
 *
 * @example
 * ```text
 * boot.s:3:22: error: immediate 4096 is out of range for addi: -2048…2047
 *         addi    a0, a0, 4096
 *                         ^^^^
 * hint: load it first: li t0, 4096
 * ```
 */
export function formatDiagnostic(diagnostic: Diagnostic, options: FormatOptions = {}): string {
  const paint = (colour: number, text: string) =>
    options.colour ? `\u001b[1;${colour}m${text}\u001b[0m` : text;
  const { severity, message, hint, span, expansion } = diagnostic;
  const place = span ? `${position(span)}: ` : '';
  const kind = paint(severity === 'error' ? RED : MAGENTA, severity);
  const lines = [`${place}${kind}: ${visible(message)}`];
  if (span && span.text !== '') {
    const shown = withinWidth(span);
    lines.push(visible(shown.text), paint(RED, underline(shown)));
  }
  if (hint !== undefined) lines.push(`${paint(CYAN, 'hint')}: ${hint}`);
  const calls = expansion.map(({ name, span: call }) => `  in ${name}, at ${position(call)}`);
  lines.push(...withoutMiddle(calls));
  return lines.join('\n');
}

/** Control characters but for tabs, which a terminal would obey, as pictures of them; no longer than it was. */
function visible(text: string): string {
  return text.replace(/[^\P{Cc}\t]/gu, (control) => {
    const code = control.charCodeAt(0);
    return String.fromCharCode(code < 0x20 ? 0x2400 + code : code === 0x7f ? 0x2421 : 0xfffd);
  });
}

function position({ file, line, column }: Span): string {
  return column === 0 ? `${file}:${line}` : `${file}:${line}:${column}`;
}

/** Calls that are shown of a long chain: as many of its beginning and its end. */
const MOST_CALLS = 12;

function withoutMiddle(calls: readonly string[]): readonly string[] {
  if (calls.length <= MOST_CALLS) return calls;
  const half = MOST_CALLS / 2;
  const left = `  … ${calls.length - MOST_CALLS} more`;
  return [...calls.slice(0, half), left, ...calls.slice(-half)];
}

/** Longer lines, which macros of the C preprocessor make, are shown around the place only. */
const WIDEST = 160;

/** The part of the line that is shown, and where the place is in it. */
function withinWidth(span: Span): Pick<Span, 'text' | 'column' | 'length'> {
  const { text, column, length } = span;
  if (text.length <= WIDEST) return span;
  const start = Math.max(0, column - 1 - WIDEST / 2);
  const end = Math.min(text.length, start + WIDEST);
  const [before, after] = [start > 0 ? '…' : '', end < text.length ? '…' : ''];
  const shown = `${before}${text.slice(start, end)}${after}`;
  return { text: shown, column: column - start + before.length, length: Math.min(length, end) };
}

/** Carets under the span; tabs before it are kept, so that they line up. */
function underline(span: Pick<Span, 'text' | 'column' | 'length'>): string {
  const before = span.text.slice(0, span.column - 1).replace(/[^\t]/g, ' ');
  const room = span.text.length - (span.column - 1);
  return before + '^'.repeat(Math.max(1, Math.min(span.length, room)));
}
