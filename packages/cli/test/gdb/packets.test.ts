import { expect, test } from 'vitest';
import { PacketReader, packetOf } from '../../src/gdb/packets.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

test('a body is the same behind the way there and back, with any bytes and in any pieces', () => {
  const body = String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte));
  const stream = bytes(`+${packetOf(body)}\x03-${packetOf('m80000000,4')}`);
  const wanted = [
    { kind: 'packet', body },
    { kind: 'interrupt' },
    { kind: 'again' },
    { kind: 'packet', body: 'm80000000,4' },
  ];
  for (const size of [1, 7, stream.length]) {
    const reader = new PacketReader();
    const found = [];
    for (let at = 0; at < stream.length; at += size)
      found.push(...reader.take(stream.subarray(at, at + size)));
    expect(found).toEqual(wanted);
  }
});

test('a packet with a wrong sum is damaged, and what follows is not', () => {
  expect(new PacketReader().take(bytes('$g#00$g#67'))).toEqual([
    { kind: 'damaged' },
    { kind: 'packet', body: 'g' },
  ]);
});

test('a packet that never ends is dropped some day', () => {
  const reader = new PacketReader();
  expect(reader.take(bytes(`$${'x'.repeat(100_000)}`))).toEqual([]);
  expect(reader.take(bytes(packetOf('g')))).toEqual([{ kind: 'packet', body: 'g' }]);
});
