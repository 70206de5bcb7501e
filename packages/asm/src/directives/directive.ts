/** What a directive is, and how it takes its operands. */

import type { Known } from '../known.ts';
import { textOf } from '../text/literal.ts';
import type { Place } from '../text/source.ts';
import type { Expression, Operand } from '../text/syntax.ts';
import type { Unit } from '../unit/unit.ts';

/** The rest of a statement as text, for directives with a syntax of their own. */
export interface RawText extends Place {
  readonly text: string;
}

/**
 * A directive, by the way it is read: with operands like an instruction's, with the rest of the
 * statement as text, or not at all.
 */
export type Directive =
  | {
      readonly reads: 'operands';
      readonly run: (unit: Unit, operands: readonly Operand[], at: Place) => void;
      /** More operands are a mistake. */
      readonly most?: number;
      /** What all statements with these operands do, if that can be said. */
      readonly foresee?: (operands: readonly Operand[]) => Known | undefined;
    }
  | {
      readonly reads: 'text';
      readonly run: (unit: Unit, text: RawText, at: Place) => void;
      /** What all statements with this text do, in which a name may be the shape's hole. */
      readonly foresee?: (text: string) => Known | undefined;
    };

/** Directives by name, with the dot. */
export type Directives = Readonly<Record<string, Directive>>;

/** A directive with operands. */
export function withOperands(
  run: (unit: Unit, operands: readonly Operand[], at: Place) => void,
  foresee?: (operands: readonly Operand[]) => Known | undefined,
): Directive {
  return { reads: 'operands', run, ...(foresee && { foresee }) };
}

/** A directive with at most so many operands. */
export function upTo(
  most: number,
  run: (unit: Unit, operands: readonly Operand[], at: Place) => void,
): Directive {
  return { reads: 'operands', run, most };
}

/** A directive that reads the rest of the statement itself. */
export function withText(
  run: (unit: Unit, text: RawText, at: Place) => void,
  foresee?: (text: string) => Known | undefined,
): Directive {
  return { reads: 'text', run, ...(foresee && { foresee }) };
}

/** A directive behind which nothing stands. */
export function withNothing(run: (unit: Unit, at: Place) => void): Directive {
  return withText((unit, text, at) => {
    requireEnd(unit, text, at);
    run(unit, at);
  });
}

/** Reports what stands where the statement should end. @param at its head */
export function requireEnd(unit: Unit, { text, ...place }: RawText, at: Place): void {
  if (text === '') return;
  const name = at.source.text.slice(at.start, at.end);
  const message = `\`${text}\` is more than belongs behind ${name}`;
  unit.report.error('excess', place, message, 'remarks begin with #');
}

/** A directive that is accepted and has no effect. */
export const ignored: Directive = withText(() => {});

/** The place of an operand of the statement whose head is at `at`. */
export function placeOf(operand: Operand, at: Place): Place {
  return { source: at.source, start: at.start + operand.start, end: at.start + operand.end };
}

/** An operand's expression, of which a string is a name in quotes; reports any other operand. */
export function expressionOf(unit: Unit, operand: Operand, at: Place): Expression | undefined {
  if (operand.kind === 'value' && operand.relocation === undefined) return operand.expression;
  if (operand.kind === 'memory' && !operand.offset) return { kind: 'name', name: operand.base };
  if (operand.kind === 'text') return { kind: 'name', name: textOf(new Uint8Array(operand.bytes)) };
  unit.report.error('operand-shape', placeOf(operand, at), 'an expression is expected here');
  return undefined;
}

/**
 * An operand that must be a number known here; undefined if it is absent or was reported.
 * @param what for messages: `the alignment`
 */
export function numberOf(
  unit: Unit,
  operand: Operand | undefined,
  at: Place,
  what: string,
): bigint | undefined {
  if (!operand || operand.kind === 'empty') return undefined;
  const expression = expressionOf(unit, operand, at);
  return expression && unit.number(expression, placeOf(operand, at), what);
}

/** Reports that operands are missing. */
export function missing(unit: Unit, at: Place, usage: string): void {
  unit.report.error('operand-count', at, 'operands are missing', `write ${usage}`);
}

/**
 * Reports that nothing stands behind a directive; as in GNU as, which looks for it at the end of the line and goes on
 * behind that, the next line is lost, and not counted.
 */
export function missingAll(unit: Unit, at: Place, usage: string): void {
  missing(unit, at, usage);
  unit.nextLine = 'lost';
}

/** A part of a text between commas, without blanks around it. */
export interface Part extends Place {
  readonly text: string;
}

/** Splits at commas that are in no string. */
export function splitAtCommas({ source, start, text }: RawText): Part[] {
  const parts: Part[] = [];
  const add = (at: number, written: string) => {
    const trimmed = written.trim();
    const from = start + at + written.length - written.trimStart().length;
    parts.push({ source, start: from, end: from + trimmed.length, text: trimmed });
  };
  if (text.includes('"')) {
    const pattern = /(?:"(?:\\[\s\S]|[^"\\])*"|[^,])+|(?<=,|^)(?=,|$)/g;
    for (const { index, 0: written } of text.matchAll(pattern)) add(index, written);
  } else {
    let at = 0;
    for (const written of text.split(',')) {
      add(at, written);
      at += written.length + 1;
    }
  }
  return parts.length === 1 && parts[0]?.text === '' ? [] : parts;
}

/** The text without the quotes around it, if there are any. */
export function unquoted(text: string): string {
  return /^"[\s\S]*"$/.test(text) ? text.slice(1, -1) : text;
}
