/**
 * Address translation: the TLBs, and the choice of the way addresses are translated [priv §4.3.2,
 * §8.5]. Engines look into the TLBs by themselves and come here on a miss.
 *
 * An engine's TLB is an architectural cache like any other: an entry stays until `sfence.vma`, a
 * write to `satp`, `vsatp`, `hgatp` or PMP, or another page in its place removes it. Both engines use the same
 * one, so that they agree even on programs that forget a fence. Every hart has its own.
 */

import { type AddressSpaces, mstatus as fields, pmpConfig } from '@ireko/isa';
import { ramBase } from '../board/memory-map.ts';
import { DataTlbs } from './data-tlb.ts';
import type { Hart } from './hart.ts';
import {
  type DataTlbShape,
  dataTlbShape,
  fetchTlbBytes,
  fetchTlbEntries,
  fetchTlbEntry,
  largePagesPlace,
  RAM,
  regimes,
  slot,
  stateAddress,
} from './layout.ts';
import { A, type Access, type AccessKind, FAULT, PageTables, R, U, V } from './page-tables.ts';
import { MIXED, Pmp } from './pmp.ts';
import type { Stops } from './stops.ts';

/** Why writes to a page are watched. */
export const watched = { code: 1, mailbox: 2, observer: 4, debugger: 8 } as const;

const USER = 0;
const SUPERVISOR = 1;
const MACHINE = 3;
const MPP_SHIFT = 11;
const MPRV = 1 << 17;
const SUM = 1 << 18;
const MXR = 1 << 19;
/** In the high half of `mstatus`. */
const MPV = 1 << (fields.mpv.at - 32);
const SPVP = 1 << 8;

/**
 * Ways to translate, by privilege, and for data by SUM and MXR: a TLB for each. The first is M-mode's:
 * not at all. A guest's MXR makes pages of its own table readable, the host's those of both stages.
 */
const regime = {
  machine: 0,
  host: 1,
  guest: 7,
  /** From the first of a host or a guest. */
  user: 0,
  supervisor: 1,
  supervisorSum: 2,
  mxr: 3,
  hostMxr: 6,
} as const;

const hostRegimes = ((1 << regime.guest) - 1) & ~(1 << regime.machine);
const guestRegimes = ((1 << regimes) - 1) & ~((1 << regime.guest) - 1);

const mstatus = stateAddress('mstatus');
const privilegeSlot = stateAddress('privilege');
const virtualSlot = stateAddress('virtual');
const vsstatus = stateAddress('vsstatus');
const hstatus = stateAddress('hstatus');
/** Of a page table entry: of a leaf that may be read, and that was. */
const leaf = V | R | A;
/** Of the upper half, those above the page number: extensions, and reserved. */
const UPPER_BITS = 0xffc0_0000;

/** By regime: which bits of a leaf decide whether it may be read, and what they must be. */
const walkRules: Readonly<Record<number, { readonly mask: number; readonly bits: number }>> = {
  [regime.host + regime.user]: { mask: leaf | U, bits: leaf | U },
  [regime.host + regime.supervisor]: { mask: leaf | U, bits: leaf },
  [regime.host + regime.supervisorSum]: { mask: leaf, bits: leaf },
};

const PAGE = 4096;
const PAGE_SHIFT = 12;
/** Both halves of an address that no page has. */
const NOTHING = 0xffff_ffff;

export class Mmu {
  /** Where TLBs for data are, for those who generate code. */
  readonly dataTlb: DataTlbShape;
  readonly #hart: Hart;
  readonly #pmp = new Pmp();
  readonly #tables: PageTables;
  readonly #stops: Stops;
  /** Whose data accesses `hlv` and `hsv` make while one runs; such accesses are not kept in a TLB. */
  #lent: 'data' | 'code' | undefined;
  /** A byte for each page of RAM: why writes to it are watched, a bit for each reason. */
  readonly #watched: Uint8Array;
  #onFill: ((kind: AccessKind, page: bigint, physical: number) => void) | undefined;
  /** Where PMP allows every access that is not M-mode's: whole pages, as offsets in RAM. */
  #open = { start: 0, end: 0 };
  /** The way in which data accesses are translated now. */
  #dataRegimeNow: number = regime.machine;

  readonly #data: DataTlbs;
  /** Two for each owner: the pages that entries of more than one page were about, as numbers, half-open. */
  readonly #large: Float64Array;
  readonly #largePlace: number;

  /** @param harts how many take turns in `hart`. */
  constructor(hart: Hart, harts: number, stops: Stops) {
    this.#hart = hart;
    this.#stops = stops;
    this.dataTlb = dataTlbShape(hart.ramBytes, harts);
    this.#data = new DataTlbs(hart, harts);
    const { buffer } = hart.memory;
    this.#largePlace = largePagesPlace(hart.ramBytes, harts);
    this.#large = new Float64Array(buffer, this.#largePlace, harts * regimes * 2);
    for (let owner = 0; owner < harts * regimes; owner++) this.#forgetLarge(owner);
    this.#tables = new PageTables(hart, this.#pmp);
    this.#watched = new Uint8Array(buffer, this.dataTlb.watched, hart.ramBytes / PAGE);
  }

  /** Is told of the place in the shared memory of a table's entry whose accessed or dirty bit was set. */
  set onMark(listener: (place: number) => void) {
    this.#tables.onMark = listener;
  }

  /** The hart was reset: nothing is known. */
  reset(): void {
    this.protectionChanged();
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

  /** `mstatus`, `vsstatus` or the mode changed: other TLBs may be in force. */
  privilegeChanged(): void {
    const hart = this.#hart;
    const privilege = hart.low(privilegeSlot);
    const isVirtual = hart.low(virtualSlot) !== 0;
    const fetch = regimeOf(privilege, isVirtual);
    let data = fetch;
    if (privilege !== MACHINE) data = this.#dataRegime(privilege, isVirtual);
    else if (hart.low(mstatus) & MPRV) {
      const lent = this.#accessor('read');
      data = this.#dataRegime(lent.privilege, lent.isVirtual);
    }
    this.#dataRegimeNow = data;
    this.#data.select(this.#owner(data));
    this.#allowWalks();
    hart.setHalves(slot.fetchTlb, hart.low(slot.fetchTlbs) + fetch * fetchTlbBytes, 0);
    this.#closeFetchWindow();
  }

  #findOpen(): void {
    const { start, end } = this.#pmp.openPart(ramBase, ramBase + this.#hart.ramBytes);
    const first = Math.ceil((start - ramBase) / PAGE) * PAGE;
    const last = Math.floor((end - ramBase) / PAGE) * PAGE;
    this.#open = { start: first, end: Math.max(first, last) };
  }

  /** Has generated code walk the supervisor's page tables by itself where no more than entries' bits decide. */
  #allowWalks(): void {
    const hart = this.#hart;
    const now = this.#dataRegimeNow;
    const isSeen = this.#onFill !== undefined || this.#stops.watchesReads;
    const rule = isSeen ? undefined : walkRules[now];
    hart.setHalves(slot.walkMask, rule?.mask ?? 0, rule ? UPPER_BITS : 0);
    hart.setHalves(slot.walkBits, rule?.bits ?? 0, 0);
    hart.setNumber(slot.walkStart, this.#open.start);
    hart.setNumber(slot.walkBytes, this.#open.end - this.#open.start);
    hart.setHalves(slot.largePages, this.#largePlace + this.#owner(now) * 16, 0);
  }

  #forgetLarge(owner: number): void {
    this.#large[owner * 2] = Infinity;
    this.#large[owner * 2 + 1] = 0;
  }

  /** Whose a TLB for data is: a number for the hart that runs and a regime. */
  #owner(regime: number): number {
    return this.#hart.id * regimes + regime;
  }

  #dataRegime(privilege: number, isVirtual: boolean): number {
    const first = regimeOf(privilege, isVirtual);
    if (privilege === MACHINE) return first;
    const host = this.#hart.low(mstatus);
    const own = isVirtual ? this.#hart.low(vsstatus) : host;
    const isSum = privilege === SUPERVISOR && (own & SUM) !== 0;
    const found = isSum ? first + regime.supervisorSum - regime.supervisor : first;
    if (isVirtual && host & MXR) return found + regime.hostMxr;
    return own & MXR ? found + regime.mxr : found;
  }

  /** Who makes an access now: MPRV lends M-mode another's way to data [priv §3.1.6.3, §8.4.1]. */
  #accessor(kind: AccessKind): Access {
    const hart = this.#hart;
    const privilege = hart.low(privilegeSlot);
    const status = hart.low(mstatus);
    if (kind !== 'execute' && this.#lent) {
      const level = hart.low(hstatus) & SPVP ? SUPERVISOR : USER;
      return { kind, ofCode: this.#lent === 'code', privilege: level, isVirtual: true };
    }
    if (kind !== 'execute' && privilege === MACHINE && status & MPRV) {
      const level = (status >>> MPP_SHIFT) & 3;
      const isVirtual = level !== MACHINE && (hart.high(mstatus) & MPV) !== 0;
      return { kind, ofCode: false, privilege: level, isVirtual };
    }
    return { kind, ofCode: false, privilege, isVirtual: hart.low(virtualSlot) !== 0 };
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
    this.#forget(whose === 'guest' ? guestRegimes : hostRegimes);
  }

  /**
   * Forgets what the address in these halves means to a supervisor. An entry may be about more than its
   * page; then what other entries know of it goes as well [priv §4.2.1].
   */
  forgetPage(low: number, high: number): void {
    const hart = this.#hart;
    const page = pageNumber(low, high);
    for (let regime = 0; regime < regimes; regime++) {
      if (!(hostRegimes & (1 << regime))) continue;
      const owner = this.#owner(regime);
      const start = this.#large[owner * 2] ?? Infinity;
      if (page >= start && page < (this.#large[owner * 2 + 1] ?? 0)) this.#forget(1 << regime);
      this.#data.forgetPage(owner, low, high);
      const entry = fetchEntry(hart.low(slot.fetchTlbs) + regime * fetchTlbBytes, low);
      if (hart.low(entry) === (low & -PAGE) >>> 0 && hart.high(entry) === high)
        hart.setHalves(entry, NOTHING, NOTHING);
    }
    this.#closeFetchWindow();
  }

  /** PMP has changed: forgets everything. */
  protectionChanged(): void {
    this.#pmp.update(this.#hart);
    this.#findOpen();
    this.#allowWalks();
    this.forgetAll();
  }

  forgetAll(): void {
    this.#hart.setHalves(slot.filledFetchTlbs, 0xffff_ffff, 0);
    this.#forget(-1);
  }

  #forget(which: number): void {
    const hart = this.#hart;
    const filled = hart.low(slot.filledFetchTlbs);
    const first = this.#owner(0);
    for (let regime = 0; regime < regimes; regime++) {
      if (!(which & (1 << regime))) continue;
      this.#forgetLarge(first + regime);
      if (!(filled & (1 << regime))) continue;
      const start = hart.low(slot.fetchTlbs) + regime * fetchTlbBytes;
      hart.bytes.fill(0xff, start, start + fetchTlbBytes);
    }
    hart.setHalves(slot.filledFetchTlbs, filled & ~which, 0);
    this.#data.forget((owner) => owner >= first && (which & (1 << (owner - first))) !== 0);
    this.#closeFetchWindow();
  }

  #closeFetchWindow(): void {
    this.#hart.setHalves(slot.fetchPage, 0xffff_ffff, 0xffff_ffff);
  }

  /**
   * The physical address of a virtual one, for an access of `length` bytes within a page.
   * @returns the address, or `FAULT` with the exception in `trapCause` and `trapValue`.
   */
  translate(low: number, high: number, length: number, kind: AccessKind): number {
    if (this.#lent === undefined) {
      const place =
        kind === 'execute' ? this.#fetched(low, high) : this.#data.lookUp(kind, low, high);
      if (place >= 0) return place + ramBase;
    }
    return this.#miss(low, high, length, kind);
  }

  /** The place in RAM of an instruction's address, by the TLB; -1 if that does not know it. */
  #fetched(low: number, high: number): number {
    const hart = this.#hart;
    const entry = fetchEntry(hart.low(slot.fetchTlb), low);
    const isHit = hart.low(entry) === (low & -PAGE) >>> 0 && hart.high(entry) === high;
    return isHit ? ((low + hart.low(entry + fetchTlbEntry.addend)) >>> 0) - RAM : -1;
  }

  /**
   * Has every write to a page of the shared memory go through the host, because its code has been
   * translated or somebody waits for the write; or ends that.
   */
  watchWrites(place: number, on: boolean, reason: number = watched.code): void {
    const page = (place - RAM) / PAGE;
    const others = (this.#watched[page] ?? 0) & ~reason;
    this.#watched[page] = on ? others | reason : others;
    if (on) this.#data.forgetWrites(place - RAM);
  }

  /** Whether writes to the page of this place of the shared memory are watched. */
  isWatched(place: number): boolean {
    return (this.#watched[(place - RAM) >>> PAGE_SHIFT] ?? 0) !== 0;
  }

  /** What to add to addresses in a page of code for their places, if its TLB has it; else undefined. */
  fetchAddend(page: bigint): number | undefined {
    const hart = this.#hart;
    const entry = fetchEntry(hart.low(slot.fetchTlb), Number(BigInt.asUintN(32, page)));
    return hart.get(entry) === page ? hart.low(entry + fetchTlbEntry.addend) : undefined;
  }

  /** Whether the address's page can be fetched from without asking again. */
  openFetchWindow(low: number, high: number): void {
    const hart = this.#hart;
    const entry = fetchEntry(hart.low(slot.fetchTlb), low);
    const page = (low & -PAGE) >>> 0;
    if (hart.low(entry) !== page || hart.high(entry) !== high) return;
    hart.setHalves(slot.fetchPage, page, high);
    hart.setHalves(slot.fetchAddend, hart.low(entry + fetchTlbEntry.addend), 0);
  }

  #miss(low: number, high: number, length: number, kind: AccessKind): number {
    const access = this.#accessor(kind);
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
    const isWatched = kind === 'write' && (this.#watched[offset / PAGE] ?? 0) !== 0;
    // What is known to be writable is taken to be readable, as it is but by some settings of PMP.
    const isReadable = kind !== 'write' || (exact & pmpConfig.read) !== 0;
    const isKept = isUniform && isReadable && !isWatched && this.#lent === undefined;
    if (isKept && offset >= 0 && offset < this.#hart.ramBytes) {
      if (!this.#isForTlb(kind, low, high, page)) return physical;
      if (kind === 'execute') this.#fillFetch(low, high, RAM + offset);
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

  #fillFetch(low: number, high: number, place: number): void {
    const hart = this.#hart;
    const page = (low & -PAGE) >>> 0;
    const tlb = hart.low(slot.fetchTlb);
    const entry = fetchEntry(tlb, low);
    hart.setHalves(entry, page, high);
    hart.setHalves(entry + fetchTlbEntry.addend, (place - page) >>> 0, 0);
    const regime = (tlb - hart.low(slot.fetchTlbs)) / fetchTlbBytes;
    hart.setHalves(slot.filledFetchTlbs, (hart.low(slot.filledFetchTlbs) | (1 << regime)) >>> 0, 0);
  }

  /** What was entered last may be a part of a page that is larger. */
  #noteLarge(kind: AccessKind, low: number, high: number): void {
    const { span } = this.#tables;
    if (span === 1) return;
    const { privilege, isVirtual } = this.#accessor(kind);
    const regime =
      kind === 'execute' ? regimeOf(privilege, isVirtual) : this.#dataRegime(privilege, isVirtual);
    const owner = this.#owner(regime);
    const start = Math.floor(pageNumber(low, high) / span) * span;
    this.#large[owner * 2] = Math.min(this.#large[owner * 2] ?? Infinity, start);
    this.#large[owner * 2 + 1] = Math.max(this.#large[owner * 2 + 1] ?? 0, start + span);
  }

  /** Notes that the access that was translated last reached nothing; `xtval` is the address. */
  accessFault(low: number, high: number): typeof FAULT {
    return this.#tables.accessFault(low, high);
  }
}

/** The entry of an address in a TLB for instructions. */
function fetchEntry(tlb: number, low: number): number {
  return tlb + (((low >>> PAGE_SHIFT) & (fetchTlbEntries - 1)) << fetchTlbEntry.shift);
}

/** The number of an address's page. */
function pageNumber(low: number, high: number): number {
  return high * 2 ** (32 - PAGE_SHIFT) + (low >>> PAGE_SHIFT);
}

function regimeOf(privilege: number, isVirtual: boolean): number {
  if (privilege === MACHINE) return regime.machine;
  const first = isVirtual ? regime.guest : regime.host;
  return first + (privilege === USER ? regime.user : regime.supervisor);
}
