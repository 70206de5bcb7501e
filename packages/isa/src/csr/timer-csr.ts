/**
 * Time as modes below M see it: the counters' copies, and Sstc's comparators, by which a supervisor has
 * its own timer interrupt [priv §3.1.11, §4.1.5, §8.2.6, §8.2.7, sstc].
 */

import type { Meaning } from '../meaning.ts';
import { below, inGuest, MACHINE } from '../privilege.ts';
import type { CsrRow, Read } from './csr-row.ts';
import { closed, envcfg, whileClear } from './environment.ts';
import { bitSet } from './mstatus.ts';

/** The bit of `time` in the registers that open counters. */
const TM = 1;

/** A counter's read-only copy for lower modes, if the modes above allow it. */
export function unprivilegedCounter(number: number, read: Read): CsrRow {
  const gates = {
    machine: whileClear('mcounteren', number),
    guest: whileClear('hcounteren', number),
    user: whileClear('scounteren', number),
  };
  return {
    read,
    denied: (m) => closed(m, gates).illegal,
    intercepted: (m) => closed(m, gates).intercepted,
  };
}

/** A guest's time is the host's and `htimedelta`. */
export const timeRow: CsrRow = unprivilegedCounter(1, (m) =>
  m.add(m.time(), m.choose(inGuest(m), m.state('htimedelta'), m.constant(0))),
);

/** Below M-mode comparators need both `mcounteren.tm` and `menvcfg.stce`; a guest's, `h…` too. */
function comparator(slot: 'stimecmp' | 'vstimecmp'): CsrRow {
  const open = <V, C, D>(
    m: Meaning<V, C, D>,
    counters: 'mcounteren' | 'hcounteren',
    environment: 'menvcfg' | 'henvcfg',
  ) => m.both(bitSet(m, counters, TM), bitSet(m, environment, envcfg.stce.at));
  return {
    read: (m) => m.state(slot),
    write: (m, value) => {
      m.setState(slot, value);
      m.timersChanged();
    },
    denied: (m) => m.both(below(m, MACHINE), m.not(open(m, 'mcounteren', 'menvcfg'))),
    intercepted: (m) => m.both(inGuest(m), m.not(open(m, 'hcounteren', 'henvcfg'))),
  };
}

export const stimecmpRow: CsrRow = comparator('stimecmp');
export const vstimecmpRow: CsrRow = comparator('vstimecmp');

/** What is added to `time` for a guest. */
export const htimedeltaRow: CsrRow = {
  read: (m) => m.state('htimedelta'),
  write: (m, value) => {
    m.setState('htimedelta', value);
    m.timersChanged();
  },
};
