/** All directives that act on the unit; those that steer reading are in `reader.ts`. */

import { dataDirectives } from './data.ts';
import type { Directive } from './directive.ts';
import { frameDirectives } from './frame.ts';
import { insnDirectives } from './insn.ts';
import { lineDirectives } from './line.ts';
import { listingDirectives } from './listing.ts';
import { optionDirectives } from './option.ts';
import { placeDirectives } from './place.ts';
import { sectionDirectives } from './section.ts';
import { stabDirectives } from './stab.ts';
import { symbolDirectives } from './symbol.ts';
import { versionDirectives } from './version.ts';

/** Directives by name, with the dot. */
export const directives: ReadonlyMap<string, Directive> = new Map(
  Object.entries({
    ...sectionDirectives,
    ...symbolDirectives,
    ...dataDirectives,
    ...placeDirectives,
    ...optionDirectives,
    ...insnDirectives,
    ...frameDirectives,
    ...lineDirectives,
    ...stabDirectives,
    ...versionDirectives,
    ...listingDirectives,
  }),
);
