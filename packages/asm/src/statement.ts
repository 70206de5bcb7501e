/** Statements of a source: labels, a head, and the tokens of the rest. */

import type { IToken } from 'chevrotain';
import type { Source } from './source.ts';
import { Colon, endOf, Identifier, Integer, Terminator } from './token.ts';

/** One statement; tokens are not interpreted beyond its labels and head. */
export interface Statement {
  readonly labels: readonly IToken[];
  /** A mnemonic, directive, macro or assigned symbol, if there is one; else what is in its place. */
  readonly head: IToken | undefined;
  readonly rest: readonly IToken[];
  /** Offset at which the statement begins, and just after its last token. */
  readonly start: number;
  readonly end: number;
}

/** Walks over the statements of a source. */
export class StatementCursor {
  readonly source: Source;
  readonly #tokens: readonly IToken[];
  #at = 0;

  constructor(source: Source) {
    this.source = source;
    this.#tokens = source.tokens;
  }

  /** Offset of the first character after the statement that was read last, its end included. */
  get offset(): number {
    const token = this.#tokens[this.#at - 1];
    return token ? endOf(token) : 0;
  }

  /** The next statement that is not empty. */
  next(): Statement | undefined {
    const tokens = this.#tokens;
    while (this.#at < tokens.length && tokens[this.#at]?.tokenType === Terminator) this.#at++;
    const first = tokens[this.#at];
    if (!first) return undefined;
    const labels: IToken[] = [];
    let at = this.#at;
    while (isLabel(tokens[at], tokens[at + 1])) {
      labels.push(tokens[at] as IToken);
      at += 2;
    }
    let end = at;
    while (end < tokens.length && tokens[end]?.tokenType !== Terminator) end++;
    const head = end > at ? tokens[at] : undefined;
    const rest = end > at + 1 ? tokens.slice(at + 1, end) : [];
    const last = tokens[end - 1] ?? first;
    this.#at = end < tokens.length ? end + 1 : end;
    return { labels, head, rest, start: first.startOffset, end: endOf(last) };
  }
}

function isLabel(token: IToken | undefined, next: IToken | undefined): boolean {
  if (next?.tokenType !== Colon) return false;
  return token?.tokenType === Identifier || token?.tokenType === Integer;
}
