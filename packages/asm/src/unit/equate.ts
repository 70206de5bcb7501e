/** What becomes of a symbol that is given a value: a number, a label, or an expression of others. */

import type { Place } from '../text/source.ts';
import {
  type Bound,
  expressionFor,
  finalValue,
  numberIn,
  reduce,
  type Trouble,
  type Value,
} from './expression.ts';
import type { Label, Sym } from './symbol.ts';
import { troubleMessage, type Unit } from './unit.ts';

/** Reports another name for a common symbol, which has no place before it is linked. */
export function refuseCommon(
  unit: Unit,
  name: string,
  reduced: Value | Trouble,
  place: Place,
): void {
  const other = typeof reduced === 'string' ? undefined : reduced.add;
  if (other?.definition?.kind !== 'common') return;
  const message = `\`${name}\` cannot be another name for the common symbol \`${other.name}\``;
  unit.report.error('common-alias', place, message);
}

/** Whether it is another name for a symbol that is not defined: a label may take its place. */
export function isStillUndefined({ definition }: Sym): boolean {
  if (definition?.kind !== 'equate' || definition.value.kind === 'integer') return false;
  const reduced = reduce(definition.value);
  if (typeof reduced === 'string' || reduced.subtract) return false;
  return reduced.add !== undefined && reduced.add.definition === undefined;
}

/** Reduced, so that a symbol that is counted up line by line does not grow a tree. */
export function shortened(value: Bound, reduced: Value | Trouble): Bound {
  return typeof reduced === 'string' ? value : expressionFor(reduced);
}

/** A label plus a number is a label itself, and as in GNU as takes on what is known of it. */
export function becomeLabel(symbol: Sym, reduced: Value | Trouble, movable: boolean): void {
  const label = labelIn(reduced);
  if (!label) return;
  const { chunk, offset } = label.definition;
  symbol.definition = { kind: 'label', chunk, offset: offset + label.distance, movable };
  if (label.type !== 'notype') symbol.type = label.type;
  symbol.size ??= label.size;
}

/** The defined label that a value is, with the number of bytes added to it. */
function labelIn(reduced: Value | Trouble): (Label & { readonly distance: number }) | undefined {
  if (typeof reduced === 'string' || reduced.subtract) return undefined;
  const { definition, type, size } = reduced.add ?? {};
  if (definition?.kind !== 'label' || !type) return undefined;
  return { definition, type, size, distance: Number(reduced.constant) };
}

/**
 * Once all addresses are known: a value that is neither a number nor a place is a mistake where it was given,
 * whether it is used or not, and counts as 0 from then on.
 */
export function settleValue(unit: Unit, symbol: Sym): void {
  const { definition, place, name } = symbol;
  if (definition?.kind !== 'equate' || definition.value.kind === 'integer') return;
  const value = finalValue(definition.value);
  const trouble = typeof value === 'string' ? value : value.subtract && 'not-linear';
  if (trouble)
    unit.report.error('bad-value', place, `the value of \`${name}\`: ${troubleMessage(trouble)}`);
  const settled = trouble ? 0n : numberIn(value);
  if (settled !== undefined)
    symbol.definition = { ...definition, value: { kind: 'integer', value: settled } };
}
