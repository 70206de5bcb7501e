/** `.rept`, `.irp` and `.irpc`: bodies that are read as often as is said. */

import { reportSyntax } from '../perform.ts';
import type { Ending, Steering } from '../reader.ts';
import { type StatementCursor, Tape } from '../text/cursor.ts';
import { scrubbed } from '../text/scrub.ts';
import { type Place, repetitions, Source } from '../text/source.ts';
import type { Statement } from '../text/statement.ts';
import type { Unit } from '../unit/unit.ts';
import type { AlternateMode } from './alternate.ts';
import { NAME, splitArguments } from './arguments.ts';
import { type Body, readBody, restOf } from './body.ts';
import { Template } from './template.ts';

/** Repetitions of `.rept`; more would take hours. */
const MOST_TIMES = 1n << 24n;

/** `.rept count`: the body so many times. */
export const repeatBody: Steering = (reader, statement, cursor, at): Ending | undefined => {
  const { unit } = reader;
  // As in GNU as, a file that ends before is told where it does.
  const { length } = at.source.text;
  const place = at.source.nesting > 0 ? at : { source: at.source, start: length, end: length };
  const body = repetitionBody(unit, cursor, at, place);
  if (!body) return undefined;
  const source = new Source(body.file, body.text, body.line, { name: '.rept', place: at });
  const tape = new Tape();
  for (let left = times(unit, statement, at); left > 0; left--) {
    const stop = reader.read(source, tape);
    if (stop) return afterRepetition(stop);
  }
  return undefined;
};

/** `.exitm` ends all repetitions of a body, which GNU as reads as one text, and nothing around them. */
function afterRepetition(stop: Ending): Ending | undefined {
  return stop === 'exit-macro' ? undefined : stop;
}

/** `.irp x, a, b`: the body once for each value of `\x`. */
export const iterate: Steering = iteration(splitArguments);

/** `.irpc x, ab`: the body once for each character. */
export const iterateCharacters: Steering = iteration(splitCharacters);

/** Each character of a list but blanks outside of quotes. */
function splitCharacters(list: string): string[] {
  const text = scrubbed(list.trim());
  const values: string[] = [];
  let isQuoted = text.startsWith('"');
  for (let at = isQuoted ? 1 : 0; at < text.length; at++) {
    if (text[at] === '"') {
      isQuoted = !isQuoted;
      if (text.slice(at + 1).trim() === '') break;
    }
    values.push(text[at] ?? '');
    if (!isQuoted && text[at + 1] === ' ') at++;
  }
  return values;
}

function iteration(
  split: (list: string, alternate?: AlternateMode) => readonly string[],
): Steering {
  return (reader, statement, cursor, at) => {
    const { unit, macros } = reader;
    const body = repetitionBody(unit, cursor, at);
    if (!body) return undefined;
    const [parameter, list = ''] = splitAtFirstComma(restOf(statement, at).text);
    if (!isParameter.test(parameter)) {
      const message = 'the name of what the values are for is missing';
      unit.report.error('macro', at, message, 'write .irp value, 1, 2');
      return undefined;
    }
    const alternate = macros.alternate(at);
    const values = split(list, alternate);
    const name = at.source.text.slice(at.start, at.end);
    const template = new Template(body.text);
    for (const value of list.trim() === '' ? [''] : values) {
      const text = macros.fillRepetition(template, new Map([[parameter, value]]), alternate);
      const stop = reader.read(new Source(body.file, text, body.line, { name, place: at }));
      if (stop) return afterRepetition(stop);
    }
    return undefined;
  };
}

function repetitionBody(
  unit: Unit,
  cursor: StatementCursor,
  at: Place,
  mustEnd: Place = at,
): Body | undefined {
  return readBody(unit, cursor, (name) => repetitions.has(name), '.endr', at, mustEnd);
}

function times(unit: Unit, statement: Statement, at: Place): number {
  const { expression: parsed } = statement;
  if (restOf(statement, at).text === '') {
    unit.report.warning('operand-count', at, 'nothing is repeated without a count');
    return 0;
  }
  if ('error' in parsed) {
    reportSyntax(unit, parsed.error, at);
    return 0;
  }
  const count = unit.number(parsed.value, at, 'the count') ?? 0n;
  if (count >= 0n && count <= MOST_TIMES) return Number(count);
  const message = `a count of ${count} is out of range: 0…${MOST_TIMES}`;
  unit.report.error('bad-size', at, message);
  return 0;
}

const isParameter = new RegExp(`^${NAME}$`);
const parameterAndList = new RegExp(`^\\s*(${NAME})\\s*,?([\\s\\S]*)$`);

/** `.irp x, a, b`: the parameter, and the rest if there is one; the comma may be a blank. */
function splitAtFirstComma(text: string): [string, string?] {
  const match = parameterAndList.exec(text);
  return match ? [match[1] ?? '', match[2] ?? ''] : [text];
}
