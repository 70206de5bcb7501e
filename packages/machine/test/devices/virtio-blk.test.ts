import { describe, expect, test } from 'vitest';
import type { IoRequest } from '../../src/board/probe.ts';
import type { Disk } from '../../src/devices/disk.ts';
import { BlockDevice } from '../../src/devices/virtio-blk.ts';
import {
  available,
  buffer,
  header,
  NEXT,
  numberedDisk,
  ramBase,
  ramBytes,
  status,
  used,
  VirtioDriver,
  WRITE,
} from './virtio-driver.ts';

const READ = 0;
const STORE = 1;
const FLUSH = 4;
const GET_ID = 8;

const OK = 0;
const IO_ERROR = 1;
const UNSUPPORTED = 2;

test('the configuration tells the capacity, the segments and the sector size', () => {
  const driver = new VirtioDriver(numberedDisk(64));
  expect([0x100, 0x104, 0x10c, 0x114].map((at) => driver.read(at))).toEqual([64, 0, 254, 512]);
});

describe('a read', () => {
  test('brings the sectors, the status, the used entry and an interrupt', () => {
    const driver = new VirtioDriver().start();
    driver.request(READ, 5, 1024, WRITE);
    driver.submit();
    expect([...new Set(driver.data(512))]).toEqual([5]);
    expect([...new Set(driver.data(1024).subarray(512))]).toEqual([6]);
    expect(driver.statusByte).toBe(OK);
    expect([driver.usedIndex, driver.usedEntry(0)]).toEqual([1, [0, 1025]]);
    expect(driver.line).toBe(true);
  });

  test('changes nothing in memory before its time is over', () => {
    const driver = new VirtioDriver().start();
    driver.request(READ, 5, 1024, WRITE);
    driver.offer(0);
    driver.notify();
    expect(driver.events.nextNs).toBe(100_000 + 2 * 1_000);
    driver.clock.nowNs = 101_999;
    driver.events.runDue(101_999);
    expect([driver.data(1)[0], driver.statusByte, driver.usedIndex]).toEqual([0, 0xee, 0]);
  });

  test('reports each range of RAM that it writes', () => {
    const driver = new VirtioDriver().start();
    driver.request(READ, 5, 512, WRITE);
    driver.submit();
    expect(driver.written).toEqual([
      [buffer, 512],
      [status, 1],
      [used + 4, 8],
      [used + 2, 2],
    ]);
  });

  test('fills pieces of any length', () => {
    const driver = new VirtioDriver().start();
    driver.fillHeader(READ, 9);
    driver.describe(0, header, 7, NEXT, 1);
    driver.describe(1, header + 7, 9, NEXT, 2);
    driver.describe(2, buffer, 500, NEXT | WRITE, 3);
    driver.describe(3, buffer + 600, 13, WRITE);
    driver.submit();
    expect(driver.data(601)[499]).toBe(9);
    expect(driver.data(601)[500]).toBe(0);
    expect([...driver.data(613).subarray(600, 612)]).toEqual(new Array(12).fill(9));
    expect(driver.data(613)[612]).toBe(OK);
  });

  test('of any length brings every sector', () => {
    const driver = new VirtioDriver(numberedDisk(256)).start();
    driver.request(READ, 20, 200 * 512, WRITE);
    driver.submit();
    const sectors = Array.from({ length: 200 }, (_, n) => driver.data(200 * 512)[512 * n + 511]);
    expect(sectors).toEqual(Array.from({ length: 200 }, (_, n) => 20 + n));
  });

  test('takes a nanosecond at least, so that time passes', () => {
    const latency = { requestNs: 0, sectorNs: 0 };
    const driver = new VirtioDriver(numberedDisk(), { latency }).start();
    driver.request(READ, 5, 512, WRITE);
    driver.offer(0);
    driver.notify();
    expect(driver.events.nextNs).toBe(1);
  });

  test.each([
    ['past the end of the disk', 63, 1024],
    ['far past the end of the disk', 2n ** 64n - 1n, 512],
    ['of part of a sector', 0, 100],
  ])('%s is an I/O error', (_, sector, length) => {
    const driver = new VirtioDriver().start();
    driver.request(READ, sector, length, WRITE);
    driver.submit();
    expect(driver.statusByte).toBe(IO_ERROR);
    expect(driver.usedIndex).toBe(1);
    expect(driver.needsReset).toBe(false);
  });

  test('into a buffer outside RAM is an I/O error', () => {
    const driver = new VirtioDriver().start();
    driver.request(READ, 0, 512, WRITE);
    driver.describe(1, ramBase + ramBytes - 2, 512, NEXT | WRITE, 2);
    driver.submit();
    expect(driver.statusByte).toBe(IO_ERROR);
    expect(driver.needsReset).toBe(false);
  });
});

describe('a write', () => {
  test('stores the sectors', () => {
    const disk = numberedDisk();
    const driver = new VirtioDriver(disk).start();
    driver.bytes.fill(0xab, buffer - ramBase, buffer - ramBase + 512);
    driver.request(STORE, 7, 512, 0);
    driver.submit();
    const sector = new Uint8Array(512);
    disk.read(7, sector);
    expect([driver.statusByte, ...new Set(sector)]).toEqual([OK, 0xab]);
    expect(driver.usedEntry(0)).toEqual([0, 1]);
  });

  test('to a read-only disk is an I/O error', () => {
    const driver = new VirtioDriver(numberedDisk(64, true)).start();
    driver.request(STORE, 7, 512, 0);
    driver.submit();
    expect(driver.statusByte).toBe(IO_ERROR);
  });

  test('that the medium refuses is an I/O error', () => {
    const failing: Disk = { sectors: 8, readOnly: false, read: () => false, write: () => false };
    const driver = new VirtioDriver(failing).start();
    driver.request(STORE, 7, 512, 0);
    driver.submit();
    expect(driver.statusByte).toBe(IO_ERROR);
  });
});

test('a flush succeeds', () => {
  const driver = new VirtioDriver().start();
  driver.request(FLUSH, 0, 0, WRITE);
  driver.submit();
  expect(driver.statusByte).toBe(OK);
});

test('the identity is the name, in 20 bytes filled up with zeroes', () => {
  const driver = new VirtioDriver().start();
  driver.bytes.fill(0xff, buffer - ramBase, buffer - ramBase + 32);
  driver.request(GET_ID, 0, 32, WRITE);
  driver.submit();
  expect(String.fromCharCode(...driver.data(21))).toBe(`virtio0${'\0'.repeat(13)}\xff`);
});

test('the identity is the serial number, where it has one', () => {
  const driver = new VirtioDriver(numberedDisk(), {
    device: (parts) => new BlockDevice({ ...parts, disk: numberedDisk(), serial: 'WD-01' }),
  }).start();
  driver.request(GET_ID, 0, 20, WRITE);
  driver.submit();
  expect(String.fromCharCode(...driver.data(20))).toBe(`WD-01${'\0'.repeat(15)}`);
});

test('any other request is unsupported', () => {
  const driver = new VirtioDriver().start();
  driver.request(99, 0, 512, WRITE);
  driver.submit();
  expect(driver.statusByte).toBe(UNSUPPORTED);
});

test('requests are served one at a time, in order', () => {
  const seen: string[] = [];
  const driver: VirtioDriver = new VirtioDriver(numberedDisk(), {
    probe: {
      ioStarted: ({ sector }, finishesNs) => seen.push(`start ${sector} until ${finishesNs}`),
      ioFinished: ({ sector }, ok) => seen.push(`finish ${sector} ${ok} at ${driver.clock.nowNs}`),
    },
  }).start();
  driver.request(READ, 1, 512, WRITE);
  driver.describe(4, header + 32, 16, NEXT, 1);
  driver.view.setUint32(header - ramBase + 32 + 8, 64, true);
  driver.offer(0);
  driver.offer(4);
  driver.notify();
  driver.notify();
  driver.finish();
  expect(seen).toEqual([
    'start 1 until 101000',
    'finish 1 true at 101000',
    'start 64 until 201000',
    'finish 64 false at 201000',
  ]);
  expect([driver.usedEntry(0)[0], driver.usedEntry(1)[0]]).toEqual([0, 4]);
});

test('the probe is told what is read and written', () => {
  const seen: IoRequest[] = [];
  const probe = { ioStarted: (request: IoRequest) => seen.push(request) };
  const driver = new VirtioDriver(numberedDisk(), { probe }).start();
  driver.request(STORE, 3, 1024, 0);
  driver.submit();
  expect(seen).toEqual([{ device: 'virtio0', kind: 'write', sector: 3, sectors: 2 }]);
});

test('no interrupt is raised when the driver wants none', () => {
  const driver = new VirtioDriver().start();
  driver.view.setUint16(available - ramBase, 1, true);
  driver.request(READ, 0, 512, WRITE);
  driver.submit();
  expect(driver.usedIndex).toBe(1);
  expect(driver.line).toBe(false);
});

test('the rings wrap around many times', () => {
  const driver = new VirtioDriver().start();
  for (let round = 0; round < 50; round++) {
    driver.request(READ, round, 512, WRITE);
    driver.submit();
    expect(driver.data(1)[0]).toBe(round);
  }
  expect(driver.usedIndex).toBe(50);
});

test('a header or a status without its bytes makes the device ask for a reset', () => {
  const short = new VirtioDriver().start();
  short.request(READ, 0, 512, WRITE);
  short.describe(0, header, 15, NEXT, 1);
  short.submit();
  expect(short.needsReset).toBe(true);

  const silent = new VirtioDriver().start();
  silent.fillHeader(READ, 0);
  silent.describe(0, header, 16, 0);
  silent.submit();
  expect(silent.needsReset).toBe(true);
});

test('a device that asks for a reset does nothing more until it gets one', () => {
  const driver = new VirtioDriver().start();
  driver.describe(0, header, 16, NEXT, 0);
  driver.submit();
  expect(driver.needsReset).toBe(true);
  expect(driver.read(0x60)).toBe(2);
  driver.write(0x70, 15);
  expect(driver.needsReset).toBe(true);
  driver.request(READ, 0, 512, WRITE);
  driver.submit();
  expect(driver.usedIndex).toBe(0);
});

describe('ranges of sectors', () => {
  const ranges = (type: number, sector: number, count: number, flags = 0, readOnly = false) => {
    const disk = numberedDisk(64, readOnly);
    const driver = new VirtioDriver(disk).start();
    const view = new DataView(driver.bytes.buffer, buffer - ramBase);
    view.setBigUint64(0, BigInt(sector), true);
    view.setUint32(8, count, true);
    view.setUint32(12, flags, true);
    driver.request(type, 0, 16, 0);
    driver.submit();
    const first = Array.from({ length: 64 }, (_, n) => disk.bytes[512 * n + 5]);
    return { status: driver.statusByte, zeroed: first.flatMap((byte, n) => (byte ? [] : [n])) };
  };

  test('are written with zeroes, and discarded without effect', () => {
    expect(ranges(13, 5, 3)).toEqual({ status: OK, zeroed: [0, 5, 6, 7] });
    expect(ranges(13, 5, 1, 1)).toEqual({ status: OK, zeroed: [0, 5] });
    expect(ranges(11, 5, 3)).toEqual({ status: OK, zeroed: [0] });
  });

  test('outside the disk, of a read-only disk or with other flags are refused', () => {
    expect(ranges(13, 63, 2).status).toBe(IO_ERROR);
    expect(ranges(11, 2 ** 40, 1).status).toBe(IO_ERROR);
    expect(ranges(13, 5, 1, 0, true).status).toBe(IO_ERROR);
    expect(ranges(13, 5, 1, 2).status).toBe(UNSUPPORTED);
    expect(ranges(11, 5, 1, 1).status).toBe(UNSUPPORTED);
  });

  test('in several pieces are one, and more than one are unsupported', () => {
    const driver = new VirtioDriver().start();
    driver.request(13, 0, 32, 0);
    driver.submit();
    expect(driver.statusByte).toBe(UNSUPPORTED);
    driver.request(13, 0, 15, 0);
    driver.submit();
    expect(driver.needsReset).toBe(true);
  });
});
