/**
 * The roots of page tables: `satp`, `vsatp` and `hgatp` [priv §4.1.11, §8.2.10, §8.2.18].
 *
 *   63…60 mode │ 59…44 address space or, in `hgatp` from 57, virtual machine │ 43…0 page of the root
 */

import type { Meaning } from '../meaning.ts';
import { atHostLevel, inGuest, SUPERVISOR } from '../privilege.ts';
import { type CsrRow, merge } from './csr-row.ts';
import { bitSet, hstatus, mstatus } from './mstatus.ts';

/** Modes by the number of levels of their page table: Bare has none. */
export const translationModes = { bare: 0, sv39: 8, sv48: 9, sv57: 10 } as const;

const MODE_AT = 60;

function isSupported<V, C, D>(m: Meaning<V, C, D>, value: V): C {
  const mode = m.srl(value, m.constant(MODE_AT));
  const { bare, sv39, sv57 } = translationModes;
  const fromSv39 = m.sub(mode, m.constant(sv39));
  const paged = m.ltu(fromSv39, m.constant(sv57 - sv39 + 1));
  return m.either(m.eq(mode, m.constant(bare)), paged);
}

/** A write that names an unknown mode has no effect at all. */
function root(slot: 'satp' | 'vsatp'): CsrRow {
  return {
    read: (m) => m.state(slot),
    write: (m, value) =>
      m.when(isSupported(m, value), () => {
        m.setState(slot, value);
        m.translationChanged(slot === 'satp' ? 'supervisor' : 'guest');
      }),
  };
}

export const satpRow: CsrRow = root('satp');
export const vsatpRow: CsrRow = root('vsatp');

/** TVM keeps a register from S-mode, though not from M-mode [priv §3.1.6.5]. */
export function keptByTvm<V, C, D>(m: Meaning<V, C, D>): C {
  return m.both(atHostLevel(m, SUPERVISOR), bitSet(m, 'mstatus', mstatus.tvm.at));
}

/** VTVM keeps `satp` from VS-mode [priv §8.2.1]. */
export function keptByVtvm<V, C, D>(m: Meaning<V, C, D>): C {
  return m.both(inGuest(m), bitSet(m, 'hstatus', hstatus.vtvm.at));
}

const mode = 0xfn << BigInt(MODE_AT);
const machineNumber = ((1n << 14n) - 1n) << 44n;
/** The root is four pages long, and on a multiple of that. */
const rootPage = ((1n << 44n) - 1n) & ~0b11n;

/** Of a write that names an unknown mode, all but the mode is kept. */
export const hgatpRow: CsrRow = {
  read: (m) => m.state('hgatp'),
  write: (m, value) => {
    const others = m.constant(machineNumber | rootPage);
    const all = m.constant(mode | machineNumber | rootPage);
    merge(m, 'hgatp', value, m.choose(isSupported(m, value), all, others));
    m.translationChanged('guest');
  },
  denied: (m) => keptByTvm(m),
};
