/**
 * Code near an address, by offsets from it: where it is in the shared memory, by the TLB for instructions as it is now,
 * what stands there, and how often the interpreter came there.
 */

import type { Hart } from '../../hart/hart.ts';
import { COUNTS, countBytes } from '../../hart/layout.ts';
import type { Mmu } from '../../hart/mmu.ts';

const PAGE = 4096;
/** How far from its entry a region may reach, in pages. */
const MAX_DISTANCE = 3;
const MOST_COUNTED = 2 ** 16 - 1;

/** The address of the page that an address is in. */
export function pageOf(pc: bigint): bigint {
  return pc - (pc % BigInt(PAGE));
}

export class CodeAround {
  readonly pc: bigint;
  readonly #hart: Hart;
  readonly #mmu: Mmu;
  readonly #offsetInPage: number;
  /** By the page of an offset, once it was asked for. */
  readonly #places = new Map<number, number | undefined>();

  constructor(hart: Hart, mmu: Mmu, pc: bigint) {
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

  /** The 16 bits at an offset. */
  read(offset: number): number | undefined {
    const place = this.placeOf(offset);
    return place === undefined ? undefined : this.#hart.view.getUint16(place, true);
  }

  /** How often the interpreter came to an offset by a jump or a branch. */
  timesRun(offset: number): number {
    return this.#hart.view.getUint16(countOf(this.placeOf(offset) ?? 0), true);
  }

  /** Has that be another number. */
  setTimesRun(offset: number, times: number): void {
    const count = countOf(this.placeOf(offset) ?? 0);
    this.#hart.view.setUint16(count, Math.min(times, MOST_COUNTED), true);
  }
}

/** Where it is counted how often the interpreter came to a place; generated code computes the same. */
function countOf(place: number): number {
  return COUNTS + (place & (countBytes - 2));
}
