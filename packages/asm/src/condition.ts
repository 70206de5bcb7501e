/** Conditional assembly: `.if` and its kin, nested, and what they decide. */

import type { Place, Source } from './source.ts';
import type { Statement } from './statement.ts';
import type { Unit } from './unit.ts';

interface Level {
  /** The statements here are assembled. */
  active: boolean;
  /** A branch of this conditional was or will never be taken. */
  done: boolean;
  sawElse: boolean;
  readonly place: Place;
}

/** What a comparison with zero makes of a number. */
const comparisons: Readonly<Record<string, (value: bigint) => boolean>> = {
  '.if': (value) => value !== 0n,
  '.ifne': (value) => value !== 0n,
  '.ifeq': (value) => value === 0n,
  '.ifgt': (value) => value > 0n,
  '.ifge': (value) => value >= 0n,
  '.iflt': (value) => value < 0n,
  '.ifle': (value) => value <= 0n,
};

/** Tests of the rest of the statement as text. */
const textTests: Readonly<Record<string, (unit: Unit, text: string) => boolean>> = {
  '.ifdef': (unit, text) => isDefined(unit, text),
  '.ifndef': (unit, text) => !isDefined(unit, text),
  '.ifnotdef': (unit, text) => !isDefined(unit, text),
  '.ifb': (_unit, text) => text === '',
  '.ifnb': (_unit, text) => text !== '',
  '.ifc': (_unit, text) => sameTexts(text),
  '.ifnc': (_unit, text) => !sameTexts(text),
  '.ifeqs': (_unit, text) => sameTexts(text),
  '.ifnes': (_unit, text) => !sameTexts(text),
};

function isDefined(unit: Unit, name: string): boolean {
  return unit.isDefined(name);
}

function sameTexts(text: string): boolean {
  const [first = '', second = ''] = text.split(',').map((part) => {
    const trimmed = part.trim();
    return /^'.*'$|^".*"$/.test(trimmed) ? trimmed.slice(1, -1) : trimmed;
  });
  return first === second;
}

/** Names of the directives that open a conditional. */
const openers: ReadonlySet<string> = new Set([
  ...Object.keys(comparisons),
  ...Object.keys(textTests),
]);

/** Every directive of conditional assembly. */
export const conditionDirectives: ReadonlySet<string> = new Set([
  ...openers,
  '.else',
  '.elsec',
  '.elseif',
  '.endif',
  '.endc',
]);

/** The conditionals that are open at a place of a source. */
export class Conditions {
  readonly #levels: Level[] = [];
  readonly #unit: Unit;

  constructor(unit: Unit) {
    this.#unit = unit;
  }

  /** The statements here are assembled. */
  get active(): boolean {
    return this.#levels.at(-1)?.active ?? true;
  }

  /** Carries out a directive of `conditionDirectives`. */
  run(name: string, statement: Statement, source: Source): void {
    const { base, end } = statement;
    const place = { source, start: base, end: base + end };
    const level = this.#levels.at(-1);
    if (openers.has(name)) this.#open(name, statement, place);
    else if (!level) {
      this.#unit.report.error('condition', place, `${name} without an .if before it`);
    } else if (name === '.endif' || name === '.endc') this.#levels.pop();
    else this.#turn(name, level, statement, place);
  }

  /** Reports conditionals that are still open at the end of a source. */
  end(): void {
    for (const { place } of this.#levels) {
      this.#unit.report.error('condition', place, 'this conditional is never closed', 'add .endif');
    }
  }

  #open(name: string, statement: Statement, place: Place): void {
    const reachable = this.active;
    const holds = reachable && this.#holds(name, statement, place);
    this.#levels.push({ active: holds, done: holds || !reachable, sawElse: false, place });
  }

  #turn(name: string, level: Level, statement: Statement, place: Place): void {
    if (level.sawElse) {
      this.#unit.report.error('condition', place, `${name} after .else`);
      return;
    }
    level.sawElse = name !== '.elseif';
    level.active = !level.done && (level.sawElse || this.#holds('.if', statement, place));
    level.done ||= level.active;
  }

  #holds(name: string, statement: Statement, place: Place): boolean {
    const test = textTests[name];
    if (test) {
      const from = place.start + name.length;
      return test(this.#unit, place.source.text.slice(from, place.end).trim());
    }
    const value = this.#number(name, statement, place);
    return value !== undefined && (comparisons[name]?.(value) ?? false);
  }

  #number(name: string, statement: Statement, place: Place): bigint | undefined {
    const parsed = statement.expression;
    if ('error' in parsed) {
      const { start, end: last, message } = parsed.error;
      const at = { ...place, start: place.start + start, end: place.start + last };
      this.#unit.report.error('syntax', at, message);
      return undefined;
    }
    return this.#unit.number(parsed.value, place, `the condition of ${name}`);
  }
}
