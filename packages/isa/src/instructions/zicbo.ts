/**
 * Zicbom and Zicboz, cache-block management and zeroing [cmo §3.2]. A block has 64 bytes. The
 * machine has no caches, so management only checks that the block may be accessed; zeroing stores.
 * Below M-mode each needs its enable in `menvcfg`, in a guest in `henvcfg` too, and in U-mode in
 * `senvcfg`.
 */

import { closed, envcfg, whileZero } from '../csr/environment.ts';
import type { BitField } from '../csr/mstatus.ts';
import { CacheBlock, type Row } from '../format.ts';
import type { MeaningOf } from '../instruction.ts';
import type { Meaning } from '../meaning.ts';
import { unlessTrapped } from '../trap/trap.ts';

/** Bytes of a cache block; the device tree says so too. */
export const cacheBlockBytes = 64;

function enabled(field: BitField, then: MeaningOf): MeaningOf {
  const [machine, guest, user] = [
    whileZero('menvcfg', field),
    whileZero('henvcfg', field),
    whileZero('senvcfg', field),
  ];
  return (m, operands) =>
    unlessTrapped(m, closed(m, { machine, guest, user }), () => then(m, operands));
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
