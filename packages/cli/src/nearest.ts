/** "Did you mean": the known word that a mistyped one is nearest to. */

/**
 * The candidate that the fewest insertions, deletions, replacements and swaps of letters turn
 * `word` into.
 * @returns `undefined` when none is near: more than a third of the letters would change.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `; did you mean X?`, or nothing when no candidate is near. */
export function didYouMean(word: string, candidates: Iterable<string>, prefix = ''): string {
  const found = nearest(word, candidates);
  return found === undefined ? '' : `; did you mean ${prefix}${found}?`;
}

/**
 * How many letters to insert, delete, replace or swap with their neighbour to make `b` of `a`
 * (the distance of Damerau and Levenshtein, each place edited once).
 */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let line = 1; line <= a.length; line++) {
    const next = [line];
    for (let column = 1; column <= b.length; column++) {
      const same = a[line - 1] === b[column - 1];
      let distance = Math.min(
        at(row, column - 1) + (same ? 0 : 1),
        at(row, column) + 1,
        at(next, column - 1) + 1,
      );
      if (a[line - 1] === b[column - 2] && a[line - 2] === b[column - 1])
        distance = Math.min(distance, at(before, column - 2) + 1);
      next.push(distance);
    }
    [before, row] = [row, next];
  }
  return at(row, b.length);
}

const at = (row: readonly number[], column: number): number => row[column] ?? Infinity;
