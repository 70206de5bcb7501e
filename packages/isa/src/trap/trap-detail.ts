/**
 * What M-mode and HS-mode are told of an exception besides its cause and `xtval` [priv §8.6.3]: the
 * guest-physical address that had no translation, the instruction that made the access, and
 * whether `xtval` is a guest's virtual address.
 */

import { bits } from '../csr/csr-row.ts';
import { bitSet, getField, mstatus } from '../csr/mstatus.ts';
import { LOAD, LOAD_FP, STORE, STORE_FP } from '../format.ts';
import type { Meaning } from '../meaning.ts';
import { atLevel, MACHINE } from '../privilege.ts';
import * as cause from './cause.ts';

/** What an engine knows of the last memory access that failed. */
export interface MemoryFault<V> {
  /** 1 if the address was a guest's virtual one. */
  readonly isVirtual: V;
  /** The guest-physical address without its two lowest bits, if the second stage failed; else 0. */
  readonly guestPage: V;
  /** If it was the hart's own access to a page table of the guest: the pseudoinstruction; else 0. */
  readonly pseudo: V;
  /** How many bytes behind the access's first byte `xtval` is. */
  readonly offset: V;
  /** The instruction as 32 bits: for a compressed one, what it stands for. */
  readonly word: V;
}

/** Pseudoinstructions: a 64-bit read or write of a guest's page table [priv §8.6.3]. */
export const pseudoinstruction = { read: 0x3000, write: 0x3020 } as const;

/** The values of `mtval2` or `htval`, of `mtinst` or `htinst`, and of the field `gva`. */
export interface TrapDetail<V> {
  readonly value2: V;
  readonly instruction: V;
  readonly isVirtual: V;
}

const guestPageFaults = bits(
  cause.FETCH_GUEST_PAGE_FAULT,
  cause.LOAD_GUEST_PAGE_FAULT,
  cause.STORE_GUEST_PAGE_FAULT,
);
const misaligned = bits(cause.LOAD_MISALIGNED, cause.STORE_MISALIGNED);
const dataFaults = bits(
  cause.LOAD_ACCESS_FAULT,
  cause.STORE_ACCESS_FAULT,
  cause.LOAD_PAGE_FAULT,
  cause.STORE_PAGE_FAULT,
  cause.LOAD_GUEST_PAGE_FAULT,
  cause.STORE_GUEST_PAGE_FAULT,
);
const memoryFaults =
  dataFaults | bits(cause.FETCH_ACCESS_FAULT, cause.FETCH_PAGE_FAULT, cause.FETCH_GUEST_PAGE_FAULT);

const isIn = <V, C, D>(m: Meaning<V, C, D>, code: V, set: bigint): C =>
  m.ne(m.and(m.srl(m.constant(set), code), m.constant(1)), m.constant(0));

/** Whether there is more to say of an exception with this code. */
export function hasDetail<V, C, D>(m: Meaning<V, C, D>, code: V): C {
  return isIn(m, code, memoryFaults | misaligned | bits(cause.BREAKPOINT));
}

/** What is said of other exceptions, and of interrupts. */
export function noDetail<V, C, D>(m: Meaning<V, C, D>): TrapDetail<V> {
  const none = m.constant(0);
  return { value2: none, instruction: none, isVirtual: none };
}

/** Says what is to be said of an exception with this code. */
export function trapDetail<V, C, D>(
  m: Meaning<V, C, D>,
  code: V,
  fault: MemoryFault<V>,
): TrapDetail<V> {
  const none = m.constant(0);
  const isMemoryFault = isIn(m, code, memoryFaults);
  const isMisaligned = isIn(m, code, misaligned);
  const isGuestPageFault = isIn(m, code, guestPageFaults);

  const offset = m.choose(isMisaligned, none, fault.offset);
  const isImplicit = m.both(isGuestPageFault, m.ne(fault.pseudo, none));
  const hasInstruction = m.either(isIn(m, code, dataFaults), isMisaligned);
  const explicit = m.choose(hasInstruction, transformed(m, fault.word, offset), none);

  const isBreakpoint = m.eq(code, m.constant(cause.BREAKPOINT));
  const ofData = m.choose(isMisaligned, dataVirtual(m), none);
  const other = m.choose(isBreakpoint, m.state('virtual'), ofData);
  return {
    value2: m.choose(isGuestPageFault, fault.guestPage, none),
    instruction: m.choose(isImplicit, fault.pseudo, explicit),
    isVirtual: m.choose(isMemoryFault, fault.isVirtual, other),
  };
}

/** Whether data are accessed as a guest's: MPRV lends M-mode another's way [priv §8.4.1]. */
function dataVirtual<V, C, D>(m: Meaning<V, C, D>): V {
  const status = m.state('mstatus');
  const lent = m.both(
    m.both(atLevel(m, MACHINE), bitSet(m, 'mstatus', mstatus.mprv.at)),
    m.ne(getField(m, status, mstatus.mpp), m.constant(MACHINE)),
  );
  return m.choose(lent, getField(m, status, mstatus.mpv), m.state('virtual'));
}

const OPCODE = 0x7f;
/** The parts of a load, a store and any other access that a transformed instruction keeps [priv §8.6.3]. */
const LOAD_PARTS = 0x0000_7fff;
const STORE_PARTS = 0x01f0_707f;
const OTHER_PARTS = 0xfff0_7fff;
const OFFSET_AT = 15;
const UNCOMPRESSED = 0b10;

/** The instruction without its address, but with how far behind its first byte the fault was. */
function transformed<V, C, D>(m: Meaning<V, C, D>, word: V, offset: V): V {
  const opcode = m.and(word, m.constant(OPCODE));
  const is = (...codes: readonly [number, number]) =>
    m.either(m.eq(opcode, m.constant(codes[0])), m.eq(opcode, m.constant(codes[1])));
  const others = m.choose(is(STORE, STORE_FP), m.constant(STORE_PARTS), m.constant(OTHER_PARTS));
  const parts = m.choose(is(LOAD, LOAD_FP), m.constant(LOAD_PARTS), others);
  const kept = m.or(m.and(word, parts), m.sll(offset, m.constant(OFFSET_AT)));
  const isLong = m.and(m.bits, m.constant(UNCOMPRESSED));
  return m.and(kept, m.or(isLong, m.constant(~BigInt(UNCOMPRESSED))));
}
