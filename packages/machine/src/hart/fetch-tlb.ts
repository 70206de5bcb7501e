/**
 * TLBs for instructions, of the hart that runs: for each way to translate one, direct mapped, in which an
 * entry is a page's address and what to add to addresses in it for their places in the shared memory. The
 * fetch window is the page that instructions come from now. Generated code looks into both [fetch-window.ts].
 */

import type { Hart } from './hart.ts';
import { fetchTlbBytes, fetchTlbEntries, fetchTlbEntry, RAM, regimes, slot } from './layout.ts';

const PAGE = 4096;
const PAGE_SHIFT = 12;
/** Both halves of an address that no page has. */
const NOTHING = 0xffff_ffff;

export class FetchTlbs {
  readonly #hart: Hart;
  /** Numbers for what each TLB knows, by its place: as long as one stays, the TLB forgets nothing. */
  readonly #stamps = new Map<number, number>();
  #lastStamp = 0;

  constructor(hart: Hart) {
    this.#hart = hart;
  }

  /** Has the TLB of a way to translate be the one that is looked into. */
  select(regime: number): void {
    const hart = this.#hart;
    const tlb = this.#tlbOf(regime);
    hart.setHalves(slot.fetchTlb, tlb, 0);
    const stamp = this.#stamps.get(tlb);
    if (stamp === undefined) this.#forgot(tlb);
    else hart.setNumber(slot.fetchStamp, stamp);
    this.closeWindow();
  }

  /** A TLB has forgotten something. */
  #forgot(tlb: number): void {
    this.#stamps.set(tlb, ++this.#lastStamp);
    if (tlb === this.#hart.low(slot.fetchTlb))
      this.#hart.setNumber(slot.fetchStamp, this.#lastStamp);
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
    if (hart.low(entry) !== NOTHING || hart.high(entry) !== NOTHING) this.#forgot(tlb);
    hart.setHalves(entry, page, high);
    hart.setHalves(entry + fetchTlbEntry.addend, (place - page) >>> 0, 0);
    const regime = (tlb - hart.low(slot.fetchTlbs)) / fetchTlbBytes;
    hart.setHalves(slot.filledFetchTlbs, (hart.low(slot.filledFetchTlbs) | (1 << regime)) >>> 0, 0);
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

  /** Empties the TLBs of some ways, a bit for each, that know something. */
  forget(which: number): void {
    const hart = this.#hart;
    const filled = hart.low(slot.filledFetchTlbs);
    for (let regime = 0; regime < regimes; regime++) {
      if (!(which & filled & (1 << regime))) continue;
      const start = this.#tlbOf(regime);
      hart.bytes.fill(0xff, start, start + fetchTlbBytes);
      this.#forgot(start);
    }
    hart.setHalves(slot.filledFetchTlbs, filled & ~which, 0);
    this.closeWindow();
  }

  /** Empties all, whatever is in them. */
  forgetAll(): void {
    this.#hart.setHalves(slot.filledFetchTlbs, 0xffff_ffff, 0);
    this.forget(-1);
  }

  /** Has the TLBs of some ways, a bit for each, not know the page of an address any more. */
  forgetPage(which: number, low: number, high: number): void {
    const hart = this.#hart;
    for (let regime = 0; regime < regimes; regime++) {
      if (!(which & (1 << regime))) continue;
      const tlb = this.#tlbOf(regime);
      const entry = entryIn(tlb, low);
      if (hart.low(entry) !== (low & -PAGE) >>> 0 || hart.high(entry) !== high) continue;
      hart.setHalves(entry, NOTHING, NOTHING);
      this.#forgot(tlb);
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
