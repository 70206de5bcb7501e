import { beforeEach, expect, test } from 'vitest';
import { EventQueue } from '../../src/board/events.ts';
import { Rtc, rtcEpochNs } from '../../src/devices/rtc.ts';

const TIME_LOW = 0x00;
const TIME_HIGH = 0x04;
const ALARM_LOW = 0x08;
const ALARM_HIGH = 0x0c;
const IRQ_ENABLED = 0x10;
const CLEAR_ALARM = 0x14;
const ALARM_STATUS = 0x18;
const CLEAR_INTERRUPT = 0x1c;

const clock = { nowNs: 0 };
let events: EventQueue;
let rtc: Rtc;
let line = false;

beforeEach(() => {
  clock.nowNs = 0;
  line = false;
  events = new EventQueue();
  rtc = new Rtc(clock, events, (high) => {
    line = high;
  });
});

const time = (): bigint => {
  const low = BigInt(rtc.read(TIME_LOW, 4));
  return (BigInt(rtc.read(TIME_HIGH, 4)) << 32n) | low;
};

const setAlarm = (ns: bigint): void => {
  rtc.write(ALARM_HIGH, 4, Number(ns >> 32n));
  rtc.write(ALARM_LOW, 4, Number(ns & 0xffff_ffffn));
};

test('time is virtual time from the first of January 2026', () => {
  expect(new Date(Number(rtcEpochNs / 1_000_000n)).toISOString()).toBe('2026-01-01T00:00:00.000Z');
  clock.nowNs = 12_345;
  expect(time()).toBe(rtcEpochNs + 12_345n);
});

test('the high half is the one that belonged to the low half read before', () => {
  clock.nowNs = Number(0x1_0000_0000n - (rtcEpochNs & 0xffff_ffffn)) - 1;
  expect(rtc.read(TIME_LOW, 4)).toBe(0xffff_ffff);
  clock.nowNs += 1;
  expect(rtc.read(TIME_HIGH, 4)).toBe(Number(rtcEpochNs >> 32n));
});

test('time runs on from what was written', () => {
  rtc.write(TIME_HIGH, 4, 1);
  rtc.write(TIME_LOW, 4, 5);
  clock.nowNs = 10;
  expect(time()).toBe((1n << 32n) + 15n);
});

test('an alarm rings at its time when interrupts are enabled', () => {
  rtc.write(IRQ_ENABLED, 4, 1);
  setAlarm(rtcEpochNs + 500n);
  expect(rtc.read(ALARM_STATUS, 4)).toBe(1);
  clock.nowNs = 500;
  events.runDue(500);
  expect(line).toBe(true);
  expect(rtc.read(ALARM_STATUS, 4)).toBe(0);
  rtc.write(CLEAR_INTERRUPT, 4, 1);
  expect(line).toBe(false);
});

test('an alarm in the past rings at once', () => {
  rtc.write(IRQ_ENABLED, 4, 1);
  setAlarm(1n);
  expect(line).toBe(true);
});

test('an alarm at the end of time stays set and never rings', () => {
  setAlarm(2n ** 64n - 1n);
  expect(rtc.read(ALARM_STATUS, 4)).toBe(1);
  expect(events.nextNs).toBe(Infinity);
});

test('a cleared alarm does not ring', () => {
  rtc.write(IRQ_ENABLED, 4, 1);
  setAlarm(rtcEpochNs + 500n);
  rtc.write(CLEAR_ALARM, 4, 1);
  expect(events.nextNs).toBe(Infinity);
});
