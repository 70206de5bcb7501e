/**
 * Where a debugger has a run stop: before instructions at some addresses, and before those that access
 * some bytes. Nothing is spent on it elsewhere. Pages with breakpoints stay out of the TLBs for instructions,
 * so that each fetch from them comes to the host; pages with watched bytes out of those for data, as far as
 * needed. An access to watched bytes raises an exception of no architecture, which never gets to a program.
 */

import type { Hart } from './hart.ts';
import { slot } from './layout.ts';
import { PAGE, PAGE_SHIFT } from './page.ts';

const PAGE_NUMBER_SHIFT = BigInt(PAGE_SHIFT);

/** Why a run stops: nothing of the instruction that comes next has happened. */
export type Stop = { readonly kind: 'breakpoint' } | WatchpointStop;

/** What is done to bytes, or watched: any is both, as by an atomic operation. */
type Access = 'read' | 'write' | 'any';

/** The instruction accesses a watched byte, at this physical address. */
interface WatchpointStop {
  readonly kind: 'watchpoint';
  readonly address: number;
  readonly access: Access;
}

/** Bytes of RAM at physical addresses, half-open, and which accesses to them are watched. */
export interface WatchedBytes {
  readonly start: number;
  readonly end: number;
  readonly access: Access;
}

/** Whether it is for these bytes that the run stopped: they are accessed there, and such accesses are watched. */
export const isStopFor = (
  { start, end, access }: WatchedBytes,
  stop: Pick<WatchpointStop, 'address' | 'access'>,
): boolean => start <= stop.address && stop.address < end && isAmong(stop.access, access);

const isAmong = (access: Access, watched: Access): boolean =>
  access === 'any' || watched === 'any' || access === watched;

/** In `trapCause`: the instruction would access watched bytes. Codes of the architecture end before. */
export const WATCHPOINT = 0x100;

/** Thrown through an engine where the run stops, with all of the hart's state in its slots. */
export const STOP: unique symbol = Symbol('stop');

export class Stops {
  /** Why the run stopped last. */
  last: Stop = { kind: 'breakpoint' };
  #addresses = new Set<bigint>();
  /** The numbers of pages that have some of them. */
  #pages = new Set<bigint>();
  #bytes: readonly WatchedBytes[] = [];
  /** Pages with bytes that are watched for reads, by their physical numbers. */
  #readPages = new Set<number>();
  /** How many instructions had begun where the run stopped last for each reason: there it goes on. */
  #stoppedAt: Record<Stop['kind'], number> = { breakpoint: -1, watchpoint: -1 };
  #accessed: WatchpointStop = { kind: 'watchpoint', address: 0, access: 'read' };

  set breakpoints(addresses: Iterable<bigint>) {
    this.#addresses = new Set(addresses);
    this.#pages = new Set([...this.#addresses].map((address) => address >> PAGE_NUMBER_SHIFT));
  }

  set watchedBytes(bytes: readonly WatchedBytes[]) {
    this.#bytes = bytes;
    this.#readPages = new Set();
    for (const { start, end, access } of bytes)
      for (let page = Math.floor(start / PAGE); page * PAGE < end && access !== 'write'; page++)
        this.#readPages.add(page);
  }

  get watchedBytes(): readonly WatchedBytes[] {
    return this.#bytes;
  }

  /** Whether some pages must stay out of TLBs. */
  get keepsPagesOut(): boolean {
    return this.#readPages.size > 0 || this.#pages.size > 0;
  }

  /** Whether fetches from the page of the address in these halves need not come to the host. */
  isFetchKept(low: number, high: number): boolean {
    if (this.#pages.size === 0) return true;
    return !this.#pages.has(((BigInt(high) << 32n) | BigInt(low)) >> PAGE_NUMBER_SHIFT);
  }

  /** Whether reads of the page of a physical address need not come to the host. */
  isReadKept(address: number): boolean {
    return this.#readPages.size === 0 || !this.#readPages.has(Math.floor(address / PAGE));
  }

  /** @throws STOP where the hart is about to execute an instruction that has a breakpoint. */
  checkFetch(hart: Hart): void {
    if (this.#addresses.size > 0 && this.#addresses.has(hart.pc))
      this.#stop(hart, { kind: 'breakpoint' });
  }

  /** The watched byte that an access to bytes at a physical address meets. */
  watchedIn(kind: Access, address: number, length: number): number | undefined {
    if (this.#bytes.length === 0) return undefined;
    const found = this.#bytes.find(
      ({ start, end, access }) =>
        address < end && start < address + length && isAmong(kind, access),
    );
    return found && Math.max(address, found.start);
  }

  /** Whether an access has to wait: then `trapCause` is `WATCHPOINT`. */
  holds(hart: Hart, access: Access, physical: number, length: number): boolean {
    const address = this.watchedIn(access, physical, length);
    const isOver = hart.number(slot.begun) === this.#stoppedAt.watchpoint;
    if (address === undefined || isOver) return false;
    this.#accessed = { kind: 'watchpoint', address, access };
    hart.setNumber(slot.trapCause, WATCHPOINT);
    return true;
  }

  /** @throws STOP: the instruction is the one whose access waits. */
  stopBeforeAccess(hart: Hart): never {
    this.#stop(hart, this.#accessed);
    throw new Error('an access waits that has been let go');
  }

  /** The computer has gone to another moment. */
  forgetPlace(): void {
    this.#stoppedAt = { breakpoint: -1, watchpoint: -1 };
  }

  #stop(hart: Hart, stop: Stop): void {
    const begun = hart.number(slot.begun);
    if (begun === this.#stoppedAt[stop.kind]) return;
    this.#stoppedAt[stop.kind] = begun;
    this.last = stop;
    throw STOP;
  }
}
