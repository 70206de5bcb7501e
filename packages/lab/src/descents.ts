/**
 * What one instruction cost through the layers: from where it left its own layer downwards, by an exception,
 * until that layer goes on, all instructions by the layer that began them. An `ecall` of a program in a virtual
 * machine so costs instructions of the VMM, of the guest's operating system, and again of the VMM for what that
 * does; those inside are counted for themselves as well.
 *
 *   program   ecall ┐                                             ┌ goes on
 *   OS              │            ┌ csrw ┐       ┌ sret ┐          │
 *   VMM             └────────────┘      └───────┘      └──────────┘
 *
 * While another virtual machine has the processor nothing is counted, nor what is done after a wait.
 */

import { trapModes } from '@ireko/isa';
import type { Machine, Probe, ReturnEvent, TrapEvent } from '@ireko/machine';
import { type Costs, Tally } from './costs.ts';
import { heightOf, type Locator, layerName, type Whereabouts } from './whereabouts.ts';

/** What the executions of the instruction at a place cost that left its layer. */
export interface Descent {
  readonly place: string;
  /** How often it left its layer, and its layer went on. */
  readonly times: number;
  /** Instructions of all layers below, each time. */
  readonly costs: Costs;
  /** The same by layer, each time, the layers in the order in which they came. */
  readonly layers: readonly { readonly name: string; readonly costs: Costs }[];
}

/** An execution that is not over. */
interface Open {
  readonly place: string;
  readonly height: number;
  readonly spent: Map<string, number>;
}

/** All executions at a place. */
class PlaceTally {
  times = 0;
  readonly total = new Tally();
  readonly #layers = new Map<string, Tally>();

  add(spent: ReadonlyMap<string, number>): void {
    for (const [name, instructions] of spent) {
      let tally = this.#layers.get(name);
      if (!tally) {
        tally = new Tally();
        if (this.times > 0) tally.add(0, this.times);
        this.#layers.set(name, tally);
      }
      tally.add(instructions);
    }
    for (const [name, tally] of this.#layers) if (!spent.has(name)) tally.add(0);
    this.total.add([...spent.values()].reduce((sum, each) => sum + each, 0));
    this.times++;
  }

  get layers(): Descent['layers'] {
    return [...this.#layers].map(([name, { costs }]) => ({ name, costs }));
  }
}

/** What an instrument of descents is to know. */
export interface DescentOptions {
  readonly locator: (machine: Machine) => Locator;
  /**
   * What the place of an instruction is called that has just trapped; undefined: it is of no interest.
   * @param mode the real privilege mode in which it was executed, of which `pc` is an address
   */
  readonly place: (where: Whereabouts, pc: bigint, mode: number) => string | undefined;
}

/** Follows all executions of a run that leave their layer downwards. */
export class Descents {
  /** Give this to one machine with one hart, before it runs. */
  readonly probe: Probe;
  readonly #place: DescentOptions['place'];
  #machine: Machine | undefined;
  #locator: Locator | undefined;
  readonly #places = new Map<string, PlaceTally>();
  /** Executions that are not over, by the outermost virtual machine that they are in. */
  readonly #open = new Map<string, Open[]>();
  #current: Open[] = [];
  /** Who executes since when; undefined: for nobody. */
  #layer: string | undefined;
  #since = 0;

  constructor({ locator, place }: DescentOptions) {
    this.#place = place;
    this.probe = {
      attached: (machine) => {
        this.#machine = machine;
        this.#locator = locator(machine);
      },
      trapTaken: (event) => this.#left(event),
      trapReturned: (event) => this.#wentOn(event),
      idle: (begun) => this.#settle(begun, undefined),
    };
  }

  /** All places, the most expensive first. */
  get descents(): readonly Descent[] {
    const all = [...this.#places].map(([place, { times, total, layers }]) => ({
      ...{ place, times, costs: total.costs, layers },
    }));
    return all.sort((a, b) => sumOf(b.costs) - sumOf(a.costs) || (a.place < b.place ? -1 : 1));
  }

  #left({ begun, kind, from, to }: TrapEvent): void {
    const [machine, locator] = [this.#machine, this.#locator];
    if (!machine || !locator) return;
    const [before, after] = [locator.at(from), locator.at(to)];
    this.#settle(begun, layerName(after));
    const height = heightOf(before);
    if (kind !== 'exception' || heightOf(after) >= height) return;
    this.#current = this.#ofMachine(before);
    const pc = machine.hart.state(trapModes[to]?.epc ?? 'mepc');
    const place = this.#place(before, pc, from);
    if (place !== undefined) this.#current.push({ place, height, spent: new Map() });
  }

  #wentOn({ begun, to }: ReturnEvent): void {
    const where = this.#locator?.at(to);
    if (!where) return;
    this.#settle(begun, layerName(where));
    this.#current = this.#ofMachine(where);
    const height = heightOf(where);
    for (let last = this.#current.at(-1); last && last.height <= height; ) {
      this.#current.pop();
      this.#tallyOf(last.place).add(last.spent);
      last = this.#current.at(-1);
    }
  }

  #ofMachine({ vms: [outermost = ''] }: Whereabouts): Open[] {
    const open = this.#open.get(outermost) ?? [];
    if (open.length === 0) this.#open.set(outermost, open);
    return open;
  }

  #tallyOf(place: string): PlaceTally {
    const tally = this.#places.get(place) ?? new PlaceTally();
    if (tally.times === 0) this.#places.set(place, tally);
    return tally;
  }

  /** Counts what has begun for all executions that are not over, and lets another layer begin. */
  #settle(begun: number, next: string | undefined): void {
    const layer = this.#layer;
    const instructions = begun - this.#since;
    if (layer !== undefined && instructions > 0)
      for (const { spent } of this.#current)
        spent.set(layer, (spent.get(layer) ?? 0) + instructions);
    this.#layer = next;
    this.#since = begun;
  }
}

const sumOf = (costs: Costs): number => costs.reduce((sum, [cost, times]) => sum + cost * times, 0);
