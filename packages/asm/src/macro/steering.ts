/** Directives that decide what is read next: macros, repetitions, inclusions, ends. */

import { type RawText, requireEnd, splitAtCommas } from '../directives/directive.ts';
import { popSection } from '../directives/section.ts';
import type { Abandoned, Reader, Steering } from '../reader.ts';
import { textBytes, textOf } from '../text/literal.ts';
import { type Place, Source } from '../text/source.ts';
import type { Unit } from '../unit/unit.ts';
import { restOf } from './body.ts';
import { iterate, iterateCharacters, repeatBody } from './repetition.ts';

/** They by name, with the dot. */
// biome-ignore format: columns are the point.
export const steering: ReadonlyMap<string, Steering> = new Map<string, Steering>([
  ['.macro',      defineMacro],
  ['.purgem',     ({ macros }, statement, _, at) => macros.forget(restOf(statement, at))],
  ['.endm',       alone(({ unit }, _, __, at) => unmatched(unit, at))],
  ['.exitm',      alone(exitMacro)],
  ['.mexit',      alone(exitMacro)],
  ['.altmacro',   alone(({ macros }) => { macros.isAlternate = true; })],
  ['.noaltmacro', alone(({ macros }) => { macros.isAlternate = false; })],
  ['.rept',       repeatBody],
  ['.rep',        repeatBody],
  ['.irp',        iterate],
  ['.irep',       iterate],
  ['.irpc',       iterateCharacters],
  ['.irepc',      iterateCharacters],
  ['.endr',       alone(({ unit }, _, __, at) => unmatched(unit, at))],
  ['.include',    (reader, statement, _, at) => include(reader, restOf(statement, at), at)],
  ['.end',        () => 'end-of-unit'],
  ['.abort',      ({ unit }, _, __, at) => abandon(unit, at)],
  // What stands behind it is a statement of its own, as in GNU as.
  ['.popsection', ({ unit }, _, cursor, at) => { popSection(unit, at); cursor.resume(at.end); }],
]);

/** A directive behind which nothing stands. */
function alone(steer: Steering): Steering {
  return (reader, statement, cursor, at) => {
    requireEnd(reader.unit, restOf(statement, at), at);
    return steer(reader, statement, cursor, at);
  };
}

/** `.macro name parameters`, or `name: .macro parameters`. */
function defineMacro(
  ...[{ unit, macros }, statement, cursor, at]: Parameters<Steering>
): undefined {
  const label = statement.labels.at(-1);
  const name = label && !label.isNumeric ? label.text : undefined;
  macros.define(restOf(statement, at), cursor, at, name);
  const symbol = name === undefined ? undefined : unit.symbols.find(name);
  if (symbol) symbol.definition = { kind: 'equate', value: ZERO, final: true };
}

/** What a label that names a macro is as a symbol. */
const ZERO = { kind: 'integer', value: 0n } as const;

/** `.exitm` ends the macro, or the repetition. */
function exitMacro(...[{ unit }, , , at]: Parameters<Steering>): ReturnType<Steering> {
  return at.source.depth > 0 ? 'exit-macro' : unmatched(unit, at);
}

function unmatched(unit: Unit, at: Place): undefined {
  const name = at.source.text.slice(at.start, at.end);
  unit.report.warning('unmatched', at, `${name} without what it ends`);
}

function abandon(unit: Unit, at: Place): Abandoned {
  unit.report.fatal('user', at, '.abort ends the assembly here');
  return 'end-of-unit';
}

/** `.include "file"`. */
function include({ unit, enter }: Reader, text: RawText, at: Place): Abandoned | undefined {
  const [part] = splitAtCommas(text);
  if (!part?.text.startsWith('"')) {
    unit.report.error('operand-shape', at, 'a file name is missing', 'write .include "file"');
    return undefined;
  }
  const name = textOf(new Uint8Array(textBytes(part.text)));
  const found = unit.files.find(name);
  if (!found) {
    const hint = `looked in ${unit.files.searched}`;
    // As in GNU as, which is about to read the file and has forgotten whence this line came.
    const place = { ...part, source: part.source.unmarked };
    unit.report.error('file-not-found', place, `cannot read \`${name}\``, hint);
    return undefined;
  }
  return enter(new Source(found.path, textOf(found.bytes), 1, { name: '.include', place: at }));
}
