/** The macros of a unit: how they are defined and forgotten, and what text a call stands for. */

import { type RawText, splitAtCommas } from '../directives/directive.ts';
import type { StatementCursor } from '../text/cursor.ts';
import { parseExpression } from '../text/parser.ts';
import { type Place, Source } from '../text/source.ts';
import { tokenize } from '../text/token.ts';
import type { Unit } from '../unit/unit.ts';
import { type AlternateMode, fillAlternate } from './alternate.ts';
import { bindArguments, NAME } from './arguments.ts';
import { type Body, readBody } from './body.ts';
import { type Macro, parseHead } from './macro.ts';
import { Template } from './template.ts';

const isName = new RegExp(`^${NAME}$`);

/** See the head of this file. */
export class Macros {
  /** `.altmacro` is in force. */
  isAlternate: boolean;
  readonly #unit: Unit;
  readonly #isDirective: (name: string) => boolean;
  readonly #byName = new Map<string, Macro>();
  #calls = 0;
  #freshNames = 0;

  constructor(unit: Unit, isAlternate: boolean, isDirective: (name: string) => boolean) {
    this.#unit = unit;
    this.#isDirective = isDirective;
    this.isAlternate = isAlternate;
  }

  /** @param name in small letters */
  get(name: string): Macro | undefined {
    return this.#byName.get(name);
  }

  /** All names, in small letters. */
  names(): Iterable<string> {
    return this.#byName.keys();
  }

  /**
   * `.macro name parameters … .endm`.
   * @param text what stands behind `.macro`
   * @param name the label before it, which takes the place of the name behind it
   */
  define(text: RawText, cursor: StatementCursor, at: Place, name?: string): void {
    const { report } = this.#unit;
    const written = name === undefined ? text.text : `${name} ${text.text}`;
    const head = parseHead(written, this.alternate(at));
    const body = readBody(this.#unit, cursor, (name) => name === '.macro', '.endm', at);
    const hint = 'write .macro name first, second=0, rest:vararg';
    if (typeof head === 'string') {
      report.error('macro', text, head, hint);
      return;
    }
    for (const mistake of head.mistakes) report.error('macro', text, mistake, hint);
    if (this.#isDirective(head.name.toLowerCase())) {
      const message = `\`${head.name}\` is a directive, and no macro takes its place`;
      report.warning('macro', text, message, 'choose another name');
    } else if (this.#byName.has(head.name.toLowerCase())) {
      const remedy = `.purgem ${head.name} forgets the old one`;
      report.error('macro', text, `there is already a macro \`${head.name}\``, remedy);
    } else if (body) {
      const { text: bodyText, file, line } = body;
      const macro = { ...head, body: new Template(bodyText), file, line };
      this.#byName.set(head.name.toLowerCase(), macro);
    }
  }

  /** `.purgem name, name`. */
  forget(text: RawText): void {
    for (const { text: name, ...place } of splitAtCommas(text)) {
      if (this.#byName.delete(name.toLowerCase())) continue;
      if (!isName.test(name)) {
        const message = `\`${name}\` is no name of a macro`;
        this.#unit.report.error('unknown-macro', place, message);
        continue;
      }
      this.#unit.report.warning('unknown-macro', place, `there is no macro \`${name}\``);
    }
  }

  /** What a call stands for; reports what is wrong with its arguments. @param text what is behind the name */
  expand(macro: Macro, text: RawText, at: Place): Body | undefined {
    const { report } = this.#unit;
    const place = { ...at, end: text.end };
    const { body, file, line } = macro;
    const alternate = this.alternate(at, (name, offset) => {
      const source = new Source(file, body.text, line, { name: macro.name, place });
      const written = { source, start: offset, end: offset + 'local'.length };
      report.error('macro', written, `\`${name}\` is a parameter or local already`);
    });
    const bound = bindArguments(macro, text.text, alternate);
    if (typeof bound === 'string') {
      report.error('macro-arguments', place, bound);
      return undefined;
    }
    for (const mistake of bound.mistakes) report.error('macro-arguments', place, mistake);
    const expansion = this.#calls++;
    const filled = alternate
      ? fillAlternate(body, bound.values, expansion, alternate, true)
      : body.fill(bound.values, expansion);
    return { text: filled, file, line };
  }

  /** The body of a repetition with its parameter replaced. */
  fillRepetition(
    body: Template,
    values: ReadonlyMap<string, string>,
    alternate: AlternateMode | undefined,
  ): string {
    return alternate
      ? fillAlternate(body, values, this.#calls, alternate, false)
      : body.fill(values, this.#calls);
  }

  /** What `.altmacro` needs of the assembler, if it is in force. */
  alternate(
    at: Place,
    reportTwice: AlternateMode['reportTwice'] = () => {},
  ): AlternateMode | undefined {
    if (!this.isAlternate) return undefined;
    const freshName = () => `.LL${(++this.#freshNames).toString(16).padStart(4, '0')}`;
    return { evaluate: (text) => this.#evaluate(text, at), freshName, reportTwice };
  }

  /** `%expression` as an argument. */
  #evaluate(text: string, at: Place): string {
    const parsed = parseExpression(tokenize(text), text.length);
    if ('error' in parsed) {
      const message = `%${text} cannot be computed: ${parsed.error.message}`;
      this.#unit.report.error('syntax', at, message);
      return '0';
    }
    return String(this.#unit.number(parsed.value, at, `%${text}`) ?? 0n);
  }
}
