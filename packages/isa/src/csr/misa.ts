/**
 * `misa`: which extensions the hart has, and whether H is on [priv §3.1.1, §8]. M-mode software that
 * lets others run in S-mode can take H from them: with H off there is no guest, and the hypervisor's
 * registers and instructions do not exist.
 */

import * as cause from '../trap/cause.ts';
import { bits, type Check, type CsrRow, masked, merge } from './csr-row.ts';
import { bitSet, hstatus, mstatus } from './mstatus.ts';

const bitOf = (letter: string): number => letter.charCodeAt(0) - 'a'.charCodeAt(0);
const H = bitOf('h');

/** MXL 2 (64 bits), and a bit for each letter of the extensions. */
export const misaReset: bigint = (2n << 62n) | bits(...[...'acdfhimsu'].map(bitOf));

/** Whether H is on. */
export const hasHypervisor: Check = (m) => bitSet(m, 'misa', H);

/** A guest's interrupts, which only H has. */
export const guestInterrupts: bigint = bits(cause.VSSI, cause.VSTI, cause.VSEI);

/** Only `h` can be changed. Turned off, it leaves nothing behind that could take effect. */
export const misaRow: CsrRow = {
  read: (m) => m.state('misa'),
  write: (m, value) => {
    merge(m, 'misa', value, m.constant(bits(H)));
    m.when(m.not(hasHypervisor(m)), () => {
      const none = m.constant(0);
      merge(m, 'mstatus', none, m.constant(masked(mstatus.mpv, mstatus.gva)));
      merge(m, 'hstatus', none, m.constant(masked(hstatus.spv)));
      merge(m, 'mie', none, m.constant(guestInterrupts));
      m.setState('hvip', none);
      m.setState('henvcfg', none);
      m.translationChanged('privilege');
      m.timersChanged();
    });
  },
};
