/** Which exceptions M-mode can hand to HS-mode, and HS-mode to its guest's supervisor [priv §3.1.8, §8.2.2]. */

import * as cause from '../trap/cause.ts';
import { bits, type CsrRow, register } from './csr-row.ts';
import { hasHypervisor } from './misa.ts';

/** What a guest's supervisor knows how to handle. */
// biome-ignore format: the codes in order.
const toGuest = bits(
  cause.FETCH_MISALIGNED, cause.FETCH_ACCESS_FAULT, cause.ILLEGAL_INSTRUCTION, cause.BREAKPOINT,
  cause.LOAD_MISALIGNED, cause.LOAD_ACCESS_FAULT, cause.STORE_MISALIGNED, cause.STORE_ACCESS_FAULT,
  cause.ECALL_FROM_U,
  cause.FETCH_PAGE_FAULT, cause.LOAD_PAGE_FAULT, cause.STORE_PAGE_FAULT,
);

/** What only a guest causes. */
// biome-ignore format: the codes in order.
const ofGuests = bits(
  cause.ECALL_FROM_VS,
  cause.FETCH_GUEST_PAGE_FAULT, cause.LOAD_GUEST_PAGE_FAULT, cause.VIRTUAL_INSTRUCTION, cause.STORE_GUEST_PAGE_FAULT,
);

/** Ecalls from M-mode cannot be delegated; code 14 is reserved. */
export const medelegRow: CsrRow = {
  ...register('medeleg', toGuest | bits(cause.ECALL_FROM_S) | ofGuests),
  read: (m) => {
    const shown = m.choose(hasHypervisor(m), m.constant(-1), m.constant(~ofGuests));
    return m.and(m.state('medeleg'), shown);
  },
};

export const hedelegRow: CsrRow = register('hedeleg', toGuest);
