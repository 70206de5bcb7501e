/**
 * Going back in a run: it is done again from the nearest snapshot before. A snapshot is a fence, which a
 * program may notice; so the run makes a fence at every checkpoint, and a replay, which makes the same
 * fences, may take snapshots there and is still the same run.
 */

import type { Machine } from '../machine.ts';
import type { Outcome } from '../run-loop.ts';
import type { ReplayInput } from './replay-input.ts';

/** A moment of a replay. */
interface Moment {
  readonly at: number;
  /** Which event of the log comes next. */
  readonly position: number;
  readonly snapshot: Uint8Array;
}

/** What all snapshots of a replay may take together. */
const limitBytes = 2 ** 29;
/** Taking them may take a part of the time that the replay takes: one in so many. */
const share = 4;

/** What a host tells: its time in milliseconds, by which only that is decided how often snapshots are taken. */
interface HostClock {
  now(): number;
}

/** Snapshots of a replay: many of what was just before, fewer and fewer of what was earlier. */
export class ReplayHistory {
  readonly #machine: Machine;
  readonly #input: ReplayInput;
  readonly #clock: HostClock;
  readonly #moments: Moment[] = [];
  #dueMs = 0;

  /** Takes the first snapshot at once. */
  constructor(machine: Machine, input: ReplayInput, clock: HostClock) {
    this.#machine = machine;
    this.#input = input;
    this.#clock = clock;
    this.#take();
    input.onCheckpoint = () => this.#checkpoint();
  }

  /** Goes to a number of instructions, not before the first snapshot. */
  goTo(instructions: number): void {
    const [first] = this.#moments;
    const moment = this.#moments.findLast(({ at }) => at <= instructions) ?? first;
    if (moment) this.#runFrom(moment, instructions);
  }

  /**
   * Goes to the last moment before this one at which a debugger has runs stop: where an instruction with
   * a breakpoint comes next, or behind one that accesses watched bytes, which may be here. To the first
   * snapshot if there is none.
   * @param counts whether the stop that the machine is at is one; all are unless told. To find out what an access
   *   does, it may have the machine execute that one instruction.
   * @returns why it stops there; undefined: there is none.
   */
  goToLastStop(counts: (outcome: Outcome) => boolean = () => true): Outcome | undefined {
    let end = this.#machine.instructions;
    for (const moment of this.#moments.filter(({ at }) => at < end).reverse()) {
      let last: { readonly at: number; readonly outcome: Outcome } | undefined;
      this.#runFrom(moment, end, (outcome) => {
        // Of an access it is the moment behind it.
        const at = this.#machine.instructions + (outcome.kind === 'watchpoint' ? 1 : 0);
        if (at <= end && counts(outcome)) last = { at, outcome };
      });
      if (last) {
        this.goTo(last.at);
        return last.outcome;
      }
      end = moment.at;
    }
    this.goTo(0);
    return undefined;
  }

  /** Forgets what comes after this moment: the run goes on in another way. */
  forgetLater(): void {
    const { instructions } = this.#machine;
    while ((this.#moments.at(-1)?.at ?? 0) > instructions) this.#moments.pop();
  }

  #runFrom(moment: Moment, end: number, stopped?: (outcome: Outcome) => void): void {
    this.#machine.restore(moment.snapshot);
    this.#input.position = moment.position;
    this.#input.runTo(this.#machine, end, stopped);
  }

  #checkpoint(): void {
    const isNew = this.#machine.instructions > (this.#moments.at(-1)?.at ?? -1);
    if (isNew && this.#clock.now() >= this.#dueMs) this.#take();
    else this.#machine.fence();
  }

  #take(): void {
    const beganMs = this.#clock.now();
    const snapshot = this.#machine.save();
    const { instructions: at } = this.#machine;
    this.#moments.push({ at, position: this.#input.position, snapshot });
    const total = () => this.#moments.reduce((sum, each) => sum + each.snapshot.length, 0);
    while (this.#moments.length > 2 && total() > limitBytes) this.#dropOne();
    const now = this.#clock.now();
    this.#dueMs = now + (now - beganMs) * share;
  }

  /** Drops the one that leaves the smallest gap for how long ago it was; the first and the last stay. */
  #dropOne(): void {
    const places = this.#moments.map(({ at }) => at);
    const last = places.at(-1) ?? 0;
    const costs = places.map((at, index) => {
      const [before, behind] = [places[index - 1], places[index + 1]];
      if (before === undefined || behind === undefined) return Infinity;
      return (behind - before) / (last - at);
    });
    this.#moments.splice(costs.indexOf(Math.min(...costs)), 1);
  }
}
