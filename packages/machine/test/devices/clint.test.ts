import { beforeEach, describe, expect, test } from 'vitest';
import { EventQueue } from '../../src/board/events.ts';
import { Clint } from '../../src/devices/clint.ts';

const MSIP = 0;
const MTIMECMP = 0x4000;
const MTIME = 0xbff8;

const clock = { nowNs: 0 };
let events: EventQueue;
let clint: Clint;
/** The levels of the lines of two harts. */
const first = { software: false, timer: false };
const second = { ...first };

beforeEach(() => {
  clock.nowNs = 0;
  events = new EventQueue();
  clint = new Clint(
    clock,
    events,
    [first, second].map((levels) => ({
      software: (high) => {
        levels.software = high;
      },
      timer: (high) => {
        levels.timer = high;
      },
    })),
  );
});

const write64 = (offset: number, value: bigint): void => {
  clint.write(offset, 4, Number(value & 0xffff_ffffn));
  clint.write(offset + 4, 4, Number(value >> 32n));
};

describe('msip', () => {
  test('bit 0 drives the software interrupt and the other bits are zero', () => {
    clint.write(MSIP, 4, 0xffff_ffff);
    expect(first.software).toBe(true);
    expect(clint.read(MSIP, 4)).toBe(1);
    clint.write(MSIP, 4, 0xffff_fffe);
    expect(first.software).toBe(false);
  });

  test('of a hart that is not there reads as 0', () => {
    clint.write(MSIP + 8, 4, 1);
    expect(clint.read(MSIP + 8, 4)).toBe(0);
    expect([first.software, second.software]).toEqual([false, false]);
  });

  test('is each hart’s own', () => {
    clint.write(MSIP + 4, 4, 1);
    expect([first.software, second.software]).toEqual([false, true]);
    expect([clint.read(MSIP, 4), clint.read(MSIP + 4, 4)]).toEqual([0, 1]);
  });
});

describe('mtime', () => {
  test('ticks every 100 ns', () => {
    clock.nowNs = 199;
    expect(clint.mtime).toBe(1n);
    clock.nowNs = 200;
    expect(clint.read(MTIME, 4)).toBe(2);
  });

  test('reads in halves', () => {
    clock.nowNs = (2 ** 32 + 7) * 100;
    expect(clint.read(MTIME, 4)).toBe(7);
    expect(clint.read(MTIME + 4, 4)).toBe(1);
  });

  test('runs on from what was written, and wraps at 64 bits', () => {
    clock.nowNs = 1000;
    write64(MTIME, 0xffff_ffff_ffff_ffffn);
    expect(clint.mtime).toBe(0xffff_ffff_ffff_ffffn);
    clock.nowNs = 1200;
    expect(clint.mtime).toBe(1n);
  });
});

describe('mtimecmp', () => {
  test('is due at power-on, as both registers are 0', () => {
    expect(first.timer).toBe(true);
  });

  test('raises the interrupt at its tick exactly', () => {
    write64(MTIMECMP, 50n);
    expect(first.timer).toBe(false);
    expect(events.nextNs).toBe(5000);
    clock.nowNs = 5000;
    events.runDue(5000);
    expect(first.timer).toBe(true);
  });

  test('lowers the interrupt when it is moved into the future', () => {
    clock.nowNs = 5000;
    write64(MTIMECMP, 50n);
    expect(first.timer).toBe(true);
    write64(MTIMECMP, 51n);
    expect(first.timer).toBe(false);
    expect(events.nextNs).toBe(5100);
  });

  test('is each hart’s own', () => {
    write64(MTIMECMP + 8, 70n);
    expect([first.timer, second.timer]).toEqual([true, false]);
    expect(clint.read(MTIMECMP + 8, 4)).toBe(70);
    clock.nowNs = events.nextNs;
    events.runDue(7000);
    expect(second.timer).toBe(true);
    write64(MTIMECMP + 16, 5n);
    expect(clint.read(MTIMECMP + 16, 4)).toBe(0);
  });

  test('of all ones means never', () => {
    write64(MTIMECMP, 0xffff_ffff_ffff_ffffn);
    expect(first.timer).toBe(false);
    expect(events.nextNs).toBe(Infinity);
    expect(clint.read(MTIMECMP + 4, 4)).toBe(0xffff_ffff);
  });

  test('follows mtime when that is written', () => {
    write64(MTIMECMP, 1000n);
    write64(MTIME, 990n);
    expect(events.nextNs).toBe(1000);
    write64(MTIME, 1000n);
    expect(first.timer).toBe(true);
    expect(events.nextNs).toBe(Infinity);
  });

  test('lowers the interrupt when mtime begins again at 0', () => {
    write64(MTIMECMP, 1n);
    write64(MTIME, 0xffff_ffff_ffff_fff0n);
    expect(first.timer).toBe(true);
    expect(events.nextNs).toBe(1600);
    clock.nowNs = 1600;
    events.runDue(1600);
    expect(first.timer).toBe(false);
    expect(events.nextNs).toBe(1700);
  });

  test('compares as unsigned', () => {
    write64(MTIME, 0x8000_0000_0000_0000n);
    write64(MTIMECMP, 1n);
    expect(first.timer).toBe(true);
  });
});
