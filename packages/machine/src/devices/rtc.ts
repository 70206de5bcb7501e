/**
 * The goldfish real-time clock [qemu hw/rtc/goldfish_rtc.c]: nanoseconds since 1970, and an alarm.
 * It counts virtual time from a fixed date, so that every run sees the same dates. Reading TIME_LOW
 * keeps the high half for the read of TIME_HIGH that follows; writing ALARM_LOW sets the alarm, so
 * ALARM_HIGH is written first.
 */

import type { EventQueue, Timer } from '../board/events.ts';
import type { Stateful, StateTransfer } from '../snapshot/state.ts';
import type { AccessWidth, Clock, Device, InterruptLine, Numbers } from './device.ts';

const TIME_LOW = 0x00;
const TIME_HIGH = 0x04;
const ALARM_LOW = 0x08;
const ALARM_HIGH = 0x0c;
const IRQ_ENABLED = 0x10;
const CLEAR_ALARM = 0x14;
const ALARM_STATUS = 0x18;
const CLEAR_INTERRUPT = 0x1c;

/** Those of its registers that programs in assembly read. */
export const rtcRegisters: Numbers = { TIME_LOW, TIME_HIGH };

/** What the clock shows at power-on: 2026-01-01 00:00:00 UTC, in nanoseconds since 1970. */
export const rtcEpochNs = 1_767_225_600_000_000_000n;

/** The real-time clock. */
export class Rtc implements Device, Stateful {
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #line: InterruptLine;
  /** What is added to virtual time. */
  #offsetNs = rtcEpochNs;
  /** The high half that the last read of TIME_LOW kept. */
  #timeHigh = 0;
  #alarmNs = 0n;
  #alarmSet = false;
  #irqEnabled = false;
  #irqPending = false;

  constructor(clock: Clock, events: EventQueue, line: InterruptLine) {
    this.#clock = clock;
    this.#line = line;
    this.#timer = events.timer('rtc.alarm', () => this.#ring());
  }

  read(offset: number, _width: AccessWidth): number {
    switch (offset) {
      case TIME_LOW: {
        const now = this.#now();
        this.#timeHigh = Number(now >> 32n);
        return Number(now & 0xffff_ffffn);
      }
      case TIME_HIGH:
        return this.#timeHigh;
      case ALARM_LOW:
        return Number(this.#alarmNs & 0xffff_ffffn);
      case ALARM_HIGH:
        return Number(this.#alarmNs >> 32n);
      case IRQ_ENABLED:
        return Number(this.#irqEnabled);
      case ALARM_STATUS:
        return Number(this.#alarmSet);
      default:
        return 0;
    }
  }

  write(offset: number, _width: AccessWidth, value: number): boolean {
    switch (offset) {
      case TIME_LOW:
        this.#setTime((this.#now() & ~0xffff_ffffn) | BigInt(value));
        break;
      case TIME_HIGH:
        this.#setTime((this.#now() & 0xffff_ffffn) | (BigInt(value) << 32n));
        break;
      case ALARM_LOW:
        this.#alarmNs = (this.#alarmNs & ~0xffff_ffffn) | BigInt(value);
        this.#setAlarm();
        break;
      case ALARM_HIGH:
        this.#alarmNs = (this.#alarmNs & 0xffff_ffffn) | (BigInt(value) << 32n);
        break;
      case IRQ_ENABLED:
        this.#irqEnabled = (value & 1) === 1;
        this.#drive();
        break;
      case CLEAR_ALARM:
        this.#alarmSet = false;
        this.#timer.cancel();
        break;
      case CLEAR_INTERRUPT:
        this.#irqPending = false;
        this.#drive();
        break;
    }
    return true;
  }

  transfer(state: StateTransfer): void {
    this.#offsetNs = state.big('offsetNs', BigInt.asUintN(64, this.#offsetNs));
    this.#timeHigh = state.number('timeHigh', this.#timeHigh, 0, 0xffff_ffff);
    this.#alarmNs = state.big('alarmNs', this.#alarmNs);
    this.#alarmSet = state.flag('alarmSet', this.#alarmSet);
    this.#irqEnabled = state.flag('irqEnabled', this.#irqEnabled);
    this.#irqPending = state.flag('irqPending', this.#irqPending);
  }

  #now(): bigint {
    return BigInt.asUintN(64, BigInt(this.#clock.nowNs) + this.#offsetNs);
  }

  #setTime(ns: bigint): void {
    this.#offsetNs = ns - BigInt(this.#clock.nowNs);
  }

  /** An alarm in the past rings at once; one that virtual time never reaches stays set. */
  #setAlarm(): void {
    const leftNs = this.#alarmNs - this.#now();
    if (leftNs <= 0n) {
      this.#ring();
    } else {
      this.#alarmSet = true;
      const atNs = this.#clock.nowNs + Number(leftNs);
      if (Number.isSafeInteger(atNs)) this.#timer.set(atNs);
      else this.#timer.cancel();
    }
  }

  #ring(): void {
    this.#alarmSet = false;
    this.#timer.cancel();
    this.#irqPending = true;
    this.#drive();
  }

  #drive(): void {
    this.#line(this.#irqPending && this.#irqEnabled);
  }
}
