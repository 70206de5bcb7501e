/** What instructions cost, by the lines of files. */

import type { Descent } from '@ireko/lab';

/** What the instructions of a line cost in the layers below theirs. */
export interface LineCosts extends Omit<Descent, 'place'> {
  readonly file: string;
  readonly line: number;
}

/** The costs of lines, from those of places such as `a.s:12`; in the same order. */
export function lineCostsOf(descents: readonly Descent[]): readonly LineCosts[] {
  return descents.map(({ place, ...costs }) => {
    const colon = place.lastIndexOf(':');
    return { ...costs, file: place.slice(0, colon), line: Number(place.slice(colon + 1)) };
  });
}
