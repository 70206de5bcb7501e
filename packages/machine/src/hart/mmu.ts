/**
 * Address translation: the TLBs, and the choice of the way addresses are translated [priv §4.3.2,
 * §8.5]. Engines look into the TLBs by themselves and come here on a miss.
 *
 * An engine's TLB is an architectural cache like any other: an entry stays until `sfence.vma`, a
 * write to `satp`, `vsatp`, `hgatp` or PMP, or another page in its place removes it. Both engines use the same
 * one, so that they agree even on programs that forget a fence. Every hart has its own.
 */

import { type AddressSpaces, pmpConfig } from '@ireko/isa';
import { ramBase } from '../board/memory-map.ts';
import { DataTlbs } from './data-tlb.ts';
import { FetchTlbs } from './fetch-tlb.ts';
import type { Hart } from './hart.ts';
import {
  type DataTlbShape,
  dataTlbShape,
  RAM,
  REGIME_ROW_SHIFT,
  regimeRow,
  regimeRowsPlace,
  regimes,
  slot,
} from './layout.ts';
import { PAGE, PAGE_SHIFT } from './page.ts';
import { type AccessKind, FAULT, PageTables, R, U, V } from './page-tables.ts';
import { MIXED, type Part, Pmp } from './pmp.ts';
import {
  accessor,
  dataRegime,
  dataRegimeNow,
  fetchRegime,
  fetchRegimeNow,
  regime,
  regimesOf,
} from './regime.ts';
import type { Stops } from './stops.ts';

/** Why writes to a page are watched. */
export const watched = { code: 1, mailbox: 2, observer: 4, debugger: 8 } as const;

/** Of a page table entry: of a leaf that may be read. */
const leaf = V | R;
/** Of the upper half, those above the page number: extensions, and reserved. */
const UPPER_BITS = 0xffc0_0000;

/**
 * By regime, of a host or a guest: which bits of a leaf of its own table decide whether it may be read, and what they
 * must be. With MXR it is for the host to say.
 */
const walkRules: Readonly<Record<number, { readonly mask: number; readonly bits: number }>> = {
  [regime.user]: { mask: leaf | U, bits: leaf | U },
  [regime.supervisor]: { mask: leaf | U, bits: leaf },
  [regime.supervisorSum]: { mask: leaf, bits: leaf },
};

/** A row as numbers of eight bytes. */
const ROW_NUMBERS = 2 ** REGIME_ROW_SHIFT / 8;
const LARGE_START = regimeRow.largeStart / 8;
const LARGE_END = regimeRow.largeEnd / 8;

export class Mmu {
  /** Where TLBs for data are, for those who generate code. */
  readonly dataTlb: DataTlbShape;
  readonly #hart: Hart;
  readonly #pmp: Pmp;
  readonly #tables: PageTables;
  readonly #stops: Stops;
  /** Whose data accesses `hlv` and `hsv` make while one runs; such accesses are not kept in a TLB. */
  #lent: 'data' | 'code' | undefined;
  /** A byte for each page of RAM: why writes to it are watched, a bit for each reason. */
  readonly #watched: Uint8Array;
  #onFill: ((kind: AccessKind, page: bigint, physical: number) => void) | undefined;

  readonly #data: DataTlbs;
  readonly #code: FetchTlbs;
  readonly #harts: number;
  /** The rows of all owners as numbers, for what they say of large pages. */
  readonly #rows: Float64Array;

  /** @param harts how many take turns in `hart`. */
  constructor(hart: Hart, harts: number, stops: Stops) {
    this.#hart = hart;
    this.#stops = stops;
    this.dataTlb = dataTlbShape(hart.ramBytes, harts);
    this.#data = new DataTlbs(hart, harts);
    this.#code = new FetchTlbs(hart);
    const { buffer } = hart.memory;
    this.#harts = harts;
    this.#rows = new Float64Array(buffer, this.#row(0), harts * regimes * ROW_NUMBERS);
    for (let owner = 0; owner < harts * regimes; owner++) this.#forgetLarge(owner);
    this.#pmp = new Pmp(hart);
    this.#tables = new PageTables(hart, this.#pmp);
    this.#watched = new Uint8Array(buffer, this.dataTlb.watched, hart.ramBytes / PAGE);
  }

  /** Is told of the place in the shared memory of a table's entry whose accessed or dirty bit was set. */
  set onMark(listener: (place: number) => void) {
    this.#tables.onMark = listener;
  }

  /** The hart was reset: nothing is known. */
  reset(): void {
    const { id, ramBytes } = this.#hart;
    this.#hart.setNumber(slot.regimeRows, regimeRowsPlace(ramBytes, this.#harts, id));
    this.#allowWalks();
    this.#code.reset();
    this.#pmp.update(this.#hart);
    this.#findOpen();
    this.#forget(-1);
    this.privilegeChanged();
  }

  /** Is told of each translation that enters a TLB: virtual page, physical page. */
  set onFill(listener: (kind: AccessKind, page: bigint, physical: number) => void) {
    this.#onFill = listener;
    this.#allowWalks();
  }

  /** Another hart has come to run, with its own TLBs in its slots. */
  hartChanged(): void {
    this.#pmp.select(this.#hart);
    this.#findOpen();
    this.privilegeChanged();
  }

  /** `mstatus`, `vsstatus` or the mode changed: other TLBs may be in force. Generated code does the same [select-tlbs.ts]. */
  privilegeChanged(): void {
    this.#code.select(fetchRegimeNow(this.#hart));
    this.#data.select(this.#owner(dataRegimeNow(this.#hart)));
  }

  /** Tells generated code in which pages of RAM it may walk page tables, by PMP [page-walk.ts]. */
  #findOpen(): void {
    const hart = this.#hart;
    const { open, readable } = this.#pmp.parts(ramBase, ramBase + hart.ramBytes);
    const put = ({ start, end }: Part, startSlot: number, bytesSlot: number) => {
      hart.setNumber(startSlot, start - ramBase);
      hart.setNumber(bytesSlot, end - start);
    };
    put(open, slot.openStart, slot.openBytes);
    put(readable, slot.readableStart, slot.readableBytes);
  }

  /** Has generated code walk page tables by itself where no more than entries' bits decide. */
  #allowWalks(): void {
    const isSeen = this.#onFill !== undefined || this.#stops.keepsPagesOut;
    for (let owner = 0; owner < this.#harts * regimes; owner++) {
      const rule = isSeen ? undefined : walkRules[ofOwnTable(owner % regimes)];
      const row = this.#row(owner);
      this.#hart.setHalves(row + regimeRow.walkMask, rule?.mask ?? 0, rule ? UPPER_BITS : 0);
      this.#hart.setHalves(row + regimeRow.walkBits, rule?.bits ?? 0, 0);
    }
  }

  #row(owner: number): number {
    return regimeRowsPlace(this.#hart.ramBytes, this.#harts) + (owner << REGIME_ROW_SHIFT);
  }

  #forgetLarge(owner: number): void {
    this.#setLarge(owner, Infinity, 0);
  }

  #setLarge(owner: number, start: number, end: number): void {
    this.#rows[owner * ROW_NUMBERS + LARGE_START] = start;
    this.#rows[owner * ROW_NUMBERS + LARGE_END] = end;
  }

  #large(owner: number): { readonly start: number; readonly end: number } {
    const start = this.#rows[owner * ROW_NUMBERS + LARGE_START] ?? Infinity;
    return { start, end: this.#rows[owner * ROW_NUMBERS + LARGE_END] ?? 0 };
  }

  /** Whose a TLB for data is: a number for the hart that runs and a regime. */
  #owner(regime: number): number {
    return this.#hart.id * regimes + regime;
  }

  /** Makes a data access as a guest's, with the privilege in `hstatus.spvp`: for `hlv` and `hsv`. */
  asGuest<T>(what: 'data' | 'code', access: () => T): T {
    this.#lent = what;
    try {
      return access();
    } finally {
      this.#lent = undefined;
    }
  }

  /** Forgets what a supervisor's own addresses mean, or its guests' [priv §8.5.3]. */
  forget(whose: AddressSpaces): void {
    this.#forget(regimesOf[whose]);
  }

  /**
   * Forgets what the address in these halves means to a supervisor, or to its guests. An entry may be about more than
   * its page; then what other entries know of it goes as well [priv §4.2.1].
   */
  forgetPage(whose: AddressSpaces, low: number, high: number): void {
    const page = pageNumber(low, high);
    const which = regimesOf[whose];
    for (let regime = 0; regime < regimes; regime++) {
      if (!(which & (1 << regime))) continue;
      const owner = this.#owner(regime);
      const { start, end } = this.#large(owner);
      if (page >= start && page < end) this.#forget(1 << regime);
      this.#data.forgetPage(owner, low, high);
    }
    this.#code.forgetPage(which, low, high);
  }

  /** Registers of PMP were written: forgets everything, if that changed any. */
  protectionChanged(): void {
    if (!this.#pmp.update(this.#hart)) return;
    this.#findOpen();
    this.#forget(-1);
  }

  #forget(which: number): void {
    const first = this.#owner(0);
    for (let regime = 0; regime < regimes; regime++) {
      if (!(which & (1 << regime))) continue;
      this.#forgetLarge(first + regime);
      this.#data.forget(first + regime);
    }
    this.#code.forget(which);
  }

  /**
   * The physical address of a virtual one, for an access of `length` bytes within a page.
   * @returns the address, or `FAULT` with the exception in `trapCause` and `trapValue`.
   */
  translate(low: number, high: number, length: number, kind: AccessKind): number {
    if (this.#lent === undefined) {
      const place =
        kind === 'execute' ? this.#code.lookUp(low, high) : this.#data.lookUp(kind, low, high);
      if (place >= 0) return place + ramBase;
    }
    return this.#miss(low, high, length, kind);
  }

  /**
   * Has every write to a page of the shared memory go through the host, because its code has been
   * translated or somebody waits for the write; or ends that.
   */
  watchWrites(place: number, on: boolean, reason: number = watched.code): void {
    const page = (place - RAM) / PAGE;
    const others = (this.#watched[page] ?? 0) & ~reason;
    this.#watched[page] = on ? others | reason : others;
    if (on) this.#data.watchWrites(place - RAM);
  }

  /** Whether writes to the page of this place of the shared memory are watched. */
  isWatched(place: number): boolean {
    return (this.#watched[(place - RAM) >>> PAGE_SHIFT] ?? 0) !== 0;
  }

  /** What to add to addresses in a page of code for their places, if its TLB has it; else undefined. */
  fetchAddend(page: bigint): number | undefined {
    return this.#code.addend(page);
  }

  /** Whether the address's page can be fetched from without asking again. */
  openFetchWindow(low: number, high: number): void {
    this.#code.openWindow(low, high);
  }

  #miss(low: number, high: number, length: number, kind: AccessKind): number {
    const access = accessor(this.#hart, kind, this.#lent);
    const found = this.#tables.translate(low, high, access);
    if (found === FAULT) return FAULT;
    const page = found * PAGE;
    const physical = page + (low & (PAGE - 1));

    const permissions = this.#pmp.permissions(page, PAGE, access.privilege);
    const isUniform = permissions !== MIXED;
    const exact = isUniform
      ? permissions
      : this.#pmp.permissions(physical, length, access.privilege);
    if (exact === MIXED || !(exact & pmpConfig[kind])) return this.#tables.accessFault();
    const offset = page - ramBase;
    // What is known to be writable is taken to be readable, as it is but by some settings of PMP.
    const isReadable = kind !== 'write' || (exact & pmpConfig.read) !== 0;
    const isKept = isUniform && isReadable && this.#lent === undefined;
    if (isKept && offset >= 0 && offset < this.#hart.ramBytes) {
      if (!this.#isForTlb(kind, low, high, page)) return physical;
      if (kind === 'execute') this.#code.fill(low, high, RAM + offset);
      else this.#data.fill(kind, low, high, offset);
      this.#noteLarge(kind, low, high);
      this.#onFill?.(kind, BigInt(high) * 0x1_0000_0000n + BigInt((low & -PAGE) >>> 0), page);
    }
    return physical;
  }

  /** Whether no debugger wants to see each access to a page. */
  #isForTlb(kind: AccessKind, low: number, high: number, page: number): boolean {
    return kind === 'execute' ? this.#stops.isFetchKept(low, high) : this.#stops.isReadKept(page);
  }

  /** What was entered last may be a part of a page that is larger. */
  #noteLarge(kind: AccessKind, low: number, high: number): void {
    const { span } = this.#tables;
    if (span === 1) return;
    const hart = this.#hart;
    const { privilege, isVirtual } = accessor(hart, kind, this.#lent);
    const regime =
      kind === 'execute'
        ? fetchRegime(privilege, isVirtual)
        : dataRegime(hart, privilege, isVirtual);
    const owner = this.#owner(regime);
    const first = Math.floor(pageNumber(low, high) / span) * span;
    const { start, end } = this.#large(owner);
    this.#setLarge(owner, Math.min(start, first), Math.max(end, first + span));
  }

  /** Notes that the access that was translated last reached nothing; `xtval` is the address. */
  accessFault(low: number, high: number): typeof FAULT {
    return this.#tables.accessFault(low, high);
  }
}

/** A way as if it were the first's of a host or a guest; -1 of M-mode's. */
function ofOwnTable(way: number): number {
  return way - (way >= regime.guest ? regime.guest : regime.host);
}

/** The number of an address's page. */
function pageNumber(low: number, high: number): number {
  return high * 2 ** (32 - PAGE_SHIFT) + (low >>> PAGE_SHIFT);
}
