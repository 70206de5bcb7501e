/**
 * The tokens of GNU assembler syntax for RISC-V.
 *
 * One pattern finds them all. Finding tokens never fails: bodies of macros are skipped or copied as
 * text and may hold anything, so a character that begins no token is a token of its own, and the
 * parser rejects it only where it matters.
 */

/** What a token is. Operators and punctuation are marks, told apart by how they look. */
export type TokenKind =
  /** A symbol, register, mnemonic, directive or the location counter `.`. */
  | 'name'
  /** `1f`, `1b`: the next or last numeric label of that number. */
  | 'local'
  /** A number; as in C it may end in `UL` or the like, which says nothing here. */
  | 'integer'
  /** `'a'`, `'\n'`, and GNU's older `'a` without the closing quote. */
  | 'character'
  /** `"text"`, with its quotes; it may go on in the next lines. */
  | 'text'
  | 'mark'
  /** Any character that begins nothing else; it has a meaning in bodies of macros only. */
  | 'stray';

/** A token and where it stands in its text. */
export interface Token {
  readonly kind: TokenKind;
  readonly image: string;
  readonly start: number;
}

/** `'a'`, `'\n'`, `'a`. */
export const characterPattern: RegExp = /'(?:\\(?:[0-7]{1,3}|x[0-9a-fA-F]+|[^\n])|[^\\\n])'?/;

/** Blanks, comments, and `@plt`: calls may go through a procedure linkage table anyway [psABI §8.4.6]. */
const skipped = /(?:[ \t\r\f]|#[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|@plt(?![\w.$]))*/;

/** How tokens look; each kind but the last, in the order in which they are tried. */
const patterns: Readonly<Record<Exclude<TokenKind, 'stray'>, RegExp>> = {
  name: /[A-Za-z_.$\u0080-\uffff][\w.$\u0080-\uffff]*/,
  local: /\d+[bf](?![\w.$])/,
  integer: /(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[0-7]*|[1-9]\d*)(?:[uU]?[lL]{0,2}(?![\w.$]))?/,
  mark: /<<|>>|<=|>=|==|!=|<>|&&|\|\||[-+*/%<>&|^!~=,:()[\]]/,
  text: /"(?:\\[\s\S]|[^"\\])*"/,
  character: characterPattern,
};

const kinds: readonly TokenKind[] = [...(Object.keys(patterns) as TokenKind[]), 'stray'];
const groups = [...Object.values(patterns).map(({ source }) => source), '[^]'];
const pattern = new RegExp(`${skipped.source}(?:(${groups.join(')|(')})|$)`, 'y');

/** The tokens of a text, without blanks and comments. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  for (;;) {
    const match = pattern.exec(text);
    let group = 1;
    while (group <= kinds.length && match?.[group] === undefined) group++;
    const kind = kinds[group - 1];
    const image = match?.[group] ?? '';
    if (kind === undefined) return tokens;
    tokens.push({ kind, image, start: pattern.lastIndex - image.length });
  }
}

const leadingName = new RegExp(patterns.name, 'y');

/** The name with which a text begins; empty if it begins with anything else. */
export function nameAt(text: string): string {
  leadingName.lastIndex = 0;
  return leadingName.exec(text)?.[0] ?? '';
}

/** The offset just after a token. */
export function endOf({ start, image }: Token): number {
  return start + image.length;
}

/** Whether a token is this mark. */
export function isMark(token: Token | undefined, image: string): boolean {
  return token?.image === image && token.kind === 'mark';
}
