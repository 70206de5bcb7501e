/**
 * Zicbom and Zicboz, cache-block management and zeroing [cmo §3.2]. A block has 64 bytes. The
 * machine has no caches, so management only checks that the block may be accessed; zeroing stores.
 * Below M-mode each needs its enable in `menvcfg`, and in U-mode in `senvcfg` too.
 */

import * as cause from './cause.ts';
import { CacheBlock, type Row } from './format.ts';
import type { MeaningOf } from './instruction.ts';
import type { Meaning } from './meaning.ts';
import { type BitField, fieldMask } from './mstatus.ts';
import type { StateName } from './state.ts';
import { MACHINE, USER } from './trap.ts';

/** Bytes of a cache block; the device tree says so too. */
export const cacheBlockBytes = 64;

/** The enables in `menvcfg` and `senvcfg`: of `cbo.inval`, of `cbo.clean` and `cbo.flush`, of `cbo.zero`. */
export const envcfg: Readonly<Record<'fiom' | 'cbie' | 'cbcfe' | 'cbze', BitField>> = {
  fiom: { at: 0, bits: 1 },
  cbie: { at: 4, bits: 2 },
  cbcfe: { at: 6, bits: 1 },
  cbze: { at: 7, bits: 1 },
};

function enabled(enable: BitField, then: MeaningOf): MeaningOf {
  return (m, operands) => {
    const privilege = m.state('privilege');
    const closed = (slot: StateName) =>
      m.eq(m.and(m.state(slot), m.constant(fieldMask(enable))), m.constant(0));
    const belowM = m.ltu(privilege, m.constant(MACHINE));
    const inU = m.eq(privilege, m.constant(USER));
    m.when(
      m.either(m.both(belowM, closed('menvcfg')), m.both(inU, closed('senvcfg'))),
      () => m.raise(cause.ILLEGAL_INSTRUCTION, m.bits),
      () => then(m, operands),
    );
  };
}

function block<V, C, D>(m: Meaning<V, C, D>, address: V): V {
  return m.and(address, m.constant(-cacheBlockBytes));
}

const manage: MeaningOf = (m, { rs1 }) => m.manageBlock(m.read(rs1));

/** Doublewords one after the other, by the access that devices refuse. */
const zero: MeaningOf = (m, { rs1 }) => {
  const start = block(m, m.read(rs1));
  for (let offset = 0; offset < cacheBlockBytes; offset += 8) {
    m.modify(m.add(start, m.constant(offset)), 8, () => m.constant(0));
  }
};

// biome-ignore format: columns are the point.
export const zicbom: Readonly<Record<string, Row>> = {
  'cbo.inval': CacheBlock(0, enabled(envcfg.cbie,  manage)),
  'cbo.clean': CacheBlock(1, enabled(envcfg.cbcfe, manage)),
  'cbo.flush': CacheBlock(2, enabled(envcfg.cbcfe, manage)),
};

export const zicboz: Readonly<Record<string, Row>> = {
  'cbo.zero': CacheBlock(4, enabled(envcfg.cbze, zero)),
};
