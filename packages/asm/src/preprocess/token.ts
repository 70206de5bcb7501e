/**
 * Preprocessing tokens [C17 §6.4], of one logical line at a time, as `gcc -x assembler-with-cpp`
 * sees them: a quote that is not closed takes the rest of the line, `$` is in no name, and any other
 * character is a token of its own.
 */

/** A token, with the macros that may not be replaced in it any more. */
export interface Token {
  readonly text: string;
  readonly kind: 'name' | 'number' | 'string' | 'other';
  /** Blanks stand before it. */
  readonly spaced: boolean;
  /** It was brought here by a macro, or follows what was: it is no part of the token before it. */
  readonly apart?: boolean;
  /** Names of macros that this token came from [C17 §6.10.3.4]. */
  readonly hidden: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

const pattern =
  /(\s*)(?:([A-Za-z_]\w*)|(\.?\d(?:[eEpP][+-]|[\w.])*)|("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|["'].*)|(##|<<|>>|<=|>=|==|!=|&&|\|\||\S))/gy;

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
  return tokens
    .map((token, at) =>
      token.spaced || isJoining(tokens[at - 1], token) ? ` ${token.text}` : token.text,
    )
    .join('');
}

/** Whether a word that a macro brought, or one behind it, would become one with what is before it. */
function isJoining(before: Token | undefined, { apart, kind, text }: Token): boolean {
  if (!apart || !before) return false;
  if (before.text === '.') return kind === 'number';
  if (before.kind === 'number') return kind === 'name' || kind === 'number';
  return (
    before.kind === 'name' && (kind === 'name' || (kind === 'number' && !text.startsWith('.')))
  );
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
  /"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?|\/\/(?:\\\r?\n|[^\n])*|\/\*[\s\S]*?(?:\*\/|$)|\\[ \t]*\r?\n|\r?\n/g;

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
    else if (!found.startsWith('\\')) text += found.replace(/\\[ \t]*\r?\n/g, '');
  }
  text += source.slice(from);
  if (text !== '') end(source.length);
  return lines;
}
