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
import type { Hart } from './hart.ts';
import {
  RAM,
  regimes,
  slot,
  stateAddress,
  tlbBytes,
  tlbEntries,
  tlbEntry,
  tlbsPlace,
} from './layout.ts';
import { type Access, type AccessKind, FAULT, PageTables } from './page-tables.ts';
import { MIXED, Pmp } from './pmp.ts';

/** Why writes to a page are watched. */
export const watched = { code: 1, mailbox: 2 } as const;

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
const PAGE = 4096;
const PAGE_SHIFT = 12;
/** Both halves of an address that no page has. */
const NOTHING = 0xffff_ffff;
const tags = [tlbEntry.read, tlbEntry.write, tlbEntry.execute];

export class Mmu {
  readonly #hart: Hart;
  readonly #pmp = new Pmp();
  readonly #tables: PageTables;
  /** Whose data accesses `hlv` and `hsv` make while one runs; such accesses are not kept in a TLB. */
  #lent: 'data' | 'code' | undefined;
  /** A byte for each page of RAM: why writes to it are watched, a bit for each reason. */
  readonly #watched: Uint8Array;
  /** Told of each translation that enters a TLB: virtual page, physical page. */
  onFill: ((kind: AccessKind, page: bigint, physical: number) => void) | undefined;

  /** The places of all harts' TLBs. */
  readonly #tlbs: readonly number[];

  /** @param harts how many take turns in `hart`. */
  constructor(hart: Hart, harts: number) {
    this.#hart = hart;
    this.#tlbs = Array.from({ length: harts }, (_, id) => tlbsPlace(hart.ramBytes, id));
    this.#tables = new PageTables(hart, this.#pmp);
    this.#watched = new Uint8Array(hart.ramBytes / PAGE);
  }

  /** The hart was reset: nothing is known. */
  reset(): void {
    this.protectionChanged();
    this.privilegeChanged();
  }

  /** Another hart has come to run, with its own TLBs in its slots. */
  hartChanged(): void {
    this.#pmp.select(this.#hart);
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
    const tlbs = hart.low(slot.tlbs);
    hart.setHalves(slot.dataTlb, tlbs + data * tlbBytes, 0);
    hart.setHalves(slot.fetchTlb, tlbs + fetch * tlbBytes, 0);
    this.#closeFetchWindow();
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

  /** PMP has changed: forgets everything. */
  protectionChanged(): void {
    this.#pmp.update(this.#hart);
    this.forgetAll();
  }

  forgetAll(): void {
    this.#hart.setHalves(slot.filledTlbs, 0xffff_ffff, 0);
    this.#forget(-1);
  }

  #forget(which: number): void {
    const hart = this.#hart;
    const filled = hart.low(slot.filledTlbs);
    for (let index = 0; index < regimes; index++) {
      if (!(which & filled & (1 << index))) continue;
      const start = hart.low(slot.tlbs) + index * tlbBytes;
      hart.bytes.fill(0xff, start, start + tlbBytes);
    }
    hart.setHalves(slot.filledTlbs, filled & ~which, 0);
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
    const hart = this.#hart;
    const tlb = hart.low(kind === 'execute' ? slot.fetchTlb : slot.dataTlb);
    const entry = tlb + (((low >>> 12) & (tlbEntries - 1)) << tlbEntry.shift);
    const tag = entry + tlbEntry[kind];
    const isHit = hart.low(tag) === (low & -PAGE) >>> 0 && hart.high(tag) === high;
    if (isHit && this.#lent === undefined) {
      return ((low + hart.low(entry + tlbEntry.addend)) >>> 0) - RAM + ramBase;
    }
    return this.#miss(low, high, length, kind, entry);
  }

  /**
   * Has every write to a page of the shared memory go through the host, because its code has been
   * translated or somebody waits for the write; or ends that.
   */
  watchWrites(place: number, on: boolean, reason: number = watched.code): void {
    const hart = this.#hart;
    const page = (place - RAM) / PAGE;
    const others = (this.#watched[page] ?? 0) & ~reason;
    this.#watched[page] = on ? others | reason : others;
    if (!on) return;
    for (const tlbs of this.#tlbs) {
      for (let entry = tlbs; entry < tlbs + regimes * tlbBytes; entry += 1 << tlbEntry.shift) {
        const page = hart.low(entry + tlbEntry.write);
        if ((page + hart.low(entry + tlbEntry.addend)) >>> 0 !== place) continue;
        hart.setHalves(entry + tlbEntry.write, NOTHING, NOTHING);
      }
    }
  }

  /** Whether writes to the page of this place of the shared memory are watched. */
  isWatched(place: number): boolean {
    return (this.#watched[(place - RAM) >>> PAGE_SHIFT] ?? 0) !== 0;
  }

  /** What to add to addresses in a page of code for their places, if its TLB has it; else undefined. */
  fetchAddend(page: bigint): number | undefined {
    const hart = this.#hart;
    const index = Number((page >> BigInt(PAGE_SHIFT)) & BigInt(tlbEntries - 1));
    const entry = hart.low(slot.fetchTlb) + (index << tlbEntry.shift);
    if (hart.get(entry + tlbEntry.execute) !== page) return undefined;
    return hart.low(entry + tlbEntry.addend);
  }

  /** Whether the address's page can be fetched from without asking again. */
  openFetchWindow(low: number, high: number): void {
    const hart = this.#hart;
    const entry = hart.low(slot.fetchTlb) + (((low >>> 12) & (tlbEntries - 1)) << tlbEntry.shift);
    const page = (low & -PAGE) >>> 0;
    const tag = entry + tlbEntry.execute;
    if (hart.low(tag) !== page || hart.high(tag) !== high) return;
    hart.setHalves(slot.fetchPage, page, high);
    hart.setHalves(slot.fetchAddend, hart.low(entry + tlbEntry.addend), 0);
  }

  #miss(low: number, high: number, length: number, kind: AccessKind, entry: number): number {
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
    const isKept = isUniform && !isWatched && this.#lent === undefined;
    if (isKept && offset >= 0 && offset < this.#hart.ramBytes) {
      this.#fill(entry, low, high, kind, RAM + offset);
      this.onFill?.(kind, BigInt(high) * 0x1_0000_0000n + BigInt((low & -PAGE) >>> 0), page);
    }
    return physical;
  }

  /** Enters a translation; what the entry knew of the same page stays. */
  #fill(entry: number, low: number, high: number, kind: AccessKind, place: number): void {
    const hart = this.#hart;
    const page = (low & -PAGE) >>> 0;
    const addend = (place - page) >>> 0;
    for (const tag of tags) {
      const isSame = hart.low(entry + tag) === page && hart.high(entry + tag) === high;
      if (isSame && hart.low(entry + tlbEntry.addend) === addend) continue;
      hart.setHalves(entry + tag, NOTHING, NOTHING);
    }
    hart.setHalves(entry + tlbEntry[kind], page, high);
    hart.setHalves(entry + tlbEntry.addend, addend, 0);
    const which = 1 << Math.floor((entry - hart.low(slot.tlbs)) / tlbBytes);
    hart.setHalves(slot.filledTlbs, (hart.low(slot.filledTlbs) | which) >>> 0, 0);
  }

  /** Notes that the access that was translated last reached nothing; `xtval` is the address. */
  accessFault(low: number, high: number): typeof FAULT {
    return this.#tables.accessFault(low, high);
  }
}

function regimeOf(privilege: number, isVirtual: boolean): number {
  if (privilege === MACHINE) return regime.machine;
  const first = isVirtual ? regime.guest : regime.host;
  return first + (privilege === USER ? regime.user : regime.supervisor);
}
