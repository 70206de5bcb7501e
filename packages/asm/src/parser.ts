/**
 * The grammar of operands and expressions.
 *
 * A statement's head (labels, and a mnemonic, directive or macro name) decides how the rest is
 * read: some directives and all macro calls take it as text. For the others it is a list of
 * operands, parsed here, one statement at a time, so that a mistake in one line never hides the
 * mistakes in the next. One parser is made at first use and kept.
 */

import {
  EmbeddedActionsParser,
  type IRecognitionException,
  type IToken,
  type ParserMethod,
} from 'chevrotain';
import { characterValue, integerValue, textBytes } from './literal.ts';
import { type Expression, type Operand, precedence } from './syntax.ts';
import * as token from './token.ts';

type Value = { relocation: string | undefined; expression: Expression };

class OperandParser extends EmbeddedActionsParser {
  constructor(skipValidations: boolean) {
    super([...token.tokenTypes], { skipValidations });
    this.performSelfAnalysis();
  }

  /** `a0, %lo(x)(a1)`, or nothing. */
  operands: ParserMethod<[], Operand[]> = this.RULE('operands', () => {
    const list: Operand[] = [];
    this.OPTION(() => list.push(this.SUBRULE(this.operand)));
    this.MANY(() => {
      const comma = this.CONSUME(token.Comma);
      this.ACTION(() => {
        if (list.length === 0) list.push(emptyAt(comma.startOffset));
      });
      const found = this.OPTION2(() => this.SUBRULE2(this.operand));
      list.push(found ?? emptyAt(comma.startOffset + 1));
    });
    return list;
  });

  /** An expression and nothing else. */
  wholeExpression: ParserMethod<[], Expression> = this.RULE('wholeExpression', () =>
    this.SUBRULE(this.expression),
  );

  private operand: ParserMethod<[], Operand> = this.RULE('operand', () => {
    const first = this.LA(1);
    const start = first.startOffset;
    return this.OR([
      { ALT: () => this.SUBRULE(this.text) },
      {
        GATE: () => this.isBareBase(),
        ALT: (): Operand => {
          const base = this.SUBRULE(this.base);
          return {
            kind: 'memory',
            relocation: undefined,
            offset: undefined,
            base,
            start,
            end: this.endOfLast(),
          };
        },
      },
      {
        ALT: (): Operand => {
          const { relocation, expression } = this.SUBRULE(this.value);
          const base = this.OPTION(() => this.SUBRULE2(this.base));
          const end = this.endOfLast();
          return base === undefined
            ? { kind: 'value', relocation, expression, start, end }
            : { kind: 'memory', relocation, offset: expression, base, start, end };
        },
      },
    ]);
  });

  private text: ParserMethod<[], Operand> = this.RULE('text', () => {
    const start = this.LA(1).startOffset;
    const bytes: number[] = [];
    this.AT_LEAST_ONE(() => {
      const { image } = this.CONSUME(token.Text);
      this.ACTION(() => bytes.push(...textBytes(image)));
    });
    const operand: Operand = { kind: 'text', bytes, start, end: this.endOfLast() };
    return operand;
  });

  private base: ParserMethod<[], string> = this.RULE('base', () => {
    this.CONSUME(token.LeftParenthesis);
    const { image } = this.CONSUME(token.Identifier);
    this.CONSUME(token.RightParenthesis);
    return image;
  });

  private value: ParserMethod<[], Value> = this.RULE('value', () =>
    this.OR([
      {
        ALT: () => {
          this.CONSUME(token.Percent);
          const { image } = this.CONSUME(token.Identifier);
          this.CONSUME(token.LeftParenthesis);
          const expression = this.SUBRULE(this.expression);
          this.CONSUME(token.RightParenthesis);
          return { relocation: image, expression };
        },
      },
      { ALT: () => ({ relocation: undefined, expression: this.SUBRULE2(this.expression) }) },
    ]),
  );

  private expression: ParserMethod<[], Expression> = this.RULE('expression', () => {
    const operands = [this.SUBRULE(this.unary)];
    const operators: string[] = [];
    this.MANY(() => {
      operators.push(this.CONSUME(token.BinaryOperator).image);
      operands.push(this.SUBRULE2(this.unary));
    });
    return this.ACTION(() => fold(operands, operators));
  });

  private unary: ParserMethod<[], Expression> = this.RULE('unary', () =>
    this.OR([
      {
        ALT: (): Expression => {
          const operator = this.CONSUME(token.UnaryOperator).image;
          return { kind: 'unary', operator, operand: this.SUBRULE(this.unary) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(token.LeftParenthesis);
          const inside = this.SUBRULE(this.expression);
          this.CONSUME(token.RightParenthesis);
          return inside;
        },
      },
      {
        ALT: (): Expression => {
          const { image } = this.CONSUME(token.Integer);
          return this.ACTION(() => ({ kind: 'integer', value: integerValue(image) }));
        },
      },
      { ALT: (): Expression => ({ kind: 'name', name: this.CONSUME(token.Identifier).image }) },
      {
        ALT: (): Expression => {
          const { image } = this.CONSUME(token.LocalReference);
          const direction = image.endsWith('b') ? 'b' : 'f';
          return { kind: 'local', label: Number.parseInt(image, 10), direction };
        },
      },
      {
        ALT: (): Expression => {
          const { image } = this.CONSUME(token.Character);
          return this.ACTION(() => ({ kind: 'integer', value: characterValue(image) }));
        },
      },
    ]),
  );

  /** `(a0)` as a whole operand; `(a + 4)` and `(4)(a0)` are expressions in parentheses. */
  private isBareBase(): boolean {
    const after = this.LA(4).tokenType;
    return (
      this.LA(1).tokenType === token.LeftParenthesis &&
      this.LA(2).tokenType === token.Identifier &&
      this.LA(3).tokenType === token.RightParenthesis &&
      (after === token.Comma || this.LA(4).image === '')
    );
  }

  private endOfLast(): number {
    return token.endOf(this.LA(0));
  }
}

function emptyAt(offset: number): Operand {
  return { kind: 'empty', start: offset, end: offset };
}

/** Builds the tree of `a + b * c` from its flat parts by the operators' precedence. */
function fold(operands: Expression[], operators: string[]): Expression {
  let at = 0;
  const climb = (least: number): Expression => {
    let left = operands[at] as Expression;
    for (;;) {
      const operator = operators[at];
      const level = operator === undefined ? -1 : (precedence[operator] ?? 0);
      if (operator === undefined || level < least) return left;
      at++;
      left = { kind: 'binary', operator, left, right: climb(level + 1) };
    }
  };
  return climb(0);
}

let parser: OperandParser | undefined;

/** Has chevrotain check the grammar, which using it skips; throws if it is ambiguous. */
export function validateGrammar(): void {
  new OperandParser(false);
}

/** A syntax error: the offsets at which it stands, and what would have been possible there. */
export interface OperandError {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** What was parsed, or why it could not be. */
export type Parsed<T> = { readonly value: T } | { readonly error: OperandError };

/** Parses the operands of a statement. @param end offset of the statement's end, for messages */
export function parseOperands(tokens: readonly IToken[], end: number): Parsed<readonly Operand[]> {
  return parse(tokens, end, (p) => p.operands());
}

/** Parses an expression that must take up all the tokens. */
export function parseExpression(tokens: readonly IToken[], end: number): Parsed<Expression> {
  return parse(tokens, end, (p) => p.wholeExpression());
}

function parse<T>(
  tokens: readonly IToken[],
  end: number,
  rule: (parser: OperandParser) => T,
): Parsed<T> {
  const tooDeep = excess(tokens);
  if (tooDeep) return { error: tooDeep };
  parser ??= new OperandParser(true);
  parser.input = tokens as IToken[];
  const value = rule(parser);
  const [error] = parser.errors;
  return error ? { error: explain(error, end) } : { value };
}

/** Parentheses and signs within each other, and operators in a row, that one operand may have. */
const MOST_NESTED = 200;
const MOST_OPERATORS = 1000;

/** Where an operand is more complicated than parsing and evaluation by recursion can bear. */
function excess(tokens: readonly IToken[]): OperandError | undefined {
  let nested = 0;
  let operators = 0;
  for (const { tokenType, startOffset, image } of tokens) {
    if (tokenType === token.Comma) {
      nested = 0;
      operators = 0;
    } else if (tokenType === token.LeftParenthesis) nested++;
    else if (tokenType === token.RightParenthesis) nested--;
    else if (tokenType.CATEGORIES?.length) operators++;
    if (nested > MOST_NESTED || operators > MOST_OPERATORS) {
      const end = startOffset + image.length;
      return { start: startOffset, end, message: 'the expression is too long from here on' };
    }
  }
  return undefined;
}

function explain(error: IRecognitionException, end: number): OperandError {
  const { image, startOffset } = error.token;
  const atEnd = image === '';
  return atEnd
    ? { start: end, end, message: 'the statement ends where an operand should follow' }
    : { start: startOffset, end: startOffset + image.length, message: unexpected(image) };
}

function unexpected(image: string): string {
  return image === '"' ? 'the string has no closing quote' : `unexpected \`${image}\``;
}
