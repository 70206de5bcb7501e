/** The input of a replay: what a log says came in, at the instructions at which it did. */

import type { Machine, Outcome } from '@ireko/machine';
import type { LoggedEvent } from './run-log.ts';
import type { InputSource } from './session.ts';

/** Gives a machine what was logged; nothing else can come in. */
export class ReplayInput implements InputSource {
  readonly ended = true;
  readonly #events: readonly LoggedEvent[];
  /** Which event comes next. */
  position = 0;
  /** Makes the fence that the run made where a snapshot was or could be made. */
  onCheckpoint: ((machine: Machine) => void) | undefined;

  constructor(events: readonly LoggedEvent[]) {
    this.#events = events;
  }

  get hasInput(): boolean {
    return this.position < this.#events.length;
  }

  get nextAt(): number {
    return this.#events[this.position]?.at ?? Infinity;
  }

  deliver(machine: Machine): void {
    while (this.nextAt <= machine.instructions) {
      const event = this.#events[this.position++];
      if (event && 'input' in event) machine.receive(event.input);
      else if (this.onCheckpoint) this.onCheckpoint(machine);
      else machine.fence();
    }
  }

  /**
   * Run a machine to a number of instructions, with all that comes in until then.
   * @param stopped is told of each place on the way at which a debugger has runs stop.
   */
  runTo(machine: Machine, instructions: number, stopped?: (outcome: Outcome) => void): void {
    this.deliver(machine);
    while (machine.instructions < instructions) {
      const outcome = machine.run({ maxInstructions: Math.min(instructions, this.nextAt) });
      this.deliver(machine);
      if (outcome.kind === 'breakpoint' || outcome.kind === 'watchpoint') stopped?.(outcome);
      else if (outcome.kind !== 'limit' && machine.instructions < this.nextAt) return;
    }
  }

  async wait(): Promise<void> {}
}
