/** The books of one guest of the VMM. */

import { DiskCount } from './books.ts';
import { mergeCosts, summarize, Tally } from './costs.ts';
import type { Reason } from './exits.ts';
import { type Account, emptyAccount, LayerAccounts } from './ledger.ts';
import type { ExitReport, GuestReport } from './report.ts';
import type { Vm } from './vmm-view.ts';

/** An exit that is not over yet, and what it has cost so far. */
export interface Unfinished {
  readonly reason: Reason;
  readonly instructions: number;
}

export class GuestBooks {
  readonly vm: Vm;
  readonly #name: string;
  /** What it begins itself. */
  readonly accounts: LayerAccounts = new LayerAccounts();
  /** What the VMM begins for it. */
  readonly vmm: Account = emptyAccount();
  readonly disk: DiskCount = new DiskCount();
  switches = 0;
  readonly #exits = new Map<string, { readonly reason: Reason; readonly tally: Tally }>();

  constructor(vm: Vm, name: string) {
    this.vm = vm;
    this.#name = name;
  }

  /** An exit is over. */
  exited(reason: Reason, instructions: number): void {
    const key = `${reason.service} ${reason.name}`;
    let exits = this.#exits.get(key);
    if (exits === undefined) {
      exits = { reason, tally: new Tally() };
      this.#exits.set(key, exits);
    }
    exits.tally.add(instructions);
  }

  /** @param unfinished counts as an exit that cost what it has cost so far. */
  report(unfinished: Unfinished | undefined): GuestReport {
    const all: ExitReport[] = [...this.#exits.values()].map(({ reason, tally }) => ({
      ...reason,
      costs: tally.costs,
    }));
    return {
      name: this.#name,
      layers: this.accounts.layers,
      vmm: this.vmm.instructions,
      switches: this.switches,
      disk: this.disk.use,
      exits: inOrder(unfinished ? withUnfinished(all, unfinished) : all),
    };
  }
}

function withUnfinished(
  exits: readonly ExitReport[],
  { reason, instructions }: Unfinished,
): readonly ExitReport[] {
  const same = ({ service, name }: Reason) => service === reason.service && name === reason.name;
  const before = exits.find(same)?.costs ?? [];
  const costs = mergeCosts([before, [[instructions, 1]]]);
  return [...exits.filter((exit) => !same(exit)), { ...reason, costs }];
}

/** The most expensive first; equals by name. */
function inOrder(exits: readonly ExitReport[]): readonly ExitReport[] {
  return exits
    .map((exit) => ({ exit, total: summarize(exit.costs).total }))
    .sort((a, b) => b.total - a.total || (a.exit.name < b.exit.name ? -1 : 1))
    .map(({ exit }) => exit);
}
