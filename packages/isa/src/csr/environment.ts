/**
 * The environment configuration registers: what each mode lets the modes below it do [priv §3.1.18,
 * §4.1.10, §8.2.5, cmo §5, sstc].
 */

import type { Meaning } from '../meaning.ts';
import { atLevel, below, inGuest, MACHINE, USER } from '../privilege.ts';
import type { StateName } from '../state.ts';
import { type Check, type CsrRow, masked } from './csr-row.ts';
import { type BitField, bitSet, fieldMask, getField } from './mstatus.ts';

type EnvironmentField = 'fiom' | 'cbie' | 'cbcfe' | 'cbze' | 'pbmte' | 'stce';

/**
 * The fields: what fences order; the enables of `cbo.inval`, of `cbo.clean` and `cbo.flush`, of
 * `cbo.zero`; of memory types in page tables (Svpbmt); of the next mode's timer (Sstc).
 */
// biome-ignore format: columns are the point.
export const envcfg: Readonly<Record<EnvironmentField, BitField>> = {
  fiom:  { at: 0,  bits: 1 },
  cbie:  { at: 4,  bits: 2 },
  cbcfe: { at: 6,  bits: 1 },
  cbze:  { at: 7,  bits: 1 },
  pbmte: { at: 62, bits: 1 },
  stce:  { at: 63, bits: 1 },
};

const { fiom, cbie, cbcfe, cbze, pbmte, stce } = envcfg;
const plain = masked(fiom, cbcfe, cbze);
const forSupervisors = masked(pbmte, stce);

/** 2 in `cbie` is reserved, and leaves it as it was; `henvcfg` gives no more than `menvcfg` has. */
export function environment(slot: 'menvcfg' | 'henvcfg' | 'senvcfg'): CsrRow {
  const writable = slot === 'senvcfg' ? plain : plain | forSupervisors;
  const granted = <V, C, D>(m: Meaning<V, C, D>): V =>
    slot === 'henvcfg' ? m.or(m.state('menvcfg'), m.constant(~forSupervisors)) : m.constant(-1);
  return {
    read: (m) => m.and(m.state(slot), granted(m)),
    write: (m, value) => {
      const reserved = m.eq(getField(m, value, cbie), m.constant(2));
      const source = m.choose(reserved, m.state(slot), value);
      const others = m.and(m.and(value, granted(m)), m.constant(writable));
      m.setState(slot, m.or(others, m.and(source, m.constant(fieldMask(cbie)))));
      m.timersChanged();
    },
  };
}

/** Where software may not do what a bit in registers of the modes above enables. */
export interface Closed<C> {
  /** Closed by M-mode, or by HS-mode to its own U-mode: an illegal instruction. */
  readonly illegal: C;
  /** Closed to a guest by HS-mode, or by VS-mode to VU-mode: a virtual instruction. */
  readonly intercepted: C;
}

/** The three registers that close something: M-mode's, HS-mode's to guests, S-mode's to user programs. */
export interface Gates {
  readonly machine: Check;
  readonly guest: Check;
  readonly user: Check;
}

/** Combines what each register closes with the mode that the hart is in. */
export function closed<V, C, D>(m: Meaning<V, C, D>, gates: Gates): Closed<C> {
  const isGuest = inGuest(m);
  const closedToUser = m.both(atLevel(m, USER), gates.user(m));
  return {
    illegal: m.either(
      m.both(below(m, MACHINE), gates.machine(m)),
      m.both(m.not(isGuest), closedToUser),
    ),
    intercepted: m.both(isGuest, m.either(gates.guest(m), closedToUser)),
  };
}

/** A gate that is closed while a field is zero. */
export function whileZero(slot: StateName, field: BitField): Check {
  return (m) => m.eq(m.and(m.state(slot), m.constant(fieldMask(field))), m.constant(0));
}

/** A gate that is closed while a bit is zero. */
export function whileClear(slot: StateName, bit: number): Check {
  return (m) => m.not(bitSet(m, slot, bit));
}
