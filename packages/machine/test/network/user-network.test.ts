import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerTo } from '../../src/network/user-network.ts';

const card = [0x52, 0x54, 0, 0x12, 0x34, 0x56];
const guest = [10, 0, 2, 15];
const gateway = [10, 0, 2, 2];
const gatewayMac = [0x52, 0x55, 10, 0, 2, 2];
const everyone = [255, 255, 255, 255, 255, 255];

const frame = (type: number, payload: readonly number[], to = gatewayMac) =>
  Uint8Array.from([...to, ...card, type >> 8, type & 0xff, ...payload]);
const ip = (
  protocol: number,
  from: readonly number[],
  to: readonly number[],
  body: readonly number[],
) => {
  const length = 20 + body.length;
  const header = [0x45, 0, length >> 8, length & 0xff, 0, 0, 0, 0, 64, protocol, 0, 0];
  return frame(0x0800, [...header, ...from, ...to, ...body]);
};
const arp = (target: readonly number[]) =>
  frame(0x0806, [0, 1, 8, 0, 6, 4, 0, 1, ...card, ...guest, 0, 0, 0, 0, 0, 0, ...target], everyone);

/** The one's complement sum of 16-bit words, which is all ones over whatever has its checksum. */
const sum = (bytes: Iterable<number>) => {
  const all = [...bytes];
  let total = 0;
  for (let at = 0; at < all.length; at += 2) total += ((all[at] ?? 0) << 8) | (all[at + 1] ?? 0);
  while (total > 0xffff) total = (total & 0xffff) + (total >> 16);
  return total;
};

describe('ARP', () => {
  test('the gateway and the name server say where they are', () => {
    for (const host of [gateway, [10, 0, 2, 3]]) {
      const reply = [...(answerTo(arp(host)) ?? [])];
      const mac = [0x52, 0x55, ...host];
      expect(reply).toEqual([
        ...[...card, ...mac, 8, 6, 0, 1, 8, 0, 6, 4, 0, 2],
        ...[...mac, ...host, ...card, ...guest],
      ]);
    }
  });

  test('nobody else is there', () => {
    expect(answerTo(arp([10, 0, 2, 4]))).toBeUndefined();
    expect(answerTo(arp(guest))).toBeUndefined();
  });
});

describe('ICMP', () => {
  const echo = [8, 0, 0, 0, 0x12, 0x34, 0, 1, ...new Array(33).fill(0x55)];

  test('the gateway answers pings, with correct checksums', () => {
    const reply = answerTo(ip(1, guest, gateway, echo)) ?? new Uint8Array(0);
    expect([...reply.subarray(0, 14)]).toEqual([...card, ...gatewayMac, 8, 0]);
    expect([...reply.subarray(26, 34)]).toEqual([...gateway, ...guest]);
    expect(sum(reply.subarray(14, 34))).toBe(0xffff);
    expect(sum(reply.subarray(34))).toBe(0xffff);
    expect([...reply.subarray(34, 36)]).toEqual([0, 0]);
    expect([...reply.subarray(38)]).toEqual(echo.slice(4));
  });

  test('there is no way to anywhere else', () => {
    const reply = answerTo(ip(1, guest, [8, 8, 8, 8], echo)) ?? [];
    expect([...reply.slice(34, 36)]).toEqual([3, 0]);
    expect([...reply.slice(26, 30)]).toEqual(gateway);
  });
});

test('a connection is refused, a datagram has no port', () => {
  const syn = [4, 1, 0, 80, 0, 0, 0, 9, 0, 0, 0, 0, 0x50, 2, 0, 0, 0, 0, 0, 0];
  const reply = [...(answerTo(ip(6, guest, gateway, syn)) ?? [])];
  const segment = reply.slice(34);
  expect(segment.slice(0, 14)).toEqual([0, 80, 4, 1, 0, 0, 0, 0, 0, 0, 0, 10, 0x50, 0x14]);
  expect(sum([...gateway, ...guest, 0, 6, 0, 20, ...segment])).toBe(0xffff);
  const datagram = answerTo(ip(17, guest, gateway, [4, 1, 0, 7, 0, 8, 0, 0])) ?? [];
  expect([...datagram.slice(34, 36)]).toEqual([3, 3]);
});

test('a file that is asked for by TFTP is refused at once', () => {
  const request = [0, 1, ...new TextEncoder().encode('boot\0octet\0')];
  const udp = [4, 1, 0, 69, 0, 8 + request.length, 0, 0, ...request];
  const reply = [...(answerTo(ip(17, guest, gateway, udp)) ?? [])].slice(34);
  expect(reply.slice(0, 8)).toEqual([0, 69, 4, 1, 0, 29, 0, 0]);
  expect(reply.slice(8, 12)).toEqual([0, 5, 0, 2]);
});

describe('DHCP', () => {
  const ask = (type: number, options: readonly number[] = []) => {
    const bootp = [1, 1, 6, 0, 0xde, 0xad, 0xbe, 0xef, ...new Array(20).fill(0), ...card];
    const fields = [
      ...bootp,
      ...new Array(202).fill(0),
      99,
      130,
      83,
      99,
      53,
      1,
      type,
      ...options,
      255,
    ];
    const length = 8 + fields.length;
    const udp = [0, 68, 0, 67, length >> 8, length & 0xff, 0, 0, ...fields];
    const reply = answerTo(ip(17, [0, 0, 0, 0], [255, 255, 255, 255], udp));
    const bytes = [...(reply ?? [])].slice(42);
    return {
      transaction: bytes.slice(4, 8),
      address: bytes.slice(16, 20),
      client: bytes.slice(28, 34),
      options: bytes.slice(240),
    };
  };
  const requested = (address: readonly number[]) => [50, 4, ...address];

  test('offers 10.0.2.15 with a router and a name server, and grants it', () => {
    const offer = ask(1);
    expect(offer).toMatchObject({
      transaction: [0xde, 0xad, 0xbe, 0xef],
      address: guest,
      client: card,
    });
    expect(offer.options.slice(0, 9)).toEqual([53, 1, 2, 54, 4, ...gateway]);
    expect(offer.options.join(' ')).toContain([1, 4, 255, 255, 255, 0, 3, 4, ...gateway].join(' '));
    expect(ask(3, requested(guest))).toMatchObject({ address: guest });
    expect(ask(3, requested(guest)).options.slice(0, 3)).toEqual([53, 1, 5]);
  });

  test('refuses any other address', () => {
    const refusal = ask(3, requested([10, 0, 2, 16]));
    expect(refusal.address).toEqual([0, 0, 0, 0]);
    expect(refusal.options.slice(0, 3)).toEqual([53, 1, 6]);
  });
});

test('no frame, however wild, makes it throw', () => {
  const beginning = fc.constantFrom(
    [...arp(gateway)],
    [...ip(1, guest, gateway, [8, 0, 0, 0])],
    [...ip(17, guest, gateway, [0, 68, 0, 67, 0, 8, 0, 0, 1, 1, 6, 0])],
    [],
  );
  fc.assert(
    fc.property(beginning, fc.uint8Array({ maxLength: 400 }), fc.nat(60), (begun, rest, cut) => {
      const reply = answerTo(Uint8Array.from([...begun.slice(0, begun.length - cut), ...rest]));
      expect((reply ?? []).length).toBeLessThanOrEqual(1514);
    }),
  );
});
