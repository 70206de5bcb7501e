/** A run of a computer in slices, between which the worker hears what the page has to say. */

import { Accounting, count, formatReport } from '@ireko/lab';
import { Machine, MemoryDisk, type Outcome } from '@ireko/machine';
import { makeDisk } from '@ireko/monitor';
import type { Reply } from './messages.ts';
import type { Boot } from './workbench.ts';

/** Instructions from one look at what was typed to the next: some milliseconds. */
const sliceInstructions = 1_000_000;

/** One run, from power-on to its end. */
export class Run {
  readonly #machine: Machine;
  readonly #accounting: Accounting;
  readonly #send: (reply: Reply) => void;
  #printed: number[] = [];
  #typed: Uint8Array[] = [];
  #isStopped = false;
  /** Resolves what waits for the user. */
  #wake: () => void = () => {};

  /** @param send is told what happens. */
  constructor(boot: Boot, send: (reply: Reply) => void) {
    this.#send = send;
    this.#accounting = new Accounting(boot.image);
    this.#machine = new Machine({
      ramBytes: boot.ramBytes,
      disks: [new MemoryDisk(makeDisk())],
      console: (byte) => this.#printed.push(byte),
      probe: this.#accounting.probe,
    });
    const problem = this.#machine.boot(boot.files);
    if (problem) throw new Error(`${problem.file}: ${problem.problem}`);
  }

  /** Gives what was typed to the guest. */
  type(bytes: Uint8Array): void {
    this.#typed.push(bytes);
    this.#wake();
  }

  /** Ends the run before its next slice. */
  stop(): void {
    this.#isStopped = true;
    this.#wake();
  }

  /** Runs until the guest ends, or the user has it end. */
  async toEnd(): Promise<void> {
    const machine = this.#machine;
    let how: string | undefined;
    while (how === undefined) {
      for (const bytes of this.#typed.splice(0)) machine.receive(bytes);
      const maxInstructions = machine.instructions + sliceInstructions;
      const outcome = machine.run({ maxInstructions });
      this.#show();
      if (outcome.kind === 'waiting') await this.#untilTyped();
      else await nextTask();
      how = this.#isStopped ? 'stopped' : ending(outcome);
    }
    this.#send({ kind: 'ended', how, report: formatReport(this.#accounting.report()) });
  }

  #show(): void {
    const bytes = Uint8Array.from(this.#printed);
    this.#printed = [];
    if (bytes.length > 0) this.#send({ kind: 'printed', bytes });
    this.#send({ kind: 'running', instructions: this.#machine.instructions });
  }

  /** The guest waits, and only the user can wake it. */
  async #untilTyped(): Promise<void> {
    if (this.#typed.length > 0 || this.#isStopped) return;
    this.#send({ kind: 'waiting' });
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** How a run ended; undefined: it has not. */
function ending(outcome: Outcome): string | undefined {
  switch (outcome.kind) {
    case 'finished':
      return `ended with status ${count(outcome.status)}`;
    case 'locked-up':
      return 'locked up: its trap handler traps at the first instruction';
    default:
      return undefined;
  }
}

/** Lets the messages in that have come meanwhile. A timer would wait longer each time. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
