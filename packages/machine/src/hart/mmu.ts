/**
 * Address translation: Sv39, the TLBs, and the choice of the way addresses are translated
 * [priv §4.3.2, §4.4]. Engines look into the TLBs by themselves and come here on a miss.
 *
 * An engine's TLB is an architectural cache like any other: an entry stays until `sfence.vma`, a
 * write to `satp` or to PMP, or another page in its place removes it. Both engines use the same
 * one, so that they agree even on programs that forget a fence.
 */

import { cause, pmpConfig } from '@ireko/isa';
import { ramBase } from '../board/memory-map.ts';
import type { Hart } from './hart.ts';
import {
  RAM,
  regimes,
  slot,
  stateAddress,
  TLBS,
  tlbBytes,
  tlbEntries,
  tlbEntry,
} from './layout.ts';
import { MIXED, Pmp } from './pmp.ts';

/** What an access wants to do. */
export type AccessKind = 'read' | 'write' | 'execute';

// biome-ignore format: columns are the point.
const kinds = {
  read:    { page: cause.LOAD_PAGE_FAULT,  access: cause.LOAD_ACCESS_FAULT,  permission: pmpConfig.read,    tag: tlbEntry.read },
  write:   { page: cause.STORE_PAGE_FAULT, access: cause.STORE_ACCESS_FAULT, permission: pmpConfig.write,   tag: tlbEntry.write },
  execute: { page: cause.FETCH_PAGE_FAULT, access: cause.FETCH_ACCESS_FAULT, permission: pmpConfig.execute, tag: tlbEntry.execute },
} as const;

/** Bits of a page table entry [priv figure 4.18]. */
const V = 1 << 0;
const R = 1 << 1;
const W = 1 << 2;
const X = 1 << 3;
const U = 1 << 4;
const A = 1 << 6;
const D = 1 << 7;
/** Bits 63…54 are reserved, or of extensions that the machine has not. */
const RESERVED_HIGH = 0xffc0_0000;

const USER = 0;
const SUPERVISOR = 1;
const MACHINE = 3;
const MPP_SHIFT = 11;
const MPRV = 1 << 17;
const SUM = 1 << 18;
const MXR = 1 << 19;
const SV39 = 8;

/** A way to translate: by privilege, and for data by SUM and MXR. The first is M-mode's: not at all. */
const regime = { machine: 0, user: 1, supervisor: 2, supervisorSum: 3, mxr: 3 } as const;

const mstatus = stateAddress('mstatus');
const privilegeSlot = stateAddress('privilege');
const satp = stateAddress('satp');
const PAGE = 4096;
const PAGE_SHIFT = 12;
const PTE_BYTES = 8;
/** Where the physical page number of a page table entry begins. */
const PTE_PPN = 10;
const TWO_32 = 2 ** 32;
/** Both halves of an address that no page has. */
const NOTHING = 0xffff_ffff;
const tags = [tlbEntry.read, tlbEntry.write, tlbEntry.execute];

/** The result of a translation that faulted; the cause and value are in the hart's slots. */
export const FAULT = -1;

export class Mmu {
  readonly #hart: Hart;
  readonly #pmp = new Pmp();
  /** A byte for each page of RAM: whether writes to it are watched. */
  readonly #watched: Uint8Array;
  /** Told of each translation that enters a TLB: virtual page, physical page. */
  onFill: ((kind: AccessKind, page: bigint, physical: number) => void) | undefined;

  constructor(hart: Hart) {
    this.#hart = hart;
    this.#watched = new Uint8Array(hart.ramBytes / PAGE);
    this.forgetAll();
    this.privilegeChanged();
  }

  /** `mstatus` or the privilege changed: other TLBs may be in force. */
  privilegeChanged(): void {
    const hart = this.#hart;
    const status = hart.low(mstatus);
    const privilege = hart.low(privilegeSlot);
    const data = dataPrivilege(privilege, status);
    let dataRegime = regimeOf(data);
    if (data === SUPERVISOR && status & SUM) dataRegime = regime.supervisorSum;
    if (data !== MACHINE && status & MXR) dataRegime += regime.mxr;
    hart.setHalves(slot.dataTlb, TLBS + dataRegime * tlbBytes, 0);
    hart.setHalves(slot.fetchTlb, TLBS + regimeOf(privilege) * tlbBytes, 0);
    this.#closeFetchWindow();
  }

  /** Forgets all translations but M-mode's, which `satp` does not concern. */
  forgetTranslated(): void {
    this.#forget(~(1 << regime.machine));
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
      const start = TLBS + index * tlbBytes;
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
    const tag = entry + kinds[kind].tag;
    if (hart.low(tag) === (low & -PAGE) >>> 0 && hart.high(tag) === high) {
      return ((low + hart.low(entry + tlbEntry.addend)) >>> 0) - RAM + ramBase;
    }
    return this.#miss(low, high, length, kind, entry);
  }

  /**
   * Has every write to a page of the shared memory go through the host, because its code has been
   * translated; or ends that.
   */
  watchWrites(place: number, on: boolean): void {
    const hart = this.#hart;
    this.#watched[(place - RAM) / PAGE] = on ? 1 : 0;
    if (!on) return;
    for (let entry = TLBS; entry < TLBS + regimes * tlbBytes; entry += 1 << tlbEntry.shift) {
      const page = hart.low(entry + tlbEntry.write);
      if ((page + hart.low(entry + tlbEntry.addend)) >>> 0 !== place) continue;
      hart.setHalves(entry + tlbEntry.write, NOTHING, NOTHING);
    }
  }

  /** Whether writes to the page of this place of the shared memory are watched. */
  isWatched(place: number): boolean {
    return this.#watched[(place - RAM) >>> PAGE_SHIFT] === 1;
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
    const hart = this.#hart;
    const status = hart.low(mstatus);
    const level = hart.low(privilegeSlot);
    const privilege = kind === 'execute' ? level : dataPrivilege(level, status);
    const isBare = privilege === MACHINE || hart.high(satp) >>> 28 !== SV39;
    const physical = isBare ? high * TWO_32 + low : this.#walk(low, high, kind, privilege, status);
    if (physical === FAULT) return FAULT;

    const page = physical - (physical % PAGE);
    const permissions = this.#pmp.permissions(page, PAGE, privilege);
    const isUniform = permissions !== MIXED;
    const exact = isUniform ? permissions : this.#pmp.permissions(physical, length, privilege);
    if (exact === MIXED || !(exact & kinds[kind].permission)) {
      return this.fault(kinds[kind].access, low, high);
    }
    const offset = page - ramBase;
    const isWatched = kind === 'write' && this.#watched[offset / PAGE] === 1;
    if (isUniform && offset >= 0 && offset < hart.ramBytes && !isWatched) {
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
    hart.setHalves(entry + kinds[kind].tag, page, high);
    hart.setHalves(entry + tlbEntry.addend, addend, 0);
    const which = 1 << Math.floor((entry - TLBS) / tlbBytes);
    hart.setHalves(slot.filledTlbs, (hart.low(slot.filledTlbs) | which) >>> 0, 0);
  }

  /** Walks the page table, and sets the accessed and dirty bits as Svadu has it [priv §4.3.2]. */
  #walk(low: number, high: number, kind: AccessKind, privilege: number, status: number): number {
    const hart = this.#hart;
    const pageFault = () => this.fault(kinds[kind].page, low, high);
    // Bits 63…39 must equal bit 38.
    const sign = (high | 0) >> 6;
    if (sign !== 0 && sign !== -1) return pageFault();
    const indices = [
      (low >>> 12) & 0x1ff,
      (low >>> 21) & 0x1ff,
      ((high & 0x7f) << 2) | (low >>> 30),
    ] as const;

    let table = physicalPage(hart.low(satp), hart.high(satp) & 0xfff, 0);
    for (const level of [2, 1, 0] as const) {
      const place = table + indices[level] * PTE_BYTES - ramBase;
      if (place < 0 || place >= hart.ramBytes || !this.#canReadTable(place + ramBase)) {
        return this.fault(kinds[kind].access, low, high);
      }
      const pteLow = hart.low(RAM + place);
      const pteHigh = hart.high(RAM + place);
      if (!(pteLow & V) || pteHigh & RESERVED_HIGH) return pageFault();
      if (!(pteLow & (R | W | X))) {
        if (pteLow & (U | A | D)) return pageFault();
        table = physicalPage(pteLow, pteHigh, PTE_PPN);
        continue;
      }
      if (!leafAllows(pteLow, kind, privilege, status)) return pageFault();
      const size = PAGE * 2 ** (9 * level);
      const base = physicalPage(pteLow, pteHigh, PTE_PPN);
      if (base % size !== 0) return pageFault();
      const seen = pteLow | A | (kind === 'write' ? D : 0);
      if (seen !== pteLow) hart.setHalves(RAM + place, seen >>> 0, pteHigh);
      return base + (((high % 2 ** 7) * TWO_32 + low) % size);
    }
    return pageFault();
  }

  /** The walk's own reads are checked as S-mode's [priv §3.7.2]. */
  #canReadTable(address: number): boolean {
    const permissions = this.#pmp.permissions(address, PTE_BYTES, SUPERVISOR);
    return permissions !== MIXED && (permissions & pmpConfig.read) !== 0;
  }

  /** Notes an exception for the engine to take, with the address as its value. */
  fault(code: number, low: number, high: number): typeof FAULT {
    this.#hart.setHalves(slot.trapCause, code, 0);
    this.#hart.setHalves(slot.trapValue, low >>> 0, high >>> 0);
    return FAULT;
  }
}

function regimeOf(privilege: number): number {
  if (privilege === MACHINE) return regime.machine;
  return privilege === USER ? regime.user : regime.supervisor;
}

/** The privilege with which data are accessed: MPRV lends M-mode another's [priv §3.1.6.3]. */
function dataPrivilege(privilege: number, status: number): number {
  return privilege === MACHINE && status & MPRV ? (status >>> MPP_SHIFT) & 3 : privilege;
}

/** The page that a physical page number from bit `at` on names, as an address. */
function physicalPage(low: number, high: number, at: 0 | typeof PTE_PPN): number {
  const number = at === 0 ? high * TWO_32 + low : (high & 0x3f_ffff) * 2 ** 22 + (low >>> PTE_PPN);
  return number * PAGE;
}

/** Whether a leaf's permissions and its U bit allow the access. */
function leafAllows(pte: number, kind: AccessKind, privilege: number, status: number): boolean {
  if ((pte & (R | W)) === W) return false;
  if (privilege === USER && !(pte & U)) return false;
  if (privilege === SUPERVISOR && pte & U && (kind === 'execute' || !(status & SUM))) return false;
  if (kind === 'write') return (pte & W) !== 0;
  if (kind === 'execute') return (pte & X) !== 0;
  return (pte & R) !== 0 || (status & MXR && pte & X) !== 0;
}
