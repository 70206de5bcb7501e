/**
 * The grammar of operands and expressions.
 *
 * A statement's head (labels, and a mnemonic, directive or macro name) decides how the rest is
 * read: some directives and all macro calls take it as text. For the others it is a list of
 * operands, parsed here, one statement at a time, so that a mistake in one line never hides the
 * mistakes in the next:
 *
 *   operands    [operand] {"," [operand]}
 *   operand     text {text} | base | value [base]
 *   base        "(" name ")"
 *   value       "%" name "(" expression ")" | expression
 *   expression  unary {operator unary}, by the precedence of operators
 *   unary       sign unary | "(" expression ")" | integer | character | name | text | "1f"
 *
 * Most statements of a source are parsed once, so this decides how quick an assembly is: it is
 * written by hand rather than with a library [docs/decisions/0013].
 */

import { registerNumber } from '@ireko/isa';
import { characterValue, integerValue, textBytes, unquotedName } from './literal.ts';
import { HOLE } from './shape.ts';
import { type Expression, type Operand, precedence } from './syntax.ts';
import { endOf, isMark, type Token } from './token.ts';

/** A syntax error: the offsets at which it stands, and what would have been possible there. */
export interface OperandError {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly hint: string | undefined;
}

/** What was parsed, or why it could not be, with what is right before the mistake if that is whole. */
export type Parsed<T> =
  | { readonly value: T }
  | { readonly error: OperandError; readonly before?: T | undefined };

/** Parses the operands of a statement. @param end offset of the statement's end, for messages */
export function parseOperands(tokens: readonly Token[], end: number): Parsed<readonly Operand[]> {
  const parser = new OperandParser(tokens, end);
  return parser.result(parser.operands());
}

/** Parses an expression that must take up all the tokens. */
export function parseExpression(tokens: readonly Token[], end: number): Parsed<Expression> {
  const parser = new OperandParser(tokens, end);
  return parser.result(parser.expression(0));
}

/** Operators and parentheses that one operand may have: as many as recursion can bear. */
const MOST_OPERATORS = 1000;

/** What is taken where nothing stands behind an operator, as GNU as takes it. */
const MISSING: Expression = { kind: 'integer', value: 0n, isMissing: true };

/** What ends an expression in parentheses or brackets. */
const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']' };

const signs: ReadonlySet<string> = new Set(['-', '+', '~', '!']);

/** Goes over the tokens once. At the first mistake everything returns undefined. */
class OperandParser {
  readonly #tokens: readonly Token[];
  readonly #end: number;
  #at = 0;
  #operators = 0;
  #error: OperandError | undefined;

  constructor(tokens: readonly Token[], end: number) {
    this.#tokens = tokens;
    this.#end = end;
  }

  /** What was parsed, if it was all that there is. */
  result<T>(value: T | undefined): Parsed<T> {
    if (value === undefined || this.#next) this.#fail();
    if (!this.#error) return { value: value as T };
    return value === undefined ? { error: this.#error } : { error: this.#error, before: value };
  }

  /** `a0, %lo(x)(a1)`, or nothing. */
  operands(): readonly Operand[] | undefined {
    const list: Operand[] = [];
    if (!this.#next) return list;
    for (let start = this.#next.start; ; start++) {
      this.#operators = 0;
      const operand = this.#isAtEnd ? emptyAt(start) : this.#operand();
      if (!operand) return undefined;
      list.push(operand);
      const comma = this.#next;
      if (!this.#takes(',')) return list;
      start = comma?.start ?? start;
    }
  }

  /** @param least the loosest operator that belongs to it */
  expression(least: number): Expression | undefined {
    let left = this.#unary();
    for (;;) {
      const token = this.#next;
      const level = token?.kind === 'mark' ? precedence[token.image] : undefined;
      if (!left || !token || level === undefined || level < least) return left;
      if (!this.#step()) return undefined;
      const right = this.#isAtEnd ? MISSING : this.expression(level + 1);
      left = right && { kind: 'binary', operator: token.image, left, right };
    }
  }

  #operand(): Operand | undefined {
    const start = this.#next?.start ?? this.#end;
    const texts = this.#texts();
    if (texts) return { kind: 'text', bytes: texts, start, end: this.#endOfLast };
    if (this.#isBareBase) {
      const base = this.#base() ?? '';
      const [relocation, offset] = [undefined, undefined];
      return { kind: 'memory', relocation, offset, base, start, end: this.#endOfLast };
    }
    const isRelocated = isMark(this.#next, '%');
    const relocation = isRelocated ? this.#relocation() : undefined;
    if (isRelocated && relocation === undefined) return undefined;
    const isOpen = relocation !== undefined && isMark(this.#next, '(') && this.#takes('(');
    const expression = this.expression(0);
    if (!expression || (isOpen && !this.#takes(')'))) return undefined;
    if (!isMark(this.#next, '(')) {
      return { kind: 'value', relocation, expression, start, end: this.#endOfLast };
    }
    const base = this.#base();
    if (base === undefined) return undefined;
    return { kind: 'memory', relocation, offset: expression, base, start, end: this.#endOfLast };
  }

  /** The bytes of strings in a row, if they are all of an operand. */
  #texts(): readonly number[] | undefined {
    let last = this.#at;
    while (this.#tokens[last]?.kind === 'text') last++;
    const after = this.#tokens[last];
    if (last === this.#at || (after && !isMark(after, ','))) return undefined;
    const texts = this.#tokens.slice(this.#at, last);
    this.#at = last;
    return texts.flatMap(({ image }) => textBytes(image));
  }

  /** `%hi`; what it is applied to need not stand in parentheses. */
  #relocation(): string | undefined {
    this.#at++;
    return this.#name();
  }

  /** `(a0)`. */
  #base(): string | undefined {
    if (!this.#takes('(')) return undefined;
    const name = this.#name();
    if (name !== undefined) return this.#takes(')') ? name : undefined;
    this.#fail(unexpected(this.#next), 'an address is written offset(register), such as 8(sp)');
    return undefined;
  }

  /** `(a0)` as a whole operand; `(a + 4)`, `(4)(a0)` and `(label)` are expressions in parentheses. */
  get #isBareBase(): boolean {
    if (!isMark(this.#next, '(')) return false;
    const [name, close, after] = this.#tokens.slice(this.#at + 1, this.#at + 4);
    if (name?.kind !== 'name' || !isMark(close, ')') || (after && !isMark(after, ',')))
      return false;
    return registerNumber(name.image) !== undefined;
  }

  #unary(): Expression | undefined {
    const token = this.#next;
    if (!token) return undefined;
    const { kind, image } = token;
    if (kind === 'mark') {
      const isSign = signs.has(image);
      const closer = closers[image];
      if ((!isSign && closer === undefined) || !this.#step()) return undefined;
      if (isSign) {
        const operand = this.#unary();
        return operand && { kind: 'unary', operator: image, operand };
      }
      const inside = this.expression(0);
      return inside && closer !== undefined && this.#takes(closer) ? inside : undefined;
    }
    if (kind === 'stray') return undefined;
    this.#at++;
    switch (kind) {
      case 'name':
        return image.endsWith('.') && ofSection.test(image)
          ? this.#ofSection(image.toLowerCase())
          : { kind, name: image };
      case 'text':
        return { kind: 'name', name: unquotedName(image) };
      case 'integer':
        return { kind, value: integerValue(image) };
      case 'character':
        return { kind: 'integer', value: characterValue(image) };
      case 'local': {
        const direction = image.endsWith('b') ? 'b' : 'f';
        return { kind, label: Number.parseInt(image, 10), direction };
      }
    }
  }

  /** `.startof.(section)` and `.sizeof.(section)`, which stand for symbols that a linker may know. */
  #ofSection(what: string): Expression | undefined {
    if (!this.#takes('(')) return undefined;
    const token = this.#next;
    // Of a name that is the shape's hole, each statement is parsed for itself.
    if ((token?.kind !== 'name' && token?.kind !== 'text') || token.image === HOLE)
      return undefined;
    this.#at++;
    const name = token.kind === 'text' ? unquotedName(token.image) : token.image;
    return this.#takes(')') ? { kind: 'name', name: what + name } : undefined;
  }

  get #next(): Token | undefined {
    return this.#tokens[this.#at];
  }

  get #isAtEnd(): boolean {
    return !this.#next || isMark(this.#next, ',');
  }

  get #endOfLast(): number {
    const last = this.#tokens[this.#at - 1];
    return last ? endOf(last) : this.#end;
  }

  #name(): string | undefined {
    const token = this.#next;
    if (token?.kind !== 'name') return undefined;
    this.#at++;
    return token.image;
  }

  /** Goes over a mark; if it is not there, nothing is. */
  #takes(mark: string): boolean {
    if (!isMark(this.#next, mark)) {
      if (mark === ')' && !this.#next) this.#fail('`)` is missing');
      return false;
    }
    this.#at++;
    return true;
  }

  /** Goes over an operator or parenthesis, unless there are too many. */
  #step(): boolean {
    if (++this.#operators > MOST_OPERATORS) {
      this.#fail('the expression is too long from here on');
      return false;
    }
    this.#at++;
    return true;
  }

  /** Says what is wrong with the next token, if nothing has been said yet. */
  #fail(message = unexpected(this.#next), hint = this.#likelyCause): void {
    const token = this.#next;
    const [start, end] = token ? [token.start, endOf(token)] : [this.#end, this.#end];
    this.#error ??= { start, end, message, hint };
  }

  /** What may have been forgotten before the next token. */
  get #likelyCause(): string | undefined {
    const { image } = this.#next ?? {};
    if (image === '[') return 'an address is written offset(register), such as 0(sp)';
    if (image === '/' && this.#tokens[this.#at + 1]?.image === '/') return REMARK_HINT;
    if (image === '\\')
      return 'a statement ends with its line: only .S files, which are preprocessed first, may go on in the next';
    const before = this.#tokens.slice(0, this.#at);
    if (before.some(({ kind, image }) => kind === 'text' && image.includes('\n'))) {
      return 'a string before it goes over the end of its line: its closing quote may be missing';
    }
    const last = before.at(-1);
    if (isMark(last, ')') && this.#next?.kind === 'integer') {
      return `the offset stands before the register: ${image}(…)`;
    }
    if (last?.kind === 'character' && endOf(last) === this.#next?.start) {
      return 'a string stands in double quotes';
    }
    const follows = last !== undefined && endsOperand(last);
    return follows && this.#next && beginsOperand(this.#next)
      ? 'is a comma missing before it?'
      : undefined;
  }
}

/** What to say to `//`. */
export const REMARK_HINT = 'remarks begin with #; // is for .S files, which are preprocessed first';

const ofSection = /^\.(?:startof|sizeof)\.$/i;

function endsOperand(token: Token): boolean {
  return isMark(token, ')') || beginsOperand(token);
}

function beginsOperand({ kind }: Token): boolean {
  return kind !== 'mark' && kind !== 'stray';
}

function emptyAt(offset: number): Operand {
  return { kind: 'empty', start: offset, end: offset };
}

function unexpected(token: Token | undefined): string {
  if (!token) return 'the statement ends where an operand should follow';
  return token.image === '"' ? 'the string has no closing quote' : `unexpected \`${token.image}\``;
}
