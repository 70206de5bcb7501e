/** As test/random-guest.test.ts, with more of them. */
import { techniques } from '@ireko/vmm';
import { expect, test } from 'vitest';
import { randomGuests } from '../test/random-guests.ts';

test.each(techniques)('50 random guests do by %s what they do on the bare machine', (technique) => {
  const run = randomGuests(technique);
  for (let seed = 1001; seed <= 1050; seed++)
    expect({ seed, ...run(seed, 20_000) }).not.toHaveProperty('difference');
});
