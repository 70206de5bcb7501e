/** What the accounting keeps of a machine: one kind of books for the VMM, another without it. */

import type { IoRequest, ReturnEvent, TrapEvent } from '@ireko/machine';
import type { DiskUse, MachineReport, Report } from './report.ts';

/** Books are told of what happens, in order, and can be reported at any moment. */
export interface Books {
  trapTaken(event: TrapEvent): void;
  trapReturned(event: ReturnEvent): void;
  /** Another hart begins its turn. */
  turnBegan(hart: number, begun: number): void;
  /** The processor stopped to wait, and went on when something happened. */
  waited(begun: number): void;
  ioStarted(request: IoRequest): void;
  /** The books up to now; they stay open. */
  report(machine: MachineReport): Report;
}

/** Counts requests to disks. */
export class DiskCount {
  #requests = 0;
  #sectors = 0;

  add({ sectors }: IoRequest): void {
    this.#requests++;
    this.#sectors += sectors;
  }

  get use(): DiskUse {
    return { requests: this.#requests, sectors: this.#sectors };
  }
}
