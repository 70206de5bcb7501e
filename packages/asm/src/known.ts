/**
 * What is known of a statement's effect once another of its shape was carried out: programs repeat
 * themselves, and most of what they repeat comes to the same bytes, or to the same but for one symbol.
 */

import type { Extensions } from './architecture.ts';
import { emitBranch, emitFixed, type Fixed } from './emit.ts';
import { beginInstruction, type Pattern } from './instruction.ts';
import { HOLE } from './shape.ts';
import type { Source } from './source.ts';
import type { Statement } from './statement.ts';
import type { Expression, Operand } from './syntax.ts';
import type { Unit } from './unit.ts';

/** Does what statements of a shape do. @returns false if it is not so here, and nothing was done */
export type Known = (unit: Unit, statement: Statement, source: Source) => boolean;

/** An operand that is an expression, and where it stands in the shape. */
export interface Symbolic {
  readonly operand: Operand;
  readonly expression: Expression;
}

/** An instruction of always the same bytes, under these extensions. */
export function sameCode(extensions: Extensions, bytes: Uint8Array): Known {
  return (unit, statement, source) => {
    if (extensions !== unit.modes.extensions) return false;
    if (!unit.isInCode) beginInstruction(unit, statement.head(source));
    unit.section.appendCode(bytes);
    return true;
  };
}

/** An instruction that is written the same way whatever symbol it names. */
export function samePattern(
  { extensions, symbol: written }: Pattern,
  { operand, expression }: Symbolic,
): Known {
  return (unit, statement, source) => {
    if (extensions !== unit.modes.extensions) return false;
    const place = statement.placeOf(operand, source);
    if (!unit.isInCode) beginInstruction(unit, place);
    const value = unit.bind(statement.filled(expression), place);
    if (!value) return true;
    if (isFixed(written)) emitFixed(unit, written, value, place);
    else emitBranch(unit, written, value, place);
    return true;
  };
}

function isFixed(symbol: Pattern['symbol']): symbol is Fixed {
  return 'word' in symbol;
}

/** Data of always the same bytes. */
export function sameData(bytes: Uint8Array): Known {
  return (unit, statement, source) => {
    if (unit.section.isNobits) return false;
    if (unit.section.isCode) unit.map('data', statement.head(source));
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
    if (section.isNobits || symbol.aliasOf || symbol.definition?.kind === 'equate') return false;
    if (section.isCode) unit.map('data', statement.head(source));
    unit.fixup(unit.referTo(symbol), how, place);
    section.number(0, size);
    return true;
  };
}
