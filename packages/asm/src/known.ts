/**
 * What is known of a statement's effect once another of its shape was carried out: programs repeat
 * themselves, and most of what they repeat comes to the same bytes, or to the same but for one symbol.
 */

import type { Extensions } from './architecture.ts';
import { emitBranch, emitFixed, type Fixed } from './emit.ts';
import { beginInstruction, type Pattern } from './instruction.ts';
import type { Place, Source } from './source.ts';
import type { Statement } from './statement.ts';
import type { Expression, Operand } from './syntax.ts';
import type { Unit } from './unit.ts';

/** An operand that is an expression, and where it stands in the shape. */
export interface Symbolic {
  readonly operand: Operand;
  readonly expression: Expression;
}

/** See the head of this file. */
export type Known =
  /** An instruction of always the same bytes, under these extensions. */
  | { readonly kind: 'code'; readonly extensions: Extensions; readonly bytes: Uint8Array }
  /** An instruction that is written the same way whatever symbol it names. */
  | ({ readonly kind: 'pattern' } & Pattern & Symbolic)
  /** A number in data. */
  | { readonly kind: 'number'; readonly bytes: Uint8Array }
  /** An address in data, of so many bytes. */
  | ({ readonly kind: 'address'; readonly size: 1 | 2 | 4 | 8 } & Symbolic);

/** Does what is known of a statement. @returns false if it is not so here, and nothing was done */
export function repeat(unit: Unit, known: Known, statement: Statement, source: Source): boolean {
  switch (known.kind) {
    case 'code':
      if (known.extensions !== unit.modes.extensions) return false;
      if (!unit.isInCode) beginInstruction(unit, statement.head(source));
      unit.section.appendCode(known.bytes);
      return true;
    case 'pattern':
      if (known.extensions !== unit.modes.extensions) return false;
      repeatPattern(unit, known, statement, source);
      return true;
    case 'number':
      if (unit.section.isNobits) return false;
      if (unit.section.isCode) unit.map('data', statement.head(source));
      unit.section.append(known.bytes);
      return true;
    case 'address':
      return repeatAddress(unit, known, statement, source);
  }
}

function repeatPattern(
  unit: Unit,
  { symbol, ...symbolic }: Pattern & Symbolic,
  statement: Statement,
  source: Source,
): void {
  const place = statement.placeOf(symbolic.operand, source);
  if (!unit.isInCode) beginInstruction(unit, place);
  const value = unit.bind(statement.filled(symbolic.expression), place);
  if (!value) return;
  if (isFixed(symbol)) emitFixed(unit, symbol, value, place);
  else emitBranch(unit, symbol, value, place);
}

function isFixed(symbol: Pattern['symbol']): symbol is Fixed {
  return 'word' in symbol;
}

/** A name that stands for a number by now is not for here. */
function repeatAddress(
  unit: Unit,
  { operand, expression, size }: Extract<Known, { kind: 'address' }>,
  statement: Statement,
  source: Source,
): boolean {
  const place: Place = statement.placeOf(operand, source);
  if (unit.section.isCode) unit.map('data', statement.head(source));
  const value = unit.bind(statement.filled(expression), place);
  if (!value) return true;
  if (value.kind !== 'symbol' || value.symbol.definition?.kind === 'equate') return false;
  unit.requireContents(place);
  unit.fixup(value, DATA[size], place);
  unit.section.number(0, size);
  return true;
}

const DATA = {
  1: { kind: 'data', size: 1 },
  2: { kind: 'data', size: 2 },
  4: { kind: 'data', size: 4 },
  8: { kind: 'data', size: 8 },
} as const;
