/** What the VMM may cost, from end to end, where it is to cost next to nothing. */

import { expect, test } from 'vitest';
import {
  bareInstructions,
  compute,
  imageOf,
  pageFaults,
  systemCalls,
  vmmInstructions,
} from '../src/experiments/techniques.ts';

test.each([
  { guest: compute, technique: 'trap', limit: 1.02 },
  { guest: compute, technique: 'tvm', limit: 1.02 },
  { guest: compute, technique: 'h', limit: 1.02 },
  { guest: systemCalls, technique: 'tvm', limit: 1.05 },
  { guest: systemCalls, technique: 'h', limit: 1.05 },
  { guest: pageFaults, technique: 'h', limit: 1.15 },
] as const)('$guest.name by $technique: under ×$limit', ({ guest, technique, limit }) => {
  const ratio = vmmInstructions(imageOf(guest, technique), guest) / bareInstructions(guest);
  expect(ratio).toBeGreaterThan(1);
  expect(ratio).toBeLessThan(limit);
});
