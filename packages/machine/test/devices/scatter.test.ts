import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Ram } from '../../src/board/physical-memory.ts';
import {
  byteLength,
  gather,
  type Segment,
  scatter,
  splitAfter,
} from '../../src/devices/scatter.ts';

const base = 0x8000_0000;
const ram = (): Ram =>
  new Ram(
    base,
    Uint8Array.from({ length: 64 }, (_, at) => at),
  );

test('splitting keeps every byte, in order', () => {
  const segment = fc.record({
    address: fc.integer({ min: base, max: base + 32 }),
    length: fc.nat(32),
  });
  const each = (segments: readonly Segment[]): readonly number[] =>
    segments.flatMap(({ address, length }) => Array.from({ length }, (_, n) => address + n));
  fc.assert(
    fc.property(fc.array(segment), fc.nat(100), (segments, count) => {
      const [head, rest] = splitAfter(segments, count);
      expect([...each(head), ...each(rest)]).toEqual(each(segments));
      expect(byteLength(head)).toBe(Math.min(count, byteLength(segments)));
    }),
  );
});

test('what is gathered can be scattered again', () => {
  const segments = [
    { address: base + 8, length: 3 },
    { address: base, length: 2 },
  ];
  const memory = ram();
  const bytes = gather(memory, segments);
  expect(bytes && [...bytes]).toEqual([8, 9, 10, 0, 1]);
  expect(scatter(memory, segments, Uint8Array.of(50, 51, 52, 53, 54))).toBe(true);
  expect([...memory.bytes.subarray(0, 11)]).toEqual([53, 54, 2, 3, 4, 5, 6, 7, 50, 51, 52]);
});

test('nothing moves when any piece is outside RAM', () => {
  const memory = ram();
  const segments = [
    { address: base, length: 2 },
    { address: base + 63, length: 2 },
  ];
  expect(gather(memory, segments)).toBeUndefined();
  expect(scatter(memory, segments, new Uint8Array(4))).toBe(false);
  expect(memory.bytes[1]).toBe(1);
});
