/**
 * Reads a source statement by statement and has each carried out: labels, assignments, conditionals,
 * macros, what steers the reading, and then directives and instructions.
 *
 * What a statement's head is decides how the rest of it is read, and may depend on what came
 * before, so reading and assembling go hand in hand. Macro bodies and repetitions become sources
 * of their own.
 */

import { reportUnknown } from './advice/unknown.ts';
import type { Expansion } from './diagnostic.ts';
import { moveTo } from './directives/place.ts';
import { directives } from './directives/table.ts';
import { noteInstruction } from './instruction/instruction.ts';
import { restOf } from './macro/body.ts';
import { Conditions, conditionDirectives } from './macro/condition.ts';
import type { Macro } from './macro/macro.ts';
import { Macros } from './macro/macros.ts';
import { steering } from './macro/steering.ts';
import { ZEROS } from './object/padding.ts';
import { perform, reportSyntax } from './perform.ts';
import { StatementCursor, type Tape } from './text/cursor.ts';
import { REMARK_HINT } from './text/parser.ts';
import { afterEquals, Shapes } from './text/shape.ts';
import { type Place, Source } from './text/source.ts';
import type { Statement } from './text/statement.ts';
import type { Unit } from './unit/unit.ts';

/** Why reading of a source stopped before its end. */
export type Ending = 'exit-macro' | Abandoned;
/** Why it stopped in all the sources that led there. */
export type Abandoned = 'end-of-unit' | 'too-deep';

/** A directive that decides what is read next; it may end the reading of a source. */
export type Steering = (
  reader: Reader,
  statement: Statement,
  cursor: StatementCursor,
  at: Place,
  // biome-ignore lint/suspicious/noConfusingVoidType: most return nothing.
) => Ending | undefined | void;

function isDirective(name: string): boolean {
  return directives.has(name) || steering.has(name) || conditionDirectives.has(name);
}

/** Calls within calls; deeper is an endless recursion, as in GNU as. */
const DEEPEST = 100;

/** See the head of this file. */
export class Reader {
  readonly unit: Unit;
  readonly macros: Macros;
  readonly #shapes = new Shapes();
  /** Those of the file or macro that is being read: what it includes or repeats is under them, too. */
  #conditions: Conditions;

  constructor(unit: Unit, isAlternate = false) {
    this.unit = unit;
    this.macros = new Macros(unit, isAlternate, isDirective);
    this.#conditions = new Conditions(unit);
  }

  /** Reads a text that a statement stands for. @param tape its statements, if it is read more than once */
  readonly enter = (source: Source, tape?: Tape): Abandoned | undefined => {
    const ending = this.read(source, tape);
    return ending === 'exit-macro' ? undefined : ending;
  };

  /** All is read: reports what is still open. */
  end(): void {
    this.#conditions.end(this.unit.start);
  }

  /** Reads a source to its end. @returns why it stopped before */
  read(source: Source, tape?: Tape): Ending | undefined {
    if (source.depth > DEEPEST) {
      this.unit.report.error(
        'recursion',
        { source, start: 0, end: 0 },
        `${loopIn(source.expansion)} is nested more than ${DEEPEST} deep`,
        'a macro or file that uses itself needs a condition to stop',
      );
      return 'too-deep';
    }
    const cursor = new StatementCursor(source, this.#shapes, tape);
    const outer = this.#conditions;
    if (source.isMacro) this.#conditions = new Conditions(this.unit);
    const ending = this.#readStatements(source, cursor, this.#conditions);
    // What is open where the unit ends is still to be told.
    const isOpen = ending === 'end-of-unit' && this.#conditions.depth > 0;
    if (!isOpen) this.#conditions = outer;
    return ending;
  }

  #readStatements(
    source: Source,
    cursor: StatementCursor,
    conditions: Conditions,
  ): Ending | undefined {
    const { depth } = conditions;
    this.unit.listing?.enter(source);
    for (let statement = this.#next(cursor); statement; statement = this.#next(cursor)) {
      const ending = this.#statement(statement, cursor, conditions);
      // What was too deep is left altogether: there may be more mistakes behind it.
      if (ending === 'too-deep' && source.depth === 0) continue;
      if (ending === 'exit-macro') conditions.leaveTo(depth);
      if (ending) return ending;
    }
    if (source.isMacro) {
      const { length } = source.text.trimEnd();
      conditions.end({ source, start: length, end: length });
    }
    return undefined;
  }

  #next(cursor: StatementCursor): Statement | undefined {
    const { listing } = this.unit;
    if (!listing) return cursor.next();
    const from = cursor.offset;
    const statement = cursor.next();
    listing.read(cursor.source, from, statement);
    return statement;
  }

  #statement(
    statement: Statement,
    cursor: StatementCursor,
    conditions: Conditions,
  ): Ending | undefined {
    const { unit } = this;
    const { source } = cursor;
    const { shape } = statement;
    const { head, headName: name, known } = shape;
    const { active } = conditions;
    if (active && statement.labels.length > 0) this.#labels(statement, source);
    const macro = this.macros.get(name);
    if (known && active && !macro && known(unit, statement, source)) return undefined;
    // `.if == 1`, of a parameter that is empty, gives a symbol `.if` a value.
    if (conditionDirectives.has(name) && !(active && shape.assigns)) {
      conditions.run(name, statement, source);
      this.#swallow(cursor);
      return undefined;
    }
    if (!active || !head) return undefined;
    const at = statement.head(source);
    if (head.kind !== 'name') {
      const hint = source.text.startsWith('//', at.start) ? REMARK_HINT : undefined;
      unit.report.error('syntax', at, `unexpected \`${name}\` at the start of a statement`, hint);
    } else if (shape.assigns) this.#assign(head.image, statement, at);
    else if (macro) return this.#call(macro, statement, at);
    else {
      const steer = steering.get(name);
      if (steer) return steer(this, statement, cursor, at) ?? undefined;
      if (!perform(unit, statement, at)) this.#unknown(name, statement, at);
      this.#swallow(cursor);
    }
    return undefined;
  }

  #swallow(cursor: StatementCursor): void {
    const { nextLine } = this.unit;
    if (nextLine === 'there') return;
    this.unit.nextLine = 'there';
    cursor.swallow(nextLine === 'lost');
  }

  #labels({ labels }: Statement, source: Source): void {
    for (const { text, isNumeric, start } of labels) {
      const place = { source, start, end: start + text.length };
      if (isNumeric) this.unit.numericLabel(Number(text), place);
      else this.unit.label(text, place);
    }
  }

  /** `name = expression`, or `==` for one that is computed anew wherever it is used. */
  #assign(name: string, statement: Statement, at: Place): void {
    const { unit } = this;
    const { expression: parsed, shape } = statement;
    if ('error' in parsed && afterEquals(statement.rest).length === 0) {
      unit.equateNothing(name, at, false);
      return;
    }
    if ('error' in parsed) reportSyntax(unit, parsed.error, at);
    // As in GNU as, what stands before a mistake counts.
    const expression = 'error' in parsed ? parsed.before : parsed.value;
    const value = expression && unit.bind(expression, at);
    if (!value) return;
    if (name === '.') moveTo(unit, value, ZEROS, at);
    else if (shape.rest[0]?.image === '==') unit.equateAnew(name, expression, value, at);
    else unit.equate(name, value, at, false);
  }

  #call(macro: Macro, statement: Statement, at: Place): Abandoned | undefined {
    const text = restOf(statement, at);
    const body = this.macros.expand(macro, text, at);
    if (!body) return undefined;
    const place = { ...at, end: text.end };
    return this.enter(new Source(body.file, body.text, body.line, { name: macro.name, place }));
  }

  #unknown(name: string, statement: Statement, at: Place): void {
    if (!name.startsWith('.')) noteInstruction(this.unit, at);
    const known = new Set([...directives.keys(), ...conditionDirectives, ...steering.keys()]);
    reportUnknown(this.unit, name, statement, at, {
      macros: this.macros.names(),
      directives: known,
    });
  }
}

/** The calls that go in a circle, as `a → b → a`; the last call if none does. */
function loopIn(calls: readonly Expansion[]): string {
  const names = calls.map(({ name }) => name);
  const [last = 'this'] = names;
  const before = names.indexOf(last, 1);
  if (before < 0) return last;
  const circle = names.slice(0, before + 1);
  return circle.reverse().join(' → ');
}
