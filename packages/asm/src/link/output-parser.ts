/**
 * The grammar of what stands in `SECTIONS`: assignments, assertions, and output sections with their
 * contents [ld §3.5…3.6].
 */

import {
  SHT_FINI_ARRAY,
  SHT_INIT_ARRAY,
  SHT_NOBITS,
  SHT_NOTE,
  SHT_PREINIT_ARRAY,
  SHT_PROGBITS,
  SHT_STRTAB,
} from '@ireko/elf';
import type { IToken, ParserMethod, TokenType } from 'chevrotain';
import { endOf, named } from './expression-parser.ts';
import { InputParser } from './input-parser.ts';
import type {
  Assertion,
  Assignment,
  ContentStatement,
  Expression,
  Fill,
  Named,
  OutputStatement,
} from './script.ts';
import * as token from './script-token.ts';

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

type OutputTail = Pick<OutputStatement, 'region' | 'loadRegion' | 'segments' | 'fill'>;

const SECTION_TYPES = ['NOLOAD', 'COPY', 'INFO', 'OVERLAY', 'DSECT', 'READONLY', 'TYPE'];
const ELF_TYPES: Readonly<Record<string, number>> = {
  ...{ SHT_PROGBITS, SHT_STRTAB, SHT_NOTE, SHT_NOBITS },
  ...{ SHT_INIT_ARRAY, SHT_FINI_ARRAY, SHT_PREINIT_ARRAY },
};
const DATA_SIZES: Readonly<Record<string, 1 | 2 | 4 | 8>> = {
  ...{ BYTE: 1, SHORT: 2, LONG: 4 },
  ...{ QUAD: 8, SQUAD: 8 },
};

/** The rules for output sections, on top of those for their input sections. */
export class OutputParser extends InputParser {
  /** An assignment or assertion, with the semicolon that may be left out after `)`. */
  protected command: ParserMethod<[], Assignment | Assertion> = this.RULE('command', () =>
    this.OR([
      {
        ALT: (): Assignment | Assertion => {
          const assertion = this.SUBRULE(this.assertion);
          this.OPTION(() => this.CONSUME2(token.Semicolon));
          return assertion;
        },
      },
      { ALT: () => this.SUBRULE(this.provide) },
      {
        ALT: () => {
          const assignment = this.SUBRULE(this.assignment);
          this.CONSUME(token.Semicolon);
          return assignment;
        },
      },
    ]),
  );

  protected provide: ParserMethod<[], Assignment> = this.RULE('provide', () => {
    const { image } = this.CONSUME(token.Provide);
    this.CONSUME(token.Open);
    const assignment = this.SUBRULE(this.assignment);
    this.CONSUME(token.Close);
    this.OPTION(() => this.CONSUME(token.Semicolon));
    return {
      ...assignment,
      provide: image.startsWith('PROVIDE'),
      hidden: image.endsWith('HIDDEN'),
    };
  });

  protected assignment: ParserMethod<[], Assignment> = this.RULE('assignment', () => {
    const word = this.OR([
      { ALT: () => this.CONSUME(token.Name) },
      { ALT: () => this.CONSUME(token.Text) },
      { ALT: () => this.CONSUME(token.Glob) },
    ]);
    const { image } = this.CONSUME(token.Assign);
    const right = this.SUBRULE(this.expression);
    return this.ACTION(() => assignment(named(word), image.slice(0, -1), right));
  });

  protected output: ParserMethod<[], OutputStatement> = this.RULE('output', () => {
    const statement: Mutable<OutputStatement> = {
      ...{ kind: 'output', name: '', start: 0, end: 0, contents: [], segments: [] },
      ...{ address: undefined, type: undefined, loadAddress: undefined, align: undefined },
      ...{ alignsWithInput: false, onlyIf: undefined, elfType: undefined, dotBehind: undefined },
      ...{ subalign: undefined, region: undefined, loadRegion: undefined, fill: undefined },
    };
    Object.assign(
      statement,
      this.OR([
        { ALT: () => this.SUBRULE(this.name) },
        {
          ALT: () => {
            const word = this.CONSUME(token.Discard);
            return this.ACTION(() => named(word));
          },
        },
      ]),
    );
    this.OPTION({
      GATE: () => !this.isSectionType(),
      DEF: () => {
        statement.address = this.SUBRULE(this.expression);
      },
    });
    this.OPTION2(() => Object.assign(statement, this.SUBRULE(this.sectionType)));
    this.CONSUME(token.Colon);
    this.MANY(() =>
      this.OR2([
        {
          ALT: () => {
            this.CONSUME(token.At);
            statement.loadAddress = this.SUBRULE(this.parenthesized);
          },
        },
        {
          ALT: () => {
            this.CONSUME(token.Align);
            statement.align = this.SUBRULE2(this.parenthesized);
          },
        },
        {
          ALT: () => {
            this.CONSUME(token.Subalign);
            statement.subalign = this.SUBRULE3(this.parenthesized);
          },
        },
        {
          ALT: () => {
            const word = this.CONSUME(token.OnlyIf).image;
            statement.onlyIf = word === 'ONLY_IF_RO' ? 'read-only' : 'writable';
          },
        },
        {
          ALT: () => {
            this.CONSUME(token.AlignWithInput);
            statement.alignsWithInput = true;
          },
        },
      ]),
    );
    statement.contents = this.SUBRULE(this.contents);
    Object.assign(statement, this.SUBRULE(this.outputTail));
    return statement;
  });

  /** `(NOLOAD)`, `(READONLY)`, `(TYPE = SHT_PROGBITS)`, `(READONLY (TYPE = 1))` */
  private sectionType: ParserMethod<[], Pick<OutputStatement, 'type' | 'elfType'>> = this.RULE(
    'sectionType',
    () => {
      this.CONSUME(token.Open);
      let type: string | undefined = this.SUBRULE(this.name).name;
      let elfType: number | undefined;
      this.OPTION(() => {
        this.CONSUME(token.Assign);
        elfType = this.SUBRULE(this.elfType);
        type = undefined;
      });
      this.OPTION2(() => {
        this.CONSUME2(token.Open);
        this.SUBRULE2(this.name);
        this.CONSUME2(token.Assign);
        elfType = this.SUBRULE2(this.elfType);
        this.CONSUME(token.Close);
      });
      this.CONSUME2(token.Close);
      return { type, elfType };
    },
  );

  private elfType: ParserMethod<[], number> = this.RULE('elfType', () =>
    this.OR([
      { ALT: () => ELF_TYPES[this.SUBRULE(this.name).name] ?? SHT_PROGBITS },
      { ALT: () => Number(this.CONSUME(token.Number_).image) },
    ]),
  );

  /** `{ *(.text) . = ALIGN(8); }` */
  protected contents: ParserMethod<[], ContentStatement[]> = this.RULE('contents', () => {
    this.CONSUME(token.OpenBrace);
    const contents: ContentStatement[] = [];
    this.MANY(() => {
      const content = this.SUBRULE(this.content);
      this.ACTION(() => content && contents.push(content));
    });
    this.CONSUME(token.CloseBrace);
    return contents;
  });

  /** `:phdr =fill` */
  protected memberTail: ParserMethod<[], Pick<OutputTail, 'segments' | 'fill'>> = this.RULE(
    'memberTail',
    () => {
      const segments: Named[] = [];
      this.MANY(() => {
        this.CONSUME(token.Colon);
        segments.push(this.SUBRULE(this.name));
      });
      const fill = this.OPTION(() => {
        this.CONSUME(token.Assign);
        return this.SUBRULE(this.fillPattern);
      });
      this.OPTION2(() => this.CONSUME(token.Comma));
      return { segments, fill };
    },
  );

  /** `>region AT>region :phdr =fill` */
  protected outputTail: ParserMethod<[], OutputTail> = this.RULE('outputTail', () => {
    const region = this.OPTION(() => {
      this.CONSUME(token.Greater);
      return this.SUBRULE(this.name);
    });
    const loadRegion = this.OPTION2(() => {
      this.CONSUME(token.At);
      this.CONSUME2(token.Greater);
      return this.SUBRULE2(this.name);
    });
    return { region, loadRegion, ...this.SUBRULE(this.memberTail) };
  });

  protected content: ParserMethod<[], ContentStatement | undefined> = this.RULE('content', () =>
    this.OR([
      {
        GATE: () => this.isAssignment(),
        ALT: (): ContentStatement | undefined => this.SUBRULE(this.command),
      },
      {
        GATE: () => this.LA(3).tokenType === token.Constructors,
        ALT: () => {
          this.CONSUME(token.Sort);
          this.CONSUME2(token.Open);
          this.CONSUME2(token.Constructors);
          this.CONSUME2(token.Close);
          return undefined;
        },
      },
      { ALT: () => this.SUBRULE2(this.inputStatement) },
      {
        ALT: (): ContentStatement => {
          const word = this.CONSUME(token.Data);
          const value = this.SUBRULE(this.parenthesized);
          const size = DATA_SIZES[word.image] ?? 8;
          return { kind: 'data', size, value, start: word.startOffset, end: endOf(word) };
        },
      },
      {
        ALT: (): ContentStatement => {
          const { startOffset: start } = this.CONSUME(token.Fill);
          this.CONSUME(token.Open);
          const fill = this.SUBRULE(this.fillPattern);
          const end = endOf(this.CONSUME(token.Close));
          return { kind: 'fill', fill, start, end };
        },
      },
      {
        ALT: () => {
          this.CONSUME(token.Constructors);
          return undefined;
        },
      },
      {
        ALT: () => {
          this.CONSUME(token.Semicolon);
          return undefined;
        },
      },
    ]),
  );

  /** A hexadecimal number is its bytes as written; anything else is four bytes, big-endian. */
  protected fillPattern: ParserMethod<[], Fill> = this.RULE('fillPattern', () => {
    const first = this.LA(1);
    const value = this.SUBRULE(this.expression);
    return this.ACTION((): Fill => {
      const alone = value.kind === 'number' && value.start === first.startOffset;
      const digits = /^0[xX]([\da-fA-F]+)$/.exec(first.image)?.[1];
      if (!alone || digits === undefined) return { kind: 'expression', value };
      const even = digits.length % 2 === 0 ? digits : `0${digits}`;
      const bytes = even.match(/../g)?.map((pair) => Number.parseInt(pair, 16)) ?? [];
      return { kind: 'bytes', bytes };
    });
  });

  private isAssignment(): boolean {
    const first = this.LA(1).tokenType;
    if (first === token.Assert || first === token.Provide) return true;
    return tokenMatches(this.LA(2), token.Assign);
  }

  protected override isOperandList(): boolean {
    return !this.isSectionType();
  }

  /** `(NOLOAD)` and the like, where an address could also begin. */
  private isSectionType(): boolean {
    return this.LA(1).tokenType === token.Open && SECTION_TYPES.includes(this.LA(2).image);
  }
}

/** `name = right`, or `name = name operator right`. */
function assignment(target: Named, operator: string, right: Expression): Assignment {
  const left: Expression = { kind: 'name', ...target };
  const value: Expression =
    operator === ''
      ? right
      : { kind: 'binary', operator, left, right, start: target.start, end: right.end };
  return { kind: 'assignment', ...target, value, provide: false, hidden: false };
}

export function tokenMatches(word: IToken, type: TokenType): boolean {
  return word.tokenType === type || (word.tokenType.CATEGORIES?.includes(type) ?? false);
}
