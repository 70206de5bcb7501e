/** Texts within a source: what a statement says after its head, and bodies up to what ends them. */

import type { RawText } from '../directives/directive.ts';
import type { StatementCursor } from '../text/cursor.ts';
import type { Origin, Place, Source } from '../text/source.ts';
import type { Statement } from '../text/statement.ts';
import type { Unit } from '../unit/unit.ts';

/** The text of a macro or repetition, and where it begins. */
export interface Body extends Origin {
  readonly text: string;
}

/**
 * The source between here and the directive that ends it; reports its absence.
 * @param isOpener which directives begin another body within this one
 * @param mustEnd where its absence is told
 */
export function readBody(
  unit: Unit,
  cursor: StatementCursor,
  isOpener: (name: string) => boolean,
  closer: string,
  at: Place,
  mustEnd: Place = at,
): Body | undefined {
  const { source } = cursor;
  const start = cursor.offset;
  let depth = 1;
  for (let statement = cursor.next(); statement; statement = cursor.next()) {
    const { headName: name } = statement.shape;
    if (isOpener(name)) depth++;
    else if (name === closer) depth--;
    if (depth === 0) {
      // Labels before what ends it belong to it.
      const end = statement.labels.length > 0 ? statement.base : statement.start;
      return { text: source.text.slice(start, end), ...source.originAt(start) };
    }
  }
  const { line } = at.source.span(at.start, at.end);
  const where = mustEnd === at ? '' : ` for what begins in line ${line}`;
  unit.report.error('unmatched', mustEnd, `${closer} is missing${where}`);
  return undefined;
}

/** What a statement says after its head. */
export function restOf(statement: Statement, { source, end: endOfHead }: Place): RawText {
  const { base } = statement;
  const written = source.text.slice(endOfHead, base + statement.length);
  if (mayHaveRemark.test(written)) return restOfTokens(statement, source, endOfHead);
  const text = written.trim();
  const start = endOfHead + written.length - written.trimStart().length;
  return { source, start, end: start + text.length, text };
}

/** What is no token: remarks, and `@plt`. */
const mayHaveRemark = /\/\*|@/;

function restOfTokens({ shape, base, end }: Statement, source: Source, endOfHead: number): RawText {
  const [first] = shape.rest; // never behind a hole
  const start = first ? base + first.start : endOfHead;
  const written = source.text.slice(start, base + end);
  const text = written.replace(/\/\*[\s\S]*?(?:\*\/|$)/g, ' ');
  return { source, start, end: base + end, text };
}
