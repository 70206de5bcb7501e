/**
 * CLINT: the machine timer and the machine software interrupt of hart 0 [aclint §2, §3].
 *
 *   0x0000  msip       bit 0 drives `mip.MSIP`
 *   0x4000  mtimecmp   `mip.MTIP` is 1 while mtime ≥ mtimecmp, both unsigned
 *   0xbff8  mtime      one tick is 100 ns of virtual time
 *
 * The registers of harts that the board does not have read as 0 and ignore writes. `mtime` and
 * `mtimecmp` are 64 bits and written in halves, so they are kept as `bigint`.
 */

import type { EventQueue, Timer } from '../board/events.ts';
import { timebaseHz } from '../board/memory-map.ts';
import type { Stateful, StateTransfer } from '../snapshot/state.ts';
import type { AccessWidth, Clock, Device, InterruptLine } from './device.ts';

const nsPerTick = 1e9 / timebaseHz;

const MSIP = 0x0000;
const MTIMECMP = 0x4000;
const MTIME = 0xbff8;

/** The CLINT of a board with one hart. */
export class Clint implements Device, Stateful {
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #softwareLine: InterruptLine;
  readonly #timerLine: InterruptLine;
  #msip = 0;
  #mtimecmp = 0n;
  /** `mtime` less the ticks since power-on: not 0 once `mtime` has been written. */
  #offset = 0n;

  /**
   * @param softwareLine drives `mip.MSIP`.
   * @param timerLine drives `mip.MTIP`, which is high from power-on: both registers are 0.
   */
  constructor(
    clock: Clock,
    events: EventQueue,
    softwareLine: InterruptLine,
    timerLine: InterruptLine,
  ) {
    this.#clock = clock;
    this.#softwareLine = softwareLine;
    this.#timerLine = timerLine;
    this.#timer = events.timer('clint.mtimecmp', () => this.#compare());
    this.#compare();
  }

  /** `mtime`, which the CSR `time` shows too: 64 bits, unsigned. */
  get mtime(): bigint {
    return BigInt.asUintN(64, BigInt(this.#ticks()) + this.#offset);
  }

  /** What is added to the ticks since power-on to give `mtime`, modulo 2⁶⁴. */
  get mtimeOffset(): bigint {
    return this.#offset;
  }

  read(offset: number, _width: AccessWidth): number | undefined {
    switch (offset) {
      case MSIP:
        return this.#msip;
      case MTIMECMP:
        return low(this.#mtimecmp);
      case MTIMECMP + 4:
        return high(this.#mtimecmp);
      case MTIME:
        return low(this.mtime);
      case MTIME + 4:
        return high(this.mtime);
      default:
        return 0;
    }
  }

  write(offset: number, _width: AccessWidth, value: number): boolean {
    switch (offset) {
      case MSIP:
        this.#msip = value & 1;
        this.#softwareLine(this.#msip === 1);
        break;
      case MTIMECMP:
        this.#mtimecmp = withLow(this.#mtimecmp, value);
        this.#compare();
        break;
      case MTIMECMP + 4:
        this.#mtimecmp = withHigh(this.#mtimecmp, value);
        this.#compare();
        break;
      case MTIME:
        this.#setMtime(withLow(this.mtime, value));
        break;
      case MTIME + 4:
        this.#setMtime(withHigh(this.mtime, value));
        break;
    }
    return true;
  }

  transfer(state: StateTransfer): void {
    this.#msip = state.number('msip', this.#msip, 0, 1);
    this.#mtimecmp = state.big('mtimecmp', this.#mtimecmp);
    this.#offset = state.big('mtimeOffset', BigInt.asUintN(64, this.#offset));
  }

  #ticks(): number {
    return Math.floor(this.#clock.nowNs / nsPerTick);
  }

  #setMtime(value: bigint): void {
    this.#offset = value - BigInt(this.#ticks());
    this.#compare();
  }

  /**
   * Drive the timer line, and when it is low, set the timer to the tick at which it rises. A tick
   * that virtual time never reaches (the usual way to ask for no interrupt) sets no timer.
   */
  #compare(): void {
    const ticksLeft = this.#mtimecmp - this.mtime;
    this.#timerLine(ticksLeft <= 0n);
    const atNs = (this.#ticks() + Number(ticksLeft)) * nsPerTick;
    if (ticksLeft > 0n && Number.isSafeInteger(atNs)) this.#timer.set(atNs);
    else this.#timer.cancel();
  }
}

const low = (value: bigint): number => Number(value & 0xffff_ffffn);
const high = (value: bigint): number => Number(value >> 32n);
const withLow = (value: bigint, half: number): bigint => (value & ~0xffff_ffffn) | BigInt(half);
const withHigh = (value: bigint, half: number): bigint =>
  (value & 0xffff_ffffn) | (BigInt(half) << 32n);
