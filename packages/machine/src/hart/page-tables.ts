/**
 * Walks page tables: Sv39, Sv48 and Sv57, with Svnapot and Svpbmt, in one stage or two [priv §4.4–4.6,
 * §5, §6, §8.5]. A guest's addresses are translated by its own table to guest-physical ones, and those
 * by the hypervisor's table; so are the addresses of the entries of the guest's table itself.
 * Accessed and dirty bits are set as Svadu has it.
 *
 * Addresses are counted in pages here: 52 bits, which a number holds exactly.
 */

import { cause, envcfg, pmpConfig, pseudoinstruction, translationModes } from '@ireko/isa';
import { ramBase } from '../board/memory-map.ts';
import type { Hart } from './hart.ts';
import { RAM, slot, stateAddress } from './layout.ts';
import { PAGE } from './page.ts';
import { MIXED, type Pmp } from './pmp.ts';

/** What an access wants to do. */
export type AccessKind = 'read' | 'write' | 'execute';

/** Who makes an access, and how. */
export interface Access {
  readonly kind: AccessKind;
  /** A read of what may be executed: `hlvx`. */
  readonly ofCode: boolean;
  /** 0 U, 1 S, 3 M. */
  readonly privilege: number;
  /** The address is a guest's. */
  readonly isVirtual: boolean;
}

/** The result of a translation that faulted; the cause and value are in the hart's slots. */
export const FAULT = -1;

// biome-ignore format: columns are the point.
const faults = {
  read:    { page: cause.LOAD_PAGE_FAULT,  guestPage: cause.LOAD_GUEST_PAGE_FAULT,  access: cause.LOAD_ACCESS_FAULT },
  write:   { page: cause.STORE_PAGE_FAULT, guestPage: cause.STORE_GUEST_PAGE_FAULT, access: cause.STORE_ACCESS_FAULT },
  execute: { page: cause.FETCH_PAGE_FAULT, guestPage: cause.FETCH_GUEST_PAGE_FAULT, access: cause.FETCH_ACCESS_FAULT },
} as const;

/** Bits of a page table entry, low half and high half [priv figures 4.18, 5.1]. */
export const V: number = 1 << 0;
export const R: number = 1 << 1;
export const W: number = 1 << 2;
export const X: number = 1 << 3;
export const U: number = 1 << 4;
export const A: number = 1 << 6;
export const D: number = 1 << 7;
/** Where its page number begins; bits 61 and 62 are the type of memory, bit 63 is Svnapot's. */
export const PPN_SHIFT = 10;
const N = 1 << 31;
const PBMT = 0b11 << 29;
const PBMT_RESERVED = PBMT;
/** Bits 60…54. */
const RESERVED = 0x1fc0_0000;

const USER = 0;
const SUPERVISOR = 1;
const MACHINE = 3;
const SUM = 1 << 18;
const MXR = 1 << 19;
/** A contiguous range of 16 pages has this in the low bits of its page number [priv §5]. */
const NAPOT_PAGES = 16;
const NAPOT_MARK = 8;

const ENTRIES = 512;
const ENTRY_BYTES = 8;
const TWO_32 = 2 ** 32;
/** Pages of a 64-bit address space. */
const ALL_PAGES = 2 ** 52;

/** A table and the stage of translation that it serves. */
interface Table {
  readonly root: number;
  readonly levels: number;
  /** The second stage: its root is four pages, and every access to it is a user's. */
  readonly isSecond: boolean;
  readonly allowsTypes: boolean;
}

export class PageTables {
  readonly #hart: Hart;
  readonly #pmp: Pmp;
  /** The access that is being translated. */
  #access: Access = { kind: 'read', ofCode: false, privilege: MACHINE, isVirtual: false };
  #low = 0;
  #high = 0;
  /** How many pages the entry of the first stage that was found last stands for. */
  span = 1;
  /** Told of the place of an entry whose accessed or dirty bit has been set. */
  onMark: ((place: number) => void) | undefined;

  constructor(hart: Hart, pmp: Pmp) {
    this.#hart = hart;
    this.#pmp = pmp;
  }

  /**
   * The physical page of the virtual address that an access is to.
   * @returns its number, or `FAULT` with the exception in the hart's slots.
   */
  translate(low: number, high: number, access: Access): number {
    this.#access = access;
    this.span = 1;
    this.#low = low;
    this.#high = high;
    const page = high * 2 ** 20 + (low >>> 12);
    if (access.privilege === MACHINE) return page;
    const first = this.#firstStage(page);
    if (first === FAULT || !access.isVirtual) return first;
    const wanted = access.ofCode ? 'execute' : access.kind;
    return this.#secondStage(first, low & (PAGE - 1), wanted, 0);
  }

  /** Notes that the access that was translated last has failed in another way. */
  accessFault(low: number = this.#low, high: number = this.#high): typeof FAULT {
    return this.#fault(faults[this.#access.kind].access, low, high);
  }

  #fault(code: number, low = this.#low, high = this.#high): typeof FAULT {
    const hart = this.#hart;
    hart.setHalves(slot.trapCause, code, 0);
    hart.setHalves(slot.trapValue, low >>> 0, high >>> 0);
    hart.setHalves(slot.faultIsVirtual, this.#access.isVirtual ? 1 : 0, 0);
    hart.setHalves(slot.faultGuestPage, 0, 0);
    hart.setHalves(slot.faultPseudo, 0, 0);
    hart.setHalves(slot.faultOffset, 0, 0);
    return FAULT;
  }

  /** By `satp`, or for a guest by `vsatp`: an address's top bits must all equal its sign. */
  #firstStage(page: number): number {
    const hart = this.#hart;
    const { isVirtual } = this.#access;
    const register = isVirtual ? vsatp : satp;
    const levels = levelsOf(hart, register);
    if (levels === 0) return page;
    const half = 2 ** (9 * levels - 1);
    if (page >= half && page < ALL_PAGES - half) return this.#pageFault();
    const table = {
      root: rootOf(hart, register),
      levels,
      isSecond: false,
      allowsTypes: this.#allowsTypes(isVirtual),
    };
    const { kind, ofCode } = this.#access;
    return this.#walk(table, page, 0, ofCode ? 'execute' : kind, 0);
  }

  /**
   * By `hgatp`: a guest-physical address has two bits more than a virtual one, and none above them.
   * @param offset in the page, for what is told of a fault.
   * @param pseudo the pseudoinstruction if the access is to an entry of the guest's table, else 0.
   */
  #secondStage(page: number, offset: number, wanted: AccessKind, pseudo: number): number {
    const hart = this.#hart;
    const levels = levelsOf(hart, hgatp);
    if (levels === 0) return page;
    if (page >= 2 ** (9 * levels + 2)) return this.#guestPageFault(page, offset, pseudo);
    const table = {
      root: rootOf(hart, hgatp),
      levels,
      isSecond: true,
      allowsTypes: this.#allowsTypes(false),
    };
    return this.#walk(table, page, offset, wanted, pseudo);
  }

  #allowsTypes(ofGuest: boolean): boolean {
    const both = ofGuest
      ? this.#hart.high(henvcfg) & this.#hart.high(menvcfg)
      : this.#hart.high(menvcfg);
    return (both & (1 << (envcfg.pbmte.at - 32))) !== 0;
  }

  #walk(table: Table, page: number, offset: number, wanted: AccessKind, pseudo: number): number {
    const hart = this.#hart;
    const { levels, isSecond } = table;
    const fail = () => (isSecond ? this.#guestPageFault(page, offset, pseudo) : this.#pageFault());
    let current = table.root;
    for (let level = levels - 1; level >= 0; level--) {
      const size = spans[level] ?? 1;
      const shown = Math.floor(page / size);
      const index = isSecond && level === levels - 1 ? shown : below(shown, ENTRIES);
      const entryPage = current + Math.floor(index / ENTRIES);
      const entryOffset = (index & (ENTRIES - 1)) * ENTRY_BYTES;
      const place = this.#entryPlace(isSecond, entryPage, entryOffset, 'read');
      if (place === FAULT) return FAULT;
      const low = hart.low(place);
      const high = hart.high(place);
      if (!(low & V) || high & RESERVED) return fail();
      if (!(low & (R | W | X))) {
        if (low & (U | A | D) || high & (N | PBMT)) return fail();
        current = pageOf(low, high);
        continue;
      }
      if (!this.#leafAllows(low, isSecond, wanted)) return fail();
      const type = high & PBMT;
      if (type !== 0 && (!table.allowsTypes || type === PBMT_RESERVED)) return fail();
      const base = pageOf(low, high);
      const isNapot = (high & N) !== 0;
      if (isNapot && (level !== 0 || below(base, NAPOT_PAGES) !== NAPOT_MARK)) return fail();
      if (below(base, size) !== 0) return fail();

      const seen = low | A | (wanted === 'write' ? D : 0);
      if (seen !== low) {
        if (this.#entryPlace(isSecond, entryPage, entryOffset, 'write') === FAULT) return FAULT;
        hart.setHalves(place, seen >>> 0, high);
        this.onMark?.(place);
      }
      const span = isNapot ? NAPOT_PAGES : size;
      if (!isSecond) this.span = span;
      return base - below(base, span) + below(page, span);
    }
    return fail();
  }

  /**
   * Where an entry is in the shared memory. A guest's table is in guest-physical memory; the hart's
   * own accesses are checked as S-mode's [priv §3.7.2].
   */
  #entryPlace(isSecond: boolean, page: number, offset: number, wanted: 'read' | 'write'): number {
    let physical = page;
    if (this.#access.isVirtual && !isSecond) {
      physical = this.#secondStage(page, offset, wanted, pseudoinstruction[wanted]);
      if (physical === FAULT) return FAULT;
    }
    const address = physical * PAGE + offset;
    const place = address - ramBase;
    const permissions = this.#pmp.permissions(address, ENTRY_BYTES, SUPERVISOR);
    const isAllowed = permissions !== MIXED && (permissions & pmpConfig[wanted]) !== 0;
    if (place < 0 || place >= this.#hart.ramBytes || !isAllowed) return this.accessFault();
    return RAM + place;
  }

  /** Whether a leaf's permissions and its U bit allow the access. */
  #leafAllows(entry: number, isSecond: boolean, wanted: AccessKind): boolean {
    if ((entry & (R | W)) === W) return false;
    const { kind, isVirtual, privilege } = this.#access;
    const host = this.#hart.low(mstatus);
    const own = isVirtual && !isSecond ? this.#hart.low(vsstatus) : host;
    if (isSecond || privilege === USER) {
      if (!(entry & U)) return false;
    } else if (entry & U && (kind === 'execute' || !(own & SUM))) return false;
    if (wanted === 'write') return (entry & W) !== 0;
    if (wanted === 'execute') return (entry & X) !== 0;
    return (entry & R) !== 0 || ((own | host) & MXR && entry & X) !== 0;
  }

  #pageFault(): typeof FAULT {
    return this.#fault(faults[this.#access.kind].page);
  }

  #guestPageFault(page: number, offset: number, pseudo: number): typeof FAULT {
    this.#fault(faults[this.#access.kind].guestPage);
    const low = (page % 2 ** 22) * 2 ** PPN_SHIFT + (offset >>> 2);
    this.#hart.setHalves(slot.faultGuestPage, low, Math.floor(page / 2 ** 22));
    this.#hart.setHalves(slot.faultPseudo, pseudo, 0);
    return FAULT;
  }
}

/** How many pages an entry of each level stands for. */
const spans: readonly number[] = [0, 1, 2, 3, 4].map((level) => ENTRIES ** level);

/** `value` modulo a power of two; `%` on numbers of more than 32 bits is ten times slower. */
function below(value: number, power: number): number {
  return value - Math.floor(value / power) * power;
}

const mstatus = stateAddress('mstatus');
const vsstatus = stateAddress('vsstatus');
const satp = stateAddress('satp');
const vsatp = stateAddress('vsatp');
const hgatp = stateAddress('hgatp');
const menvcfg = stateAddress('menvcfg');
const henvcfg = stateAddress('henvcfg');

/** How many levels the table has that a register names; none in mode Bare. */
function levelsOf(hart: Hart, register: number): number {
  const mode = hart.high(register) >>> 28;
  return mode === translationModes.bare ? 0 : mode - translationModes.sv39 + 3;
}

function rootOf(hart: Hart, register: number): number {
  return (hart.high(register) & 0xfff) * TWO_32 + hart.low(register);
}

/** The physical page that an entry names. */
function pageOf(low: number, high: number): number {
  return (high & 0x3f_ffff) * 2 ** 22 + (low >>> PPN_SHIFT);
}
