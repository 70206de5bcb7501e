/**
 * Sstc: the timers of a supervisor and of its guest [sstc]. While `menvcfg.stce` is set, STIP is
 * pending while `time` ≥ `stimecmp`; while `henvcfg.stce` is set too, so is VSTIP by the guest's time and
 * `vstimecmp`. All are 64 bits, unsigned.
 */

import { cause, envcfg } from '@ireko/isa';
import { compareTime } from '../board/comparator.ts';
import type { Hart } from './hart.ts';
import { stateAddress } from './layout.ts';

const menvcfg = stateAddress('menvcfg');
const henvcfg = stateAddress('henvcfg');
/** In the high half of those. */
const STCE = 1 << (envcfg.stce.at - 32);

/**
 * Sets what is pending in a hart now, and gives the virtual time at which that will change.
 * @param mtimeOffset `mtime` less the ticks of virtual time.
 * @returns nanoseconds, later than `nowNs`; `Infinity` if never.
 */
export function compareTimers(hart: Hart, nowNs: number, mtimeOffset: bigint): number {
  if (!(hart.high(menvcfg) & STCE)) {
    hart.setPending(cause.VSTI, false);
    return Infinity;
  }
  const own = compareTime(nowNs, mtimeOffset, hart.state('stimecmp'));
  hart.setPending(cause.STI, own.isPending);
  if (!(hart.high(henvcfg) & STCE)) {
    hart.setPending(cause.VSTI, false);
    return own.changesNs;
  }
  const guestOffset = mtimeOffset + hart.state('htimedelta');
  const guests = compareTime(nowNs, guestOffset, hart.state('vstimecmp'));
  hart.setPending(cause.VSTI, guests.isPending);
  return Math.min(own.changesNs, guests.changesNs);
}
