/**
 * Statements of a source: labels, a head, and the rest. What a statement says from its head on is a
 * `Shape`; the statement adds where it stands, and the name in the shape's hole.
 */

import { type Parsed, parseExpression, parseOperands } from './parser.ts';
import { afterEquals, HOLE, type Shape } from './shape.ts';
import type { Place, Source } from './source.ts';
import type { Expression, Operand } from './syntax.ts';
import type { Token } from './token.ts';

/** A label before a statement: a name, or the number of a numeric label. */
export interface LabelText {
  readonly text: string;
  readonly isNumeric: boolean;
  readonly start: number;
}

/** One statement; tokens are not interpreted beyond its labels and head. */
export class Statement {
  readonly labels: readonly LabelText[];
  readonly shape: Shape;
  /** Offset at which the statement begins, and at which its head does. */
  readonly start: number;
  readonly base: number;
  /** The name in the shape's hole; empty if there is none. */
  readonly name: string;

  constructor(
    labels: readonly LabelText[],
    shape: Shape,
    start: number,
    base: number,
    name: string,
  ) {
    this.labels = labels;
    this.shape = shape;
    this.start = start;
    this.base = base;
    this.name = name;
  }

  /** Offset from the head just behind the text, blanks and remarks included. */
  get length(): number {
    const { before, after } = this.shape;
    return before.length + this.name.length + after.length;
  }

  /** Offset just after the last token, from the head. */
  get end(): number {
    return this.shape.end + this.#growth;
  }

  /** Where the head stands in the source. */
  head(source: Source): Place {
    const { base } = this;
    return { source, start: base, end: base + this.shape.headName.length };
  }

  /** Where the name in the shape's hole stands in the source. */
  placeOfName(source: Source): Place {
    const start = this.base + this.shape.before.length;
    return { source, start, end: start + this.name.length };
  }

  /** Where an operand of the shape stands in the source. */
  placeOf({ start, end }: Operand, source: Source): Place {
    const { base } = this;
    return { source, start: base + this.#moved(start), end: base + this.#moved(end) };
  }

  /** The tokens after the head. */
  get rest(): readonly Token[] {
    const { shape } = this;
    return shape.hasHole ? shape.rest.map((token) => this.#filledToken(token)) : shape.rest;
  }

  /** The rest read as operands. */
  get operands(): Parsed<readonly Operand[]> {
    const { shape } = this;
    const { operands } = shape;
    if (!shape.hasHole) return operands;
    if ('error' in operands) return parseOperands(this.rest, this.end);
    return { value: operands.value.map((operand) => this.#filled(operand)) };
  }

  /** The rest read as one expression: a condition, a count, or what follows `=`. */
  get expression(): Parsed<Expression> {
    const { shape } = this;
    const { expression } = shape;
    if (!shape.hasHole) return expression;
    if ('error' in expression) return parseExpression(afterEquals(this.rest), this.end);
    return { value: this.#filledExpression(expression.value) };
  }

  /** How much longer the name is than what stands for it. */
  get #growth(): number {
    return this.shape.hasHole ? this.name.length - HOLE.length : 0;
  }

  /** The place of an offset in the shape's text, in the statement. */
  #moved(offset: number): number {
    return offset > this.shape.before.length ? offset + this.#growth : offset;
  }

  #filledToken(token: Token): Token {
    const image = token.image === HOLE ? this.name : token.image;
    return { ...token, image, start: this.#moved(token.start) };
  }

  #filled(operand: Operand): Operand {
    const { start, end } = operand;
    if (end <= this.shape.before.length) return operand;
    const place = { start: this.#moved(start), end: this.#moved(end) };
    switch (operand.kind) {
      case 'value':
        return { ...operand, ...place, expression: this.#filledExpression(operand.expression) };
      case 'memory': {
        const offset = operand.offset && this.#filledExpression(operand.offset);
        const base = operand.base === HOLE ? this.name : operand.base;
        return { ...operand, ...place, offset, base };
      }
      default:
        return { ...operand, ...place };
    }
  }

  #filledExpression(expression: Expression): Expression {
    switch (expression.kind) {
      case 'name':
        return expression.name === HOLE ? { kind: 'name', name: this.name } : expression;
      case 'unary':
        return { ...expression, operand: this.#filledExpression(expression.operand) };
      case 'binary': {
        const left = this.#filledExpression(expression.left);
        return { ...expression, left, right: this.#filledExpression(expression.right) };
      }
      default:
        return expression;
    }
  }
}
