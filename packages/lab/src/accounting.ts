/**
 * The accounting: an observer that books every instruction of a run to who caused it. It counts,
 * it does not sample; it looks from outside, so the run is the same to the bit without it.
 */

import type { Machine, Probe } from '@ireko/machine';
import { BareBooks } from './bare-books.ts';
import type { Books } from './books.ts';
import { summarize } from './costs.ts';
import type { Layers, Report } from './report.ts';
import { VmmBooks } from './vmm-books.ts';
import { vmmSymbols } from './vmm-view.ts';

/**
 * Books what a machine does.
 * @example
 * ```ts
 * const accounting = new Accounting(image);
 * const machine = new Machine({ probe: accounting.probe });
 * machine.load(image);
 * machine.run();
 * process.stdout.write(formatReport(accounting.report()));
 * ```
 */
export class Accounting {
  /** Give this to one machine, before it runs. */
  readonly probe: Probe;
  #machine: Machine | undefined;
  #books: Books = new BareBooks();
  #waits = 0;
  #waitBegun = -1;

  /**
   * @param image the executable that the machine will run. If it is the VMM, on its one hart, there
   *   is an account for each layer of each guest; otherwise one for each privilege mode.
   */
  constructor(image: Uint8Array) {
    const vmm = vmmSymbols(image);
    this.probe = {
      attached: (machine) => {
        if (this.#machine !== undefined) throw new Error('an accounting is of one machine');
        this.#machine = machine;
        if (vmm !== undefined && machine.harts === 1) this.#books = new VmmBooks(vmm, machine);
      },
      trapTaken: (event) => this.#books.trapTaken(event),
      trapReturned: (event) => this.#books.trapReturned(event),
      turnBegan: (hart, begun) => this.#books.turnBegan(hart, begun),
      idle: (begun) => this.#idle(begun),
      ioStarted: (request) => this.#books.ioStarted(request),
    };
  }

  /** The books up to now. They stay open: the machine can run on, and be reported again. */
  report(): Report {
    const machine = this.#machine;
    if (machine === undefined) throw new Error('an accounting without a machine');
    const { instructions, idleNs, nsPerInstruction } = machine;
    const busyNs = instructions * nsPerInstruction;
    const harts = Array.from({ length: machine.harts }, (_, hart) => machine.workOf(hart));
    const report = this.#books.report({ instructions, busyNs, idleNs, waits: this.#waits, harts });
    checkSums(report);
    return report;
  }

  /** One wait can be told in several parts: events that wake nobody lie between them. */
  #idle(begun: number): void {
    if (begun === this.#waitBegun) return;
    this.#waitBegun = begun;
    this.#waits++;
    this.#books.waited(begun);
  }
}

/** Nothing is left out and nothing is counted twice, or the instrument is broken. */
function checkSums(report: Report): void {
  const booked =
    report.kind === 'bare'
      ? sumOf(report.layers)
      : report.guests.reduce((sum, { layers, vmm }) => sum + sumOf(layers) + vmm, report.vmmAlone);
  if (booked !== report.instructions) {
    throw new Error(`${report.instructions} instructions, but ${booked} are booked`);
  }
  if (report.kind === 'bare') return;
  for (const { name, vmm, exits } of report.guests) {
    const cost = exits.reduce((sum, { costs }) => sum + summarize(costs).total, 0);
    if (cost !== vmm) throw new Error(`${name}: exits cost ${cost}, but ${vmm} are booked`);
  }
}

const sumOf = ({ program, os, machine }: Layers): number => program + os + machine;
