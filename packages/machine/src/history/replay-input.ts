/** The input of a run that is done again: what came in, at the instructions at which it did. */

import type { Change } from '../debug-port.ts';
import type { Machine } from '../machine.ts';
import type { Outcome } from '../run-loop.ts';

/** What came in, or was done to the computer, before its next instruction. */
export type InputEvent = { readonly at: number } & (
  | { readonly input: Uint8Array }
  /** A debugger changed something. */
  | { readonly change: Change }
  /** A snapshot was made of a state with this hash, or none but a replay may: either is a fence. */
  | { readonly saved: true; readonly state?: string }
);

/** Gives a machine what came in once; nothing else can come in. */
export class ReplayInput {
  readonly #events: InputEvent[];
  /** Which event comes next. */
  position = 0;
  /** Makes the fence that the run made where a snapshot was or could be made. */
  onCheckpoint: ((machine: Machine) => void) | undefined;

  constructor(events: readonly InputEvent[] = []) {
    this.#events = [...events];
  }

  /** Something is about to come in for the first time; what came later in another run is forgotten. */
  add(event: InputEvent): void {
    this.#events.splice(this.position, Infinity, event);
  }

  /** The same of what has just come in. */
  note(event: InputEvent): void {
    this.add(event);
    this.position++;
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
      else if (event && 'change' in event) machine.debug.make(event.change);
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
}
