/** Finds what a user may have meant. */

/** The candidate nearest to `word`, if it is near enough to be a slip of the hand; of several one that begins alike. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.min(3, Math.floor((word.length + 1) / 3)));
  const lowerCase = word.toLowerCase();
  let best: string | undefined;
  let least = limit + 1;
  for (const candidate of candidates) {
    if (candidate.toLowerCase() === lowerCase) return candidate;
    if (Math.abs(candidate.length - word.length) >= least) continue;
    // Slips are seldom in the first letter: it counts half a letter more.
    const apart = editDistance(word, candidate) + (candidate[0] === word[0] ? 0 : 0.5);
    if (apart < least && apart < word.length) {
      best = candidate;
      least = apart;
    }
  }
  return best;
}

/** `did you mean x?` for the nearest candidate, or undefined. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const found = nearest(word, candidates);
  return found && `did you mean \`${found}\`?`;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + (same ? 0 : 1),
      );
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped && before.length > 0) cost = Math.min(cost, at(before, column - 2) + 1);
      current.push(cost);
    }
    before = previous;
    previous = current;
  }
  return at(previous, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
