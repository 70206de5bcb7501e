/**
 * Shapes: what statements say, each found by its text and made only once.
 *
 * Programs repeat themselves: `addi sp,sp,-16` stands in every other function. And where statements
 * differ, most differ in one name: `beq a0,a1,.L12`, `call strlen`. So a shape is a text from a
 * statement's head on in which one long name may be left out, the *hole*; a statement is a shape in
 * a place with a name for the hole. Offsets within a shape count from its head.
 */

import type { Known } from '../known.ts';
import { type Parsed, parseExpression, parseOperands } from './parser.ts';
import type { Expression, Operand } from './syntax.ts';
import { endOf, isMark, nameAt, type Token, tokenize } from './token.ts';

/** What stands in the text of a shape for the name that was left out: no character, so in no source. */
export const HOLE = '\uffff';

/** What a text of a statement, from its head on, is made of. */
export class Shape {
  /** The text before the hole and after it; all of it and nothing if there is none. */
  readonly before: string;
  readonly after: string;
  readonly hasHole: boolean;
  /** A mnemonic, directive, macro or assigned symbol, if there is one; else what is in its place. */
  readonly head: Token | undefined;
  /** The head in small letters, by which directives, macros and instructions are found. */
  readonly headName: string;
  /** What such statements do, once that is known. */
  known: Known | undefined;
  #assigns: boolean | undefined;
  #end: number | undefined;
  #operands: Parsed<readonly Operand[]> | undefined;
  #expression: Parsed<Expression> | undefined;

  /** @param after undefined if nothing is left out */
  constructor(before: string, after?: string) {
    this.before = before;
    this.after = after ?? '';
    this.hasHole = after !== undefined;
    const name = nameAt(before);
    this.head = name === '' ? this.#tokens()[0] : { kind: 'name', image: name, start: 0 };
    this.headName = this.head?.image.toLowerCase() ?? '';
  }

  /** All that stands behind the head, the hole too. */
  get text(): string {
    return (
      this.before.slice(this.headName.length) +
      (this.hasHole ? HOLE : '') +
      this.after
    ).trim();
  }

  /** The tokens after the head; the hole is one of them. They are not kept, as they are hardly wanted twice. */
  get rest(): readonly Token[] {
    return this.#tokens().slice(1);
  }

  /** The head is a symbol that is given a value: a `=` follows, which is never behind a hole. */
  get assigns(): boolean {
    this.#assigns ??= this.#isAssigned();
    return this.#assigns;
  }

  #isAssigned(): boolean {
    const next = /[^ \t]|$/g;
    next.lastIndex = this.headName.length;
    const first = next.exec(this.before)?.[0] ?? '';
    return first === '/' ? isAssignment(this.rest[0]) : first === '=';
  }

  /** Offset just after the last token. */
  get end(): number {
    if (this.#end === undefined) this.#tokens();
    return this.#end ?? 0;
  }

  /** The rest read as operands. */
  get operands(): Parsed<readonly Operand[]> {
    this.#operands ??= parseOperands(this.rest, this.end);
    return this.#operands;
  }

  /** The rest read as one expression: a condition, a count, or what follows `=`. */
  get expression(): Parsed<Expression> {
    this.#expression ??= parseExpression(afterEquals(this.rest), this.end);
    return this.#expression;
  }

  #tokens(): readonly Token[] {
    const tokens = tokenize(this.hasHole ? this.before + HOLE + this.after : this.before);
    const last = tokens.at(-1);
    this.#end = last ? endOf(last) : 0;
    return tokens;
  }
}

/** The tokens of an expression, without the `=` or `==` that assigns it. */
export function afterEquals(tokens: readonly Token[]): readonly Token[] {
  return isAssignment(tokens[0]) ? tokens.slice(1) : tokens;
}

/** Whether a token after a name gives it a value. */
function isAssignment(token: Token | undefined): boolean {
  return isMark(token, '=') || isMark(token, '==');
}

/** Shapes that are kept at a time; a source with more different statements begins anew. */
const MOST_SHAPES = 1 << 15;
/** Places in the table, some of them always empty: half of the bits of a hash. */
const PLACE_BITS = 16;
const PLACES = 1 << PLACE_BITS;
/** Longer statements are long strings and lists, which hardly repeat. */
const LONGEST = 240;
/** Characters for which there is room at first. */
const FIRST_TEXTS = 1 << 14;

/** Where a statement's text stands, with what was found out on the way to its end. */
export class Extent {
  start = 0;
  end = 0;
  /** The name to leave out, half-open; empty if there is none. */
  holeStart = 0;
  holeEnd = 0;
  /** A colon stands in it, or it begins with a string: it may begin with labels. */
  mayBeLabel = false;
  /** A number that depends on nothing but the shape's text. */
  hash = 0;
}

/** Where the hole is of a shape that has none. */
const NO_HOLE = -1;

/**
 * Finds the shape of a text: a table by hash, where a text that finds its place taken takes the next.
 * What stands in a source but once, as calls of macros with all their arguments do, is not kept: a shape
 * is when its text comes for the second time, unless others came to its place in between. All that is
 * compared stands in columns by the shapes' numbers, so that few places in memory are looked at.
 */
export class Shapes {
  readonly #shapes: Shape[] = [];
  /** From 1 on, the number of the shape that has the place; 0 if it is free. */
  readonly #places = new Uint16Array(PLACES);
  /** The rest of the hash that came last of those that begin at a place. */
  readonly #last = new Uint16Array(PLACES);
  /** By number: the hash, where the text ends in `#texts`, and where the hole is in it. */
  readonly #hashes = new Int32Array(MOST_SHAPES);
  readonly #ends = new Int32Array(MOST_SHAPES + 1);
  readonly #holes = new Int16Array(MOST_SHAPES);
  /** The texts of all shapes, without holes, one behind the other. */
  #texts = new Uint16Array(FIRST_TEXTS);

  of(text: string, extent: Readonly<Extent>): Shape {
    const { hash } = extent;
    const length = extent.end - extent.start - (extent.holeEnd - extent.holeStart);
    let place = hash & (PLACES - 1);
    for (; this.#places[place] !== 0; place = (place + 1) & (PLACES - 1)) {
      const number = (this.#places[place] as number) - 1;
      if (this.#hashes[number] === hash && this.#isText(number, text, extent, length))
        return this.#shapes[number] as Shape;
    }
    const made = shapeOf(text, extent);
    if (length > LONGEST || !this.#isAgain(hash)) return made;
    if (this.#shapes.length === MOST_SHAPES) {
      this.#places.fill(0);
      this.#shapes.length = 0;
      place = hash & (PLACES - 1);
    }
    this.#keep(made, hash);
    this.#places[place] = this.#shapes.length;
    return made;
  }

  /** Whether a shape is that of a text of so many characters besides the hole. */
  #isText(number: number, text: string, extent: Readonly<Extent>, length: number): boolean {
    const { start, holeStart, holeEnd } = extent;
    const first = this.#ends[number] as number;
    if ((this.#ends[number + 1] as number) - first !== length) return false;
    const hole = holeEnd > holeStart ? holeStart - start : NO_HOLE;
    if (this.#holes[number] !== hole) return false;
    const before = hole === NO_HOLE ? length : hole;
    const texts = this.#texts;
    for (let index = 0; index < before; index++) {
      if (texts[first + index] !== text.charCodeAt(start + index)) return false;
    }
    for (let index = before; index < length; index++) {
      if (texts[first + index] !== text.charCodeAt(holeEnd + index - before)) return false;
    }
    return true;
  }

  #keep(shape: Shape, hash: number): void {
    const { before, after, hasHole } = shape;
    const number = this.#shapes.length;
    const first = this.#ends[number] as number;
    const end = first + before.length + after.length;
    if (end > this.#texts.length) {
      const grown = new Uint16Array(2 * end);
      grown.set(this.#texts);
      this.#texts = grown;
    }
    const whole = before + after;
    for (let index = 0; index < whole.length; index++) {
      this.#texts[first + index] = whole.charCodeAt(index);
    }
    this.#shapes.push(shape);
    this.#hashes[number] = hash;
    this.#ends[number + 1] = end;
    this.#holes[number] = hasHole ? before.length : NO_HOLE;
  }

  /** Whether a text of this hash came before. */
  #isAgain(hash: number): boolean {
    const place = hash & (PLACES - 1);
    const rest = hash >>> PLACE_BITS;
    if (this.#last[place] === rest) return true;
    this.#last[place] = rest;
    return false;
  }
}

function shapeOf(text: string, { start, end, holeStart, holeEnd }: Readonly<Extent>): Shape {
  return holeEnd > holeStart
    ? new Shape(text.slice(start, holeStart), text.slice(holeEnd, end))
    : new Shape(text.slice(start, end));
}
