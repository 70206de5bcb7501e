/**
 * Physical memory protection: what writes to its registers keep [priv §3.7.1]. An entry that is
 * locked keeps its configuration and address until reset; so does the address below a locked
 * top-of-range entry.
 */

import type { Meaning } from './meaning.ts';
import { pmpEntries, type StateName } from './state.ts';

/** One entry's byte of `pmpcfg`: R, W, X, A in bits 4…3, L in bit 7. */
export const pmpConfig = {
  read: 0x01,
  write: 0x02,
  execute: 0x04,
  modeShift: 3,
  locked: 0x80,
  /** Bits that software can set. */
  writable: 0x9f,
} as const;

/** Address matching modes, in the A field. */
export const pmpMode = {
  off: 0,
  topOfRange: 1,
  naturallyAligned4: 2,
  naturallyAligned: 3,
} as const;

/** `pmpaddr` holds bits 55…2 of an address. */
const ADDRESS_BITS = (1n << 54n) - 1n;

const ENTRIES_PER_REGISTER = 8;

/** The register that holds an entry's configuration, and its lowest bit there. */
export function pmpConfigPlace(entry: number): {
  readonly slot: StateName;
  readonly shift: number;
} {
  const slot = entry < ENTRIES_PER_REGISTER ? 'pmpcfg0' : 'pmpcfg2';
  return { slot, shift: (entry % ENTRIES_PER_REGISTER) * 8 };
}

/** Writes eight entries' configurations: a locked one stays, and W without R, reserved, reads as neither. */
export function pmpConfigWrite<V, C, D>(
  m: Meaning<V, C, D>,
  slot: 'pmpcfg0' | 'pmpcfg2',
  value: V,
): void {
  const old = m.state(slot);
  let result = m.constant(0);
  for (let shift = 0n; shift < 64n; shift += 8n) {
    const place = (byte: number) => m.constant(BigInt(byte) << shift);
    const isLocked = m.ne(m.and(old, place(pmpConfig.locked)), m.constant(0));
    const canRead = m.ne(m.and(value, place(pmpConfig.read)), m.constant(0));
    const legal = m.choose(
      canRead,
      place(pmpConfig.writable),
      place(pmpConfig.writable & ~pmpConfig.write),
    );
    const kept = m.and(old, place(0xff));
    result = m.or(result, m.choose(isLocked, kept, m.and(value, legal)));
  }
  m.setState(slot, result);
  m.translationChanged('pmp');
}

/** Writes an entry's address register, unless it is locked. */
export function pmpAddressWrite<V, C, D>(m: Meaning<V, C, D>, entry: number, value: V): void {
  const config = (number: number) => {
    const { slot, shift } = pmpConfigPlace(number);
    return m.and(m.srl(m.state(slot), m.constant(shift)), m.constant(0xff));
  };
  const has = (byte: V, mask: number, bits: number) =>
    m.eq(m.and(byte, m.constant(mask)), m.constant(bits));

  let isLocked = has(config(entry), pmpConfig.locked, pmpConfig.locked);
  if (entry + 1 < pmpEntries) {
    const mode = 0b11 << pmpConfig.modeShift;
    const lockedRange = pmpConfig.locked | (pmpMode.topOfRange << pmpConfig.modeShift);
    isLocked = m.either(isLocked, has(config(entry + 1), pmpConfig.locked | mode, lockedRange));
  }
  m.when(m.not(isLocked), () => {
    m.setState(`pmpaddr${entry}`, m.and(value, m.constant(ADDRESS_BITS)));
    m.translationChanged('pmp');
  });
}
