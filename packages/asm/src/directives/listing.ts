/** Directives that shape a listing; without one they have no effect. */

import type { Edict } from '../listing/listing.ts';
import type { Place } from '../text/source.ts';
import type { Operand } from '../text/syntax.ts';
import type { Unit } from '../unit/unit.ts';
import {
  type Directive,
  type Directives,
  numberOf,
  upTo,
  withNothing,
  withText,
} from './directive.ts';

function edict(kind: Exclude<Edict['kind'], 'title' | 'subtitle'>): Directive {
  return withNothing((unit) => unit.listing?.instruct({ kind }));
}

/** `.title "text"`, or without quotes. */
function title(kind: 'title' | 'subtitle'): Directive {
  return withText((unit, { text }) => {
    const [, quoted] = /^"([^"]*)"/.exec(text) ?? [];
    unit.listing?.instruct({ kind, text: quoted ?? text });
  });
}

/** Lines of a page that are taken at their word; others mean that there are no pages. */
const HIGHEST_PAGE = 1000;
/** Columns from which on a page is wide enough. */
const NARROWEST_PAGE = 8;

/** `.psize lines, columns`. */
const pageSize = upTo(2, (unit, [lines, columns], at) => {
  const height = lines && Number(numberOf(unit, lines, at, 'the height of a page') ?? 0n);
  const { listing } = unit;
  if (listing && height !== undefined)
    listing.pageHeight = height < 0 || height > HIGHEST_PAGE ? 0 : height;
  if (columns) setWidth(unit, columns, at);
});

/** `.llen columns`. */
const lineLength = upTo(1, (unit, [columns], at) => {
  if (columns) setWidth(unit, columns, at);
});

function setWidth(unit: Unit, columns: Operand, at: Place): void {
  const width = Number(numberOf(unit, columns, at, 'the width of a page') ?? 0n);
  if (width < NARROWEST_PAGE) {
    const message = `a page of ${width} columns is too narrow: ${NARROWEST_PAGE} or more`;
    unit.report.error('bad-size', at, message);
  } else if (unit.listing) unit.listing.pageWidth = width;
}

/** Directives of this file. */
export const listingDirectives: Directives = {
  '.list': edict('list'),
  '.nolist': edict('nolist'),
  '.eject': edict('eject'),
  '.page': edict('eject'),
  '.title': title('title'),
  '.ttl': title('title'),
  '.sbttl': title('subtitle'),
  '.psize': pageSize,
  '.plen': pageSize,
  '.llen': lineLength,
  '.nopage': withNothing(({ listing }) => {
    if (listing) listing.pageHeight = 0;
  }),
};
