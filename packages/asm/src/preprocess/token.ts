/**
 * Preprocessing tokens [C17 §6.4], of one logical line at a time, as `gcc -x assembler-with-cpp`
 * sees them: an apostrophe need not be closed, and any other character is a token of its own.
 */

/** A token, with the macros that may not be replaced in it any more. */
export interface Token {
  readonly text: string;
  readonly kind: 'name' | 'number' | 'string' | 'other';
  /** Blanks stand before it. */
  readonly spaced: boolean;
  /** Names of macros that this token came from [C17 §6.10.3.4]. */
  readonly hidden: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

const pattern =
  /(\s*)(?:([A-Za-z_$][\w$]*)|(\.?\d(?:[eEpP][+-]|[\w.])*)|("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])')|(##|<<|>>|<=|>=|==|!=|&&|\|\||\S))/gy;

/** The tokens of a line without comments. */
export function tokensOf(line: string): Token[] {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(line); match; match = pattern.exec(line)) {
    const [, blanks = '', name, number, text, other = ''] = match;
    const spaced = blanks !== '';
    if (name !== undefined) tokens.push({ text: name, kind: 'name', spaced, hidden: NONE });
    else if (number !== undefined) {
      tokens.push({ text: number, kind: 'number', spaced, hidden: NONE });
    } else if (text !== undefined) {
      tokens.push({ text, kind: 'string', spaced, hidden: NONE });
    } else tokens.push({ text: other, kind: 'other', spaced, hidden: NONE });
  }
  return tokens;
}

/** The tokens as text, a blank where there was one. */
export function textOfTokens(tokens: readonly Token[]): string {
  return tokens.map(({ text, spaced }) => (spaced ? ` ${text}` : text)).join('');
}

/** A line of the source once backslashes at ends of lines and comments are gone. */
export interface LogicalLine {
  readonly text: string;
  /** The line of the file on which it begins, counted from 1. */
  readonly line: number;
  /** Offset of its beginning in the file. */
  readonly start: number;
}

const lexeme =
  /"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\.|[^'\\\n])'|\/\/(?:\\\r?\n|[^\n])*|\/\*[\s\S]*?(?:\*\/|$)|\\\r?\n|\r?\n/g;

/** Splits a file into logical lines; a comment counts as a blank. */
export function logicalLines(source: string): LogicalLine[] {
  const lines: LogicalLine[] = [];
  let text = '';
  let from = 0;
  let line = 1;
  let start = 0;
  let firstLine = 1;
  const end = (next: number) => {
    lines.push({ text, line: firstLine, start });
    text = '';
    start = next;
    firstLine = line;
  };
  for (const match of source.matchAll(lexeme)) {
    const [found] = match;
    const after = match.index + found.length;
    text += source.slice(from, match.index);
    from = after;
    line += found.split('\n').length - 1;
    if (found === '\n' || found === '\r\n') end(after);
    else if (found.startsWith('/')) text += ' ';
    else if (!found.startsWith('\\')) text += found;
  }
  text += source.slice(from);
  if (text !== '') end(source.length);
  return lines;
}
