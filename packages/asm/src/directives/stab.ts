/**
 * Symbols for debuggers as they were before DWARF: `.stabs "string", type, other, description, value`, `.stabn`
 * without a string, `.stabd` for the place where it stands, `.xstabs` in a section of one's own [GNU as manual, "Stab"].
 *
 * Each is 12 bytes of a section `.stab`, whose strings are in `.stabstr`. The first entry of the section
 * says how many there are, and how long the strings.
 */

import { textOf, utf8 } from '../text/literal.ts';
import type { Place } from '../text/source.ts';
import type { Operand } from '../text/syntax.ts';
import type { Section } from '../unit/section.ts';
import type { Unit } from '../unit/unit.ts';
import { putNumber } from './data.ts';
import {
  type Directive,
  type Directives,
  expressionOf,
  missingAll,
  numberOf,
  placeOf,
  requireEnd,
  withOperands,
} from './directive.ts';

/** Bytes of an entry. */
export const STAB_SIZE = 12;

const USAGE = '.stabs "main:F1", 36, 0, 0, main';

/** The symbols of a unit. */
export interface Stabs {
  /** Sections by name. */
  readonly sections: Map<string, StabSection>;
  /** The compiled file of which they tell. */
  file: string | undefined;
}

/** A section of such symbols. */
interface StabSection {
  readonly section: Section;
  readonly strings: Section;
  /** Where its first entry is in the section's bytes. */
  readonly head: number;
}

/** @param has what stands before the numbers: a string, or a section's name and a string */
function stab(has: 'string' | 'nothing' | 'place' | 'section'): Directive {
  return withOperands((unit, given, at) => {
    const operands = [...given];
    if (operands.length === 0 && has === 'string') return missingAll(unit, at, USAGE);
    const name = has === 'section' ? textIn(unit, operands.shift(), at) : '.stab';
    if (name === undefined) return;
    const isNamed = has === 'string' || has === 'section';
    const string = isNamed ? textIn(unit, operands.shift(), at) : new Uint8Array();
    if (string === undefined) return;
    const wanted = has === 'place' ? 3 : 4;
    const [type, other, description, value, excess] = operands;
    if (operands.length < wanted) {
      const message = `${wanted} numbers are expected, and nothing is written`;
      unit.report.warning('operand-count', at, message, `write ${USAGE}`);
      if (operands.length <= 2) unit.nextLine = 'lost';
      return;
    }
    const unexpected = has === 'place' ? value : excess;
    if (unexpected) {
      const place = placeOf(unexpected, at);
      requireEnd(unit, { ...place, text: place.source.text.slice(place.start, place.end) }, at);
    }
    const numbers = [type, other, description].map((each) => {
      return Number(numberOf(unit, each, at, 'the field') ?? 0n);
    });
    noteForListing(unit, numbers, string);
    const text = typeof name === 'string' ? name : textOf(name);
    const dot = unit.here(at);
    const stabs = unit.stabs.sections.get(text) ?? begin(unit, text, at);
    const { section } = unit;
    const { part } = section;
    unit.section = stabs.section;
    unit.section.enterPart(0);
    unit.section.number(addString(stabs.strings, string), 4);
    for (const [index, size] of [1, 1, 2].entries()) unit.section.number(numbers[index] ?? 0, size);
    putValue(unit, has === 'place' ? undefined : value, dot, at);
    unit.section = section;
    unit.section.enterPart(part);
  });
}

function textIn(unit: Unit, operand: Operand | undefined, at: Place): Uint8Array | undefined {
  if (operand?.kind === 'text') return new Uint8Array(operand.bytes);
  unit.nextLine = 'lost';
  unit.report.error('operand-shape', at, 'a string is missing', `write ${USAGE}`);
  return undefined;
}

/** Types of entries that say which file and line of the compiled program the code is of. */
const N_SO = 0x64;
const N_SOL = 0x84;
const N_SLINE = 0x44;

function noteForListing(
  { listing, stabs }: Unit,
  numbers: readonly number[],
  string: Uint8Array,
): void {
  const [type, , line = 0] = numbers;
  if (type === N_SO || type === N_SOL) stabs.file = textOf(string);
  else if (type === N_SLINE) listing?.locate(stabs.file, line);
}

/** @param operand undefined for the place where the statement stands */
function putValue(
  unit: Unit,
  operand: Operand | undefined,
  dot: ReturnType<Unit['here']>,
  at: Place,
): void {
  const place = operand ? placeOf(operand, at) : at;
  const expression = operand && expressionOf(unit, operand, at);
  const value = operand ? expression && unit.bind(expression, place) : dot;
  putNumber(unit, 4, value ?? { kind: 'integer', value: 0n }, place);
}

/** Begins a section of such symbols with its first entry, which names the source. */
function begin(unit: Unit, name: string, at: Place): StabSection {
  const attributes = {
    ...{ type: 'progbits', flags: '', entrySize: STAB_SIZE, linkedTo: `${name}str` },
  };
  const section = unit.sectionNamed(name, attributes);
  const strings = unit.sectionNamed(`${name}str`, { type: 'strtab', flags: '', entrySize: 0 });
  section.align = Math.max(section.align, 4);
  const head = section.bytes.length;
  if (strings.isEmpty) strings.number(0, 1);
  const file = unit.fileNames.at(-1) ?? at.source.originAt(at.start).file;
  section.number(addString(strings, utf8(file)), 4);
  section.append(new Uint8Array(STAB_SIZE - 4));
  const stabs = { section, strings, head };
  unit.stabs.sections.set(name, stabs);
  return stabs;
}

/** Adds a string. @returns its offset; 0 for an empty one */
function addString(strings: Section, string: ArrayLike<number>): number {
  if (string.length === 0) return 0;
  const offset = strings.bytes.length;
  strings.append(string);
  strings.number(0, 1);
  return offset;
}

/** Once all is read: the number of entries, and the size of the strings. */
export function countStabs(unit: Unit): void {
  for (const { section, strings, head } of unit.stabs.sections.values()) {
    const { bytes } = section;
    const view = new DataView(bytes.buffer, bytes.byteOffset + head, STAB_SIZE);
    view.setUint16(6, bytes.length / STAB_SIZE - 1, true);
    view.setUint32(8, strings.bytes.length, true);
  }
}

/** Directives of this file. */
export const stabDirectives: Directives = {
  '.stabs': stab('string'),
  '.stabn': stab('nothing'),
  '.stabd': stab('place'),
  '.xstabs': stab('section'),
};
