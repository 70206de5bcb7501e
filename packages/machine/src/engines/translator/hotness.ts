/**
 * When code is worth a region of its own, or one that is made anew.
 *
 * Making a region takes 40 us of processor time for an instruction; interpreting an instruction takes 5 to 16 ns, and to go
 * from one region to another as much as some 50 to 100 translated instructions. So code is hot when it was
 * jumped to often enough, which the interpreter counts; and a region leads to others, instead of having a copy of what
 * they have, where that happens seldom.
 */

import type { Hart } from '../../hart/hart.ts';
import { slot } from '../../hart/layout.ts';
import { type CodeAround, MOST_COUNTED } from './code-around.ts';

/**
 * Code that is hot has a region only when it was come to so often again, for each jump that makes code hot. What was hot as
 * part of another region may not be any more; and by how many instructions were begun meanwhile it is known
 * how often it is come to now.
 */
const AGAIN = 1 / 400;
/** So many instructions are so much more than it costs to go from one region to another that a region may lead there. */
const SELDOM = 300;
/**
 * A region that leads to others is made anew with what they have when it was entered so often, for each jump that makes code
 * hot and each instruction that this takes.
 */
const CROSSINGS = 1 / 30;
/** How often it may be entered, for each jump that makes code hot, until that is looked at. */
const ENTRANCES = 4;
/** How often a region's first access may miss the TLB, for each jump that makes code hot. */
const MISSES = 1 / 100;

/** How often a region that leads to others is entered. */
export interface Entrances {
  /** Where it is counted, in the shared memory: generated code does that, from `hotAfter` to `mostEntered`. */
  readonly count: number;
  /** How often that was, when it was last looked at. */
  before: number;
  /** How often it must have been for the region to be looked for anew. */
  enough: number;
}

export class Hotness {
  readonly #hart: Hart;
  /** How often code is jumped to until it is hot. */
  readonly #hotAfter: number;
  /** When places in the shared memory were asked for first: the number of instructions begun. */
  readonly #asked = new Map<number, number>();

  constructor(hart: Hart, hotAfter: number) {
    this.#hart = hart;
    this.#hotAfter = hotAfter;
  }

  /** Whether code that is hot must be come to some more times, to tell how seldom that is. */
  mayWait(code: CodeAround): boolean {
    const place = code.placeOf(0) ?? 0;
    const begun = this.#hart.number(slot.begun);
    const asked = this.#asked.get(place);
    const times = Math.floor(this.#hotAfter * AGAIN);
    if (asked === undefined && times > 0) {
      this.#asked.set(place, begun);
      code.postpone(this.#hotAfter, times);
      return true;
    }
    this.#asked.delete(place);
    code.mayLead = times === 0 || (begun - (asked ?? begun)) / times >= SELDOM;
    return false;
  }

  /** A place has a region: it waits for none any more. */
  hasRegion(place: number): void {
    this.#asked.delete(place);
  }

  /** How often a region may miss the TLB with its first access until one takes its place that looks further. */
  get misses(): number {
    return this.#hotAfter * MISSES;
  }

  /** Counts from now on how often a region at this code, which has so many instructions, is entered. */
  countEntrances(code: CodeAround, length: number): Entrances {
    return { count: code.countAnew(this.#hotAfter), before: 0, enough: this.#crossings(length) };
  }

  /** How many crossings cost as much as making a region of so many instructions. */
  #crossings(length: number): number {
    return length * this.#hotAfter * CROSSINGS;
  }

  /** What a count of entrances is when that is looked at. */
  get mostEntered(): number {
    return Math.min(this.#hotAfter * (1 + ENTRANCES), MOST_COUNTED);
  }

  isOftenEntered({ count }: Entrances): boolean {
    return this.#hart.view.getUint16(count, true) >= this.mostEntered;
  }

  /** A region that leads to others was entered often again: whether to look for what it would be if it were made anew. */
  mayBeWorthRemaking(entrances: Entrances): boolean {
    entrances.before += this.mostEntered - this.#hotAfter;
    this.#hart.view.setUint16(entrances.count, this.#hotAfter, true);
    return entrances.before > entrances.enough;
  }

  /**
   * Whether to make a region anew is worth that. If not, it may be when the region was entered twice as often: what keeps
   * it short, as the end of others does, may go.
   * @param length how many instructions it has.
   * @param anew how many it would have with what the regions have that it leads to.
   */
  isWorthRemaking(entrances: Entrances, length: number, anew: number): boolean {
    const cost = this.#crossings(anew);
    const isWorth = anew > length && entrances.before > cost;
    if (!isWorth) entrances.enough = Math.max(cost, 2 * entrances.before);
    return isWorth;
  }

  clear(): void {
    this.#asked.clear();
  }
}
