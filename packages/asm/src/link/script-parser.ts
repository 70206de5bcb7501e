/**
 * The grammar of linker scripts [ld §3.3…3.10]. It stops at the first mistake: what follows one in
 * a nested language is seldom what it seems. One parser is made at first use and kept.
 */

import type { IToken, ParserMethod } from 'chevrotain';
import type { Diagnostic } from '../diagnostic.ts';
import type { Source } from '../text/source.ts';
import { endOf, named, unquoted } from './expression-parser.ts';
import { type Mutable, OutputParser, tokenMatches } from './output-parser.ts';
import { type Overlay, overlayStatements } from './overlay.ts';
import type {
  Expression,
  FileStatement,
  Insertion,
  MemoryRegion,
  Named,
  Script,
  SectionsStatement,
  SegmentStatement,
} from './script.ts';
import * as token from './script-token.ts';

type RegionAlias = { readonly alias: string; readonly region: string };

class ScriptParser extends OutputParser {
  constructor() {
    super([...token.scriptTokens], { skipValidations: true });
    this.performSelfAnalysis();
  }

  script: ParserMethod<[], Script> = this.RULE('script', () => {
    const script: Mutable<Script> = {
      ...{ entry: undefined, wanted: [], regions: [], aliases: new Map(), segments: undefined },
      ...{ statements: [], insertions: [], inputs: [], targets: [] },
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
        {
          ALT: () => {
            const target = this.SUBRULE(this.ignored);
            this.ACTION(() => {
              script.targets = [...script.targets, ...target];
            });
          },
        },
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
                    this.ACTION(() => add(statement));
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
        { ALT: () => this.CONSUME(token.Version) },
        { ALT: () => this.CONSUME2(token.Semicolon) },
      ]),
    );
    return script;
  });

  /** Commands without an effect; of `OUTPUT_ARCH` and `OUTPUT_FORMAT` what they ask for. */
  private ignored: ParserMethod<[], Named[]> = this.RULE('ignored', () => {
    const { image: command } = this.CONSUME(token.Ignored);
    const words: IToken[] = [];
    let isFirst = true;
    this.OPTION(() => {
      this.CONSUME(token.Open);
      this.MANY(() => {
        const word = this.OR([
          { ALT: () => this.CONSUME(token.Name) },
          { ALT: () => this.CONSUME(token.Text) },
          { ALT: () => this.CONSUME(token.Binary) },
          { ALT: () => this.CONSUME(token.Assign) },
          { ALT: () => this.CONSUME(token.Colon) },
          { ALT: () => this.CONSUME(token.Comma) },
        ]);
        isFirst &&= word.tokenType !== token.Comma;
        if (isFirst) words.push(word);
      });
      this.CONSUME(token.Close);
    });
    return this.ACTION(() => {
      const [first] = words;
      if (first === undefined || !/^OUTPUT_(ARCH|FORMAT)$/.test(command)) return [];
      const name = words.map(({ image }) => unquoted(image)).join('');
      return [{ name, start: first.startOffset, end: endOf(words.at(-1) as IToken) }];
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

  private sectionsStatement: ParserMethod<[], readonly SectionsStatement[]> = this.RULE(
    'sectionsStatement',
    () =>
      this.OR([
        {
          GATE: () => !this.isOutput(),
          ALT: (): readonly SectionsStatement[] => [this.SUBRULE(this.command)],
        },
        { GATE: () => !this.isOverlay(), ALT: () => [this.SUBRULE(this.output)] },
        {
          ALT: () => {
            const overlay = this.SUBRULE(this.overlay);
            return this.ACTION(() => overlayStatements(overlay));
          },
        },
      ]),
  );

  /** `OVERLAY start : NOCROSSREFS AT(load) { .one { … } .two { … } } >region :phdr =fill` */
  private overlay: ParserMethod<[], Overlay> = this.RULE('overlay', () => {
    const { startOffset: start } = this.CONSUME(token.Overlay);
    const address = this.OPTION(() => this.SUBRULE(this.expression));
    let loadAddress: Expression | undefined;
    let subalign: Expression | undefined;
    this.CONSUME(token.Colon);
    this.MANY(() =>
      this.OR([
        { ALT: () => this.CONSUME(token.Ignored) },
        {
          ALT: () => {
            this.CONSUME(token.At);
            loadAddress = this.SUBRULE(this.parenthesized);
          },
        },
        {
          ALT: () => {
            this.CONSUME(token.Subalign);
            subalign = this.SUBRULE2(this.parenthesized);
          },
        },
      ]),
    );
    this.CONSUME(token.OpenOverlay);
    const members: Overlay['members'][number][] = [];
    this.AT_LEAST_ONE(() => {
      const named = this.SUBRULE(this.name);
      const contents = this.SUBRULE(this.contents);
      const tail = this.SUBRULE(this.memberTail);
      members.push({ ...named, contents, ...tail });
    });
    this.CONSUME(token.CloseBrace);
    const tail = this.SUBRULE(this.outputTail);
    const end = this.ACTION(() => endOf(this.LA(0)));
    return { address, loadAddress, subalign, members, ...tail, start, end };
  });

  /** Whether the statement ahead describes an output section rather than assigning a symbol. */
  private isOutput(): boolean {
    const first = this.LA(1).tokenType;
    if (first === token.Assert || first === token.Provide) return false;
    return !tokenMatches(this.LA(2), token.Assign);
  }

  private isOverlay(): boolean {
    return this.LA(1).tokenType === token.Overlay;
  }
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

function unexpected(source: Source, start: number, end: number): ParsedScript {
  return mistake(source, start, end, `unexpected \`${source.text.slice(start, end)}\``);
}

function mistake(source: Source, start: number, end: number, message: string): ParsedScript {
  const span = source.span(start, end);
  return {
    diagnostic: { code: 'script-syntax', severity: 'error', message, span, expansion: [] },
  };
}
