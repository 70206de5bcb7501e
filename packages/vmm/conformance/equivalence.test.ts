/** As test/equivalence.test.ts, to the guests' ends. */
import { expect, test } from 'vitest';
import { type Technique, techniques } from '../src/index.ts';
import { build, buildVmm, guestImage, vm } from '../test/boot.ts';
import { compareStates } from '../test/equivalence.ts';

const cases = ['paging', 'float'].flatMap((guest) =>
  techniques.map((technique) => [guest, technique] as const),
);

test.each<readonly [string, Technique]>(cases)(
  'the guest %s goes by %s through the states of the bare machine, to its end',
  (guest, technique) => {
    const image = guestImage(guest);
    const vmm = buildVmm([vm('a', image, { technique, memoryBytes: 4 * 2 ** 20 })]);
    const { states, difference } = compareStates(build(image), vmm, 400_000);
    expect(difference).toBeUndefined();
    expect(states).toBeGreaterThan(6_000);
  },
);
