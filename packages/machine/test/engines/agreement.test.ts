/** All engines do the same. `npm run fuzz` runs as many random sequences as one likes. */
import { expect, test } from 'vitest';
import { Sequences, someSequences } from './sequences.ts';

test('all engines do the same on random sequences of instructions', () => {
  const sequences = new Sequences();
  for (const number of someSequences(2, 25)) {
    const differences = sequences.differences(sequences.make(number));
    expect({ number, differences }).toEqual({ number, differences: [] });
  }
});
