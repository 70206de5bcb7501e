/**
 * The grammar of linker scripts [ld §3.3…3.10]. It stops at the first mistake: what follows one in
 * a nested language is seldom what it seems. One parser is made at first use and kept.
 */

import type { IToken, ParserMethod, TokenType } from 'chevrotain';
import type { Diagnostic } from '../diagnostic.ts';
import type { Source } from '../source.ts';
import { endOf, named } from './expression-parser.ts';
import { InputParser } from './input-parser.ts';
import type {
  Assertion,
  Assignment,
  ContentStatement,
  Expression,
  FileStatement,
  Fill,
  Insertion,
  MemoryRegion,
  Named,
  OutputStatement,
  Script,
  SectionsStatement,
  SegmentStatement,
} from './script.ts';
import * as token from './script-token.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

type RegionAlias = { readonly alias: string; readonly region: string };

type OutputTail = Pick<OutputStatement, 'region' | 'loadRegion' | 'segments' | 'fill'>;

const SECTION_TYPES = ['NOLOAD', 'COPY', 'INFO', 'OVERLAY', 'DSECT'];
const DATA_SIZES: Readonly<Record<string, 1 | 2 | 4 | 8>> = {
  ...{ BYTE: 1, SHORT: 2, LONG: 4 },
  ...{ QUAD: 8, SQUAD: 8 },
};

class ScriptParser extends InputParser {
  constructor() {
    super([...token.scriptTokens], { skipValidations: true });
    this.performSelfAnalysis();
  }

  script: ParserMethod<[], Script> = this.RULE('script', () => {
    const script: Mutable<Script> = {
      ...{ entry: undefined, wanted: [], regions: [], aliases: new Map(), segments: undefined },
      ...{ statements: [], insertions: [], inputs: [] },
    };
    const add = (more: readonly SectionsStatement[]) => {
      script.statements = [...script.statements, ...more];
    };
    this.MANY(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(token.Entry);
            script.entry = this.SUBRULE(this.parenthesizedName).name;
          },
        },
        { ALT: () => this.SUBRULE(this.ignored) },
        {
          ALT: () => {
            const names = this.SUBRULE(this.extern);
            this.ACTION(() => {
              script.wanted = [...script.wanted, ...names];
            });
          },
        },
        {
          ALT: () => {
            const { alias, region } = this.SUBRULE(this.regionAlias);
            this.ACTION(() => {
              script.aliases = new Map([...script.aliases, [alias, region]]);
            });
          },
        },
        {
          ALT: () => {
            const place = this.SUBRULE(this.insert);
            this.ACTION(() => {
              const { statements, insertions } = script;
              script.insertions = [...insertions, { ...place, statements }];
              script.statements = [];
            });
          },
        },
        {
          ALT: () => {
            const files = this.SUBRULE(this.fileList);
            this.ACTION(() => {
              script.inputs = [...script.inputs, files];
            });
          },
        },
        {
          ALT: () => {
            const more = this.SUBRULE(this.memory);
            this.ACTION(() => {
              script.regions = [...script.regions, ...more];
            });
          },
        },
        {
          ALT: () => {
            script.segments = this.SUBRULE(this.phdrs);
          },
        },
        {
          ALT: () => {
            this.CONSUME(token.Sections);
            this.MANY2(() => {
              this.OR2([
                {
                  ALT: () => {
                    this.CONSUME2(token.Entry);
                    script.entry = this.SUBRULE2(this.parenthesizedName).name;
                  },
                },
                {
                  ALT: () => {
                    const statement = this.SUBRULE(this.sectionsStatement);
                    this.ACTION(() => add([statement]));
                  },
                },
                { ALT: () => this.CONSUME(token.Semicolon) },
              ]);
            });
            this.CONSUME(token.CloseBrace);
          },
        },
        {
          ALT: () => {
            const statement = this.SUBRULE2(this.command);
            this.ACTION(() => add([statement]));
          },
        },
        { ALT: () => this.CONSUME2(token.Semicolon) },
      ]),
    );
    return script;
  });

  private ignored: ParserMethod<[], void> = this.RULE('ignored', () => {
    this.CONSUME(token.Ignored);
    this.OPTION(() => {
      this.CONSUME(token.Open);
      this.MANY(() =>
        this.OR([
          { ALT: () => this.CONSUME(token.Name) },
          { ALT: () => this.CONSUME(token.Text) },
          { ALT: () => this.CONSUME(token.Binary) },
          { ALT: () => this.CONSUME(token.Assign) },
          { ALT: () => this.CONSUME(token.Colon) },
          { ALT: () => this.CONSUME(token.Comma) },
        ]),
      );
      this.CONSUME(token.Close);
    });
  });

  /** `EXTERN(_start vectors)` */
  private extern: ParserMethod<[], string[]> = this.RULE('extern', () => {
    const names: string[] = [];
    this.CONSUME(token.Extern);
    this.CONSUME(token.Open);
    this.MANY(() => {
      names.push(this.SUBRULE(this.name).name);
      this.OPTION(() => this.CONSUME(token.Comma));
    });
    this.CONSUME(token.Close);
    return names;
  });

  /** `REGION_ALIAS("alias", region)` */
  private regionAlias: ParserMethod<[], RegionAlias> = this.RULE('regionAlias', () => {
    this.CONSUME(token.RegionAlias);
    this.CONSUME(token.Open);
    const alias = this.SUBRULE(this.name).name;
    this.CONSUME(token.Comma);
    const region = this.SUBRULE2(this.name).name;
    this.CONSUME(token.Close);
    return { alias, region };
  });

  /** `INSERT AFTER .text` */
  private insert: ParserMethod<[], Pick<Insertion, 'after' | 'section'>> = this.RULE(
    'insert',
    () => {
      this.CONSUME(token.Insert);
      const after = this.CONSUME(token.InsertPlace).image === 'AFTER';
      return { after, section: this.SUBRULE(this.name) };
    },
  );

  /** `INPUT(a.o libc.a)`, `GROUP(-lc, -lgcc)`, `STARTUP(crt0.o)` */
  private fileList: ParserMethod<[], FileStatement> = this.RULE('fileList', () => {
    const word = this.CONSUME(token.Files).image;
    const files = this.SUBRULE(this.fileNames);
    return { isGroup: word === 'GROUP', isFirst: word === 'STARTUP', files };
  });

  private fileNames: ParserMethod<[], Named[]> = this.RULE('fileNames', () => {
    const files: Named[] = [];
    this.CONSUME(token.Open);
    this.MANY(() => {
      this.OR([
        {
          ALT: () => {
            const word = this.OR2([
              { ALT: () => this.CONSUME(token.FileName) },
              { ALT: () => this.CONSUME(token.Text) },
            ]);
            this.ACTION(() => files.push(named(word)));
          },
        },
        {
          ALT: () => {
            this.CONSUME(token.AsNeeded);
            const more = this.SUBRULE(this.fileNames);
            this.ACTION(() => files.push(...more));
          },
        },
      ]);
      this.OPTION(() => this.CONSUME(token.Comma));
    });
    this.CONSUME(token.Close);
    return files;
  });

  private memory: ParserMethod<[], MemoryRegion[]> = this.RULE('memory', () => {
    const regions: MemoryRegion[] = [];
    this.CONSUME(token.Memory);
    this.MANY(() => {
      const named = this.SUBRULE(this.name);
      let attributes = '';
      this.OPTION(() => {
        this.CONSUME(token.Open);
        this.AT_LEAST_ONE(() => {
          attributes += this.OR([
            { ALT: () => this.CONSUME(token.Name).image },
            { ALT: () => this.CONSUME(token.Not).image },
          ]);
        });
        this.CONSUME(token.Close);
      });
      this.CONSUME(token.Colon);
      this.CONSUME(token.Origin);
      this.CONSUME(token.Assign);
      const origin = this.SUBRULE(this.expression);
      this.OPTION2(() => this.CONSUME(token.Comma));
      this.CONSUME(token.Length);
      this.CONSUME2(token.Assign);
      const length = this.SUBRULE2(this.expression);
      regions.push({ ...named, attributes, origin, length });
    });
    this.CONSUME(token.CloseBrace);
    return regions;
  });

  private phdrs: ParserMethod<[], SegmentStatement[]> = this.RULE('phdrs', () => {
    const segments: SegmentStatement[] = [];
    this.CONSUME(token.Phdrs);
    this.MANY(() => {
      const named = this.SUBRULE(this.name);
      const type = this.SUBRULE(this.expression);
      let includesHeaders = false;
      let address: Expression | undefined;
      let flags: Expression | undefined;
      this.MANY2(() =>
        this.OR([
          {
            ALT: () => {
              this.CONSUME(token.Filehdr);
              includesHeaders = true;
            },
          },
          {
            ALT: () => {
              this.CONSUME(token.PhdrsFlag);
              includesHeaders = true;
            },
          },
          {
            ALT: () => {
              this.CONSUME(token.At);
              address = this.SUBRULE(this.parenthesized);
            },
          },
          {
            ALT: () => {
              this.CONSUME(token.Flags);
              flags = this.SUBRULE2(this.parenthesized);
            },
          },
        ]),
      );
      this.CONSUME(token.Semicolon);
      segments.push({ ...named, type, includesHeaders, address, flags });
    });
    this.CONSUME(token.CloseBrace);
    return segments;
  });

  private sectionsStatement: ParserMethod<[], SectionsStatement> = this.RULE(
    'sectionsStatement',
    () =>
      this.OR([
        { GATE: () => !this.isOutput(), ALT: (): SectionsStatement => this.SUBRULE(this.command) },
        { ALT: () => this.SUBRULE(this.output) },
      ]),
  );

  /** An assignment or assertion, with the semicolon that may be left out after `)`. */
  private command: ParserMethod<[], Assignment | Assertion> = this.RULE('command', () =>
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

  private provide: ParserMethod<[], Assignment> = this.RULE('provide', () => {
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

  private assignment: ParserMethod<[], Assignment> = this.RULE('assignment', () => {
    const word = this.OR([
      { ALT: () => this.CONSUME(token.Name) },
      { ALT: () => this.CONSUME(token.Text) },
      { ALT: () => this.CONSUME(token.Glob) },
    ]);
    const { image } = this.CONSUME(token.Assign);
    const right = this.SUBRULE(this.expression);
    return this.ACTION(() => assignment(named(word), image.slice(0, -1), right));
  });

  private output: ParserMethod<[], OutputStatement> = this.RULE('output', () => {
    const statement: Mutable<OutputStatement> = {
      ...{ kind: 'output', name: '', start: 0, end: 0, contents: [], segments: [] },
      ...{ address: undefined, type: undefined, loadAddress: undefined, align: undefined },
      ...{ alignsWithInput: false, onlyIf: undefined },
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
    this.OPTION2(() => {
      statement.type = this.SUBRULE(this.parenthesizedName).name;
    });
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
    this.CONSUME(token.OpenBrace);
    const contents: ContentStatement[] = [];
    this.MANY2(() => {
      const content = this.SUBRULE(this.content);
      this.ACTION(() => content && contents.push(content));
    });
    statement.contents = contents;
    this.CONSUME(token.CloseBrace);
    Object.assign(statement, this.SUBRULE(this.outputTail));
    return statement;
  });

  /** `>region AT>region :phdr =fill` */
  private outputTail: ParserMethod<[], OutputTail> = this.RULE('outputTail', () => {
    const segments: Named[] = [];
    const region = this.OPTION(() => {
      this.CONSUME(token.Greater);
      return this.SUBRULE(this.name);
    });
    const loadRegion = this.OPTION2(() => {
      this.CONSUME(token.At);
      this.CONSUME2(token.Greater);
      return this.SUBRULE2(this.name);
    });
    this.MANY(() => {
      this.CONSUME(token.Colon);
      segments.push(this.SUBRULE3(this.name));
    });
    const fill = this.OPTION3(() => {
      this.CONSUME(token.Assign);
      return this.SUBRULE(this.fillPattern);
    });
    this.OPTION4(() => this.CONSUME(token.Comma));
    return { region, loadRegion, segments, fill };
  });

  private content: ParserMethod<[], ContentStatement | undefined> = this.RULE('content', () =>
    this.OR([
      {
        GATE: () => this.isAssignment(),
        ALT: (): ContentStatement | undefined => this.SUBRULE(this.command),
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
  private fillPattern: ParserMethod<[], Fill> = this.RULE('fillPattern', () => {
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

  /** Whether the statement ahead describes an output section rather than assigning a symbol. */
  private isOutput(): boolean {
    const first = this.LA(1).tokenType;
    if (first === token.Assert || first === token.Provide) return false;
    return !tokenMatches(this.LA(2), token.Assign);
  }

  private isAssignment(): boolean {
    const first = this.LA(1).tokenType;
    if (first === token.Assert || first === token.Provide) return true;
    return tokenMatches(this.LA(2), token.Assign);
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

function tokenMatches(word: IToken, type: TokenType): boolean {
  return word.tokenType === type || (word.tokenType.CATEGORIES?.includes(type) ?? false);
}

let parser: ScriptParser | undefined;

/** A script, or what is wrong with it. */
export type ParsedScript = { readonly script: Script } | { readonly diagnostic: Diagnostic };

/** Parses a linker script. */
export function parseScript(source: Source): ParsedScript {
  const { tokens, errors } = token.tokenizeScript(source.text);
  const [unknown] = errors;
  if (unknown) return unexpected(source, unknown.offset, unknown.offset + 1);
  parser ??= new ScriptParser();
  parser.input = tokens;
  const script = parser.script();
  const [error] = parser.errors;
  if (error === undefined) return { script };
  const { image, startOffset } = error.token;
  if (image === '') {
    const end = source.text.trimEnd().length;
    return mistake(source, end, end, 'the script ends in the middle of a command');
  }
  return unexpected(source, startOffset, startOffset + image.length);
}

/** Commands that are not there, at the end of what could be read. */
const ABSENT = /\b(?<command>OVERLAY|VERSION)\b[^;{}]*(\{[^;{}]*)?$/;

function unexpected(source: Source, start: number, end: number): ParsedScript {
  const absent = ABSENT.exec(source.text.slice(0, start));
  const command = absent?.groups?.['command'];
  if (!absent || command === undefined)
    return mistake(source, start, end, `unexpected \`${source.text.slice(start, end)}\``);
  const behind = absent.index + command.length;
  return mistake(source, absent.index, behind, `${command} is not supported`);
}

function mistake(source: Source, start: number, end: number, message: string): ParsedScript {
  const span = source.span(start, end);
  return {
    diagnostic: { code: 'script-syntax', severity: 'error', message, span, expansion: [] },
  };
}
