import { expect, test } from 'vitest';
import { Bus } from '../../src/board/bus.ts';
import type { Region } from '../../src/board/memory-map.ts';
import type { Device } from '../../src/devices/device.ts';

const region = (changes: Partial<Region> = {}): Region => ({
  name: 'test',
  base: 0x1000,
  size: 0x100,
  decoded: 0x10,
  minWidth: 2,
  maxWidth: 8,
  irq: 0,
  ...changes,
});

/** A device that answers its offset, and keeps what it is asked. */
const recorder = (): Device & { readonly log: string[] } => {
  const log: string[] = [];
  return {
    log,
    read(offset, width) {
      log.push(`read ${width} ${offset}`);
      return offset;
    },
    write(offset, width, value) {
      log.push(`write ${width} ${offset} ${value.toString(16)}`);
      return true;
    },
  };
};

test('an access reaches its device with the offset from its base', () => {
  const bus = new Bus();
  const device = recorder();
  bus.map(region(), device);
  expect(bus.read(0x1008, 4)).toBe(8);
  expect(bus.write(0x100e, 2, 0x1234_5678)).toBe(true);
  expect(device.log).toEqual(['read 4 8', 'write 2 14 5678']);
});

test('an access of 8 bytes is two of 4, the low half first', () => {
  const bus = new Bus();
  const device = recorder();
  bus.map(region(), device);
  const halves = new Uint32Array(2);
  expect(bus.read64(0x1008, halves)).toBe(true);
  expect([...halves]).toEqual([8, 12]);
  expect(bus.write64(0x1000, -1, 2)).toBe(true);
  expect(device.log).toEqual(['read 4 8', 'read 4 12', 'write 4 0 ffffffff', 'write 4 4 2']);
});

test.each([
  ['where nothing is', 0x2000, 4],
  ['before the first device', 0xffc, 4],
  ['in the space of a device, past what it decodes', 0x1010, 4],
  ['narrower than the device takes', 0x1000, 1],
  ['that is not aligned', 0x1002, 4],
  ['far outside the physical address space', 2 ** 60, 4],
] as const)('an access %s is refused', (_, address, width) => {
  const bus = new Bus();
  const device = recorder();
  bus.map(region(), device);
  expect(bus.read(address, width)).toBeUndefined();
  expect(bus.write(address, width, 0)).toBe(false);
  expect(device.log).toEqual([]);
});

test('an access of 8 bytes is refused by a device that takes 4', () => {
  const bus = new Bus();
  bus.map(region({ maxWidth: 4 }), recorder());
  expect(bus.read64(0x1000, new Uint32Array(2))).toBe(false);
  expect(bus.write64(0x1000, 0, 0)).toBe(false);
});

test('two devices cannot share an address', () => {
  const bus = new Bus();
  bus.map(region(), recorder());
  expect(() => bus.map(region({ base: 0x10f0 }), recorder())).toThrow('overlaps');
});
