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
 * Runs machines until each has ended or waits for what cannot come.
 * @param untilNs stop, by the machines' virtual time; never unless told so.
 * @param onWindow is told after each window of time that ended: return false to stop.
 * @returns how each ended, in their order: `limit` for those that were stopped.
 */
export function runTogether(
  machines: readonly Machine[],
  {
    untilNs = Infinity,
    onWindow,
  }: { readonly untilNs?: number; readonly onWindow?: () => boolean } = {},
): readonly Outcome[] {
  for (let windowNs = frameLatencyNs; ; windowNs += frameLatencyNs) {
    const endNs = Math.min(windowNs, untilNs);
    const outcomes = machines.map((machine) => machine.run({ untilNs: endNs }));
    // A machine that waits may have been sent something by one that ran after it.
    const isOver = outcomes.every(
      ({ kind }, index) =>
        kind === 'finished' || (kind === 'waiting' && machines[index]?.nextEventNs === Infinity),
    );
    if (isOver || endNs >= untilNs || onWindow?.() === false) return outcomes;
  }
}
