/** The books of an image that has the machine to itself: its instructions by privilege mode. */

import { cause } from '@ireko/isa';
import type { IoRequest, ReturnEvent, TrapEvent } from '@ireko/machine';
import { type Books, DiskCount } from './books.ts';
import { LayerAccounts, Ledger } from './ledger.ts';
import type { BareReport, MachineReport } from './report.ts';

const MODE_M = 3;

export class BareBooks implements Books {
  readonly #accounts = new LayerAccounts();
  readonly #ledger = new Ledger(this.#accounts.of(MODE_M));
  /** The privilege mode of each hart that has left M-mode. */
  readonly #modes: number[] = [];
  readonly #traps = new Map<string, number>();
  readonly #disk = new DiskCount();

  trapTaken({ hart, begun, kind, code, to }: TrapEvent): void {
    this.#enter(hart, to, begun);
    const names = kind === 'interrupt' ? cause.interruptNames : cause.exceptionNames;
    const name = names[code] ?? `${kind} ${code}`;
    this.#traps.set(name, (this.#traps.get(name) ?? 0) + 1);
  }

  trapReturned({ hart, begun, to }: ReturnEvent): void {
    this.#enter(hart, to, begun);
  }

  turnBegan(hart: number, begun: number): void {
    this.#enter(hart, this.#modes[hart] ?? MODE_M, begun);
  }

  #enter(hart: number, mode: number, begun: number): void {
    this.#modes[hart] = mode;
    this.#ledger.turnTo(this.#accounts.of(mode), begun);
  }

  waited(): void {}

  ioStarted(request: IoRequest): void {
    this.#disk.add(request);
  }

  report(machine: MachineReport): BareReport {
    this.#ledger.settle(machine.instructions);
    const traps = [...this.#traps]
      .map(([name, times]) => ({ name, times }))
      .sort((a, b) => b.times - a.times || (a.name < b.name ? -1 : 1));
    return { kind: 'bare', ...machine, layers: this.#accounts.layers, traps, disk: this.#disk.use };
  }
}
