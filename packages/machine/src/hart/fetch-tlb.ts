/**
 * TLBs for instructions, of the hart that runs: for each way to translate one, direct mapped, in which an
 * entry is a page's address and what to add to addresses in it for their places in the shared memory. The
 * fetch window is the page that instructions come from now. Generated code looks into both [fetch-window.ts].
 *
 * Each TLB has a stamp, in the row of its way: a number that no other TLB of any hart has had, and another one
 * whenever the TLB has forgotten something. So what was found while some stamp was in `fetchStamp` is found again
 * while that is there. Only the running hart's TLBs change; when another hart comes to run, its way is selected
 * anew, and the stamp read from the row. Entries that were used are in a list, so emptying a TLB costs as much as has
 * been entered. Generated code enters pages as `fill` does [page-walk.ts].
 */

import type { Hart } from './hart.ts';
import {
  fetchLinks,
  fetchTlbBytes,
  fetchTlbEntries,
  fetchTlbEntry,
  RAM,
  REGIME_ROW_SHIFT,
  regimeRow,
  regimes,
  slot,
} from './layout.ts';
import { PAGE, PAGE_SHIFT } from './page.ts';

/** Both halves of an address that no page has. */
const NOTHING = 0xffff_ffff;

export class FetchTlbs {
  readonly #hart: Hart;

  constructor(hart: Hart) {
    this.#hart = hart;
  }

  /** Has the TLB of a way to translate be the one that is looked into. */
  select(regime: number): void {
    const hart = this.#hart;
    hart.setHalves(slot.fetchTlb, this.#tlbOf(regime), 0);
    hart.setNumber(slot.fetchStamp, hart.number(this.#stampOf(regime)));
    this.closeWindow();
  }

  /** The TLB of a way has forgotten something. */
  #forgot(regime: number): void {
    const hart = this.#hart;
    const stamp = hart.number(slot.lastFetchStamp) + 1;
    hart.setNumber(slot.lastFetchStamp, stamp);
    hart.setNumber(this.#stampOf(regime), stamp);
    if (this.#tlbOf(regime) === hart.low(slot.fetchTlb)) hart.setNumber(slot.fetchStamp, stamp);
  }

  #stampOf(regime: number): number {
    return this.#rowOf(regime) + regimeRow.fetchStamp;
  }

  /** Where a way's row has the first in the list of entries used. */
  #usedOf(regime: number): number {
    return this.#rowOf(regime) + regimeRow.fetchUsed;
  }

  #rowOf(regime: number): number {
    return this.#hart.low(slot.regimeRows) + (regime << REGIME_ROW_SHIFT);
  }

  /** The offset in RAM of an address, if its page is known; else -1. */
  lookUp(low: number, high: number): number {
    const addend = this.#addend(low, high);
    return addend === undefined ? -1 : ((low + addend) >>> 0) - RAM;
  }

  /** What to add to addresses in a page for their places; undefined if it is not known. */
  addend(page: bigint): number | undefined {
    return this.#addend(Number(BigInt.asUintN(32, page)), Number(page >> 32n));
  }

  /** Enters the page of an address, which is at a place of the shared memory. */
  fill(low: number, high: number, place: number): void {
    const hart = this.#hart;
    const page = (low & -PAGE) >>> 0;
    const tlb = hart.low(slot.fetchTlb);
    const entry = entryIn(tlb, low);
    const regime = (tlb - hart.low(slot.fetchTlbs)) / fetchTlbBytes;
    if (hart.low(entry) !== NOTHING || hart.high(entry) !== NOTHING) this.#forgot(regime);
    hart.setHalves(entry, page, high);
    let link = hart.low(entry + fetchTlbEntry.link);
    if (link === fetchLinks.unused) {
      const used = this.#usedOf(regime);
      link = hart.low(used);
      hart.setHalves(used, entry - tlb, 0);
    }
    hart.setHalves(entry + fetchTlbEntry.addend, (place - page) >>> 0, link);
  }

  /** Has the window show the page of an address, if that is known. */
  openWindow(low: number, high: number): void {
    const addend = this.#addend(low, high);
    if (addend === undefined) return;
    this.#hart.setHalves(slot.fetchPage, (low & -PAGE) >>> 0, high);
    this.#hart.setHalves(slot.fetchAddend, addend, 0);
  }

  closeWindow(): void {
    this.#hart.setHalves(slot.fetchPage, NOTHING, NOTHING);
  }

  /** Empties the TLBs of some ways, a bit for each. */
  forget(which: number): void {
    for (let regime = 0; regime < regimes; regime++) if (which & (1 << regime)) this.#empty(regime);
    this.closeWindow();
  }

  #empty(regime: number): void {
    const hart = this.#hart;
    const used = this.#usedOf(regime);
    let offset = hart.low(used);
    if (offset === fetchLinks.end) return;
    const tlb = this.#tlbOf(regime);
    while (offset !== fetchLinks.end) {
      const entry = tlb + offset;
      offset = hart.low(entry + fetchTlbEntry.link);
      hart.setHalves(entry, NOTHING, NOTHING);
      hart.setHalves(entry + fetchTlbEntry.addend, 0, fetchLinks.unused);
    }
    hart.setHalves(used, fetchLinks.end, 0);
    this.#forgot(regime);
  }

  /** Empties all, whatever stands where they are. */
  reset(): void {
    const hart = this.#hart;
    for (let regime = 0; regime < regimes; regime++) {
      const start = this.#tlbOf(regime);
      hart.bytes.fill(0xff, start, start + fetchTlbBytes);
      hart.setHalves(this.#usedOf(regime), fetchLinks.end, 0);
      this.#forgot(regime);
    }
    this.closeWindow();
  }

  /** Has the TLBs of some ways, a bit for each, not know the page of an address any more. */
  forgetPage(which: number, low: number, high: number): void {
    const hart = this.#hart;
    for (let regime = 0; regime < regimes; regime++) {
      if (!(which & (1 << regime))) continue;
      const entry = entryIn(this.#tlbOf(regime), low);
      if (hart.low(entry) !== (low & -PAGE) >>> 0 || hart.high(entry) !== high) continue;
      hart.setHalves(entry, NOTHING, NOTHING);
      this.#forgot(regime);
    }
    this.closeWindow();
  }

  #tlbOf(regime: number): number {
    return this.#hart.low(slot.fetchTlbs) + regime * fetchTlbBytes;
  }

  #addend(low: number, high: number): number | undefined {
    const hart = this.#hart;
    const entry = entryIn(hart.low(slot.fetchTlb), low);
    const isHit = hart.low(entry) === (low & -PAGE) >>> 0 && hart.high(entry) === high;
    return isHit ? hart.low(entry + fetchTlbEntry.addend) : undefined;
  }
}

/** The entry of an address in a TLB. */
function entryIn(tlb: number, low: number): number {
  return tlb + (((low >>> PAGE_SHIFT) & (fetchTlbEntries - 1)) << fetchTlbEntry.shift);
}
