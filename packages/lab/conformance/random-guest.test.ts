/**
 * Random guests in all virtual modes, with CSRs, page tables, PMP, delegation and interrupts by
 * chance, do by each technique what they do on the bare machine. `npm run fuzz:vmm` runs more.
 */
import { type Technique, techniques } from '@ireko/vmm';
import { expect, test } from 'vitest';
import { randomGuests } from '../test/random-guests.ts';

/** Each has found a defect of the VMM once, or of what compares. */
const seedsOfDefects = [1, 2, 16, 95, 99, 174, 5_000_135, 5_000_349];

test.each(techniques)(
  'random guests that once did not do by %s what they do on the bare machine do it',
  (technique) => {
    const run = randomGuests(technique);
    for (const seed of seedsOfDefects)
      expect({ seed, ...run(seed, 8_000) }).not.toHaveProperty('difference');
  },
);

test.each(techniques)('50 random guests do by %s what they do on the bare machine', (technique) => {
  const run = randomGuests(technique);
  for (let seed = 1001; seed <= 1050; seed++)
    expect({ seed, ...run(seed, 20_000) }).not.toHaveProperty('difference');
});

test.each<readonly [Technique, Technique]>([
  ['trap', 'trap'],
  ['tvm', 'trap'],
  ['h', 'tvm'],
])(
  'random guests do in a VMM by %s, and by %s in that, what they do on the bare machine',
  (...by) => {
    const run = randomGuests(...by);
    for (let seed = 1; seed <= 4; seed++)
      expect({ seed, ...run(seed, 3_000) }).not.toHaveProperty('difference');
  },
);
