/** "Did you mean": the known word that a mistyped one is nearest to, behind a message. */

import { nearest } from '@ireko/asm/suggest';

/** `; did you mean X?`, or nothing when no candidate is near. */
export function didYouMean(word: string, candidates: Iterable<string>, prefix = ''): string {
  const found = nearest(word, candidates);
  return found === undefined ? '' : `; did you mean ${prefix}${found}?`;
}
