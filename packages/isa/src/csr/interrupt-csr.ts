/**
 * Which interrupts are pending, enabled and delegated [priv §3.1.9, §4.1.3, §8.2.2, §8.2.3, §8.2.12].
 *
 * All enables are one slot, `mie`. What is pending is the or of three: `mip`, which software and
 * timers set; the PLIC's line into SEIP; and `hvip`, which the hypervisor sets for its guest. The
 * other registers are views: `sip` and `sie` of what is delegated to HS-mode, `hip` and `hie` of the
 * guest's interrupts, `vsip` and `vsie` of those delegated to VS-mode, with the numbers that S-mode
 * software knows, which are less by one.
 */

import type { StateName } from '../state.ts';
import * as cause from '../trap/cause.ts';
import { ALL, bits, type CsrRow, merge, type Read, register, type Write } from './csr-row.ts';
import { envcfg } from './environment.ts';
import { guestInterrupts, hasHypervisor } from './misa.ts';
import { bitSet } from './mstatus.ts';

const supervisor = bits(cause.SSI, cause.STI, cause.SEI);
const machine = bits(cause.MSI, cause.MTI, cause.MEI);
/** The guest's interrupts are always delegated to HS-mode [priv §8.4.2]. */
export const midelegReset: bigint = guestInterrupts;

const changed: Write = (m) => m.interruptsChanged();

const pending: Read = (m) => m.or(m.or(m.state('mip'), m.state('externalSeip')), m.state('hvip'));

/** While STCE is set STIP follows `stimecmp`, else M-mode software writes it [sstc]. */
const mip: CsrRow = {
  read: pending,
  modified: (m) => m.or(m.state('mip'), m.state('hvip')),
  write: (m, value) => {
    const timer = m.constant(bits(cause.STI));
    const mask = m.constant(supervisor);
    const byTimer = bitSet(m, 'menvcfg', envcfg.stce.at);
    merge(m, 'mip', value, m.choose(byTimer, m.xor(mask, timer), mask));
    merge(m, 'hvip', value, m.and(ofGuest(m), m.constant(bits(cause.VSSI))));
    m.interruptsChanged();
  },
};

/** A register that shows what one slot allows of another, and changes what is `writable` of that. */
function view(
  show: Read,
  allowed: Read,
  slot: StateName,
  writable: bigint,
  shift: 0 | 1 = 0,
): CsrRow {
  return {
    read: (m) => m.srl(m.and(show(m), allowed(m)), m.constant(shift)),
    write: (m, value) => {
      const mask = m.and(allowed(m), m.constant(writable));
      merge(m, slot, m.sll(value, m.constant(shift)), mask);
      m.interruptsChanged();
    },
  };
}

const enabled: Read = (m) => m.state('mie');
const toSupervisor: Read = (m) => m.and(m.state('mideleg'), m.constant(supervisor));
/** The guest's interrupts, while H is on. */
const ofGuest: Read = (m) => m.choose(hasHypervisor(m), m.constant(guestInterrupts), m.constant(0));
const toGuest: Read = (m) => m.state('hideleg');

// biome-ignore format: columns are the point.
export const interruptRows: Readonly<
  Record<'mip' | 'mie' | 'mideleg' | 'sip' | 'sie' | 'hip' | 'hvip' | 'hie' | 'hideleg' | 'vsip' | 'vsie', CsrRow>
> = {
  mip,
  mie:     view(enabled, (m) => m.or(m.constant(supervisor | machine), ofGuest(m)), 'mie', ALL),
  mideleg: { ...register('mideleg', supervisor, changed), read: (m) => m.and(m.state('mideleg'), m.or(m.constant(supervisor), ofGuest(m))) },
  sip:     view(pending, toSupervisor, 'mip', bits(cause.SSI)),
  sie:     view(enabled, toSupervisor, 'mie', supervisor),
  hip:     view(pending, ofGuest, 'hvip', bits(cause.VSSI)),
  hvip:    register('hvip', guestInterrupts, changed),
  hie:     view(enabled, ofGuest, 'mie', guestInterrupts),
  hideleg: register('hideleg', guestInterrupts, changed),
  vsip:    view(pending, toGuest, 'hvip', bits(cause.VSSI), 1),
  vsie:    view(enabled, toGuest, 'mie', guestInterrupts, 1),
};
