/**
 * Random guests in all virtual modes, with CSRs, page tables, PMP, delegation and interrupts by
 * chance, do by each technique what they do on the bare machine. `npm run fuzz:vmm` runs more.
 */
import { techniques } from '@ireko/vmm';
import { expect, test } from 'vitest';
import { randomGuests } from './random-guests.ts';

test.each(techniques)('random guests do by %s what they do on the bare machine', (technique) => {
  const run = randomGuests(technique);
  for (const seed of [1, 2]) expect({ seed, ...run(seed, 4_000) }).not.toHaveProperty('difference');
});
