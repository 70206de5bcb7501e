/**
 * What is known of a statement's effect once another of its shape was carried out: programs repeat
 * themselves, and most of what they repeat comes to the same bytes, or to the same but for one symbol.
 */

import { type Piece, put } from './instruction/emit.ts';
import { beginInstruction } from './instruction/instruction.ts';
import { HOLE } from './text/shape.ts';
import type { Source } from './text/source.ts';
import type { Statement } from './text/statement.ts';
import type { Expression, Operand } from './text/syntax.ts';
import { announce } from './unit/mapping.ts';
import type { Modes, Unit } from './unit/unit.ts';

/** Does what statements of a shape do. @returns false if it is not so here, and nothing was done */
export type Known = (unit: Unit, statement: Statement, source: Source) => boolean;

/** An operand that is an expression, and where it stands in the shape. */
export interface Symbolic {
  readonly operand: Operand;
  readonly expression: Expression;
}

/** An instruction that is written in these pieces, whatever symbol it names. */
export function sameCode(
  { extensions, pic }: Modes,
  pieces: readonly Piece[],
  symbolic: Symbolic | undefined,
): Known {
  const marksStart = pieces.some(({ names }) => names === 'start');
  return (unit, statement, source) => {
    const { modes } = unit;
    if (extensions !== modes.extensions || pic !== modes.pic) return false;
    if (!unit.isInCode) beginInstruction(unit, statement.head(source));
    if (!symbolic) {
      for (const piece of pieces) put(unit, piece, undefined, unit.start);
      return true;
    }
    const place = statement.placeOf(symbolic.operand, source);
    const value = unit.bind(symbolic.expression, place, statement.name);
    if (!value) return true;
    if (value.kind !== 'symbol') return false;
    const start = marksStart ? unit.internalLabel(place) : undefined;
    for (const piece of pieces) put(unit, piece, piece.names === 'start' ? start : value, place);
    return true;
  };
}

/** Data of always the same bytes. */
export function sameData(bytes: Uint8Array): Known {
  return (unit, statement, source) => {
    if (unit.section.isNobits || unit.section.watch) return false;
    if (unit.section.isCode) announce(unit, 'data', statement.head(source));
    unit.section.append(bytes);
    return true;
  };
}

/** The address in data that a name stands for, of so many bytes. It is no number by now. */
export function sameAddress(size: 1 | 2 | 4 | 8, operand: Operand, name: string): Known {
  const how = { kind: 'data', size } as const;
  return (unit, statement, source) => {
    const { section } = unit;
    const place = statement.placeOf(operand, source);
    const symbol = unit.symbols.named(name === HOLE ? statement.name : name, place);
    if (section.isNobits || section.watch || symbol.aliasOf || symbol.definition?.kind === 'equate')
      return false;
    if (section.isCode) announce(unit, 'data', statement.head(source));
    unit.fixup(unit.referTo(symbol), how, place);
    section.number(0, size);
    return true;
  };
}
