/**
 * Code near an address, by offsets from it: where it is in the shared memory, by the TLB for instructions as it is now,
 * what stands there, and how often the interpreter came there.
 */

import type { Hart } from '../../hart/hart.ts';
import { COUNTS, countBytes } from '../../hart/layout.ts';
import type { Mmu } from '../../hart/mmu.ts';
import { PAGE } from '../../hart/page.ts';

/** How far from its entry a region may reach, in pages: as far as a call by `jal`. */
const MAX_DISTANCE = 256;
export const MOST_COUNTED: number = 2 ** 16 - 1;

/** The address of the page that an address is in. */
export function pageOf(pc: bigint): bigint {
  return pc - (pc % BigInt(PAGE));
}

/** What has been found of code, by where it is in the shared memory. */
export class CodeMarks {
  /** Where regions were cut off. */
  readonly cuts: Set<number> = new Set();
  /** Where translations can be entered. */
  readonly entries: Set<number> = new Set();
  /** How often places ran that count as hot since a region has a way to them. */
  readonly timesRun: Map<number, number> = new Map();
  /** Where calls through pointers led. */
  readonly targets: Map<number, bigint> = new Map();

  /** Forgets the code in a half-open range. */
  forget(start: number, end: number): void {
    for (let place = start; place < end; place += 2) {
      this.cuts.delete(place);
      this.entries.delete(place);
      this.timesRun.delete(place);
      this.targets.delete(place);
    }
  }

  clear(): void {
    this.cuts.clear();
    this.entries.clear();
    this.timesRun.clear();
    this.targets.clear();
  }
}

export class CodeAround {
  readonly pc: bigint;
  readonly #hart: Hart;
  readonly #mmu: Mmu;
  readonly #offsetInPage: number;
  readonly #marks: CodeMarks;
  /** Whether a region here may end where another can be entered. */
  mayLead = false;
  /** By the page of an offset, once it was asked for. */
  readonly #places = new Map<number, number | undefined>();

  constructor(hart: Hart, mmu: Mmu, pc: bigint, marks: CodeMarks) {
    this.#marks = marks;
    this.pc = pc;
    this.#hart = hart;
    this.#mmu = mmu;
    this.#offsetInPage = Number(pc % BigInt(PAGE));
  }

  /** The page of an offset: 0 is that of the address itself. */
  pageOf(offset: number): number {
    return Math.floor((offset + this.#offsetInPage) / PAGE);
  }

  /** The place in the shared memory of an offset; undefined if it is far away, or not in the TLB. */
  placeOf(offset: number): number | undefined {
    const page = this.pageOf(offset);
    if (!this.#places.has(page)) this.#places.set(page, this.#placeOfPage(page));
    const place = this.#places.get(page);
    return place === undefined ? undefined : place + offset + this.#offsetInPage - page * PAGE;
  }

  #placeOfPage(page: number): number | undefined {
    if (Math.abs(page) > MAX_DISTANCE) return undefined;
    const address = BigInt.asUintN(64, pageOf(this.pc) + BigInt(page * PAGE));
    const addend = this.#mmu.fetchAddend(address);
    const low = Number(BigInt.asUintN(32, address));
    return addend === undefined ? undefined : (low + addend) >>> 0;
  }

  /**
   * The offset to which a call through a pointer most likely leads: to where the register leads now, if there is code
   * that ran; else to where it led when another region with this call was made.
   */
  likelyTarget(call: number, register: number): number | undefined {
    const { targets } = this.#marks;
    const place = this.placeOf(call) ?? 0;
    // A jump leaves bit 0 out.
    const now = this.#hart.register(register) & ~1n;
    if (this.timesRun(this.#offsetOf(now)) > 0) targets.set(place, now);
    const target = targets.get(place);
    return target === undefined ? undefined : this.#offsetOf(target);
  }

  /** A very rough one if it is far away. */
  #offsetOf(address: bigint): number {
    return Number(BigInt.asIntN(64, address - this.pc));
  }

  /** The 16 bits at an offset. */
  read(offset: number): number | undefined {
    const place = this.placeOf(offset);
    return place === undefined ? undefined : this.#hart.view.getUint16(place, true);
  }

  /** How often the interpreter came to an offset by a jump or a branch. */
  timesRun(offset: number): number {
    const place = this.placeOf(offset);
    if (place === undefined) return 0;
    return this.#marks.timesRun.get(place) ?? this.#hart.view.getUint16(countOf(place), true);
  }

  /** Whether a region ends before an offset: where another was cut off and, if it may lead there, where one can be entered. */
  endsBefore(offset: number): boolean {
    const place = this.placeOf(offset);
    return (
      place !== undefined &&
      (this.#marks.cuts.has(place) || (this.mayLead && this.#marks.entries.has(place)))
    );
  }

  /** Whether a region can be entered at an offset. */
  isEntry(offset: number): boolean {
    return this.#marks.entries.has(this.placeOf(offset) ?? 0);
  }

  /** Has an offset be hot if it is not, without its being taken to have run more often. */
  heat(offset: number, hotAfter: number): void {
    const ran = this.timesRun(offset);
    if (ran >= hotAfter) return;
    this.#setCount(offset, hotAfter);
    this.#marks.timesRun.set(this.placeOf(offset) ?? 0, ran);
  }

  /** Has what counts how often this place was come to begin anew, at `times`. @returns where that is. */
  countAnew(times: number): number {
    const place = this.placeOf(0) ?? 0;
    this.#marks.timesRun.set(place, this.timesRun(0));
    this.#setCount(0, times);
    return countOf(place);
  }

  /** Has this place be asked for when it was come to so often again. */
  postpone(hotAfter: number, times: number): void {
    this.#setCount(0, hotAfter - times);
  }

  /** A region is cut off at an offset, which runs as often as the region: so another may begin there at once. */
  cut(offset: number): void {
    const place = this.placeOf(offset);
    if (place === undefined) return;
    this.#marks.cuts.add(place);
    this.#setCount(offset, this.timesRun(0));
  }

  #setCount(offset: number, times: number): void {
    const count = countOf(this.placeOf(offset) ?? 0);
    this.#hart.view.setUint16(count, Math.min(times, MOST_COUNTED), true);
  }
}

/** Where it is counted how often the interpreter came to a place; generated code computes the same. */
function countOf(place: number): number {
  return COUNTS + (place & (countBytes - 2));
}
