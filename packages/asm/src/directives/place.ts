/** Directives that move the place where the next byte goes: alignment and `.org`. */

import { warnOfAlignment } from '../advice/warning.ts';
import { Alignment, type Fill, nops, Origin, ZEROS } from '../object/padding.ts';
import type { Place } from '../text/source.ts';
import { isStillUndefined } from '../unit/equate.ts';
import { type Bound, constantOf } from '../unit/expression.ts';
import { announce } from '../unit/mapping.ts';
import type { Unit } from '../unit/unit.ts';
import {
  type Directive,
  type Directives,
  expressionOf,
  missing,
  numberOf,
  placeOf,
  upTo,
} from './directive.ts';

/** Alignments beyond this are surely mistakes; GNU as has the same limit. */
const LARGEST_POWER = 31n;

/**
 * `.align boundary, fill, most`.
 * @param unitIs whether the operand is the boundary in bytes, or its logarithm as RISC-V's `.align`
 * @param fillSize bytes of a fill number
 * @param mayMeanBytes other machines take the operand in bytes
 */
function align(unitIs: 'bytes' | 'power', fillSize: number, mayMeanBytes = false): Directive {
  return upTo(3, (unit, [operand, filling, limit], at) => {
    if (!operand) {
      const hint = unitIs === 'power' ? 'write .align 3' : 'write .balign 8';
      return unit.report.warning('operand-count', at, 'nothing is aligned without a number', hint);
    }
    const given = numberOf(unit, operand, at, 'the alignment');
    if (given === undefined) return;
    const place = placeOf(operand, at);
    if (unitIs === 'power' && (given < 0n || given > LARGEST_POWER)) {
      const message = `the alignment's power of two is out of range: 0…${LARGEST_POWER}`;
      return unit.report.lastError('bad-alignment', place, message);
    }
    if (unitIs === 'power' && mayMeanBytes) warnOfAlignment(unit, given, place);
    const boundary = unitIs === 'power' ? 1 << Number(given) : Math.max(1, Number(given));
    if (given < 0n || (boundary & (boundary - 1)) !== 0) {
      const hint = 'use a power of two, such as 4 or 16';
      return unit.report.error('bad-alignment', place, `${given} is no power of two`, hint);
    }
    const endsInComma = filling?.kind === 'empty' && !limit;
    const value = endsInComma ? 0n : numberOf(unit, filling, at, 'the fill');
    const { section } = unit;
    section.align = Math.max(section.align, boundary);
    if (section.isAbsolute) {
      section.append(new Uint8Array(-section.position & (boundary - 1)));
      return;
    }
    if (value === undefined && section.isCode && alignsByItself(unit, boundary, place)) return;
    announce(unit, value === undefined ? 'padding' : 'data', place);
    const fill: Fill =
      value !== undefined ? { value, size: fillSize } : section.isCode ? 'nops' : ZEROS;
    const most = Number(numberOf(unit, limit, at, 'the limit') ?? 0n);
    const reportOdd = (padding: number) => {
      const message = `${padding} bytes of padding are no multiple of the fill of ${fillSize}`;
      unit.report.error('bad-alignment', at, message, 'align to less before, or fill with bytes');
    };
    section.stretch(new Alignment(boundary, fill, most, section.current, reportOdd));
  });
}

/**
 * Alignment of code that needs no padding, because every instruction is so aligned, or whose
 * padding is the linker's business: it gets the most that there may have to be, and a relocation.
 */
function alignsByItself(unit: Unit, boundary: number, place: Place): boolean {
  const least = unit.compressed ? 2 : 4;
  if (boundary <= least) return true;
  if (!unit.modes.relax) return false;
  const padding = boundary - least;
  announce(unit, 'padding', place);
  unit.fixup({ kind: 'integer', value: BigInt(padding) }, { kind: 'alignment', padding }, place);
  unit.section.append(nops(padding));
  unit.section.divide();
  return true;
}

/** `.org offset, fill`: moves forward to an offset in the section. */
const org = upTo(2, (unit, [operand, filling], at) => {
  if (!operand) return missing(unit, at, '.org offset');
  const place = placeOf(operand, at);
  const expression = expressionOf(unit, operand, at);
  const to = expression && unit.bind(expression, place);
  if (!to) return;
  const value = numberOf(unit, filling, at, 'the fill') ?? 0n;
  moveTo(unit, to, { value, size: 1 }, place);
});

/** Moves to an offset in the section, or to a label and a distance: `.org`, and `. = offset`. */
export function moveTo(unit: Unit, to: Bound, fill: Fill, place: Place): void {
  const { section } = unit;
  const number = section.isAbsolute ? constantOf(to) : undefined;
  if (number !== undefined) {
    section.base += Number(number) - section.position;
    return;
  }
  const name = undefinedIn(to);
  if (name !== undefined) {
    const message = `\`${name}\` is not defined, and the rest counts as 0 here`;
    unit.report.warning('undefined-origin', place, message, 'define it above with .equ');
  }
  const target = name === undefined ? to : firstOf(to);
  section.stretch(new Origin(target, fill, section.current, place, unit.report));
}

/** A name in an expression that nothing defines by now. */
function undefinedIn(value: Bound): string | undefined {
  switch (value.kind) {
    case 'integer':
      return undefined;
    case 'unary':
      return undefinedIn(value.operand);
    case 'binary':
      return undefinedIn(value.left) ?? undefinedIn(value.right);
    case 'symbol':
      return value.definition && !isStillUndefined(value) ? undefined : value.name;
  }
}

/** What GNU as takes for an offset in which a name is not defined by now: the first symbol, as it will be. */
function firstOf(value: Bound): Bound {
  if (value.kind === 'unary') return ZERO;
  if (value.kind !== 'binary') return value;
  const isShifted = value.operator === '+' && value.left.kind === 'integer';
  return firstOf(isShifted ? value.right : value.left);
}

const ZERO = { kind: 'integer', value: 0n } as const;

/** Directives of this file. */
export const placeDirectives: Directives = {
  '.align': align('power', 1, true),
  '.p2align': align('power', 1),
  '.p2alignw': align('power', 2),
  '.p2alignl': align('power', 4),
  '.balign': align('bytes', 1),
  '.balignw': align('bytes', 2),
  '.balignl': align('bytes', 4),
  '.org': org,
};
