/** Directives that say which lines of which files the code comes from: `.file` and `.loc`. */

import { following, type Location } from '../debug/line.ts';
import type { Known } from '../known.ts';
import { textBytes, textOf } from '../text/literal.ts';
import { HOLE } from '../text/shape.ts';
import type { Place } from '../text/source.ts';
import type { Statement } from '../text/statement.ts';
import type { Unit } from '../unit/unit.ts';
import {
  type Directives,
  numberOf,
  type RawText,
  requireEnd,
  unquoted,
  upTo,
  withText,
} from './directive.ts';

const filePattern =
  /^(\d+)\s+("(?:\\.|[^"\\])*")(?:\s*("(?:\\.|[^"\\])*"))?(?:\s+md5\s+0x([0-9a-fA-F]{1,32}))?\s*$/;

/** `.file "name"` names the source for its symbol table; with a number it is one that `.loc` names. */
function file(unit: Unit, rest: RawText, at: Place): void {
  const { text } = rest;
  const [quoted] = /^"(?:\\.|[^"\\])*"/.exec(text) ?? [];
  if (quoted !== undefined) {
    const excess = text.slice(quoted.length).trim();
    requireEnd(unit, { ...rest, text: excess, start: rest.end - excess.length }, at);
    unit.fileNames.push(unquoted(quoted));
    return;
  }
  const match = filePattern.exec(text);
  if (!match) {
    unit.report.error(
      'operand-shape',
      at,
      'a number and a name are expected',
      'write .file 1 "a.c"',
    );
    return;
  }
  const [, number, first = '', second, md5] = match;
  const path = textOf(new Uint8Array(textBytes(second ?? first)));
  const folder = second === undefined ? undefined : textOf(new Uint8Array(textBytes(first)));
  if (number !== '0' && (folder ?? md5) !== undefined && unit.lines.version < 5) {
    const message = 'a folder or a sum beside the name are there from DWARF 5 on';
    unit.report.error('operand-shape', at, message, 'write .file 1 "folder/a.c"');
  }
  const sum = md5 === undefined ? undefined : bytesOf(md5);
  const taken = unit.lines.file(Number(number), folder, path, sum);
  if (taken !== undefined) {
    const message = `.file ${number} is \`${taken}\` already`;
    unit.report.error('duplicate-file', at, message, 'give this one a number of its own');
  }
}

/** A number of 16 bytes, the lowest first. */
function bytesOf(hexadecimal: string): readonly number[] {
  const pairs = hexadecimal.padStart(32, '0').match(/../g) ?? [];
  return pairs.map((pair) => Number.parseInt(pair, 16)).reverse();
}

/** The flags of `.loc`, each with what follows it. */
// biome-ignore format: columns are the point.
const flags: Readonly<
  Record<string, { readonly most: number; readonly of: (value: number) => Partial<Location> }>
> = {
  is_stmt:       { most: 1,           of: (value) => ({ isStatement: value !== 0 }) },
  isa:           { most: 0x7fff_ffff, of: (isa) => ({ isa }) },
  discriminator: { most: 0x7fff_ffff, of: (discriminator) => ({ discriminator }) },
};
const switches: Readonly<Record<string, Partial<Location>>> = {
  basic_block: { basicBlock: true },
  prologue_end: { prologueEnd: true },
  epilogue_begin: { epilogueBegin: true },
};

/** What stands behind `.loc`. */
interface Loc {
  readonly file: number;
  readonly line: number;
  /** Undefined if it is not given: the last one's holds on. */
  readonly column: number | undefined;
  readonly changes: Partial<Location>;
  /** Where views are counted, a line counts even if the next follows at the same address. */
  readonly countsViews: boolean;
  /** What is wrong with the flags: code and message. */
  readonly mistakes: readonly (readonly [code: string, message: string])[];
  /** What it came to last: mostly the same again. */
  location: Location | undefined;
}

const numbersOfLoc = /^(\d+)\s+(\d+)(?:\s+(\d+))?(?!\S)\s*/;

/** Reads `file line column flags…`; undefined if the numbers are not there. */
function readLoc(text: string): Loc | undefined {
  const match = numbersOfLoc.exec(text);
  if (!match) return undefined;
  const [{ length }, file, line, column] = match;
  const words = length < text.length ? text.slice(length).split(/\s+/) : [];
  return {
    file: Number(file),
    line: Number(line),
    column: column === undefined ? undefined : Number(column),
    ...{ ...readFlags(words), countsViews: words.includes('view'), location: undefined },
  };
}

/** What the flags of `.loc` say. */
function readFlags(words: readonly string[]): Pick<Loc, 'changes' | 'mistakes'> {
  const changes = {};
  const mistakes: [string, string][] = [];
  for (let next = 0; next < words.length; next++) {
    const word = words[next] ?? '';
    const flag = flags[word];
    if (flag) {
      const { of, most } = flag;
      const value = words[++next] ?? '';
      if (isDigits(value) && Number(value) <= most) Object.assign(changes, of(Number(value)));
      else
        mistakes.push(['bad-flag', `${word} takes a number from 0 to ${most}, not \`${value}\``]);
    } else if (word === 'view') next++;
    else if (switches[word]) Object.assign(changes, switches[word]);
    else mistakes.push(['unknown-flag', `\`${word}\` is no flag of .loc`]);
  }
  return { changes, mistakes };
}

/** `.loc file line column flags…`. */
const loc = withText(
  (unit, { text, ...place }, at) => {
    const read = readLoc(text);
    if (!read) {
      const message = 'a file and a line are expected';
      return unit.report.error('operand-shape', at, message, 'write .loc 1 12 5');
    }
    if (!unit.lines.files[read.file]) {
      const message = `there is no .file ${read.file} before this place`;
      return unit.report.error('unknown-file', place, message);
    }
    for (const [code, message] of read.mistakes) unit.report.error(code, place, message);
    locate(unit, read, at);
  },
  (text) => {
    const read = readLoc(text);
    if (read && read.mistakes.length === 0) return sameLocation(() => read);
    // The hole may be a flag's name: there are few, and the same again and again.
    if (!read || !text.includes(HOLE)) return undefined;
    const byName = new Map<string, Loc | undefined>();
    return sameLocation(({ name }) => {
      if (!byName.has(name)) byName.set(name, readLoc(text.replace(HOLE, name)));
      return byName.get(name);
    });
  },
);

/** What such statements do, once each is read. */
function sameLocation(reading: (statement: Statement) => Loc | undefined): Known {
  return (unit, statement, source) => {
    const read = reading(statement);
    if (!read || read.mistakes.length > 0 || !unit.lines.files[read.file]) return false;
    locate(unit, read, statement.head(source));
    return true;
  };
}

function locate(unit: Unit, read: Loc, at: Place): void {
  const { lines, listing } = unit;
  listing?.locate(lines.pathOf(read.file), read.line);
  const last = lines.latest(unit, at);
  if (!isAfter(read, last)) read.location = locationAfter(read, last);
  lines.locate(read.location as Location, at);
  if (read.countsViews) lines.mark(unit, at);
}

function locationAfter({ file, line, column, changes }: Loc, last: Location): Location {
  return following(last, file, line, column ?? last.column, changes);
}

/** Whether a `.loc` comes to the same as last time. */
function isAfter({ location, column, changes }: Loc, last: Location): boolean {
  return (
    location !== undefined &&
    location.isa === (changes.isa ?? last.isa) &&
    location.isStatement === (changes.isStatement ?? last.isStatement) &&
    location.column === (column ?? last.column)
  );
}

function isDigits(word: string): boolean {
  return /^\d+$/.test(word);
}

/** Directives of this file. */
export const lineDirectives: Directives = {
  '.file': withText(file),
  '.loc': loc,
  '.loc_mark_labels': upTo(1, (unit, [operand], at) => {
    const number = numberOf(unit, operand, at, 'the choice') ?? 0n;
    if (number === 0n || number === 1n) unit.lines.marksLabels = number === 1n;
    else unit.report.error('operand-shape', at, `0 or 1 is expected, not ${number}`);
  }),
};
