import { expect, test } from 'vitest';
import { Ram } from '../../src/board/physical-memory.ts';
import { VirtioMmio } from '../../src/devices/virtio-mmio.ts';
import { descriptors, numberedDisk, ramBase, VirtioDriver } from './virtio-driver.ts';

test('a device shows the magic value, version 2 and its ID', () => {
  const driver = new VirtioDriver();
  expect([0x0, 0x4, 0x8, 0xc].map((offset) => driver.read(offset))).toEqual([
    0x7472_6976, 2, 2, 0x554d_4551,
  ]);
});

test('an empty slot shows device ID 0 and takes no state', () => {
  const slot = new VirtioMmio(new Ram(ramBase, new Uint8Array(16)), () => {});
  slot.write(0x70, 4, 1);
  expect([0x0, 0x4, 0x8, 0x34, 0x70, 0x100].map((offset) => slot.read(offset, 4))).toEqual([
    0x7472_6976, 2, 0, 0, 0, 0,
  ]);
});

test('the features stand in words, of which those past the second are zero', () => {
  const driver = new VirtioDriver();
  const word = (select: number): number => {
    driver.write(0x14, select);
    return driver.read(0x10);
  };
  expect(word(1)).toBe(1);
  expect(word(0) & (1 << 9)).not.toBe(0);
  expect([word(2), word(0xffff_ffff)]).toEqual([0, 0]);
});

test('a read-only disk says so in its features', () => {
  expect(new VirtioDriver(numberedDisk(8, true)).read(0x10) & (1 << 5)).not.toBe(0);
  expect(new VirtioDriver(numberedDisk(8, false)).read(0x10) & (1 << 5)).toBe(0);
});

test('FEATURES_OK does not stay when the driver asks for what is not offered', () => {
  const driver = new VirtioDriver();
  driver.write(0x20, 1 << 31);
  driver.write(0x70, 11);
  expect(driver.read(0x70)).toBe(3);
});

test('registers answer only to accesses of 4 bytes, configuration to 1, 2 and 4', () => {
  const { device } = new VirtioDriver();
  expect([device.read(0, 1), device.read(0, 2)]).toEqual([0, 0]);
  expect([device.read(0x100, 1), device.read(0x100, 2), device.read(0x100, 4)]).toEqual([
    64, 64, 64,
  ]);
  expect([device.read(0x1f0, 1), device.read(0x1f0, 4)]).toEqual([0xff, 0xffff_ffff]);
});

test('a queue that does not exist has no entries', () => {
  const driver = new VirtioDriver();
  expect(driver.read(0x34)).toBe(1024);
  driver.write(0x30, 1);
  expect(driver.read(0x34)).toBe(0);
  driver.write(0x44, 1);
  expect(driver.read(0x44)).toBe(0);
});

test('writing 0 to the status resets everything', () => {
  const driver = new VirtioDriver().start();
  driver.request(0, 0, 512, 2);
  driver.submit();
  expect(driver.line).toBe(true);
  driver.write(0x70, 0);
  expect(driver.line).toBe(false);
  expect([0x44, 0x60, 0x70].map((offset) => driver.read(offset))).toEqual([0, 0, 0]);
});

test('a reset drops the request under way', () => {
  const driver = new VirtioDriver().start();
  driver.request(0, 7, 512, 2);
  driver.offer(0);
  driver.notify();
  driver.write(0x70, 0);
  expect(driver.events.nextNs).toBe(Infinity);
  driver.clock.nowNs = 50_000;
  driver.start();
  driver.notify();
  expect(driver.events.nextNs).toBe(151_000);
  driver.finish();
  expect(driver.usedIndex).toBe(1);
});

test('acknowledging an interrupt lowers the line', () => {
  const driver = new VirtioDriver().start();
  driver.request(0, 0, 512, 2);
  driver.submit();
  expect(driver.read(0x60)).toBe(1);
  driver.write(0x64, 1);
  expect(driver.read(0x60)).toBe(0);
  expect(driver.line).toBe(false);
});

test('buffers offered before DRIVER_OK are served once that is set', () => {
  const driver = new VirtioDriver().start();
  driver.write(0x70, 0);
  driver.write(0x38, 8);
  for (const [offset, value] of [
    [0x80, descriptors],
    [0x90, descriptors + 0x1000],
    [0xa0, descriptors + 0x2000],
    [0x44, 1],
  ] as const)
    driver.write(offset, value);
  driver.request(0, 3, 512, 2);
  driver.submit();
  expect(driver.usedIndex).toBe(0);
  driver.write(0x70, 15);
  driver.finish();
  expect(driver.usedIndex).toBe(1);
});

test('the addresses of a queue that is ready cannot be changed', () => {
  const driver = new VirtioDriver().start();
  driver.write(0x80, 0);
  driver.request(0, 3, 512, 2);
  driver.submit();
  expect(driver.statusByte).toBe(0);
});
