/**
 * The harts of the computer. Engines know one, whose state is in fixed slots of the shared memory;
 * several take turns there. The state of those that do not run is parked behind RAM, and to change
 * harts is to copy it: some 1.5 KB, and nothing else, for the TLBs in use are known by slots.
 * So engines and generated code are the same for any number of harts.
 *
 * A change of harts ends the reservation of `lr`, which is how another hart's store breaks it: a
 * turn is so much longer than an `lr`…`sc` loop that the loop succeeds in it [unpriv §14.3].
 */

import { requireState, type Stateful, type StateTransfer } from '../snapshot/state.ts';
import { WebAssembly } from '../wasm/webassembly.ts';
import { Hart } from './hart.ts';
import { hartBytes, memoryPages, parkingPlace, slot } from './layout.ts';
import { Mmu } from './mmu.ts';
import { Stops } from './stops.ts';

/** How many harts a computer may have. */
export const maximumHarts = 32;

const NONE = 2n ** 64n - 1n;

/** The computer's slots that are architectural state; others are derived, or used on the way. */
const keptSlots = [
  'begun',
  'idleNs',
  'mtimeOffset',
  'roundStartNs',
  'longestTurn',
  'turnStart',
  'turnEnd',
] as const;

/** Virtual time stays exact in a number up to here, and far behind. */
const latestNs = 2 ** 52;

export class Harts implements Stateful {
  readonly count: number;
  /** The hart that runs. This is one object, whichever hart that is. */
  readonly running: Hart;
  /** Translates its addresses. */
  readonly mmu: Mmu;
  /** Where it is to stop. */
  readonly stops: Stops = new Stops();
  /** Where each hart's state is while it does not run; a lone hart has no such place. */
  readonly #parked: readonly Hart[];

  /** @param pc where each begins, until told otherwise. */
  constructor(count: number, ramBytes: number, pc: bigint) {
    const pages = memoryPages(ramBytes, count);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.count = count;
    this.running = new Hart(memory, ramBytes);
    this.mmu = new Mmu(this.running, count, this.stops);
    this.#parked = Array.from(
      { length: count === 1 ? 0 : count },
      (_, id) => new Hart(memory, ramBytes, parkingPlace(ramBytes, id)),
    );
    for (let id = count - 1; id >= 0; id--) {
      this.running.reset(id, pc);
      this.mmu.reset();
      this.#park();
    }
  }

  transfer(state: StateTransfer): void {
    const { running } = this;
    const { id } = running;
    const runs = state.number('running', id, 0, this.count - 1);
    if (runs !== id) this.switchTo(runs);
    for (const name of keptSlots)
      running.setNumber(slot[name], state.number(name, running.number(slot[name])));
    for (const hart of this.all()) state.part(`hart${hart.id}`, hart);
    const { nowNs } = running;
    requireState(nowNs <= latestNs, 'virtual time is too far on');
    requireState(running.number(slot.roundStartNs) <= nowNs, 'the round begins later than now');
    const begun = running.number(slot.begun);
    requireState(running.number(slot.turnStart) <= begun, 'the turn begins later than now');
  }

  /** What follows from the harts' states is made anew. */
  forgetCaches(): void {
    const { id } = this.running;
    for (let next = 0; next < this.count; next++) {
      this.#exchange(next);
      this.mmu.reset();
    }
    this.#exchange(id);
  }

  /** A hart by its number: the running one or a parked one; of use until harts change. */
  hart(id: number): Hart {
    const { running } = this;
    const hart = id === running.id ? running : this.#parked[id];
    if (!hart) throw new RangeError(`hart ${id}: there are ${this.count}`);
    return hart;
  }

  /** All of them, in order; of use until harts change. */
  all(): readonly Hart[] {
    return Array.from({ length: this.count }, (_, id) => this.hart(id));
  }

  /** Has another hart run. Its counters do not count what others began meanwhile. */
  switchTo(id: number): void {
    const hart = this.running;
    const begun = hart.get(slot.begun);
    hart.set(slot.leftAt, begun);
    this.#exchange(id);
    const missed = begun - hart.get(slot.leftAt);
    hart.set(slot.others, hart.get(slot.others) + missed);
    for (const offset of ['mcycleOffset', 'minstretOffset'] as const)
      hart.setState(offset, BigInt.asUintN(64, hart.state(offset) - missed));
    hart.setState('reservation', NONE);
  }

  /** Instructions that a hart has begun. */
  begunBy(id: number): number {
    const hart = this.hart(id);
    const until = hart === this.running ? hart.number(slot.begun) : hart.number(slot.leftAt);
    return until - hart.number(slot.others);
  }

  /** Puts another hart's state where it runs, as it is. */
  #exchange(id: number): void {
    this.#park();
    const parked = this.#parked[id];
    if (parked) this.running.bytes.set(parked.bytes.subarray(0, hartBytes));
    this.mmu.hartChanged();
  }

  #park(): void {
    const hart = this.running;
    this.#parked[hart.id]?.bytes.set(hart.bytes.subarray(0, hartBytes));
  }
}
