import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Ram } from '../../src/board/physical-memory.ts';
import { VirtQueue } from '../../src/devices/virtio-queue.ts';
import { tried } from '../property.ts';
import {
  available,
  buffer,
  descriptors,
  INDIRECT,
  NEXT,
  queueSize,
  ramBase,
  ramBytes,
  used,
  VirtioDriver,
  WRITE,
} from './virtio-driver.ts';

/** A queue over the rings that a driver writes, beside the driver's device. */
const make = () => {
  const driver = new VirtioDriver();
  const queue = new VirtQueue(new Ram(ramBase, driver.bytes));
  queue.size = queueSize;
  queue.addresses.set([descriptors, 0, available, 0, used, 0]);
  return { driver, queue };
};

test('an empty ring gives nothing', () => {
  expect(make().queue.take()).toBe('empty');
});

test('a chain is taken once, with what the device reads before what it writes', () => {
  const { driver, queue } = make();
  driver.describe(3, buffer, 16, NEXT, 5);
  driver.describe(5, buffer + 16, 100, WRITE | NEXT, 0);
  driver.describe(0, buffer + 200, 1, WRITE);
  driver.offer(3);
  expect(queue.take()).toEqual({
    head: 3,
    readable: [{ address: buffer, length: 16 }],
    writable: [
      { address: buffer + 16, length: 100 },
      { address: buffer + 200, length: 1 },
    ],
  });
  expect(queue.take()).toBe('empty');
});

test('with events, the device says of which chain it wants to be told, and interrupts at the driver’s', () => {
  const { driver, queue } = make();
  const word = (address: number) => driver.view.getUint16(address - ramBase, true);
  const availableEvent = used + 4 + 8 * queueSize;
  queue.usesEvents = true;
  driver.describe(0, buffer, 16, WRITE);
  for (let count = 0; count < 3; count++) driver.offer(0);
  driver.view.setUint16(available - ramBase + 4 + 2 * queueSize, 1, true); // the second
  driver.view.setUint16(available - ramBase, 1, true); // no interrupts, which counts no more
  const answers = Array.from({ length: 3 }, () => {
    const chain = queue.take();
    return typeof chain === 'string' ? chain : queue.giveBack(chain, 0);
  });
  expect(answers).toEqual(['quiet', 'interrupt', 'quiet']);
  expect(word(availableEvent)).toBe(0);
  expect(queue.take()).toBe('empty');
  expect(word(availableEvent)).toBe(3);
});

test('an indirect table stands for its descriptors, alone or at the end of a chain', () => {
  const { driver, queue } = make();
  driver.describe(0, buffer, 16, NEXT, 1);
  driver.describe(1, descriptors + 16 * 4, 32, INDIRECT);
  driver.describe(4, buffer + 16, 100, NEXT, 1);
  driver.describe(5, buffer + 200, 1, WRITE);
  driver.offer(0);
  expect(queue.take()).toEqual({
    head: 0,
    readable: [
      { address: buffer, length: 16 },
      { address: buffer + 16, length: 100 },
    ],
    writable: [{ address: buffer + 200, length: 1 }],
  });
});

describe('what is broken', () => {
  const cases: Record<string, (driver: VirtioDriver) => void> = {
    'a head outside the table': (driver) => driver.offer(queueSize),
    'a next outside the table': (driver) => {
      driver.describe(0, buffer, 16, NEXT, queueSize);
      driver.offer(0);
    },
    'a chain that comes back to itself': (driver) => {
      driver.describe(0, buffer, 16, NEXT, 1);
      driver.describe(1, buffer, 16, NEXT, 0);
      driver.offer(0);
    },
    'a readable piece after a writable one': (driver) => {
      driver.describe(0, buffer, 16, NEXT | WRITE, 1);
      driver.describe(1, buffer, 16, 0);
      driver.offer(0);
    },
    'more chains than the ring holds': (driver) => {
      for (let n = 0; n <= queueSize; n++) driver.offer(0);
    },
    'a chain of more than 4 GiB': (driver) => {
      driver.describe(0, buffer, 0xffff_ffff, NEXT, 1);
      driver.describe(1, buffer, 2, 0);
      driver.offer(0);
    },
    'an indirect table with part of a descriptor': (driver) => {
      driver.describe(0, descriptors, 24, INDIRECT);
      driver.offer(0);
    },
    'an empty indirect table': (driver) => {
      driver.describe(0, descriptors, 0, INDIRECT);
      driver.offer(0);
    },
    'an indirect table in an indirect table': (driver) => {
      driver.describe(0, descriptors, 16, INDIRECT);
      driver.offer(0);
    },
    'an indirect descriptor with a next': (driver) => {
      driver.describe(0, descriptors + 64, 16, INDIRECT | NEXT, 1);
      driver.offer(0);
    },
    'an indirect table outside RAM': (driver) => {
      driver.describe(0, 0x1000, 16, INDIRECT);
      driver.offer(0);
    },
  };
  test.each(Object.entries(cases))('%s', (_, break_) => {
    const { driver, queue } = make();
    break_(driver);
    expect(queue.take()).toBe('broken');
  });

  test.each([0, 1, 2])('table %d outside RAM', (table) => {
    const { driver, queue } = make();
    driver.describe(0, buffer, 16, 0);
    driver.offer(0);
    queue.addresses[2 * table + 1] = 0xffff_ffff;
    const chain = queue.take();
    const answer = typeof chain === 'string' ? chain : queue.giveBack(chain, 0);
    expect(answer).toBe('broken');
  });
});

/** Numbers of the kind that break things: small, near limits, or anything. */
const word = (max: number): fc.Arbitrary<number> =>
  fc.oneof(fc.nat(16), fc.integer({ min: max - 16, max }), fc.integer({ min: 0, max }));
const address = fc.oneof(
  fc.integer({ min: ramBase - 8, max: ramBase + ramBytes + 8 }),
  fc.constantFrom(descriptors, available, used, buffer),
  fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
);

test('no rings, however wild, make the device throw, hang or write outside RAM', () => {
  const descriptor = fc.tuple(address, word(0xffff_ffff), fc.nat(7), word(queueSize));
  fc.assert(
    fc.property(
      fc.array(descriptor, { minLength: queueSize, maxLength: queueSize }),
      fc.array(fc.nat(queueSize), { minLength: queueSize, maxLength: queueSize }),
      fc.oneof(fc.nat(queueSize + 1), fc.nat(0xffff)),
      fc.tuple(fc.nat(12), fc.nat(70)),
      fc.array(fc.tuple(fc.nat(3), address), { maxLength: 2 }),
      (table, heads, index, [type, sector], moved) => {
        const driver = new VirtioDriver().start();
        for (const [at, fields] of table.entries()) driver.describe(at, ...fields);
        for (const [at, head] of heads.entries())
          driver.view.setUint16(available - ramBase + 4 + 2 * at, head, true);
        driver.view.setUint16(available - ramBase + 2, index, true);
        driver.view.setUint32(buffer - ramBase, type, true);
        driver.view.setUint32(buffer - ramBase + 8, sector, true);
        driver.write(0x44, 0);
        for (const [which, place] of moved) {
          driver.write([0x80, 0x90, 0xa0, 0x38][which] ?? 0x80, place % 2 ** 32);
        }
        driver.write(0x44, 1);
        driver.notify();
        driver.finish();
        for (const [start, length] of driver.written) {
          expect(start).toBeGreaterThanOrEqual(ramBase);
          expect(start + length).toBeLessThanOrEqual(ramBase + driver.bytes.length);
        }
      },
    ),
    tried(500),
  );
});
