/**
 * Sstc: the timers of a supervisor and of its guest [sstc]. While `menvcfg.stce` is set, STIP is
 * pending while `time` ≥ `stimecmp`; while `henvcfg.stce` is set too, so is VSTIP by the guest's time and
 * `vstimecmp`. All are 64 bits, unsigned.
 */

import { cause, envcfg } from '@ireko/isa';
import { timebaseHz } from '../board/memory-map.ts';
import type { Hart } from './hart.ts';
import { stateAddress } from './layout.ts';

const nsPerTick = 1e9 / timebaseHz;
const menvcfg = stateAddress('menvcfg');
const henvcfg = stateAddress('henvcfg');
/** In the high half of those. */
const STCE = 1 << (envcfg.stce.at - 32);

/**
 * Sets what is pending in a hart now, and gives the virtual time at which one more will be.
 * @param mtimeOffset `mtime` less the ticks of virtual time.
 * @returns nanoseconds, later than `nowNs`; `Infinity` if never.
 */
export function compareTimers(hart: Hart, nowNs: number, mtimeOffset: bigint): number {
  if (!(hart.high(menvcfg) & STCE)) {
    hart.setPending(cause.VSTI, false);
    return Infinity;
  }
  const ticks = Math.floor(nowNs / nsPerTick);
  const time = BigInt.asUintN(64, BigInt(ticks) + mtimeOffset);
  const risesNs = (interrupt: number, now: bigint, compare: bigint): number => {
    const ahead = compare - now;
    hart.setPending(interrupt, ahead <= 0n);
    const atNs = (ticks + Number(ahead)) * nsPerTick;
    return ahead > 0n && Number.isSafeInteger(atNs) ? atNs : Infinity;
  };
  const own = risesNs(cause.STI, time, hart.state('stimecmp'));
  if (!(hart.high(henvcfg) & STCE)) {
    hart.setPending(cause.VSTI, false);
    return own;
  }
  const guestTime = BigInt.asUintN(64, time + hart.state('htimedelta'));
  return Math.min(own, risesNs(cause.VSTI, guestTime, hart.state('vstimecmp')));
}
