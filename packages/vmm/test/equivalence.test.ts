/**
 * Equivalence: in a virtual machine a guest goes through the very states that it goes through on
 * the bare machine, instruction by instruction and register by register.
 */
import { expect, test } from 'vitest';
import { type Technique, techniques } from '../src/index.ts';
import { build, buildVmm, guestImage, vm } from './boot.ts';
import { compareStates } from './equivalence.ts';

/** Guests that ask neither for the time nor for its interrupts. */
const guests = ['paging', 'float'];
const cases = guests.flatMap((guest) => techniques.map((technique) => [guest, technique] as const));

test.each<readonly [string, Technique]>(cases)(
  'the guest %s goes by %s through the states of the bare machine',
  (guest, technique) => {
    const image = guestImage(guest);
    const { states, difference } = compareStates(
      build(image),
      buildVmm([vm('a', image, { technique, memoryBytes: 4 * 2 ** 20 })]),
      6_000,
    );
    expect(difference).toBeUndefined();
    expect(states).toBeGreaterThan(4_000);
  },
);
