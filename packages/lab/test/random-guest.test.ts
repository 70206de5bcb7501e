/**
 * Random guests in all virtual modes, with CSRs, page tables, PMP, delegation and interrupts by
 * chance, do by each technique what they do on the bare machine. `npm run fuzz:vmm` runs more.
 */
import { techniques } from '@ireko/vmm';
import { expect, test } from 'vitest';
import { randomGuests } from './random-guests.ts';

/** Each has found a defect of the VMM once, or of what compares. */
const seeds = [1, 2, 16, 95, 99, 174, 5_000_135, 5_000_349];

test.each(techniques)('random guests do by %s what they do on the bare machine', (technique) => {
  const run = randomGuests(technique);
  for (const seed of seeds) expect({ seed, ...run(seed, 8_000) }).not.toHaveProperty('difference');
});
