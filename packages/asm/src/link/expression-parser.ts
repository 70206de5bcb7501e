/** The grammar of names and expressions in a linker script [ld §3.10]. */

import { EmbeddedActionsParser, type IToken, type ParserMethod } from 'chevrotain';
import type { Assertion, Expression, Named } from './script.ts';
import * as token from './script-token.ts';

/** How tightly binary operators bind, as in C. */
// biome-ignore format: columns are the point.
const PRECEDENCE: Readonly<Record<string, number>> = {
  '*': 9, '/': 9, '%': 9,
  '+': 8, '-': 8,
  '<<': 7, '>>': 7,
  '==': 6, '!=': 6, '<': 6, '>': 6, '<=': 6, '>=': 6,
  '&': 5, '^': 4, '|': 3, '&&': 2, '||': 1,
};

/** The rules that the larger grammars build upon. */
export class ExpressionParser extends EmbeddedActionsParser {
  protected name: ParserMethod<[], Named> = this.RULE('name', () => {
    const word = this.OR([
      { ALT: () => this.CONSUME(token.Name) },
      { ALT: () => this.CONSUME(token.Text) },
    ]);
    return this.ACTION(() => named(word));
  });

  protected parenthesizedName: ParserMethod<[], Named> = this.RULE('parenthesizedName', () => {
    this.CONSUME(token.Open);
    const name = this.SUBRULE(this.name);
    this.CONSUME(token.Close);
    return name;
  });

  protected parenthesized: ParserMethod<[], Expression> = this.RULE('parenthesized', () => {
    this.CONSUME(token.Open);
    const inside = this.SUBRULE(this.expression);
    this.CONSUME(token.Close);
    return inside;
  });

  protected expression: ParserMethod<[], Expression> = this.RULE('expression', (): Expression => {
    const operands = [this.SUBRULE(this.unary)];
    const operators: string[] = [];
    this.MANY(() => {
      operators.push(this.CONSUME(token.Binary).image);
      operands.push(this.SUBRULE2(this.unary));
    });
    const condition = this.ACTION(() => foldBinary(operands, operators));
    const choice = this.OPTION(() => {
      this.CONSUME(token.Question);
      const yes = this.SUBRULE(this.expression);
      this.CONSUME(token.Colon);
      const no = this.SUBRULE2(this.expression);
      return { yes, no };
    });
    if (choice === undefined) return condition;
    const { yes, no } = choice;
    return { kind: 'conditional', condition, yes, no, start: condition?.start, end: no?.end };
  });

  protected unary: ParserMethod<[], Expression> = this.RULE('unary', () =>
    this.OR([
      {
        ALT: (): Expression => {
          const sign = this.OR2([
            { ALT: () => this.CONSUME(token.Minus) },
            { ALT: () => this.CONSUME(token.Plus) },
            { ALT: () => this.CONSUME(token.Not) },
          ]);
          const operand = this.SUBRULE(this.unary);
          const range = { start: sign.startOffset, end: operand?.end };
          return { kind: 'unary', operator: sign.image, operand, ...range };
        },
      },
      { ALT: () => this.SUBRULE(this.parenthesized) },
      {
        ALT: (): Expression => {
          const { condition, message, start, end } = this.SUBRULE(this.assertion);
          return { kind: 'assertion', condition, message, start, end };
        },
      },
      {
        ALT: (): Expression => {
          const word = this.CONSUME(token.Number_);
          const range = { start: word.startOffset, end: endOf(word) };
          return this.ACTION(
            (): Expression => ({ kind: 'number', value: numberValue(word.image), ...range }),
          );
        },
      },
      { ALT: () => this.SUBRULE(this.reference) },
    ]),
  );

  /** `ASSERT(condition, "message")` */
  protected assertion: ParserMethod<[], Assertion> = this.RULE('assertion', () => {
    const { startOffset: start } = this.CONSUME(token.Assert);
    this.CONSUME(token.Open);
    const condition = this.SUBRULE(this.expression);
    this.CONSUME(token.Comma);
    const { image } = this.CONSUME(token.Text);
    const end = endOf(this.CONSUME(token.Close));
    const assertion: Assertion = {
      ...{ kind: 'assertion', condition, message: unquoted(image), start, end },
    };
    return assertion;
  });

  /** `name` or `FUNCTION(arguments)` */
  protected reference: ParserMethod<[], Expression> = this.RULE('reference', (): Expression => {
    const { name, start, end } = this.SUBRULE(this.name);
    const list: Expression[] = [];
    const call = this.OPTION({
      GATE: () => this.isOperandList(),
      DEF: () => {
        this.CONSUME(token.Open);
        this.MANY_SEP({
          SEP: token.Comma,
          DEF: () => list.push(this.SUBRULE(this.expression)),
        });
        return endOf(this.CONSUME(token.Close));
      },
    });
    return call === undefined
      ? { kind: 'name', name, start, end }
      : { kind: 'call', name, arguments: list, start, end: call };
  });

  /** Whether a parenthesis behind a name begins operands. */
  protected isOperandList(): boolean {
    return true;
  }
}

/** The offset behind a word. */
export function endOf(word: IToken): number {
  return word.startOffset + word.image.length;
}

/** A name or quoted text with its place. */
export function named(word: IToken): Named {
  return { name: unquoted(word.image), start: word.startOffset, end: endOf(word) };
}

/** A name without the quotes that it may be written in. */
export function unquoted(image: string): string {
  return image.startsWith('"') ? image.slice(1, -1) : image;
}

/** `0x10K`; or, with the base behind it, `1fh`, `17o`, `101b`, of which digits of another base end it. */
function numberValue(image: string): bigint {
  const [, written = '', letter = ''] = /^(?!0x)([\da-f]+)([hxobd])$/i.exec(image) ?? [];
  if (letter !== '') return BigInt(Number.parseInt(written, BASES[letter.toLowerCase()]) || 0);
  const unit = /[KkMm]$/.exec(image)?.[0].toLowerCase();
  const digits = unit === undefined ? image : image.slice(0, -1);
  const scale = unit === 'k' ? 1024n : unit === 'm' ? 1024n * 1024n : 1n;
  const octal = /^0[0-7]+$/.test(digits);
  return BigInt(octal ? `0o${digits.slice(1)}` : digits) * scale;
}

const BASES: Readonly<Record<string, number>> = { h: 16, x: 16, o: 8, b: 2, d: 10 };

/** Builds the tree of `a + b * c` from its flat parts by the operators' precedence. */
function foldBinary(operands: readonly Expression[], operators: readonly string[]): Expression {
  let at = 0;
  const climb = (least: number): Expression => {
    let left = operands[at] as Expression;
    for (;;) {
      const operator = operators[at];
      const level = operator === undefined ? 0 : (PRECEDENCE[operator] ?? 0);
      if (operator === undefined || level < least) return left;
      at++;
      const right = climb(level + 1);
      left = { kind: 'binary', operator, left, right, start: left.start, end: right.end };
    }
  };
  return climb(1);
}
