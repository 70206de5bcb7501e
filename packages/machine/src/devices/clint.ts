/**
 * CLINT: the harts' machine timers and machine software interrupts [aclint §2, §3].
 *
 *   0x0000 + 4·hart  msip       bit 0 drives `mip.MSIP`
 *   0x4000 + 8·hart  mtimecmp   `mip.MTIP` is 1 while mtime ≥ mtimecmp, both unsigned
 *   0xbff8           mtime      one tick is 100 ns of virtual time
 *
 * The registers of harts that the board does not have read as 0 and ignore writes. `mtime` and
 * `mtimecmp` are 64 bits and written in halves, so they are kept as `bigint`.
 */

import { compareTime, counterAt, ticksAt } from '../board/comparator.ts';
import type { EventQueue, Timer } from '../board/events.ts';
import type { Stateful, StateTransfer } from '../snapshot/state.ts';
import type { AccessWidth, Clock, Device, InterruptLine, Numbers } from './device.ts';

const MSIP = 0x0000;
const MTIMECMP = 0x4000;
const MTIME = 0xbff8;

/** Its registers, for programs in assembly. */
export const clintRegisters: Numbers = { MSIP, MTIMECMP, MTIME };

/** What the CLINT drives in a hart. */
export interface ClintLines {
  /** `mip.MSIP`. */
  readonly software: InterruptLine;
  /** `mip.MTIP`, which is high from power-on: both registers are 0. */
  readonly timer: InterruptLine;
}

/** What the CLINT has for one hart. */
interface HartTimer {
  readonly lines: ClintLines;
  readonly alarm: Timer;
  msip: number;
  mtimecmp: bigint;
}

/** The CLINT of a board. */
export class Clint implements Device, Stateful {
  readonly #clock: Clock;
  readonly #harts: readonly HartTimer[];
  /** `mtime` less the ticks since power-on: not 0 once `mtime` has been written. */
  #offset = 0n;

  /** @param harts what it drives in each. */
  constructor(clock: Clock, events: EventQueue, harts: readonly ClintLines[]) {
    this.#clock = clock;
    this.#harts = harts.map((lines, id) => {
      const alarm = events.timer(`clint.mtimecmp${id}`, () => this.#compare(hart));
      const hart: HartTimer = { lines, alarm, msip: 0, mtimecmp: 0n };
      return hart;
    });
    this.#compareAll();
  }

  /** `mtime`, which the CSR `time` shows too: 64 bits, unsigned. */
  get mtime(): bigint {
    return counterAt(this.#clock.nowNs, this.#offset);
  }

  /** What is added to the ticks since power-on to give `mtime`, modulo 2⁶⁴. */
  get mtimeOffset(): bigint {
    return this.#offset;
  }

  read(offset: number, _width: AccessWidth): number | undefined {
    if (offset >= MTIME) return half(this.mtime, offset);
    if (offset < MTIMECMP) return this.#harts[(offset - MSIP) >>> 2]?.msip ?? 0;
    return half(this.#harts[(offset - MTIMECMP) >>> 3]?.mtimecmp ?? 0n, offset);
  }

  write(offset: number, _width: AccessWidth, value: number): boolean {
    if (offset >= MTIME) {
      this.#offset = withHalf(this.mtime, offset, value) - BigInt(ticksAt(this.#clock.nowNs));
      this.#compareAll();
    } else if (offset < MTIMECMP) {
      const hart = this.#harts[(offset - MSIP) >>> 2];
      if (!hart) return true;
      hart.msip = value & 1;
      hart.lines.software(hart.msip === 1);
    } else {
      const hart = this.#harts[(offset - MTIMECMP) >>> 3];
      if (!hart) return true;
      hart.mtimecmp = withHalf(hart.mtimecmp, offset, value);
      this.#compare(hart);
    }
    return true;
  }

  transfer(state: StateTransfer): void {
    for (const [id, hart] of this.#harts.entries()) {
      hart.msip = state.number(`msip${id}`, hart.msip, 0, 1);
      hart.mtimecmp = state.big(`mtimecmp${id}`, hart.mtimecmp);
    }
    this.#offset = state.big('mtimeOffset', BigInt.asUintN(64, this.#offset));
  }

  #compareAll(): void {
    for (const hart of this.#harts) this.#compare(hart);
  }

  /**
   * Drive a timer line, and set the alarm to the tick at which it changes. A tick that virtual time
   * never reaches (the usual way to ask for no interrupt) sets none.
   */
  #compare({ lines, alarm, mtimecmp }: HartTimer): void {
    const { isPending, changesNs } = compareTime(this.#clock.nowNs, this.#offset, mtimecmp);
    lines.timer(isPending);
    if (changesNs < Infinity) alarm.set(changesNs);
    else alarm.cancel();
  }
}

/** Whether an offset, a multiple of 4, is of the upper half of a register of 64 bits. */
const isHigh = (offset: number): boolean => (offset & 4) !== 0;
const half = (value: bigint, offset: number): number =>
  Number(isHigh(offset) ? value >> 32n : value & 0xffff_ffffn);
const withHalf = (value: bigint, offset: number, written: number): bigint =>
  isHigh(offset)
    ? (value & 0xffff_ffffn) | (BigInt(written) << 32n)
    : (value & ~0xffff_ffffn) | BigInt(written);
