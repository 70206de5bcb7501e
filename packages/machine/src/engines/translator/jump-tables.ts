/**
 * Where jumps by a table are likely to go: to places around them that the interpreter came to by a jump,
 * and that no jump with a known target leads to. It is a guess, and may be wrong: the code of the jump
 * compares, and leaves the region for any other place.
 */

import type { TimesRun } from './region.ts';

/** How far from a jump its targets are looked for. */
const REACH = 2048;

/** The jumps of a region that is being found, and what each may lead to. */
export class JumpTables {
  readonly #timesRun: TimesRun;
  readonly #often: number;
  readonly #candidates = new Map<number, readonly number[]>();
  /** Targets of other jumps and branches. */
  readonly #known = new Set<number>([0]);

  /** @param often how often a place must have run to be worth it. */
  constructor(timesRun: TimesRun, often: number) {
    this.#timesRun = timesRun;
    this.#often = often;
  }

  /** Notes a target of another jump, which is no guess. */
  exclude(target: number): void {
    this.#known.add(target);
  }

  /** Notes a jump, and gives the places that it may lead to, as far as is known yet. */
  add(jump: number): readonly number[] {
    const found: number[] = [];
    for (let pc = jump - REACH; pc < jump + REACH; pc += 2) {
      if (!this.#known.has(pc) && this.#timesRun(pc) >= this.#often) found.push(pc);
    }
    this.#candidates.set(jump, found);
    return found;
  }

  /** The targets of each jump, once all of the region is known: a place belongs to the jump before it. */
  targets(): ReadonlyMap<number, readonly number[]> {
    const jumps = [...this.#candidates.keys()].sort((a, b) => a - b);
    const owner = (pc: number) => jumps.findLast((jump) => jump < pc) ?? jumps[0];
    return new Map(
      [...this.#candidates].map(([jump, candidates]) => [
        jump,
        candidates.filter((pc) => !this.#known.has(pc) && owner(pc) === jump),
      ]),
    );
  }
}
