/**
 * The ledger: every instruction that the processor begins is booked to exactly one account, the
 * one that is open while it begins. So the accounts' sum is the processor's own count, always.
 */

import type { Layers } from './report.ts';

/** A place to book instructions to. */
export interface Account {
  instructions: number;
}

/** An account with nothing on it. */
export const emptyAccount = (): Account => ({ instructions: 0 });

/** An account for each privilege mode of a computer, real or virtual. */
export class LayerAccounts {
  readonly #program = emptyAccount();
  readonly #os = emptyAccount();
  readonly #machine = emptyAccount();

  /** @param mode 0 U, 1 S, 3 M. */
  of(mode: number): Account {
    if (mode === 0) return this.#program;
    return mode === 1 ? this.#os : this.#machine;
  }

  get layers(): Layers {
    return {
      program: this.#program.instructions,
      os: this.#os.instructions,
      machine: this.#machine.instructions,
    };
  }
}

export class Ledger {
  #open: Account;
  #since = 0;

  /** @param first the account that is open when the machine starts. */
  constructor(first: Account) {
    this.#open = first;
  }

  /**
   * Books what was begun so far to the open account, and opens another.
   * @param begun instructions begun on the machine, in all.
   */
  turnTo(account: Account, begun: number): void {
    this.settle(begun);
    this.#open = account;
  }

  /** Books what was begun so far to the open account, which stays open. */
  settle(begun: number): void {
    this.#open.instructions += begun - this.#since;
    this.#since = begun;
  }
}
