/**
 * Places of a recorded run at which a replay may take snapshots: the run makes a fence there, as a
 * snapshot is one [machine history/replay-history.ts].
 */

import type { Machine } from '@ireko/machine';
import type { Recorder } from './run-log.ts';
import type { InputSource } from './session.ts';

/** Instructions from one checkpoint to the next. */
const interval = 100_000_000;

/** The input of a run that is recorded, with the checkpoints. */
export class CheckpointedInput implements InputSource {
  readonly #input: InputSource;
  readonly #recorder: Recorder;
  #nextCheckpoint: number;

  /** @param begun how many instructions the machine has begun. */
  constructor(input: InputSource, recorder: Recorder, begun: number) {
    this.#input = input;
    this.#recorder = recorder;
    this.#nextCheckpoint = after(begun);
  }

  get hasInput(): boolean {
    return this.#input.hasInput;
  }

  get ended(): boolean {
    return this.#input.ended;
  }

  get nextAt(): number {
    return Math.min(this.#input.nextAt, this.#nextCheckpoint);
  }

  deliver(machine: Machine): void {
    if (machine.instructions >= this.#nextCheckpoint) {
      machine.fence();
      this.#recorder.checkpoint(machine);
      this.#nextCheckpoint = after(machine.instructions);
    }
    this.#input.deliver(machine);
  }

  async wait(isOver: () => boolean): Promise<void> {
    await this.#input.wait(isOver);
  }
}

const after = (begun: number): number => (Math.floor(begun / interval) + 1) * interval;
