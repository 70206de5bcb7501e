/** Entropy, console and network card: what they do, and that no rings can hurt. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConsoleDevice } from '../../src/devices/virtio-console.ts';
import type { VirtioDevice } from '../../src/devices/virtio-mmio.ts';
import { NetworkDevice } from '../../src/devices/virtio-net.ts';
import { EntropyDevice } from '../../src/devices/virtio-rng.ts';
import { Hub } from '../../src/network/hub.ts';
import type { Deliver } from '../../src/network/network.ts';
import { giveState, stateOf } from '../../src/snapshot/state.ts';
import { tried } from '../property.ts';
import {
  available,
  type BoardParts,
  buffer,
  NEXT,
  queueSize,
  queueStride,
  ramBase,
  ramBytes,
  VirtioDriver,
  WRITE,
} from './virtio-driver.ts';

const driverOf = (device: (parts: BoardParts) => VirtioDevice) =>
  new VirtioDriver(undefined, { device });

describe('entropy', () => {
  const entropyOf = (seed: number) =>
    driverOf((parts) => new EntropyDevice({ ...parts, seed })).start();
  const take = (driver: VirtioDriver, length = 64) => {
    driver.describe(0, buffer, length, WRITE);
    driver.submit();
    return driver.data(length);
  };

  test('fills a buffer, a while later, and interrupts', () => {
    const driver = entropyOf(1);
    driver.describe(0, buffer, 64, WRITE);
    driver.offer(0);
    driver.notify();
    expect(new Set(driver.data(64)).size).toBe(1);
    driver.finish();
    expect(new Set(driver.data(64)).size).toBeGreaterThan(40);
    expect([driver.usedEntry(0), driver.line]).toEqual([[0, 64], true]);
  });

  test('follows from the seed, and from the state in a snapshot', () => {
    expect(take(entropyOf(1))).toEqual(take(entropyOf(1)));
    expect(take(entropyOf(1))).not.toEqual(take(entropyOf(2)));
    expect(take(entropyOf(1))).not.toEqual(take(entropyOf(2 ** 32 + 1)));
    const [one, other] = [entropyOf(1), entropyOf(2)];
    take(one);
    expect(giveState(other.device, stateOf(one.device))).toBeUndefined();
    // The rings stand in memory, which is not in that state.
    other.bytes.set(one.bytes);
    other.skip(1);
    expect(take(other)).toEqual(take(one));
  });

  test('of a buffer outside RAM asks for a reset', () => {
    const driver = entropyOf(1);
    driver.describe(0, ramBase + ramBytes - 2, 4, WRITE);
    driver.submit();
    expect(driver.needsReset).toBe(true);
  });
});

describe('the console', () => {
  const make = () => {
    let output = '';
    let console: ConsoleDevice | undefined;
    const driver = driverOf((parts) => {
      const send = (byte: number) => {
        output += String.fromCharCode(byte);
      };
      console = new ConsoleDevice({ ...parts, send });
      return console;
    });
    const receive = (text: string) => console?.receive(new TextEncoder().encode(text));
    return { driver, receive, output: () => output };
  };

  test('sends what is in a chain of any pieces', () => {
    const { driver, output } = make();
    driver.start(0n, 2);
    driver.put(buffer, [0x68, 0x69, 0x21]);
    driver.describe(0, buffer, 1, NEXT, 1, 1);
    driver.describe(1, buffer + 1, 2, 0, 0, 1);
    driver.offer(0, 1);
    driver.notify(1);
    expect(output()).toBe('');
    driver.finish();
    expect([output(), driver.usedEntry(0, 1), driver.line]).toEqual(['hi!', [0, 0], true]);
  });

  test('keeps what arrives until there is room', () => {
    const { driver, receive } = make();
    receive('be');
    driver.start(0n, 2);
    receive('fore');
    driver.describe(0, buffer, 4, WRITE);
    driver.describe(1, buffer + 4, 100, WRITE);
    driver.offer(0);
    driver.notify();
    expect(driver.usedIndex).toBe(1);
    driver.offer(1);
    driver.notify();
    expect([driver.usedEntry(0), driver.usedEntry(1)]).toEqual([
      [0, 4],
      [1, 2],
    ]);
    expect(new TextDecoder().decode(driver.data(6))).toBe('before');
  });

  test('of an empty buffer asks for a reset', () => {
    const { driver, receive } = make();
    driver.start(0n, 2);
    driver.describe(0, buffer, 0, WRITE);
    driver.offer(0);
    receive('x');
    expect(driver.needsReset).toBe(true);
  });
});

describe('the network card', () => {
  const mac = Uint8Array.of(0x52, 0x54, 0, 0x12, 0x34, 0x56);
  const make = () => {
    const sent: (readonly [frame: readonly number[], atNs: number])[] = [];
    let deliver: Deliver = () => {};
    const network = {
      plug: (receive: Deliver) => {
        deliver = receive;
        return (frame: Uint8Array, atNs: number) => sent.push([[...frame], atNs]);
      },
    };
    const driver = driverOf((parts) => new NetworkDevice({ ...parts, mac, network }));
    return {
      driver,
      sent,
      deliver: (frame: readonly number[], atNs: number) => deliver(Uint8Array.from(frame), atNs),
    };
  };

  test('tells its address and that there is a link', () => {
    const { device } = make().driver;
    expect([0, 1, 2, 3, 4, 5].map((at) => device.read(0x100 + at, 1))).toEqual([...mac]);
    expect(device.read(0x106, 2)).toBe(1);
  });

  test('sends frames without the header', () => {
    const { driver, sent } = make();
    driver.start(0n, 2);
    driver.put(buffer, [...new Array(12).fill(0xee), 1, 2, 3]);
    driver.describe(0, buffer, 15, 0, 0, 1);
    driver.offer(0, 1);
    driver.notify(1);
    driver.finish();
    expect(sent).toEqual([[[1, 2, 3], 5_000]]);
    expect(driver.usedEntry(0, 1)).toEqual([0, 0]);
  });

  test('receives frames behind a header, at their time and in order', () => {
    const { driver, deliver } = make();
    driver.start(0n, 2);
    for (const n of [0, 1]) {
      driver.describe(n, buffer + 2048 * n, 1526, WRITE);
      driver.offer(n);
    }
    driver.notify();
    deliver([4, 5], 900);
    deliver([6], 500);
    driver.clock.nowNs = 499;
    driver.events.runDue(499);
    expect(driver.usedIndex).toBe(0);
    driver.finish();
    expect(driver.at(buffer, 14)).toEqual(Uint8Array.of(...new Array(10).fill(0), 1, 0, 6, 0));
    expect(driver.at(buffer + 2048 + 12, 2)).toEqual(Uint8Array.of(4, 5));
    expect([driver.usedEntry(0), driver.usedEntry(1)]).toEqual([
      [0, 13],
      [1, 14],
    ]);
  });

  test('keeps frames until there is a buffer, and loses those that are too many', () => {
    const { driver, deliver } = make();
    driver.start(0n, 2);
    for (let n = 0; n < 300; n++) deliver([n & 0xff], 10 + n);
    driver.finish();
    for (let n = 0; n < 300; n++) {
      driver.describe(0, buffer, 1526, WRITE);
      driver.offer(0);
      driver.notify();
    }
    expect(driver.usedIndex).toBe(256);
  });

  test('without a driver loses what arrives', () => {
    const { driver, deliver } = make();
    deliver([1], 10);
    driver.finish();
    driver.start(0n, 2);
    driver.describe(0, buffer, 1526, WRITE);
    driver.offer(0);
    driver.notify();
    expect(driver.usedIndex).toBe(0);
  });

  test('what is on its way is in a snapshot', () => {
    const [one, other] = [make(), make()];
    one.driver.start(0n, 2);
    one.deliver([7], 1000);
    const timers = stateOf(one.driver.events);
    expect(giveState(other.driver.device, stateOf(one.driver.device))).toBeUndefined();
    expect(giveState(other.driver.events, timers)).toBeUndefined();
    other.driver.describe(0, buffer, 1526, WRITE);
    other.driver.offer(0);
    other.driver.finish();
    expect(other.driver.usedEntry(0)).toEqual([0, 13]);
  });
});

const kinds: Readonly<Record<string, (parts: BoardParts) => VirtioDevice>> = {
  entropy: (parts) => new EntropyDevice({ ...parts, seed: 1 }),
  console: (parts) => new ConsoleDevice({ ...parts, send: () => {} }),
  network: (parts) => {
    const network = new Hub();
    network.plug(() => {});
    return new NetworkDevice({ ...parts, network, mac: new Uint8Array(6) });
  },
};

const address = fc.oneof(
  fc.integer({ min: ramBase - 8, max: ramBase + ramBytes + 8 }),
  fc.integer({ min: 0, max: 7 }).map((n) => ramBase + n * 0x1000),
  fc.integer({ min: 0, max: 2 ** 53 - 1 }),
);
const length = fc.oneof(fc.nat(2000), fc.integer({ min: 0, max: 0xffff_ffff }));

test.each(Object.entries(kinds))('no rings, however wild, can hurt the %s', (_, device) => {
  const descriptor = fc.tuple(address, length, fc.nat(7), fc.nat(queueSize));
  fc.assert(
    fc.property(
      fc.array(descriptor, { minLength: queueSize, maxLength: queueSize }),
      fc.array(fc.nat(queueSize), { minLength: queueSize, maxLength: queueSize }),
      fc.oneof(fc.nat(queueSize + 1), fc.nat(0xffff)),
      fc.array(fc.tuple(fc.constantFrom(0x80, 0x90, 0xa0), address), { maxLength: 3 }),
      (table, heads, index, moved) => {
        const queues = device === kinds['entropy'] ? 1 : 2;
        const driver = driverOf(device).start(0n, queues);
        for (let queue = 0; queue < queues; queue++) {
          for (const [at, [place, bytes, flags, next]] of table.entries())
            driver.describe(at, place, bytes, flags, next, queue);
          const ring = available - ramBase + queue * queueStride;
          for (const [at, head] of heads.entries())
            driver.view.setUint16(ring + 4 + 2 * at, head, true);
          driver.view.setUint16(ring + 2, index, true);
          driver.write(0x30, queue);
          driver.write(0x44, 0);
          for (const [register, place] of moved) driver.write(register, place % 2 ** 32);
          driver.write(0x44, 1);
          driver.notify(queue);
        }
        for (let events = 0; events < 20 && driver.events.nextNs < Infinity; events++) {
          driver.clock.nowNs = driver.events.nextNs;
          driver.events.runDue(driver.clock.nowNs);
          if (events === 3) giveState(driver.device, stateOf(driver.device));
        }
        for (const [start, bytes] of driver.written) {
          expect(start).toBeGreaterThanOrEqual(ramBase);
          expect(start + bytes).toBeLessThanOrEqual(ramBase + ramBytes);
        }
      },
    ),
    tried(200),
  );
});
