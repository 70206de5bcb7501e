/**
 * Turns: how several harts share one engine, the same on every run [docs/decisions/0010-harts-take-turns.md].
 *
 * In each round every hart that does not wait has a turn of so many instructions, or fewer if it gives
 * way to the others (`pause`), in the order of their numbers. The harts work at the same time, so a round takes as long as its longest turn; but
 * the clock must never be seen to go back, so in a turn it goes forward by a part of that, and to
 * the end of the round when all have had theirs.
 *
 *   2 harts, 10 ns an instruction      0         50        100 µs
 *   hart 0                             ├─10,000─┤          ┊
 *   hart 1                             ┊         ├─4,000┤  ┊   wfi
 *   the clock                          ├─────────┼──────┤→→┤   the longest turn: 10,000 · 10 ns
 *
 * A lone hart has one turn that does not end, and time is what its instructions take.
 */

import type { Hart } from './hart/hart.ts';
import type { Harts } from './hart/harts.ts';
import { slot } from './hart/layout.ts';
import { compareTimers } from './hart/supervisor-timers.ts';
import type { Probe } from './probe.ts';

/**
 * Instructions in a turn. More makes changes of harts cheaper, fewer has what one hart does reach the
 * others sooner, and less be lost by those that spin until then.
 */
export const defaultTurnInstructions = 10_000;

export interface TurnOptions {
  /** How long an instruction takes a hart. */
  readonly nsPerInstruction: number;
  /** Instructions in a turn. */
  readonly turnInstructions: number;
  /** Gives `mtime` less the ticks of virtual time. */
  readonly mtimeOffset: () => bigint;
  /** Told when another hart begins its turn. */
  readonly began?: Probe['turnBegan'] | undefined;
}

export class Turns {
  readonly #harts: Harts;
  readonly #options: TurnOptions;

  constructor(harts: Harts, options: TurnOptions) {
    this.#harts = harts;
    this.#options = options;
    const moved = Math.floor(options.nsPerInstruction / harts.count);
    harts.running.set(slot.nsPerInstruction, BigInt(moved));
    this.#beginTurn();
  }

  /** How many instructions a turn has. */
  get instructions(): number {
    return this.#options.turnInstructions;
  }

  /** How many instructions will have begun in all when this turn ends: infinitely many for a lone hart. */
  get end(): number {
    return this.#harts.count === 1 ? Infinity : this.#harts.running.number(slot.turnEnd);
  }

  /**
   * Ends the turn, and begins that of the next hart that does not wait.
   * @returns false if all wait; then the round is over, and virtual time where it ends.
   */
  pass(): boolean {
    const { count, running } = this.#harts;
    if (count === 1) return false;
    const begun = running.number(slot.begun);
    const length = begun - running.number(slot.turnStart);
    running.setNumber(slot.longestTurn, Math.max(length, running.number(slot.longestTurn)));
    this.#beginTurn();
    const { id } = running;
    for (let next = id + 1; next < count; next++) if (this.#begin(next)) return true;
    this.#endRound();
    for (let next = 0; next <= id; next++) if (this.#begin(next)) return true;
    return false;
  }

  /** When the timer of a parked hart will wake it: virtual nanoseconds, or `Infinity`. */
  nextWakeNs(): number {
    const { count, running } = this.#harts;
    if (count === 1) return Infinity;
    const parked = this.#harts.all().filter((hart) => hart !== running);
    return Math.min(...parked.map((hart) => this.#compare(hart)));
  }

  /** Virtual time has passed in which no hart ran: what comes is a new round. */
  rested(): void {
    const { count, running } = this.#harts;
    if (count > 1) running.setNumber(slot.roundStartNs, running.nowNs);
  }

  /** Until when the harts have worked: within a round, those that had a turn are ahead of the clock. */
  get workedUntilNs(): number {
    const { running } = this.#harts;
    const length = running.number(slot.begun) - running.number(slot.turnStart);
    const longest = Math.max(length, running.number(slot.longestTurn));
    const endNs = running.number(slot.roundStartNs) + longest * this.#options.nsPerInstruction;
    return Math.max(running.nowNs, endNs);
  }

  #beginTurn(): void {
    const { running } = this.#harts;
    const begun = running.number(slot.begun);
    running.setNumber(slot.turnStart, begun);
    running.setNumber(slot.turnEnd, begun + this.instructions);
  }

  /** Has another hart run, unless it waits. */
  #begin(id: number): boolean {
    const hart = this.#harts.hart(id);
    if (hart.low(slot.waiting) !== 0 && hart.awaited === 0) {
      this.#compare(hart);
      if (hart.awaited === 0) return false;
    }
    const { running } = this.#harts;
    if (id === running.id) return true;
    this.#harts.switchTo(id);
    this.#options.began?.(id, running.number(slot.begun));
    return true;
  }

  #compare(hart: Hart): number {
    return compareTimers(hart, this.#harts.running.nowNs, this.#options.mtimeOffset());
  }

  #endRound(): void {
    const hart = this.#harts.running;
    const ahead = this.workedUntilNs - hart.nowNs;
    hart.setNumber(slot.idleNs, hart.number(slot.idleNs) + ahead);
    hart.setNumber(slot.longestTurn, 0);
    this.rested();
  }
}
