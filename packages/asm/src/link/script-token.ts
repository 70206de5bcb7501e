/**
 * The words of a linker script. What a character means depends on where it stands: `*` multiplies
 * in an expression and is a wildcard in `*(.text.*)`. The lexer therefore has modes, and the words
 * that begin and end an expression or an output section's braces switch between them:
 *
 *   script        outside of output sections; names and expressions
 *   └─ contents   between the braces of an output section; file and section patterns
 *      ├─ value       after `name =`, up to `;`
 *      └─ argument    after `BYTE(`, `PROVIDE(`, …, up to the matching `)`
 *   files         after `INPUT(` and `GROUP(`: names of files
 */

import { createToken, type IToken, Lexer, type TokenType } from 'chevrotain';

const GAP = String.raw`(?:\s|\/\*[\s\S]*?\*\/)*`;

/** A word with a fixed spelling that may not run on into a longer name. */
function keyword(text: string, more: { push_mode?: string } = {}): TokenType {
  return createToken({ name: text, pattern: new RegExp(`${text}(?![\\w.$])`), ...more });
}

export const Space: TokenType = createToken({
  name: 'Space',
  pattern: /\s+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
});
export const Comment: TokenType = createToken({
  name: 'Comment',
  pattern: /\/\*[\s\S]*?\*\//,
  group: Lexer.SKIPPED,
  line_breaks: true,
});

/** A command whose braces hold declarations or sections rather than an output section's contents. */
function block(name: string): TokenType {
  return createToken({ name, pattern: new RegExp(`${name}${GAP}\\{`), line_breaks: true });
}
export const Sections: TokenType = block('SECTIONS');
export const Memory: TokenType = block('MEMORY');
export const Phdrs: TokenType = block('PHDRS');

/** Braces and what is in them: words and, if that is not empty, more braces. */
function braced(inner: string): string {
  const parts = ['[^{}/]', '/\\*[\\s\\S]*?\\*/', '/(?!\\*)', ...(inner === '' ? [] : [inner])];
  return `\\{(?:${parts.join('|')})*\\}`;
}

/** Versions of symbols, for those who link with a shared library: for an executable they mean nothing. */
export const Version: TokenType = createToken({
  name: 'VERSION',
  pattern: new RegExp(`VERSION${GAP}${braced(braced(braced('')))}`),
  line_breaks: true,
});

export const Entry: TokenType = keyword('ENTRY');
/** Commands that say nothing a RISC-V executable depends on. */
export const Ignored: TokenType = createToken({
  name: 'OUTPUT_ARCH',
  pattern:
    /(?:OUTPUT_ARCH|OUTPUT_FORMAT|OUTPUT|TARGET|SEARCH_DIR|NOCROSSREFS(?:_TO)?|LD_FEATURE|(?:FORCE|INHIBIT)_COMMON_ALLOCATION|FORCE_GROUP_ALLOCATION)(?![\w.$])/,
});
/** Symbols that are wanted although no object names them. */
export const Extern: TokenType = keyword('EXTERN');
export const RegionAlias: TokenType = keyword('REGION_ALIAS');
export const Insert: TokenType = keyword('INSERT');
export const InsertPlace: TokenType = createToken({
  name: 'AFTER or BEFORE',
  pattern: /(?:AFTER|BEFORE)(?![\w.$])/,
});
/** An output section exists only if all its input sections are read-only, or all writable. */
export const OnlyIf: TokenType = createToken({
  name: 'ONLY_IF_RO',
  pattern: /ONLY_IF_R[OW](?![\w.$])/,
});
/** A list of files follows, in which names may hold slashes and dashes. */
export const Files: TokenType = createToken({
  name: 'INPUT',
  pattern: /(?:INPUT|GROUP|STARTUP)(?=\s*\()/,
  push_mode: 'files',
});
/** Files that only matter if they are needed: no matter where everything is static. */
export const AsNeeded: TokenType = createToken({
  name: 'AS_NEEDED',
  pattern: /AS_NEEDED(?=\s*\()/,
  push_mode: 'files',
});
export const FileName: TokenType = createToken({ name: 'file name', pattern: /[^\s(),"]+/ });
export const Assert: TokenType = keyword('ASSERT');
export const Provide: TokenType = createToken({
  name: 'PROVIDE',
  pattern: /(?:PROVIDE_HIDDEN|PROVIDE|HIDDEN)(?![\w.$])/,
});
export const At: TokenType = keyword('AT');
export const Subalign: TokenType = keyword('SUBALIGN');
export const AlignWithInput: TokenType = keyword('ALIGN_WITH_INPUT');
export const Flags: TokenType = keyword('FLAGS');
export const Filehdr: TokenType = keyword('FILEHDR');
export const PhdrsFlag: TokenType = createToken({ name: 'PhdrsFlag', pattern: /PHDRS(?![\w.$])/ });
export const Discard: TokenType = createToken({ name: 'Discard', pattern: /\/DISCARD\// });

export const Data: TokenType = createToken({
  name: 'BYTE',
  pattern: /(?:BYTE|SHORT|LONG|QUAD|SQUAD)(?![\w.$])/,
});
export const Fill: TokenType = keyword('FILL');
export const Keep: TokenType = keyword('KEEP');
export const Sort: TokenType = createToken({
  name: 'SORT',
  pattern: /SORT(?:_BY_NAME|_BY_ALIGNMENT|_BY_INIT_PRIORITY|_NONE)?(?![\w.$])/,
});
export const ExcludeFile: TokenType = keyword('EXCLUDE_FILE');
/** Tables for constructors in other object formats: nothing in ELF. */
export const Constructors: TokenType = keyword('CONSTRUCTORS');

export const Number_: TokenType = createToken({
  name: 'number',
  pattern: /(?:\d[\da-fA-F]*[HhXxOo]|\d+[BbDd]|(?:0[xX][\da-fA-F]+|\d+)[KkMm]?)(?![\w.$])/,
});
export const Text: TokenType = createToken({
  name: 'text',
  pattern: /"[^"]*"/,
  line_breaks: true,
});
export const Name: TokenType = createToken({ name: 'name', pattern: /[A-Za-z_.$][\w.$]*/ });
/** These words are also fields of a region or an attribute of a section; elsewhere they are names. */
export const Origin: TokenType = createToken({
  name: 'ORIGIN',
  pattern: /(?:ORIGIN|org|o)(?=\s*=)/,
  categories: [Name],
});
export const Length: TokenType = createToken({
  name: 'LENGTH',
  pattern: /(?:LENGTH|len|l)(?=\s*=)/,
  categories: [Name],
});
export const Align: TokenType = createToken({
  name: 'ALIGN',
  pattern: /ALIGN(?![\w.$])/,
  categories: [Name],
});
export const Overlay: TokenType = createToken({
  name: 'OVERLAY',
  pattern: /OVERLAY(?![\w.$])/,
  categories: [Name],
});
/** A name or pattern of files or sections. An operator before `=` does not belong to it. */
export const Glob: TokenType = createToken({
  name: 'pattern',
  pattern: /(?:[\w.$?[\]\\~!^]|[-*/:+](?!=))+/,
});

const assignmentPattern = /(?:<<|>>|[-+*/&|])?=(?!=)/;
export const Assign: TokenType = createToken({ name: '=', pattern: assignmentPattern });
/** An assignment among contents: an expression follows. */
export const AssignValue: TokenType = createToken({
  name: '= in contents',
  pattern: assignmentPattern,
  push_mode: 'value',
  categories: [Assign],
});

export const Binary: TokenType = createToken({ name: 'operator', pattern: Lexer.NA });
function binary(name: string, pattern: RegExp): TokenType {
  return createToken({ name, pattern, categories: [Binary] });
}
export const Plus: TokenType = binary('+', /\+/);
export const Minus: TokenType = binary('-', /-/);
/** `>region` also begins with the operator's character. */
export const Greater: TokenType = binary('>', />/);
const Operator: TokenType = binary('binary operator', /<<|>>|<=|>=|==|!=|&&|\|\||[*/%&|<^]/);
export const Not: TokenType = createToken({ name: '!', pattern: /[!~]/ });
export const Question: TokenType = createToken({ name: '?', pattern: /\?/ });
export const Colon: TokenType = createToken({ name: ':', pattern: /:/ });
export const Comma: TokenType = createToken({ name: ',', pattern: /,/ });
export const Semicolon: TokenType = createToken({ name: ';', pattern: /;/ });

export const Open: TokenType = createToken({ name: '(', pattern: /\(/ });
export const Close: TokenType = createToken({ name: ')', pattern: /\)/ });
export const OpenBrace: TokenType = createToken({
  name: '{',
  pattern: /\{/,
  push_mode: 'contents',
});
/** The brace of an overlay holds output sections. */
export const OpenOverlay: TokenType = createToken({
  name: '{ of an overlay',
  pattern: (text: string, offset: number, matched: IToken[]) => {
    if (text[offset] !== '{') return null;
    const word = matched.findLast(({ tokenType }) => ENDS_HEAD.has(tokenType));
    return word?.tokenType === Overlay ? ['{'] : null;
  },
  line_breaks: false,
  start_chars_hint: ['{'],
});
export const CloseBrace: TokenType = createToken({ name: '}', pattern: /\}/ });
const CloseContents: TokenType = createToken({
  name: '} of contents',
  pattern: /\}/,
  categories: [CloseBrace],
  pop_mode: true,
});
const CloseFiles: TokenType = createToken({
  name: ') of files',
  pattern: /\)/,
  categories: [Close],
  pop_mode: true,
});
const EndValue: TokenType = createToken({
  name: '; of a value',
  pattern: /;/,
  categories: [Semicolon],
  pop_mode: true,
});
const OpenArgument: TokenType = createToken({
  name: '( of an argument',
  pattern: /\(/,
  categories: [Open],
  push_mode: 'argument',
});
const CloseArgument: TokenType = createToken({
  name: ') of an argument',
  pattern: /\)/,
  categories: [Close],
  pop_mode: true,
});
/** `(` where the word before it takes an expression. */
const OpenFirstArgument: TokenType = createToken({
  name: '( after a word',
  pattern: (text: string, offset: number, matched: IToken[]) => {
    const previous = matched.at(-1)?.tokenType;
    const takesExpression =
      previous === Data || previous === Fill || previous === Assert || previous === Provide;
    return takesExpression && text[offset] === '(' ? ['('] : null;
  },
  categories: [Open],
  push_mode: 'argument',
  line_breaks: false,
});

/** What ends the search for the word that a brace belongs to. */
const ENDS_HEAD: ReadonlySet<TokenType> = new Set([
  ...[Overlay, OpenBrace, OpenOverlay, CloseBrace, CloseContents, Semicolon, Sections],
]);

/** A section's name may hold dashes where no expression can go on: `.note.gnu.build-id : { … }`. */
const dashedPattern = /\.[A-Za-z_][\w.$]*(?:-[\w.$]+)+/y;
const DashedName: TokenType = createToken({
  name: 'name with dashes',
  pattern: (text: string, offset: number, matched: IToken[]) => {
    const previous = matched.at(-1)?.tokenType;
    const inExpression =
      previous === undefined ||
      [Assign, Open, Comma, Question, Colon, Not].includes(previous) ||
      previous.CATEGORIES?.includes(Binary);
    dashedPattern.lastIndex = offset;
    return inExpression ? null : dashedPattern.exec(text);
  },
  categories: [Name],
  line_breaks: false,
  start_chars_hint: ['.'],
});

// The order counts: longer words before shorter ones.
// biome-ignore format: paragraphs rather than columns.
const expressionTokens = [
  Number_, Text, Align, Assert, Name, Question, Colon, Comma, Assign, Operator, Plus, Minus, Greater, Not,
];
// biome-ignore format: paragraphs rather than columns.
const modes = {
  script: [
    Space, Comment, Sections, Memory, Phdrs, Version, Entry, Ignored, Files, Assert, Provide, At, Subalign, AlignWithInput, Flags,
    Filehdr, PhdrsFlag, Extern, RegionAlias, Insert, InsertPlace, OnlyIf, Origin, Length, Discard, DashedName, Overlay, ...expressionTokens, Semicolon,
    Open, Close, OpenOverlay, OpenBrace, CloseBrace,
  ],
  contents: [
    Space, Comment, Assert, Provide, Data, Fill, Keep, Sort, ExcludeFile, Constructors, Text,
    AssignValue, Glob, Comma, Semicolon, OpenFirstArgument, Open, Close, CloseContents,
  ],
  files: [Space, Comment, AsNeeded, Open, CloseFiles, Comma, Text, FileName],
  value: [Space, Comment, ...expressionTokens, EndValue, Open, Close],
  argument: [Space, Comment, ...expressionTokens, OpenArgument, CloseArgument],
};

/** Every token type, for the parser. */
export const scriptTokens: TokenType[] = [...new Set([...Object.values(modes).flat(), Binary])];

let lexer: Lexer | undefined;

/** Splits a script into words; `errors` holds what no word can begin with. */
export function tokenizeScript(text: string): ReturnType<Lexer['tokenize']> {
  lexer ??= new Lexer(
    { modes, defaultMode: 'script' },
    { positionTracking: 'onlyOffset', ensureOptimizations: false, skipValidations: true },
  );
  return lexer.tokenize(text);
}
