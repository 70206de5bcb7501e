/** Conditional assembly: `.if` and its kin, nested, and what they decide. */

import { requireEnd, unquoted } from '../directives/directive.ts';
import type { Place, Source } from '../text/source.ts';
import type { Statement } from '../text/statement.ts';
import type { Unit } from '../unit/unit.ts';
import { restOf } from './body.ts';

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

/** What should stand behind a directive, and how the condition is decided all the same, if it is. */
interface Misuse {
  readonly usage: string;
  readonly holds?: boolean;
}

/** A test of the rest of a statement as text: whether it holds, or what should stand there. */
type TextTest = (unit: Unit, text: string) => boolean | Misuse;

const isDefined: TextTest = (unit, text) =>
  isName.test(text) ? unit.isDefined(unquoted(text)) : { usage: 'a name' };

const areSameTexts: TextTest = (_unit, text) => {
  const comma = text.indexOf(',');
  if (comma < 0) return { usage: 'two texts with a comma between them', holds: text === '' };
  const [first, second] = [text.slice(0, comma), text.slice(comma + 1)].map((part) => {
    const trimmed = part.trim();
    return /^'.*'$|^".*"$/.test(trimmed) ? trimmed.slice(1, -1) : trimmed;
  });
  return first === second;
};

const areSameStrings: TextTest = (unit, text) => {
  if (!text.startsWith('"')) unit.nextLine = 'lost';
  const [, first, second] = twoStrings.exec(text) ?? [];
  if (first === undefined) return { usage: 'two strings in double quotes' };
  return first === second;
};

const STRING = String.raw`"(?:\\[\s\S]|[^"\\])*"`;
const twoStrings = new RegExp(String.raw`^(${STRING})\s*,\s*(${STRING})$`);
const isName = new RegExp(String.raw`^(?:[A-Za-z_.$\u0080-\uffff][\w.$\u0080-\uffff]*|${STRING})$`);

function not(test: TextTest): TextTest {
  return (unit, text) => {
    const holds = test(unit, text);
    if (typeof holds === 'boolean') return !holds;
    return holds.holds === undefined ? holds : { ...holds, holds: !holds.holds };
  };
}

const textTests: Readonly<Record<string, TextTest>> = {
  '.ifdef': isDefined,
  '.ifndef': not(isDefined),
  '.ifnotdef': not(isDefined),
  '.ifb': (_unit, text) => text === '',
  '.ifnb': (_unit, text) => text !== '',
  '.ifc': areSameTexts,
  '.ifnc': not(areSameTexts),
  '.ifeqs': areSameStrings,
  '.ifnes': not(areSameStrings),
};

/** Names of the directives that open a conditional. */
const openers: ReadonlySet<string> = new Set([
  ...Object.keys(comparisons),
  ...Object.keys(textTests),
]);

/** Those behind which nothing stands. */
const standAlone: ReadonlySet<string> = new Set(['.else', '.elsec', '.endif', '.endc']);

/** Every directive of conditional assembly. */
export const conditionDirectives: ReadonlySet<string> = new Set([
  ...openers,
  ...standAlone,
  '.elseif',
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
    const head = statement.head(source);
    if (standAlone.has(name)) requireEnd(this.#unit, restOf(statement, head), head);
    if (openers.has(name)) this.#open(name, statement, place);
    else if (!level) {
      this.#unit.report.error('condition', place, `${name} without an .if before it`);
    } else if (name === '.endif' || name === '.endc') {
      if (!level.active) this.#list(true);
      this.#levels.pop();
    } else this.#turn(name, level, statement, place);
  }

  /** How many conditionals are open. */
  get depth(): number {
    return this.#levels.length;
  }

  /** Forgets those that were opened since there were so many. */
  leaveTo(depth: number): void {
    this.#levels.length = Math.min(depth, this.#levels.length);
  }

  /**
   * Reports that a conditional is open at the end of a file or macro: the innermost, as GNU as does.
   * @param at the end
   */
  end(at: Place): void {
    const { place } = this.#levels.at(-1) ?? {};
    if (!place) return;
    const { report } = this.#unit;
    const call = place.source.outermostCall?.place;
    if (call) report.error('condition', at, 'the macro ends within a conditional', 'add .endif');
    report.error('condition', call ?? place, 'this conditional is never closed', 'add .endif');
  }

  #open(name: string, statement: Statement, place: Place): void {
    const reachable = this.active;
    const holds = reachable && this.#holds(name, statement, place);
    if (holds === undefined) return;
    this.#levels.push({ active: holds, done: holds || !reachable, sawElse: false, place });
    if (!holds) this.#list(false);
  }

  /** Where a listing is to leave out what is not assembled: it goes on here, or ends with this line. */
  #list(isShown: boolean): void {
    const { listing } = this.#unit;
    if (!listing?.options.skipsConditions || this.#levels.at(-2)?.active === false) return;
    listing.instruct({ kind: isShown ? 'list' : 'nolist-next' });
  }

  #turn(name: string, level: Level, statement: Statement, place: Place): void {
    if (level.sawElse) {
      this.#unit.report.error('condition', place, `${name} after .else`);
      return;
    }
    level.sawElse = name !== '.elseif';
    level.active = !level.done && (level.sawElse || this.#holds('.if', statement, place) === true);
    level.done ||= level.active;
    this.#list(level.active);
  }

  /** Whether a condition holds; undefined if it is none, so that, as in GNU as, no conditional begins. */
  #holds(name: string, statement: Statement, place: Place): boolean | undefined {
    const test = textTests[name];
    if (test) {
      const from = place.start + name.length;
      const holds = test(this.#unit, place.source.text.slice(from, place.end).trim());
      if (typeof holds === 'boolean') return holds;
      const message = `behind ${name} stands ${holds.usage}`;
      this.#unit.report.error('operand-shape', place, message);
      return holds.holds;
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
