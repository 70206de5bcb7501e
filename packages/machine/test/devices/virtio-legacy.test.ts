/** Version 1 of the transport, as drivers of older systems use it. */

import { expect, test } from 'vitest';
import {
  buffer,
  header,
  NEXT,
  numberedDisk,
  ramBase,
  VirtioDriver,
  WRITE,
} from './virtio-driver.ts';

const size = 8;
/** Where the tables are when they begin at `ramBase` and the last on a boundary of 4096. */
const available = ramBase + 16 * size;
const used = ramBase + 4096;
const page = ramBase / 4096;

/** A driver that has put its queue at the start of RAM, the way xv6 did in 2019: DRIVER_OK comes first. */
const started = (statuses = [1, 3, 11, 15]): VirtioDriver => {
  const driver = new VirtioDriver(numberedDisk(), { isLegacy: true });
  for (const value of statuses) driver.write(0x70, value);
  driver.write(0x28, 4096);
  driver.write(0x30, 0);
  driver.write(0x38, size);
  driver.write(0x40, page);
  return driver;
};

test('a device shows version 1, and not the feature that says it follows the standard', () => {
  const driver = new VirtioDriver(numberedDisk(), { isLegacy: true });
  expect(driver.read(0x4)).toBe(1);
  driver.write(0x14, 1);
  expect(driver.read(0x10)).toBe(0);
});

test('one page number says where all tables are', () => {
  const driver = started();
  expect(driver.read(0x40)).toBe(page);
  driver.request(0, 5, 512, WRITE);
  driver.view.setUint16(available - ramBase + 2, 1, true);
  driver.notify();
  driver.finish();
  expect(driver.line).toBe(true);
  expect(driver.view.getUint16(used - ramBase + 2, true)).toBe(1);
  expect([...driver.data(512)].every((byte) => byte === 5)).toBe(true);
  expect(driver.statusByte).toBe(0);
});

test('buffers are served before DRIVER_OK, once', () => {
  const driver = started([1, 3]);
  driver.request(0, 5, 512, WRITE);
  driver.view.setUint16(available - ramBase + 2, 1, true);
  driver.notify();
  driver.finish();
  expect(driver.view.getUint16(used - ramBase + 2, true)).toBe(1);
  driver.write(0x70, 7);
  driver.finish();
  expect(driver.view.getUint16(used - ramBase + 2, true)).toBe(1);
});

test('QueueAlign and GuestPageSize are the units of that', () => {
  const driver = started();
  driver.write(0x28, 512);
  driver.write(0x3c, 256);
  driver.write(0x40, ramBase / 512);
  expect(driver.read(0x40)).toBe(ramBase / 512);
  driver.fillHeader(0, 3);
  driver.describe(0, header, 16, NEXT, 1);
  driver.describe(1, buffer, 513, WRITE);
  driver.view.setUint16(available - ramBase + 2, 1, true);
  driver.notify();
  driver.finish();
  expect(driver.view.getUint16(256 + 2, true)).toBe(1);
});

test('page number 0 takes the queue away and resets the device', () => {
  const driver = started();
  driver.write(0x40, 0);
  expect([0x40, 0x70].map((offset) => driver.read(offset))).toEqual([0, 0]);
});
