/**
 * Statements of a source: labels, a head, and the tokens of the rest.
 *
 * Programs repeat themselves: `addi sp,sp,-16` stands in every other function. So what a statement
 * says from its head on is a `Shape`, found by its text, and made only once; a `Statement` is a
 * shape in a place. Offsets within a shape count from its head.
 */

import type { IToken } from 'chevrotain';
import type { Extensions } from './architecture.ts';
import { type Parsed, parseOperands } from './parser.ts';
import type { Source } from './source.ts';
import type { Operand } from './syntax.ts';
import { characterPattern, endOf, tokenize } from './token.ts';

/** What a text of a statement, from its head on, is made of. */
export class Shape {
  /** A mnemonic, directive, macro or assigned symbol, if there is one; else what is in its place. */
  readonly head: IToken | undefined;
  readonly rest: readonly IToken[];
  /** Offset just after the last token. */
  readonly end: number;
  /** The bytes of an instruction that always has the same, under these extensions. */
  code: { readonly extensions: Extensions; readonly bytes: Uint8Array } | undefined;
  #operands: Parsed<readonly Operand[]> | undefined;

  constructor(text: string) {
    const [head, ...rest] = tokenize(text);
    this.head = head;
    this.rest = rest;
    const last = rest.at(-1) ?? head;
    this.end = last ? endOf(last) : 0;
  }

  /** The rest read as operands. */
  get operands(): Parsed<readonly Operand[]> {
    this.#operands ??= parseOperands(this.rest, this.end);
    return this.#operands;
  }
}

/** Shapes that are kept at a time; a source with more different statements begins anew. */
const MOST_SHAPES = 1 << 15;
/** Longer statements are long strings and lists, which hardly repeat. */
const LONGEST = 80;

/** Finds the shape of a text. */
export class Shapes {
  readonly #known = new Map<string, Shape>();

  of(text: string): Shape {
    let shape = this.#known.get(text);
    if (shape) return shape;
    shape = new Shape(text);
    if (text.length > LONGEST) return shape;
    if (this.#known.size >= MOST_SHAPES) this.#known.clear();
    this.#known.set(text, shape);
    return shape;
  }
}

/** A label before a statement: a name, or the number of a numeric label. */
export interface LabelText {
  readonly text: string;
  readonly isNumeric: boolean;
  readonly start: number;
}

/** One statement; tokens are not interpreted beyond its labels and head. */
export interface Statement {
  readonly labels: readonly LabelText[];
  readonly shape: Shape;
  /** Offset at which the statement begins, and at which its head does. */
  readonly start: number;
  readonly base: number;
}

const label = /([A-Za-z_.$\u0080-\uffff][\w.$\u0080-\uffff]*|(\d+))[ \t]*:/y;
const character = new RegExp(characterPattern, 'y');
const NO_LABELS: readonly LabelText[] = [];

// Characters at which a statement may end, or within which it may not.
const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const APOSTROPHE = 39;
const STAR = 42;
const SLASH = 47;
const COLON = 58;
const SEMICOLON = 59;
const BACKSLASH = 92;

/** Walks over the statements of a source. */
export class StatementCursor {
  readonly source: Source;
  readonly #shapes: Shapes;
  #at = 0;

  constructor(source: Source, shapes: Shapes) {
    this.source = source;
    this.#shapes = shapes;
  }

  /** Offset of the first character after the statement that was read last, its end included. */
  get offset(): number {
    return this.#at;
  }

  /** The next statement that is not empty. */
  next(): Statement | undefined {
    const { text } = this.source;
    while (this.#at < text.length) {
      const start = this.#skipBlanks(this.#at);
      const labels = this.#labels(start);
      const base = this.#skipBlanks(this.#at);
      const end = this.#end(base);
      if (end === base && labels.length === 0) continue;
      return { labels, shape: this.#shapes.of(text.slice(base, end)), start, base };
    }
    return undefined;
  }

  #labels(start: number): readonly LabelText[] {
    const { text } = this.source;
    this.#at = start;
    if (!this.#mayBeLabel(start)) return NO_LABELS;
    const found: LabelText[] = [];
    for (;;) {
      label.lastIndex = this.#at;
      const match = label.exec(text);
      if (!match) return found;
      found.push({ text: match[1] ?? '', isNumeric: match[2] !== undefined, start: this.#at });
      this.#at = this.#skipBlanks(label.lastIndex);
    }
  }

  /** Whether a colon ends the first word. */
  #mayBeLabel(start: number): boolean {
    const { text } = this.source;
    for (let at = start; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === COLON) return true;
      if (code === SPACE || code === TAB) return text.charCodeAt(this.#skipBlanks(at)) === COLON;
      if (code === NEWLINE || code === SEMICOLON) return false;
    }
    return false;
  }

  #skipBlanks(from: number): number {
    const { text } = this.source;
    for (let at = from; ; at++) {
      const code = text.charCodeAt(at);
      if (code === SLASH && text.charCodeAt(at + 1) === STAR) {
        const close = text.indexOf('*/', at + 2);
        if (close < 0) return at;
        at = close + 1;
      } else if (code !== SPACE && code !== TAB && code !== RETURN) return at;
    }
  }

  /** Where the statement that begins at `from` ends; what comes next begins behind that. */
  #end(from: number): number {
    const { text } = this.source;
    const { length } = text;
    let at = from;
    for (; at < length; at++) {
      const code = text.charCodeAt(at);
      if (code > SEMICOLON && code !== BACKSLASH) continue;
      if (code === NEWLINE || code === SEMICOLON) {
        this.#at = at + 1;
        return at;
      }
      if (code === HASH) {
        const newline = text.indexOf('\n', at);
        this.#at = newline < 0 ? length : newline + 1;
        return at;
      }
      if (code === QUOTE) at = this.#endOfString(at);
      else if (code === APOSTROPHE) at = this.#endOfCharacter(at);
      else if (code === SLASH && text.charCodeAt(at + 1) === STAR) {
        const close = text.indexOf('*/', at + 2);
        if (close > 0) at = close + 1;
      } else if (code === BACKSLASH) at = this.#afterBackslash(at);
    }
    this.#at = length;
    return length;
  }

  /** The closing quote, or the opening one if there is none on the line. */
  #endOfString(open: number): number {
    const { text } = this.source;
    for (let at = open + 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) return at;
      if (code === BACKSLASH) at++;
      else if (code === NEWLINE) return open;
    }
    return open;
  }

  /** The last character of `'a'` or `'a`. */
  #endOfCharacter(open: number): number {
    character.lastIndex = open;
    return character.test(this.source.text) ? character.lastIndex - 1 : open;
  }

  /** A backslash at the end of a line goes on in the next. */
  #afterBackslash(at: number): number {
    const { text } = this.source;
    if (text.charCodeAt(at + 1) === NEWLINE) return at + 1;
    return text.startsWith('\r\n', at + 1) ? at + 2 : at;
  }
}
