/**
 * What a row of the CSR table is, and the usual rows: a slot of the hart's state seen through a mask,
 * a constant, and a supervisor register that is another one while a guest runs.
 */

import type { Meaning } from '../meaning.ts';
import { inGuest } from '../privilege.ts';
import type { StateName } from '../state.ts';
import { type BitField, fieldMask } from './mstatus.ts';

export type Read = <V, C, D>(m: Meaning<V, C, D>) => V;
export type Write = <V, C, D>(m: Meaning<V, C, D>, value: V) => void;
export type Check = <V, C, D>(m: Meaning<V, C, D>) => C;

/** What a CSR is, but for its name and number. */
export interface CsrRow {
  readonly read: Read;
  /** Absent where software cannot change anything: writes to it are ignored [priv §2.3]. */
  readonly write?: Write;
  /** What `csrrs` and `csrrc` modify, where that is not what a read gives. */
  readonly modified?: Read;
  /** Holds where an access is an illegal instruction although the privilege suffices. */
  readonly denied?: Check;
  /** Holds where an access that is not illegal is a virtual instruction: for the hypervisor to decide. */
  readonly intercepted?: Check;
}

export type NamedRow = readonly [name: string, number: number, row: CsrRow];

export const ALL: bigint = 2n ** 64n - 1n;
export const EVEN: bigint = ~1n & ALL;
export const WORD = 0xffff_ffffn;

/** The bits with these numbers. */
export function bits(...numbers: readonly number[]): bigint {
  return numbers.reduce((mask, number) => mask | (1n << BigInt(number)), 0n);
}

/** The bits of these fields. */
export function masked(...fields: readonly BitField[]): bigint {
  return fields.reduce((mask, field) => mask | fieldMask(field), 0n);
}

/** `write` keeps only these bits of what software writes, and the others as they were. */
export function register(slot: StateName, writable: bigint, then?: Write): CsrRow {
  return {
    read: (m) => m.state(slot),
    write: (m, value) => {
      merge(m, slot, value, m.constant(writable));
      then?.(m, value);
    },
  };
}

/** Puts the bits of `value` that are in `mask` into a slot. */
export function merge<V, C, D>(m: Meaning<V, C, D>, slot: StateName, value: V, mask: V): void {
  const kept = m.and(m.state(slot), m.xor(mask, m.constant(-1)));
  m.setState(slot, m.or(kept, m.and(value, mask)));
}

export function fixed(value: bigint): CsrRow {
  return { read: (m) => m.constant(value) };
}

/** A supervisor CSR in whose place the guest's own stands while V=1 [priv §8.2]. */
export function banked(host: CsrRow, guest: CsrRow): CsrRow {
  return {
    ...host,
    read: (m) => m.choose(inGuest(m), guest.read(m), host.read(m)),
    write: (m, value) =>
      m.when(
        inGuest(m),
        () => guest.write?.(m, value),
        () => host.write?.(m, value),
      ),
  };
}

/** Vector base and mode: mode 0 direct, 1 vectored; a reserved mode leaves the register as it was. */
export function trapVector(slot: 'mtvec' | 'stvec' | 'vstvec'): CsrRow {
  return {
    read: (m) => m.state(slot),
    write: (m, value) => {
      const reserved = m.ne(m.and(value, m.constant(2)), m.constant(0));
      m.setState(slot, m.choose(reserved, m.state(slot), value));
    },
  };
}
