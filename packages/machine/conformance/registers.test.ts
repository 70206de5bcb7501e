/**
 * The devices' registers against QEMU's: the same accesses give the same values, the same faults
 * and the same interrupt pins. Where this board differs on purpose, the last test says how and why.
 */

import { describe, expect, test } from 'vitest';
import { regions, virtioRegions } from '../src/board/memory-map.ts';
import { kick, playHere, playOnQemu, read, type Step, scratch, write } from './register-player.ts';

const uart = regions.uart.base;
const clint = regions.clint.base;
const plic = regions.plic.base;
const finisher = regions.finisher.base;
const rtc = regions.rtc.base;
const virtio = virtioRegions[0]?.base ?? 0;
const emptySlot = virtioRegions[1]?.base ?? 0;

const times = <T>(count: number, make: (n: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, n) => make(n));

const agree = (name: string, steps: readonly Step[]): void =>
  test(name, () => expect(playHere(steps)).toEqual(playOnQemu(steps)));

const all8250 = times(8, (n) => read(1, uart + n));

describe('the UART', () => {
  agree('at power-on, and which accesses it takes', [
    ...all8250,
    ...[read(4, uart), read(2, uart + 2), read(4, uart + 4), read(1, uart + 8)],
    read(1, uart + 0x80),
  ]);

  agree('divisor, scratch and the transmitter interrupt', [
    ...[write(1, uart + 3, 0x83), write(1, uart, 3), write(1, uart + 1, 0x12)],
    ...[read(1, uart), read(1, uart + 1), write(1, uart + 3, 3), ...all8250],
    ...[write(1, uart + 7, 0xa5), read(1, uart + 7)],
    ...[write(1, uart + 1, 0xff), read(1, uart + 1), read(1, uart + 2), read(1, uart + 2)],
    ...[write(1, uart, 0x41), read(1, uart + 2), read(1, uart + 2), read(1, uart + 5)],
    ...[write(1, uart + 1, 0), write(1, uart + 1, 2), read(1, uart + 2), read(1, uart + 2)],
  ]);

  agree('the interrupt of an idle receive FIFO', [
    ...[write(4, plic + 40, 1), write(4, plic + 0x2000, 0x400)],
    ...[write(1, uart + 3, 0x83), write(1, uart, 1), write(1, uart + 3, 3)],
    ...[write(1, uart + 2, 0xc7), write(1, uart + 4, 0x1f), write(1, uart + 1, 1)],
    ...[read(1, uart + 2), kick(uart, 0x31), read(1, uart + 2), read(1, uart + 5)],
    ...[read(1, uart), read(1, uart + 2), read(1, uart + 5)],
  ]);

  agree('receiving in loopback, with FIFOs', [
    ...[write(1, uart + 3, 0x83), write(1, uart + 1, 0xff), write(1, uart + 3, 3)],
    ...[write(1, uart + 2, 0xc7), read(1, uart + 2), write(1, uart + 4, 0x1f), ...all8250],
    ...[write(1, uart + 1, 1), write(1, uart, 0x31), read(1, uart + 2), read(1, uart + 5)],
    ...[write(1, uart, 0x32), read(1, uart), read(1, uart), read(1, uart + 5)],
    ...times(18, (n) => write(1, uart, 0x60 + n)),
    ...[read(1, uart + 2), read(1, uart + 5), read(1, uart + 5)],
    ...times(17, () => read(1, uart)),
    ...[read(1, uart + 5), read(1, uart + 2)],
  ]);

  agree('receiving in loopback, without FIFOs', [
    ...[write(1, uart + 4, 0x10), write(1, uart + 1, 5), write(1, uart, 0x33)],
    ...[read(1, uart + 2), write(1, uart, 0x34), read(1, uart + 2), read(1, uart + 5)],
    ...[read(1, uart + 2), read(1, uart), read(1, uart + 5), write(1, uart + 2, 1), ...all8250],
  ]);
});

agree('the CLINT', [
  ...[read(4, clint), read(4, clint + 0x4000), read(8, clint + 0x4000)],
  ...[write(4, clint, 3), read(4, clint), write(4, clint, 0)],
  ...[write(8, clint + 0x4000, 0xffff_ffff_ffff_ffffn), read(8, clint + 0x4000)],
  ...[write(4, clint + 0x4004, 0x10), read(8, clint + 0x4000)],
  ...[read(4, clint + 4), write(4, clint + 4, 1), read(4, clint + 4), read(4, clint + 0x4008)],
  ...[read(2, clint + 0x4000), read(1, clint), read(4, clint + 0xc000), read(4, clint + 0xbff0)],
  ...[write(8, clint + 0xbff8, 2n ** 40n), read(4, clint + 0xbffc)],
  ...[write(8, clint + 0x4000, 2n ** 41n), write(8, clint + 0x4000, 2n ** 40n)],
  ...[write(8, clint + 0x4000, 2n ** 41n), write(4, clint + 0x4000, 100_000)],
  kick(clint + 0x4004, 0x100),
]);

agree('the PLIC', [
  ...[read(4, plic), write(4, plic, 1), read(4, plic), write(4, plic + 4, 9), read(4, plic + 4)],
  ...[94, 95, 96, 97].flatMap((source) => [
    write(4, plic + 4 * source, 7),
    read(4, plic + 4 * source),
  ]),
  ...[write(4, plic + 0x1000, 0xffff), read(4, plic + 0x1000)],
  ...times(3, (word) => write(4, plic + 0x2000 + 4 * word, 0xffff_fffe)),
  ...times(3, (word) => read(4, plic + 0x2000 + 4 * word)),
  ...[write(4, plic + 0x2080, 0x400), read(4, plic + 0x2080), read(4, plic + 0x2100)],
  ...[write(4, plic + 0x20_0000, 0xff), read(4, plic + 0x20_0000), read(4, plic + 0x20_0008)],
  ...[write(4, plic + 0x20_0000, 1), write(4, plic + 40, 1), write(1, uart + 1, 2)],
  ...[read(4, plic + 0x1000), write(4, plic + 40, 2), read(4, plic + 0x20_0004)],
  ...[read(4, plic + 0x20_0004), read(4, plic + 0x20_1004), read(4, plic + 0x1000)],
  ...[read(1, uart + 2), write(4, plic + 0x20_0004, 10), read(4, plic + 0x1000)],
  ...[write(1, uart + 1, 0), write(1, uart + 1, 2), read(1, uart + 2), read(4, plic + 0x1000)],
  ...[read(4, plic + 0x20_0004), read(4, plic + 0x1000)],
  // Completed, the line still high; then driven high again by a register of its device.
  ...[write(4, plic + 0x20_0004, 10), read(4, plic + 0x1000)],
  ...[write(1, uart + 1, 0), write(1, uart + 1, 2), read(4, plic + 0x1000)],
  ...[read(4, plic + 0x20_0004), read(1, uart + 5), write(4, plic + 0x20_0004, 10)],
  ...[read(4, plic + 0x1000), write(1, uart, 0x20), read(4, plic + 0x1000)],
  ...[read(4, plic + 0x20_2000), read(4, plic + 0x20_2004), read(4, plic + 0x5f_fffc)],
  ...[read(8, plic), read(2, plic), read(1, plic), read(4, plic + 0x60_0000)],
]);

agree('the finisher and the clock', [
  ...[read(4, finisher), read(2, finisher), read(1, finisher), read(8, finisher)],
  ...[read(4, finisher + 4), write(4, finisher, 0), write(4, finisher + 4, 0x5555)],
  ...[read(4, rtc + 0x08), read(4, rtc + 0x10), read(4, rtc + 0x18), read(4, rtc + 0x20)],
  ...[read(4, rtc + 0x24), read(1, rtc), write(4, rtc + 0x10, 1), write(4, rtc + 0x08, 1)],
  ...[read(4, rtc + 0x18), write(4, rtc + 0x1c, 1), read(4, 0x1000_9000)],
]);

/** Registers that tell what a device offers, and those of shared memory, are not compared. */
const compared = (offset: number): boolean => ![0x10, 0xb8, 0xbc].includes(offset);

agree('the registers of a virtio device and of an empty slot', [
  ...times(64, (n) => 4 * n)
    .filter(compared)
    .map((offset) => read(4, virtio + offset)),
  ...times(4, (n) => read(4, virtio + 0x100 + 4 * n)),
  ...[read(4, virtio + 0x114), read(4, virtio + 0x1fc), read(4, virtio + 0x200)],
  ...[read(1, virtio + 0x100), read(2, virtio + 0x100), read(8, virtio + 0x100)],
  ...[read(1, virtio + 0x1f0), read(1, virtio), read(2, virtio), read(8, virtio)],
  ...times(65, (n) => read(4, emptySlot + 4 * n)),
  ...[write(4, emptySlot + 0x70, 1), read(4, emptySlot + 0x70)],
  ...[write(4, virtio + 0x30, 1), read(4, virtio + 0x34), read(4, virtio + 0x44)],
]);

const [descriptors, available, used] = [scratch, scratch + 0x1000, scratch + 0x2000];
const [header, buffer, status] = [scratch + 0x3000, scratch + 0x4000, scratch + 0x8000];
const [NEXT, WRITE, INDIRECT] = [1, 2, 4];

const describeBuffer = (
  index: number,
  address: number,
  length: number,
  flags: number,
  next = 0,
): readonly Step[] => [
  write(8, descriptors + 16 * index, address),
  write(
    8,
    descriptors + 16 * index + 8,
    BigInt(length) | (BigInt(flags) << 32n) | (BigInt(next) << 48n),
  ),
];

/** Negotiate nothing but version 1, set queue 0 up, and let slot 0 interrupt. */
const start: readonly Step[] = [
  ...[write(4, virtio + 0x70, 0), write(4, virtio + 0x70, 3), write(4, virtio + 0x20, 0)],
  ...[write(4, virtio + 0x24, 1), write(4, virtio + 0x20, 1), write(4, virtio + 0x70, 11)],
  ...[read(4, virtio + 0x70), write(4, virtio + 0x38, 8), write(4, virtio + 0x80, descriptors)],
  ...[write(4, virtio + 0x90, available), write(4, virtio + 0xa0, used)],
  ...[write(4, virtio + 0x44, 1), read(4, virtio + 0x44), write(4, virtio + 0x70, 15)],
  ...[read(4, virtio + 0x70), write(4, plic + 4, 1), write(4, plic + 0x2000, 2)],
];

const fillHeader = (type: number, sector: number | bigint): readonly Step[] => [
  ...[write(8, header, type), write(8, header + 8, sector), write(1, status, 0xee)],
];

/** Make chain 0 available as the nth, kick, and look at everything that may have changed. */
const submit = (n: number): readonly Step[] => [
  ...[write(2, available + 4 + 2 * (n % 8), 0), write(2, available + 2, n + 1)],
  ...[kick(virtio + 0x50, 0), read(4, virtio + 0x70), read(2, used + 2)],
  ...times(8, (entry) => read(8, used + 4 + 8 * entry)),
  ...[read(1, status), read(8, buffer), read(8, buffer + 504), read(8, buffer + 512)],
  ...[write(4, virtio + 0x64, 3), read(4, virtio + 0x60), read(4, plic + 0x20_0004)],
  write(4, plic + 0x20_0004, 1),
];

const request = (
  n: number,
  type: number,
  sector: number | bigint,
  length: number,
  flags: number,
): readonly Step[] => [
  ...fillHeader(type, sector),
  ...describeBuffer(0, header, 16, NEXT, 1),
  ...describeBuffer(1, buffer, length, NEXT | flags, 2),
  ...describeBuffer(2, status, 1, WRITE),
  ...submit(n),
];

describe('the block device', () => {
  agree('reading, and what it cannot read', [
    ...start,
    ...request(0, 0, 5, 1024, WRITE),
    ...request(1, 0, 63, 512, WRITE),
    ...request(2, 0, 63, 1024, WRITE),
    ...request(3, 0, 2n ** 63n, 512, WRITE),
    ...request(4, 0, 0, 513, WRITE),
    ...request(5, 0, 0, 100, WRITE),
  ]);

  agree('writing, flushing, identity and what it does not know', [
    ...start,
    ...request(0, 0, 7, 1024, WRITE),
    ...request(1, 1, 6, 1024, 0),
    ...request(2, 0, 5, 1536, WRITE),
    ...request(3, 4, 0, 512, WRITE),
    ...request(4, 8, 0, 512, WRITE),
    ...request(5, 8, 0, 20, WRITE),
    ...request(6, 8, 0, 4, WRITE),
    ...request(7, 99, 0, 512, WRITE),
    ...request(8, 0, 0, 512, 0),
  ]);

  agree('requests in odd pieces and in indirect tables', [
    ...start,
    ...fillHeader(0, 9),
    ...describeBuffer(4, header, 16, NEXT, 1),
    ...describeBuffer(5, buffer, 512, NEXT | WRITE, 2),
    ...describeBuffer(6, status, 1, WRITE),
    ...describeBuffer(0, descriptors + 64, 48, INDIRECT),
    ...submit(0),
    ...fillHeader(0, 9),
    ...describeBuffer(0, header, 8, NEXT, 1),
    ...describeBuffer(1, header + 8, 8, NEXT, 2),
    ...describeBuffer(2, buffer, 500, NEXT | WRITE, 3),
    ...describeBuffer(3, buffer + 500, 13, WRITE),
    ...submit(1),
  ]);

  const [usedEvent, availableEvent] = [available + 4 + 2 * 8, used + 4 + 8 * 8];
  const EVENTS = 1 << 29;
  agree('with events, what it interrupts for and wants to be told of', [
    ...[write(4, virtio + 0x70, 0), write(4, virtio + 0x70, 3), write(4, virtio + 0x20, EVENTS)],
    ...start.slice(3),
    ...request(0, 0, 5, 512, WRITE),
    // QEMU interrupts for the first one in any case.
    ...[read(2, availableEvent), write(2, usedEvent, 2)],
    ...request(1, 0, 6, 512, WRITE),
    read(2, availableEvent),
    ...request(2, 0, 7, 512, WRITE),
  ]);

  const broken: Record<string, readonly Step[]> = {
    'a chain that comes back to itself': describeBuffer(0, header, 16, NEXT, 0),
    'a next outside the table': describeBuffer(0, header, 16, NEXT, 77),
    'a readable piece after a writable one': [
      ...describeBuffer(0, buffer, 512, NEXT | WRITE, 1),
      ...describeBuffer(1, header, 16, NEXT, 2),
      ...describeBuffer(2, status, 1, WRITE),
    ],
    'a header that is too short': [
      ...describeBuffer(0, header, 15, NEXT, 1),
      ...describeBuffer(1, status, 1, WRITE),
    ],
    'a request without a status': describeBuffer(0, header, 16, 0),
    'an indirect table with part of a descriptor': describeBuffer(0, descriptors, 40, INDIRECT),
    'an indirect table in itself': describeBuffer(0, descriptors, 16, INDIRECT),
  };
  for (const [what, steps] of Object.entries(broken))
    agree(`${what} makes it ask for a reset`, [...start, ...steps, ...submit(0)]);
});

/** The device of another slot, with so many queues set up in RAM, and its interrupt enabled. */
const startAt = (slot: number, queues: number): readonly Step[] => {
  const base = virtioRegions[slot]?.base ?? 0;
  const register = (offset: number, value: number) => write(4, base + offset, value);
  return [
    ...[register(0x70, 0), register(0x70, 3), register(0x20, 0)],
    ...[register(0x24, 1), register(0x20, 1), register(0x70, 11), read(4, base + 0x70)],
    ...times(queues, (queue) => [
      ...[register(0x30, queue), register(0x38, 8)],
      ...[register(0x80, descriptors + queue * 0x200), register(0x90, available + queue * 0x200)],
      ...[register(0xa0, used + queue * 0x200), register(0x44, 1), read(4, base + 0x44)],
    ]).flat(),
    ...[register(0x70, 15), read(4, base + 0x70)],
    ...[write(4, plic + 4 * (1 + slot), 1), write(4, plic + 0x2000, 2 << slot)],
  ];
};

/** Puts one piece of memory into a queue, as its nth chain, and tells of it. */
const offerAt = (
  slot: number,
  queue: number,
  n: number,
  piece: readonly [address: number, length: number, flags: number],
  tell: 'kick' | 'write' = 'kick',
): readonly Step[] => {
  const [address, length, flags] = piece;
  const place = descriptors + queue * 0x200 + 16 * n;
  const ring = available + queue * 0x200;
  const notify = (virtioRegions[slot]?.base ?? 0) + 0x50;
  return [
    ...[write(8, place, address), write(8, place + 8, BigInt(length) | (BigInt(flags) << 32n))],
    ...[write(2, ring + 4 + 2 * n, n), write(2, ring + 2, n + 1)],
    tell === 'kick' ? kick(notify, queue) : write(4, notify, queue),
  ];
};

const usedAt = (queue: number, n: number): readonly Step[] => [
  ...[read(2, used + queue * 0x200 + 2), read(8, used + queue * 0x200 + 4 + 8 * n)],
];

/** Bytes into memory, from a multiple of eight on. */
const fill = (address: number, bytes: readonly number[]): readonly Step[] =>
  times(Math.ceil(bytes.length / 8), (index) => {
    const part = bytes.slice(8 * index, 8 * index + 8);
    const value = part.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    return write(8, address + 8 * index, value);
  });

describe.each([
  ['entropy', 2],
  ['the console', 3],
  ['the network card', 4],
] as const)('%s', (_, slot) => {
  const base = virtioRegions[slot]?.base ?? 0;
  agree('registers at power-on', [
    ...times(63, (n) => 4 * n)
      .filter((offset) => compared(offset))
      .map((offset) => read(4, base + offset)),
  ]);
});

agree('entropy fills buffers, and makes sense of bad ones', [
  ...startAt(2, 1),
  ...offerAt(2, 0, 0, [buffer, 24, WRITE]),
  ...usedAt(0, 0),
  ...[read(4, (virtioRegions[2]?.base ?? 0) + 0x60), read(8, buffer + 24)],
]);

agree('the console takes what the guest sends', [
  ...startAt(3, 2),
  ...fill(buffer, [0x68, 0x69, 0x0a]),
  ...offerAt(3, 1, 0, [buffer, 3, 0]),
  ...usedAt(1, 0),
  ...offerAt(3, 1, 1, [buffer, 1, 0]),
  ...usedAt(1, 1),
]);

describe('the network card and the network behind it', () => {
  const card = [0x52, 0x54, 0, 0x12, 0x34, 0x56];
  const everyone = new Array(6).fill(0xff);
  const [self, gateway] = [
    [10, 0, 2, 15],
    [10, 0, 2, 2],
  ];
  const zeros = (count: number) => new Array(count).fill(0);
  const answer = buffer + 0x1000;

  /** Sends a frame without wanting to know when it is sent, and waits for what comes. */
  const exchange = (n: number, frame: readonly number[]): readonly Step[] => [
    ...fill(buffer, [...zeros(12), ...frame]),
    write(2, available + 0x200, 1),
    ...offerAt(4, 0, n, [answer, 1526, WRITE], 'write'),
    ...offerAt(4, 1, n, [buffer, 12 + frame.length, 0]),
    // Not its length: QEMU fills some frames up.
    ...[...usedAt(1, n), read(2, used + 2)],
    ...[write(4, (virtioRegions[4]?.base ?? 0) + 0x64, 3), read(4, plic + 0x20_0004)],
    write(4, plic + 0x20_0004, 5),
  ];
  const bytes = (start: number, end: number) =>
    times(end - start, (index) => read(1, answer + 12 + start + index));

  const arp = (target: readonly number[]) => [
    ...[...everyone, ...card, 8, 6, 0, 1, 8, 0, 6, 4, 0, 1],
    ...[...card, ...self, ...zeros(6), ...target],
  ];
  agree('the gateway says where it is', [
    ...startAt(4, 2),
    ...exchange(0, arp(gateway)),
    ...[read(8, answer), read(2, answer + 8), ...bytes(0, 42)],
  ]);

  const sum = (data: readonly number[]) => {
    let total = 0;
    for (let at = 0; at < data.length; at += 2)
      total += ((data[at] ?? 0) << 8) | (data[at + 1] ?? 0);
    while (total > 0xffff) total = (total & 0xffff) + (total >> 16);
    return [(~total >> 8) & 0xff, ~total & 0xff];
  };
  const datagram = (
    protocol: number,
    from: readonly number[],
    to: readonly number[],
    body: readonly number[],
  ) => {
    const length = 20 + body.length;
    const start = [0x45, 0, length >> 8, length & 0xff, 0, 1, 0, 0, 64, protocol];
    const check = sum([...start, ...from, ...to]);
    const mac = [0x52, 0x55, ...gateway];
    return [...mac, ...card, 8, 0, ...start, ...check, ...from, ...to, ...body];
  };
  const ping = [8, 0, 0x12, 0x34, 0, 1, ...times(32, (n) => n)];
  agree('the gateway answers a ping', [
    ...startAt(4, 2),
    ...exchange(0, arp(gateway)),
    ...exchange(
      1,
      datagram(1, self, gateway, [...ping.slice(0, 2), ...sum(ping), ...ping.slice(2)]),
    ),
    // But for what numbers the datagram, its lifetime and the checksum of these.
    ...[...bytes(0, 18), ...bytes(20, 22), ...bytes(23, 24), ...bytes(26, 74)],
  ]);

  const asked = [0, 1, ...new TextEncoder().encode('boot\0octet\0')];
  const tftp = [4, 1, 0, 69, 0, 8 + asked.length, 0, 0, ...asked];
  agree('TFTP has no files', [
    ...startAt(4, 2),
    ...exchange(0, arp(gateway)),
    ...[...exchange(1, datagram(17, self, gateway, tftp)), ...bytes(34, 38), ...bytes(42, 62)],
  ]);

  const dhcp = (type: number, options: readonly number[]) => {
    const bootp = [1, 1, 6, 0, 0xde, 0xad, 0xbe, 0xef, ...zeros(20), ...card, ...zeros(202)];
    const body = [...bootp, 99, 130, 83, 99, 53, 1, type, ...options, 255];
    const length = 8 + body.length;
    const udp = [0, 68, 0, 67, length >> 8, length & 0xff, 0, 0, ...body];
    return datagram(17, zeros(4), new Array(4).fill(0xff), udp);
  };
  // Ports; then all of BOOTP's fields but the server's name, and DHCP's options.
  const fields = [...bytes(34, 38), ...bytes(42, 86), ...bytes(278, 285)];
  agree('DHCP offers an address and grants it, and no other', [
    ...startAt(4, 2),
    ...[...exchange(0, dhcp(1, [])), ...fields],
    ...[...exchange(1, dhcp(3, [50, 4, ...self])), ...fields],
    // But for the address, which a refusal has none of [rfc2131 §4.3.1].
    ...exchange(2, dhcp(3, [50, 4, 10, 0, 2, 77])),
    ...[...bytes(34, 38), ...bytes(42, 58), ...bytes(62, 86), ...bytes(278, 285)],
  ]);
});

interface Difference {
  readonly what: string;
  readonly why: string;
  /** The last step is where the two differ. */
  readonly steps: readonly Step[];
  readonly here: string;
  readonly qemu: string;
}

const differences: readonly Difference[] = [
  {
    what: 'the UART takes no access of 8 bytes',
    why: 'the bus makes two accesses of it, which would read another register too',
    steps: [read(8, uart)],
    here: 'fault',
    qemu: '0',
  },
  {
    what: 'msip can be read in 8 bytes',
    why: 'the CLINT is one device here; the other half is the msip of a hart that is not there',
    steps: [read(8, clint)],
    here: '0',
    qemu: 'fault',
  },
  {
    what: 'the PLIC has no enable bit for source 0',
    why: 'that source does not exist [plic]',
    steps: [write(4, plic + 0x2000, 0xffff_ffff), read(4, plic + 0x2000)],
    here: 'fffffffe',
    qemu: 'ffffffff',
  },
  {
    what: 'source 96 can be enabled',
    why: 'the device tree says that there are 96; QEMU keeps only its priority',
    steps: [write(4, plic + 0x200c, 1), read(4, plic + 0x200c)],
    here: '1',
    qemu: '0',
  },
  {
    what: 'a shared memory region that does not exist is at all ones',
    why: '[virtio §4.2.2]',
    steps: [read(4, virtio + 0xb8)],
    here: 'ffffffff',
    qemu: '0',
  },
  {
    what: 'the features are the fewest that drivers need',
    why: 'segments, block size, flush, discard, zeroes, indirect descriptors, events; QEMU offers more',
    steps: [read(4, virtio + 0x10)],
    here: '30006244',
    qemu: '30006e54',
  },
  {
    what: 'a broken ring raises only the interrupt of a changed configuration',
    why: 'no buffer has been used [virtio §4.2.2]',
    steps: [
      ...[...start, ...describeBuffer(0, header, 16, NEXT, 0)],
      ...[write(2, available + 2, 1), kick(virtio + 0x50, 0), read(4, virtio + 0x60)],
    ],
    here: '2',
    qemu: '3',
  },
];

describe('differs from QEMU on purpose:', () => {
  const value = (line: string | undefined) => line?.replace(/^.*: (\w+), mip.*$/, '$1');
  for (const { what, why, steps, here, qemu } of differences)
    test(what, () => {
      expect(value(playHere(steps).at(-1)), why).toBe(here);
      expect(value(playOnQemu(steps).at(-1)), why).toBe(qemu);
    });
});
