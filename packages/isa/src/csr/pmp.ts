/**
 * Physical memory protection: what writes to its registers keep [priv §3.7.1], with Smepmp, by which
 * M-mode restricts itself [smepmp §2]. An entry that is locked keeps its configuration and address until
 * reset; so does the address below a locked top-of-range entry.
 */

import type { Meaning } from '../meaning.ts';
import { pmpEntries, type StateName } from '../state.ts';
import { masked, type Write } from './csr-row.ts';
import { type BitField, bitSet, getField } from './mstatus.ts';

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

/**
 * `mseccfg`: machine mode lockdown, by which entries are either M-mode's or the other modes'; machine
 * mode whitelist policy, by which M-mode may do only what an entry allows; rule locking bypass.
 */
// biome-ignore format: columns are the point.
export const mseccfg: Readonly<Record<'mml' | 'mmwp' | 'rlb', BitField>> = {
  mml:  { at: 0, bits: 1 },
  mmwp: { at: 1, bits: 1 },
  rlb:  { at: 2, bits: 1 },
};

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

/** A bit of `pmpcfg` in each of its eight bytes. */
const inEachByte = 0x0101_0101_0101_0101n;

/**
 * Writes eight entries' configurations: a locked one stays. W without R is reserved, and reads as
 * neither; with MML it has a meaning, but then no entry begins to let M-mode execute. RLB lifts both
 * restrictions.
 */
export function pmpConfigWrite<V, C, D>(
  m: Meaning<V, C, D>,
  slot: 'pmpcfg0' | 'pmpcfg2',
  value: V,
): void {
  const each = (byte: number) => m.constant(BigInt(byte) * inEachByte);
  const bitOfEach = (word: V, bit: number) =>
    m.and(m.srl(word, m.constant(Math.log2(bit))), each(1));
  const not = (word: V) => m.xor(word, m.constant(-1));
  /** All ones if a bit of `mseccfg` is set. */
  const setting = (field: BitField) => m.sub(m.constant(0), getField(m, m.state('mseccfg'), field));

  const old = m.state(slot);
  const mml = setting(mseccfg.mml);
  const [read, write, execute, locked] = [
    bitOfEach(value, pmpConfig.read),
    bitOfEach(value, pmpConfig.write),
    bitOfEach(value, pmpConfig.execute),
    bitOfEach(value, pmpConfig.locked),
  ];
  const writeOnly = m.and(write, not(read));
  const executable = m.or(m.and(execute, not(m.and(read, write))), writeOnly);
  const refused = m.or(bitOfEach(old, pmpConfig.locked), m.and(mml, m.and(locked, executable)));
  const kept = m.mul(m.and(refused, not(setting(mseccfg.rlb))), m.constant(0xff));
  const reserved = m.mul(m.and(writeOnly, not(mml)), m.constant(pmpConfig.write));
  const legal = m.and(m.and(value, each(pmpConfig.writable)), not(reserved));
  m.setState(slot, m.or(m.and(old, kept), m.and(legal, not(kept))));
  m.translationChanged('pmp');
}

/** Writes an entry's address register, unless it is locked and RLB does not lift that. */
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
  m.when(m.either(m.not(isLocked), bitSet(m, 'mseccfg', mseccfg.rlb.at)), () => {
    m.setState(`pmpaddr${entry}`, m.and(value, m.constant(ADDRESS_BITS)));
    m.translationChanged('pmp');
  });
}

/** Writes `mseccfg`: MML and MMWP once set stay so; RLB cannot be set while an entry is locked. */
export const securityWrite: Write = (m, value) => {
  const old = m.state('mseccfg');
  const configurations = m.or(m.state('pmpcfg0'), m.state('pmpcfg2'));
  const locks = m.and(configurations, m.constant(BigInt(pmpConfig.locked) * inEachByte));
  const settable = m.choose(m.eq(locks, m.constant(0)), m.constant(masked(mseccfg.rlb)), old);
  const sticky = m.constant(masked(mseccfg.mml, mseccfg.mmwp));
  const rlb = m.and(m.and(value, settable), m.constant(masked(mseccfg.rlb)));
  m.setState('mseccfg', m.or(m.and(m.or(old, value), sticky), rlb));
  m.translationChanged('pmp');
};
