/** Random guests in step with themselves on the bare machine, by one technique. */

import type { Image } from '@ireko/asm';
import { type ShadowPolicy, shadowPolicies, type Technique } from '@ireko/vmm';
import type { Agreement, Lockstep } from '../src/lockstep.ts';
import { beside } from './beside.ts';
import { build } from './build.ts';
import { randomGuest, randomGuestBytes } from './random-guest.ts';

const folder = 'packages/lab/test/guests';

/** What surrounds a random program; it goes into the first page. */
export const around: Image = {
  name: 'random',
  sources: [`${folder}/random.s`],
  script: `${folder}/random.ld`,
  includePaths: [],
  needs: [],
};
const kernel = build(around);
const PAGE = 4096;
/** Memory is compared so often: a guest runs only a few thousand instructions. */
const memoryPeriod = 2048;

/**
 * A way to run the guest of a seed beneath VMMs in one another, so many instructions at most; the shadow tables of
 * the innermost are filled and forgotten by a policy that the seed chooses: by the first one, mostly.
 * @param by the techniques of the VMMs, the outermost first; at least one.
 */
export const randomGuests = (
  ...by: readonly Technique[]
): ((seed: number, instructions: number) => Agreement) => {
  const around = by.slice(0, -1);
  const technique = by.at(-1) ?? 'trap';
  /** One pair of computers serves for all seeds with the same policy. */
  const pairs = new Map<ShadowPolicy, readonly [Lockstep, begin: () => void]>();
  const pairOf = (shadows: ShadowPolicy) => {
    const known = pairs.get(shadows);
    if (known) return known;
    const memoryBytes = randomGuestBytes;
    const lockstep = beside(kernel, technique, { memoryBytes, memoryPeriod, shadows, around });
    const pair = [lockstep, lockstep.moment()] as const;
    pairs.set(shadows, pair);
    return pair;
  };
  return (seed, instructions) => {
    const [lockstep, begin] = pairOf(
      technique === 'h' ? 'page' : (shadowPolicies[seed % 8] ?? 'page'),
    );
    begin();
    lockstep.load(randomGuest(seed, lockstep.bare.hart.ram.slice(0, PAGE)));
    return lockstep.run(instructions);
  };
};
