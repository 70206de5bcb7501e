/**
 * How much something cost each time it happened: the whole distribution, not a mean that hides it.
 * Exact, and small, because most costs occur many times.
 */

/** Each cost that occurred, in instructions, and how often; the smallest first. */
export type Costs = readonly (readonly [instructions: number, times: number])[];

/** What people want to know of a distribution. */
export interface Summary {
  readonly times: number;
  /** All of them together, in instructions. */
  readonly total: number;
  readonly min: number;
  /** Of an even number of times the lower of the two in the middle: a cost that did occur. */
  readonly median: number;
  readonly mean: number;
  readonly max: number;
}

/** Costs while they are still being collected. */
export class Tally {
  readonly #times = new Map<number, number>();

  add(instructions: number, times = 1): void {
    this.#times.set(instructions, (this.#times.get(instructions) ?? 0) + times);
  }

  /** What has been collected so far. */
  get costs(): Costs {
    return [...this.#times].sort(([a], [b]) => a - b);
  }
}

/** Several distributions as one. */
export function mergeCosts(all: readonly Costs[]): Costs {
  const times = new Map<number, number>();
  for (const [cost, count] of all.flat()) times.set(cost, (times.get(cost) ?? 0) + count);
  return [...times].sort(([a], [b]) => a - b);
}

/** How often, and how much in all; zeros when it never happened. */
export function summarize(costs: Costs): Summary {
  const times = costs.reduce((sum, [, count]) => sum + count, 0);
  const total = costs.reduce((sum, [cost, count]) => sum + cost * count, 0);
  return {
    times,
    total,
    min: costs[0]?.[0] ?? 0,
    median: middle(costs, times),
    mean: times === 0 ? 0 : total / times,
    max: costs.at(-1)?.[0] ?? 0,
  };
}

function middle(costs: Costs, times: number): number {
  let before = 0;
  for (const [cost, count] of costs) {
    before += count;
    if (before * 2 >= times) return cost;
  }
  return 0;
}
