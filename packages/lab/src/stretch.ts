/**
 * How busy the processor was in the stretch that matters: from the first instruction of a guest to
 * the end. What a VMM needs to start is left out, as it happens once, however long its guests run.
 */

import type { Machine, Probe } from '@ireko/machine';

/** Times are virtual nanoseconds. */
export interface Stretch {
  readonly elapsedNs: number;
  /** In which no instruction ran. */
  readonly idleNs: number;
}

const MODE_M = 3;

/** Observes one machine. */
export class StretchProbe {
  /** Give this to one machine, before it runs. */
  readonly probe: Probe;
  #machine: Machine | undefined;
  #begunBefore: number | undefined;
  #idleBefore = 0;

  /** @param from the stretch begins there: at reset, or when M-mode is left for the first time. */
  constructor(from: 'reset' | 'guest') {
    if (from === 'reset') this.#begunBefore = 0;
    this.probe = {
      attached: (machine) => {
        this.#machine = machine;
      },
      trapReturned: ({ begun, from, to }) => {
        if (this.#begunBefore !== undefined || from !== MODE_M || to === MODE_M) return;
        this.#begunBefore = begun;
        this.#idleBefore = this.#machine?.idleNs ?? 0;
      },
    };
  }

  /** The stretch up to now. */
  get stretch(): Stretch {
    const machine = this.#machine;
    if (machine === undefined) throw new Error('a probe without a machine');
    const { instructions, nowNs, idleNs } = machine;
    const nsPerInstruction = (nowNs - idleNs) / instructions;
    const before = (this.#begunBefore ?? instructions) * nsPerInstruction + this.#idleBefore;
    return { elapsedNs: nowNs - before, idleNs: idleNs - this.#idleBefore };
  }
}
