import { cause } from '@ireko/isa';
import { beforeEach, expect, test } from 'vitest';
import { Board } from '../../src/board/board.ts';
import { regions, virtioRegions } from '../../src/board/memory-map.ts';
import { Ram } from '../../src/board/physical-memory.ts';
import type { SlotDevice } from '../../src/board/slots.ts';
import { MemoryDisk } from '../../src/devices/disk.ts';

const clock = { nowNs: 0 };
let pending: Set<number>;
let output: string;
let board: Board;

const make = (slots: readonly (SlotDevice | undefined)[] = []): Board => {
  clock.nowNs = 0;
  pending = new Set();
  output = '';
  return new Board({
    clock,
    memory: new Ram(0x8000_0000, new Uint8Array(0x1000)),
    setPending: (pin, high) => {
      if (high) pending.add(pin);
      else pending.delete(pin);
    },
    console: (byte) => {
      output += String.fromCharCode(byte);
    },
    finish: () => {},
    slots,
  });
};

beforeEach(() => {
  board = make();
});

test('what the guest writes to the UART reaches the console', () => {
  for (const byte of [104, 105]) board.bus.write(regions.uart.base, 1, byte);
  expect(output).toBe('hi');
});

test('a byte from the console interrupts the hart in S-mode through the PLIC', () => {
  const { uart, plic } = regions;
  board.bus.write(uart.base + 1, 1, 1);
  board.bus.write(plic.base + 4 * uart.irq, 4, 1);
  board.bus.write(plic.base + 0x2080, 4, 1 << uart.irq);
  board.uart.receive([65]);
  expect(pending.has(cause.SEI)).toBe(true);
  expect(pending.has(cause.MEI)).toBe(false);
  expect(board.bus.read(plic.base + 0x20_1004, 4)).toBe(uart.irq);
  expect(board.bus.read(uart.base, 1)).toBe(65);
  expect(pending.has(cause.SEI)).toBe(false);
});

test('the timer and the software interrupt reach their pins', () => {
  const { clint } = regions;
  board.bus.write(clint.base, 4, 1);
  expect(pending.has(cause.MSI)).toBe(true);
  board.bus.write64(clint.base + 0x4000, 10, 0);
  expect(pending.has(cause.MTI)).toBe(false);
  clock.nowNs = board.events.nextNs;
  board.events.runDue(clock.nowNs);
  expect(clock.nowNs).toBe(1000);
  expect(pending.has(cause.MTI)).toBe(true);
});

test('mtime reads whole in one access of 8 bytes', () => {
  clock.nowNs = (2 ** 32 + 5) * 100;
  const halves = new Uint32Array(2);
  expect(board.bus.read64(regions.clint.base + 0xbff8, halves)).toBe(true);
  expect([...halves]).toEqual([5, 1]);
});

test('devices stand in the slots they are given for', () => {
  const disk = new MemoryDisk(new Uint8Array(512));
  board = make([
    undefined,
    { kind: 'block', disk },
    { kind: 'entropy', seed: 1 },
    { kind: 'console', isShown: true, hearsInput: true },
  ]);
  const ids = virtioRegions.map(({ base }) => board.bus.read(base + 8, 4));
  expect(ids).toEqual([0, 2, 4, 3, 0, 0, 0, 0]);
});

test('the space between devices is an access fault', () => {
  expect(board.bus.read(0x1000_0100, 4)).toBeUndefined();
  expect(board.bus.read(0x1000_9000, 4)).toBeUndefined();
  expect(board.bus.write(0, 4, 0)).toBe(false);
});
