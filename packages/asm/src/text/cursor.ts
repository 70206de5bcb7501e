/**
 * Finds the statements of a source: where each begins and ends, its labels, and its shape. Most characters
 * of a source are looked at here only, once each, so this decides how quick an assembly is at best.
 */

import { unquotedName } from './literal.ts';
import { Extent, type Shapes } from './shape.ts';
import type { Source } from './source.ts';
import { type LabelText, Statement } from './statement.ts';
import { characterPattern } from './token.ts';

const label = /([A-Za-z_.$\u0080-\uffff][\w.$\u0080-\uffff]*|(\d+)|("(?:\\.|[^"\\\n])*"))[ \t]*:/y;
const character = new RegExp(characterPattern, 'y');
const NO_LABELS: readonly LabelText[] = [];

const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const PERCENT = 37;
const APOSTROPHE = 39;
const STAR = 42;
const DOT = 46;
const SLASH = 47;
const ZERO = 48;
const NINE = 57;
const COLON = 58;
const SEMICOLON = 59;
const BACKSLASH = 92;

/** What a character means for finding the end of a statement, by its code. */
const OTHER = 0;
const WORD = 1;
const SPECIAL = 2;
const kinds = Uint8Array.from({ length: 128 }, (_, code) => {
  if (/[\w.$]/.test(String.fromCharCode(code))) return WORD;
  return [NEWLINE, SEMICOLON, HASH, QUOTE, APOSTROPHE, SLASH].includes(code) ? SPECIAL : OTHER;
});

function kindOf(code: number): number | undefined {
  return code < kinds.length ? kinds[code] : WORD;
}

/** Names from this length on are worth a hole, and all that begin with a dot: registers are shorter. */
const LONG_NAME = 5;

/** The statements of a source that is read many times, found once: each, and where it ends. */
export class Tape {
  readonly statements: Statement[] = [];
  readonly ends: number[] = [];
}

/** Walks over the statements of a source. */
export class StatementCursor {
  readonly source: Source;
  readonly #shapes: Shapes;
  readonly #tape: Tape | undefined;
  /** Statements taken from the tape or put on it. */
  #taken = 0;
  #at = 0;
  /** Of the statement that is being read. */
  readonly #extent: Extent = new Extent();

  /** @param tape what an earlier walk over the same source found, to which this one adds */
  constructor(source: Source, shapes: Shapes, tape?: Tape) {
    this.source = source;
    this.#shapes = shapes;
    this.#tape = tape;
  }

  /** Offset of the first character after the statement that was read last, its end included. */
  get offset(): number {
    return this.#at;
  }

  /** Goes back into the statement that was read last: the next one begins at an offset within it. */
  resume(offset: number): void {
    this.#at = offset;
    if (this.#tape) this.#tape.ends[this.#taken - 1] = offset;
  }

  /**
   * The next line is not counted, if the next statement begins one.
   * @param isLost the next statement is left out, too
   */
  swallow(isLost: boolean): void {
    const { text } = this.source;
    let at = this.#at;
    if (text.charCodeAt(at - 1) === NEWLINE) this.source.forgetLine(at);
    if (!isLost) return;
    while (at < text.length && text.charCodeAt(at) !== NEWLINE && text.charCodeAt(at) !== SEMICOLON)
      at++;
    this.resume(Math.min(at + 1, text.length));
  }

  /** The next statement that is not empty. */
  next(): Statement | undefined {
    const tape = this.#tape;
    if (!tape) return this.#read();
    const known = tape.statements[this.#taken];
    if (known) {
      this.#at = tape.ends[this.#taken++] ?? 0;
      return known;
    }
    const read = this.#read();
    if (!read) return undefined;
    tape.statements.push(read);
    tape.ends.push(this.#at);
    this.#taken++;
    return read;
  }

  #read(): Statement | undefined {
    const { text } = this.source;
    const extent = this.#extent;
    while (this.#at < text.length) {
      const start = this.#skipBlanks(this.#at);
      let labels = NO_LABELS;
      this.#measure(start);
      if (extent.mayBeLabel) {
        labels = this.#labels(start);
        this.#measure(this.#at);
      }
      const { start: base, end, holeStart, holeEnd } = extent;
      if (end === base && labels.length === 0) continue;
      const name = holeEnd > holeStart ? text.slice(holeStart, holeEnd) : '';
      return new Statement(labels, this.#shapes.of(text, extent), start, base, name);
    }
    return undefined;
  }

  #labels(start: number): readonly LabelText[] {
    const { text } = this.source;
    this.#at = start;
    const found: LabelText[] = [];
    for (;;) {
      const colon = this.#endOfWord(this.#at);
      if (colon > this.#at && text.charCodeAt(colon) === COLON && !this.#isDigit(this.#at)) {
        found.push({ text: text.slice(this.#at, colon), isNumeric: false, start: this.#at });
        this.#at = this.#skipBlanks(colon + 1);
        continue;
      }
      if (colon === this.#at && text.charCodeAt(colon) !== QUOTE) return found;
      label.lastIndex = this.#at;
      const match = label.exec(text);
      if (!match) return found;
      const [, written = '', number, quoted] = match;
      const name = quoted === undefined ? written : unquotedName(quoted);
      found.push({ text: name, isNumeric: number !== undefined, start: this.#at });
      this.#at = this.#skipBlanks(label.lastIndex);
    }
  }

  /** The first character from here on that is none of a name's. */
  #endOfWord(from: number): number {
    const { text } = this.source;
    let at = from;
    while (at < text.length && kindOf(text.charCodeAt(at)) === WORD) at++;
    return at;
  }

  #isDigit(at: number): boolean {
    const code = this.source.text.charCodeAt(at);
    return code >= ZERO && code <= NINE;
  }

  #skipBlanks(from: number): number {
    const { text } = this.source;
    for (let at = from; ; at++) {
      const code = text.charCodeAt(at);
      if (code === SLASH && text.charCodeAt(at + 1) === STAR) {
        const close = text.indexOf('*/', at + 2);
        if (close < 0) return text.length;
        at = close + 1;
      } else if (code !== SPACE && code !== TAB && code !== RETURN) return at;
    }
  }

  /** Finds where the statement that begins at `start` ends, and its hole; the next begins behind it. */
  #measure(start: number): void {
    const { text } = this.source;
    const { length } = text;
    let hash = 0;
    let wordStart = -1;
    let hashBefore = 0;
    let holeStart = 0;
    let holeEnd = 0;
    let mayBeLabel = text.charCodeAt(start) === QUOTE;
    let at = start;
    for (; ; at++) {
      const code = at < length ? text.charCodeAt(at) : NEWLINE;
      const kind = kindOf(code);
      if (kind === WORD) {
        if (wordStart < 0) {
          wordStart = at;
          hashBefore = hash;
        }
        hash = (Math.imul(hash, 31) + code) | 0;
        continue;
      }
      if (code === COLON) {
        mayBeLabel = true;
        if (wordStart === start && !this.#isDigit(start)) break;
      }
      if (wordStart >= 0) {
        if (holeEnd === 0 && wordStart > start && this.#isHole(wordStart, at)) {
          holeStart = wordStart;
          holeEnd = at;
          hash = ~hashBefore;
        }
        wordStart = -1;
      }
      if (kind === SPECIAL) {
        if (code === NEWLINE || code === SEMICOLON || code === HASH) break;
        for (const last = this.#endOfSpecial(code, at); at < last; at++) {
          hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
        }
      }
      hash = (Math.imul(hash, 31) + code) | 0;
    }
    this.#at = text.charCodeAt(at) === HASH ? this.#afterLine(at) : Math.min(at + 1, length);
    const extent = this.#extent;
    extent.start = start;
    extent.end = at;
    extent.holeStart = holeStart;
    extent.holeEnd = holeEnd;
    extent.mayBeLabel = mayBeLabel;
    // Texts that differ only in their last characters must not be neighbours in the table.
    extent.hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b_3c6d);
  }

  /** Whether a word is a name to leave out: no register, number, relocation function, or `.sizeof.`. */
  #isHole(start: number, end: number): boolean {
    const { text } = this.source;
    const first = text.charCodeAt(start);
    if (first === DOT ? end - start < 2 : end - start < LONG_NAME) return false;
    if (first === DOT && text.charCodeAt(end - 1) === DOT) return false;
    if (this.#isDigit(start)) return false;
    return text.charCodeAt(start - 1) !== PERCENT;
  }

  #afterLine(from: number): number {
    const newline = this.source.text.indexOf('\n', from);
    return newline < 0 ? this.source.text.length : newline + 1;
  }

  /** The last character of what begins here and may contain what would end a statement. */
  #endOfSpecial(code: number, at: number): number {
    if (code === QUOTE) return this.#endOfString(at);
    if (code === APOSTROPHE) return this.#endOfCharacter(at);
    if (this.source.text.charCodeAt(at + 1) !== STAR) return at;
    const close = this.source.text.indexOf('*/', at + 2);
    return close > 0 ? close + 1 : this.source.text.length - 1;
  }

  /** The closing quote, on whatever line it stands, or the opening one if there is none. */
  #endOfString(open: number): number {
    const { text } = this.source;
    for (let at = open + 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) return at;
      if (code === BACKSLASH) at++;
    }
    return open;
  }

  /** The last character of `'a'` or `'a`. */
  #endOfCharacter(open: number): number {
    character.lastIndex = open;
    return character.test(this.source.text) ? character.lastIndex - 1 : open;
  }
}
