/**
 * What is to happen, and when, in virtual time. Each device makes its timers once, when the board
 * is built; setting one replaces what it was set to. So the whole queue is one number a timer, and
 * a snapshot of it is plain data. A board has a dozen timers, which is too few for a heap.
 *
 * The run loop stops the hart at `nextNs` exactly, moves the clock there, and calls `runDue`.
 * Timers set for the same moment fire in the order in which they were set.
 */

import type { Stateful, StateTransfer } from '../snapshot/state.ts';

/** One thing that can be set to happen. */
export interface Timer {
  /** When it fires, in virtual nanoseconds; `Infinity`: it is not set. */
  readonly atNs: number;
  /** Have it fire at `atNs`; a time that has passed means the next `runDue`. */
  set(atNs: number): void;
  /** Have it not fire. */
  cancel(): void;
}

/** The timers of a board, in virtual time. */
export class EventQueue implements Stateful {
  readonly #timers: QueuedTimer[] = [];
  #sequence = 0;
  #nextNs = Infinity;

  /** When the next timer fires, in virtual nanoseconds; `Infinity`: nothing is set. */
  get nextNs(): number {
    return this.#nextNs;
  }

  /**
   * Make a timer.
   * @param name says whose it is and what for, as `uart.receive-timeout`.
   * @param fire what it does, at the time it was set to or a little later.
   */
  timer(name: string, fire: () => void): Timer {
    const changed = () => this.#update();
    const timer = new QueuedTimer(name, fire, () => this.#sequence++, changed);
    this.#timers.push(timer);
    return timer;
  }

  /** Fire every timer that is due at `nowNs`, also those which that sets. */
  runDue(nowNs: number): void {
    while (this.#nextNs <= nowNs) {
      const due = this.#first();
      if (!due) return;
      due.cancel();
      due.fire();
    }
  }

  /** The timers that are set, in the order in which they will fire. */
  pending(): readonly { readonly name: string; readonly atNs: number }[] {
    return this.#timers
      .filter((timer) => timer.atNs < Infinity)
      .sort((a, b) => a.atNs - b.atNs || a.order - b.order)
      .map(({ name, atNs }) => ({ name, atNs }));
  }

  transfer(state: StateTransfer): void {
    this.#sequence = state.number('sequence', this.#sequence);
    for (const timer of this.#timers) state.part(timer.name, timer);
    this.#update();
  }

  #first(): QueuedTimer | undefined {
    let first: QueuedTimer | undefined;
    for (const timer of this.#timers) {
      if (timer.atNs === Infinity) continue;
      if (!first || timer.atNs < first.atNs) first = timer;
      else if (timer.atNs === first.atNs && timer.order < first.order) first = timer;
    }
    return first;
  }

  #update(): void {
    this.#nextNs = this.#first()?.atNs ?? Infinity;
  }
}

class QueuedTimer implements Timer, Stateful {
  readonly name: string;
  readonly fire: () => void;
  readonly #nextOrder: () => number;
  readonly #changed: () => void;
  atNs = Infinity;
  /** Grows with each `set`, to order timers of the same time. */
  order = 0;

  constructor(name: string, fire: () => void, nextOrder: () => number, changed: () => void) {
    this.name = name;
    this.fire = fire;
    this.#nextOrder = nextOrder;
    this.#changed = changed;
  }

  set(atNs: number): void {
    this.atNs = atNs;
    this.order = this.#nextOrder();
    this.#changed();
  }

  transfer(state: StateTransfer): void {
    const isSet = state.flag('set', this.atNs < Infinity);
    const atNs = state.number('atNs', this.atNs < Infinity ? this.atNs : 0);
    this.atNs = isSet ? atNs : Infinity;
    this.order = state.number('order', this.order);
  }

  cancel(): void {
    if (this.atNs === Infinity) return;
    this.atNs = Infinity;
    this.#changed();
  }
}
