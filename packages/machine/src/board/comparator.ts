/**
 * Comparators of time: an interrupt is pending while a counter of 64 bits, which ticks with virtual
 * time, is not below what a register says [priv §3.2.1; sstc]. Behind its greatest value the counter
 * begins again at 0, and may be below once more.
 */

import { timebaseHz } from './memory-map.ts';

/** Virtual time of one tick of `mtime`. */
export const nsPerTick: number = 1e9 / timebaseHz;

/** Ticks since power-on. @param nowNs virtual time */
export const ticksAt = (nowNs: number): number => Math.floor(nowNs / nsPerTick);

const RANGE = 1n << 64n;

/** A counter of 64 bits, unsigned. @param offset the counter less the ticks since power-on, modulo 2⁶⁴ */
export const counterAt = (nowNs: number, offset: bigint): bigint =>
  BigInt.asUintN(64, BigInt(ticksAt(nowNs)) + offset);

/** What a comparator says. */
export interface Comparison {
  readonly isPending: boolean;
  /** The virtual time at which that changes, later than now; `Infinity` if it never comes. */
  readonly changesNs: number;
}

/**
 * Compares the counter as of a virtual time.
 * @param compare unsigned, 64 bits
 */
export function compareTime(nowNs: number, offset: bigint, compare: bigint): Comparison {
  const counter = counterAt(nowNs, offset);
  const isPending = counter >= compare;
  const ahead = (isPending ? RANGE : compare) - counter;
  const changesNs = (ticksAt(nowNs) + Number(ahead)) * nsPerTick;
  return { isPending, changesNs: Number.isSafeInteger(changesNs) ? changesNs : Infinity };
}
