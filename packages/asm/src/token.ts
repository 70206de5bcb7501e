/**
 * The tokens of GNU assembler syntax for RISC-V.
 *
 * Lexing never fails: bodies of macros are skipped or copied as text and may hold anything, so a
 * character that begins no token is a token of its own, and the parser rejects it only where it
 * matters. The lexer is made at first use, which keeps it out of the start-up of other commands.
 */

import { createToken, type IToken, Lexer, type TokenType } from 'chevrotain';

const BlankSpace = createToken({
  name: 'BlankSpace',
  pattern: /(?:[ \t\r\f]|\\\r?\n)+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
});
const LineComment = createToken({
  name: 'LineComment',
  pattern: /#[^\n]*/,
  group: Lexer.SKIPPED,
});
const BlockComment = createToken({
  name: 'BlockComment',
  pattern: /\/\*(?:[^*]|\*(?!\/))*\*\//,
  group: Lexer.SKIPPED,
  line_breaks: true,
});

/** `call f@plt`: calls may go through the procedure linkage table anyway [psABI §8.4.6]. */
const Plt = createToken({ name: 'Plt', pattern: /@plt(?![\w.$])/, group: Lexer.SKIPPED });

/** What ends a statement: the end of the line, or `;`. */
export const Terminator: TokenType = createToken({
  name: 'Terminator',
  pattern: /[\n;]/,
  line_breaks: true,
});
/** A symbol, register, mnemonic, directive or the location counter `.`. */
export const Identifier: TokenType = createToken({
  name: 'Identifier',
  pattern: /[A-Za-z_.$\u0080-\uffff][\w.$\u0080-\uffff]*/,
});
/** `1f`, `1b`: the next or last numeric label of that number. */
export const LocalReference: TokenType = createToken({
  name: 'LocalReference',
  pattern: /\d+[bf](?![\w.$])/,
});
/** A number; as in C it may end in `UL` or the like, which says nothing here. */
export const Integer: TokenType = createToken({
  name: 'Integer',
  pattern: /(?:0[xX][0-9a-fA-F]+|0[bB][01]+|\d+)(?:[uU]?[lL]{0,2}(?![\w.$]))?/,
});
/** `'a'`, `'\n'`, and GNU's older `'a` without the closing quote. */
export const characterPattern: RegExp = /'(?:\\(?:[0-7]{1,3}|x[0-9a-fA-F]+|[^\n])|[^\\\n])'?/;
export const Character: TokenType = createToken({
  name: 'Character',
  pattern: characterPattern,
});
export const Text: TokenType = createToken({
  name: 'Text',
  pattern: /"(?:\\.|[^"\\\n])*"/,
});
export const Comma: TokenType = createToken({ name: 'Comma', pattern: ',' });
export const Colon: TokenType = createToken({ name: 'Colon', pattern: ':' });
export const LeftParenthesis: TokenType = createToken({ name: 'LeftParenthesis', pattern: '(' });
export const RightParenthesis: TokenType = createToken({ name: 'RightParenthesis', pattern: ')' });

/** Everything that may stand between two operands of an expression. */
export const BinaryOperator: TokenType = createToken({
  name: 'BinaryOperator',
  pattern: Lexer.NA,
});
/** Everything that may stand before an operand of an expression. */
export const UnaryOperator: TokenType = createToken({ name: 'UnaryOperator', pattern: Lexer.NA });
/** A symbol is given a value: `=`; `==` does so between statement head and expression. */
export const Equals: TokenType = createToken({ name: 'Equals', pattern: '=' });
/** `%` begins a relocation function (`%hi`), or is the remainder. */
export const Percent: TokenType = createToken({
  name: 'Percent',
  pattern: '%',
  categories: [BinaryOperator],
});
const Sign = createToken({
  name: 'Sign',
  pattern: /[-+]/,
  categories: [BinaryOperator, UnaryOperator],
});
const LongOperator = createToken({
  name: 'LongOperator',
  pattern: /<<|>>|<=|>=|==|!=|<>|&&|\|\|/,
  categories: [BinaryOperator],
});
const Not = createToken({
  name: 'Not',
  pattern: '!',
  categories: [BinaryOperator, UnaryOperator],
});
const Complement = createToken({ name: 'Complement', pattern: '~', categories: [UnaryOperator] });
const ShortOperator = createToken({
  name: 'ShortOperator',
  pattern: /[*/<>&|^]/,
  categories: [BinaryOperator],
});
/** Any character that begins nothing else; it has a meaning in bodies of macros only. */
const Stray = createToken({ name: 'Stray', pattern: /./ });

/** All token types, in the order in which the lexer tries them. */
export const tokenTypes: readonly TokenType[] = [
  BlankSpace,
  Terminator,
  Identifier,
  LocalReference,
  Integer,
  Comma,
  LineComment,
  LeftParenthesis,
  RightParenthesis,
  Colon,
  Text,
  Percent,
  Sign,
  BlockComment,
  LongOperator,
  Equals,
  ShortOperator,
  Character,
  Not,
  Complement,
  Plt,
  Stray,
  BinaryOperator,
  UnaryOperator,
];

let lexer: Lexer | undefined;

/** The tokens of a text, without blanks and comments. */
export function tokenize(text: string): readonly IToken[] {
  lexer ??= new Lexer([...tokenTypes], {
    positionTracking: 'onlyOffset',
    ensureOptimizations: false,
    skipValidations: true,
  });
  const { tokens, errors } = lexer.tokenize(text);
  if (errors.length > 0) throw new Error(`no token begins at offset ${errors[0]?.offset}`);
  return tokens;
}

/** The offset just after a token. */
export function endOf(token: IToken): number {
  return token.startOffset + token.image.length;
}
