/**
 * Several machines at once, such that what one sends another receives at the right moment. A frame is
 * on its way for `frameLatencyNs`; so each machine may run so far ahead of the others, and nothing that
 * it does meanwhile can concern them. They run one after another, from window to window of virtual
 * time, in the order given: a run of all of them repeats to the bit.
 */

import type { Machine } from '../machine.ts';
import type { Outcome } from '../run-loop.ts';
import { frameLatencyNs } from './network.ts';

/**
 * Runs machines, one window of time after another, until each has ended or waits for what cannot come;
 * what comes in from outside may be given to them between two windows.
 * @param untilNs stop, by the machines' virtual time; never unless told so.
 * @yields after each window how it ended for each machine, in their order; where it has reached
 * `untilNs`, that was the last.
 * @returns the same, of the last window.
 */
export function* windowsTogether(
  machines: readonly Machine[],
  { untilNs = Infinity }: { readonly untilNs?: number } = {},
): Generator<readonly Outcome[], readonly Outcome[], void> {
  for (let windowNs = frameLatencyNs; ; windowNs += frameLatencyNs) {
    const endNs = Math.min(windowNs, untilNs);
    const outcomes = machines.map((machine) => machine.run({ untilNs: endNs }));
    yield outcomes;
    if (endNs >= untilNs) return outcomes;
  }
}

/** Whether no machine can go on without something from outside. */
export function isOver(machines: readonly Machine[], outcomes: readonly Outcome[]): boolean {
  // A machine that waits may have been sent something by one that ran after it.
  return outcomes.every(
    ({ kind }, index) =>
      kind === 'finished' ||
      kind === 'locked-up' ||
      (kind === 'waiting' && machines[index]?.nextEventNs === Infinity),
  );
}

/**
 * Runs machines until each has ended or waits for what cannot come.
 * @returns how each ended, in their order: `limit` for those that were stopped.
 */
export function runTogether(
  machines: readonly Machine[],
  options: { readonly untilNs?: number } = {},
): readonly Outcome[] {
  const windows = windowsTogether(machines, options);
  for (;;) {
    const { value, done } = windows.next();
    if (done || isOver(machines, value)) return value;
  }
}
