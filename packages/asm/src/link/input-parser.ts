/** The grammar of `KEEP(*(SORT(.init.*) .text))`: which input sections an output section takes [ld §3.6.4]. */

import type { ParserMethod } from 'chevrotain';
import { ExpressionParser, endOf, unquoted } from './expression-parser.ts';
import type { InputStatement, SectionPattern, SortKey } from './script.ts';
import * as token from './script-token.ts';

const SORT_KEYS: Readonly<Record<string, SortKey>> = {
  SORT: 'name',
  SORT_BY_NAME: 'name',
  SORT_BY_ALIGNMENT: 'alignment',
  SORT_BY_INIT_PRIORITY: 'init-priority',
  SORT_NONE: 'none',
};

/** The rules for input statements, on top of those for expressions. */
export class InputParser extends ExpressionParser {
  protected inputStatement: ParserMethod<[], InputStatement> = this.RULE('inputStatement', () =>
    this.OR([
      {
        ALT: () => {
          this.CONSUME(token.Keep);
          this.CONSUME(token.Open);
          const kept = this.SUBRULE(this.fileSections);
          this.CONSUME(token.Close);
          return { ...kept, keep: true };
        },
      },
      { ALT: () => this.SUBRULE2(this.fileSections) },
    ]),
  );

  /** `*(.text .text.*)`, `EXCLUDE_FILE(a.o) *(.text)`, `SORT(*)(.text)`, `a.o` */
  protected fileSections: ParserMethod<[], InputStatement> = this.RULE('fileSections', () => {
    const { startOffset: start } = this.LA(1);
    let excluded: readonly string[] = [];
    this.OPTION(() => {
      excluded = this.SUBRULE(this.excludeFile);
    });
    let sortFiles = false;
    const file = this.OR([
      { ALT: () => this.SUBRULE(this.glob) },
      {
        ALT: () => {
          this.CONSUME(token.Sort);
          this.CONSUME(token.Open);
          const inside = this.SUBRULE2(this.glob);
          this.CONSUME(token.Close);
          sortFiles = true;
          return inside;
        },
      },
    ]);
    const sections: SectionPattern[] = [];
    this.OPTION2(() => {
      this.CONSUME2(token.Open);
      this.MANY(() => {
        const more = this.SUBRULE(this.sectionPatterns, { ARGS: [[]] });
        this.ACTION(() => sections.push(...more));
        this.OPTION3(() => this.CONSUME(token.Comma));
      });
      this.CONSUME2(token.Close);
    });
    return this.ACTION(
      (): InputStatement => ({
        ...{ kind: 'input', keep: false, file, sortFiles, start, end: endOf(this.LA(0)) },
        sections: sections.map((each) => ({
          ...each,
          excludedFiles: [...excluded, ...each.excludedFiles],
        })),
      }),
    );
  });

  protected sectionPatterns: ParserMethod<[readonly SortKey[]], SectionPattern[]> = this.RULE(
    'sectionPatterns',
    (outer) => {
      let excludedFiles: readonly string[] = [];
      this.OPTION(() => {
        excludedFiles = this.SUBRULE(this.excludeFile);
      });
      return this.OR([
        {
          ALT: (): SectionPattern[] => [
            { pattern: this.SUBRULE(this.glob), sort: outer ?? [], excludedFiles },
          ],
        },
        {
          ALT: (): SectionPattern[] => {
            const key = SORT_KEYS[this.CONSUME(token.Sort).image] ?? 'name';
            const found: SectionPattern[] = [];
            this.CONSUME(token.Open);
            this.AT_LEAST_ONE(() => {
              const more = this.SUBRULE2(this.sectionPatterns, { ARGS: [[...(outer ?? []), key]] });
              this.ACTION(() => found.push(...more));
            });
            this.CONSUME(token.Close);
            return found.map((each) => ({
              ...each,
              excludedFiles: [...excludedFiles, ...each.excludedFiles],
            }));
          },
        },
      ]);
    },
  );

  protected excludeFile: ParserMethod<[], string[]> = this.RULE('excludeFile', () => {
    const files: string[] = [];
    this.CONSUME(token.ExcludeFile);
    this.CONSUME(token.Open);
    this.AT_LEAST_ONE(() => files.push(this.SUBRULE(this.glob)));
    this.CONSUME(token.Close);
    return files;
  });

  protected glob: ParserMethod<[], string> = this.RULE('glob', () =>
    this.OR([
      { ALT: () => this.CONSUME(token.Glob).image },
      { ALT: () => unquoted(this.CONSUME(token.Text).image) },
    ]),
  );
}
