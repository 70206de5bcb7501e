/**
 * Scattered buffers: a run of bytes that lies in several pieces of guest memory. Guests write the
 * pieces' addresses, so any piece may be outside RAM; that is found when the bytes are moved.
 */

import type { PhysicalMemory } from '../board/physical-memory.ts';

/** One piece: `length` bytes at a physical address. */
export interface Segment {
  readonly address: number;
  readonly length: number;
}

/** How many bytes a scattered buffer has. */
export const byteLength = (segments: readonly Segment[]): number =>
  segments.reduce((sum, { length }) => sum + length, 0);

/** Cut a scattered buffer after `count` bytes, or at its end. */
export const splitAfter = (
  segments: readonly Segment[],
  count: number,
): readonly [head: readonly Segment[], rest: readonly Segment[]] => {
  let left = count;
  for (const [index, { address, length }] of segments.entries()) {
    if (length <= left) {
      left -= length;
      continue;
    }
    const head = segments.slice(0, index);
    if (left > 0) head.push({ address, length: left });
    return [
      head,
      [{ address: address + left, length: length - left }, ...segments.slice(index + 1)],
    ];
  }
  return [segments, []];
};

const isInMemory = (memory: PhysicalMemory, segments: readonly Segment[]): boolean =>
  segments.every(({ address, length }) => memory.place(address, length) !== undefined);

/** Copy a scattered buffer out of memory; `undefined` when a piece is outside RAM. */
export const gather = (
  memory: PhysicalMemory,
  segments: readonly Segment[],
): Uint8Array | undefined => {
  if (!isInMemory(memory, segments)) return undefined;
  const bytes = new Uint8Array(byteLength(segments));
  let at = 0;
  for (const { address, length } of segments) {
    bytes.set(memory.slice(address, length) ?? [], at);
    at += length;
  }
  return bytes;
};

/**
 * Copy `bytes` into a scattered buffer of that length.
 * @returns `false`, with nothing written, when a piece is outside RAM.
 */
export const scatter = (
  memory: PhysicalMemory,
  segments: readonly Segment[],
  bytes: Uint8Array,
): boolean => {
  if (!isInMemory(memory, segments)) return false;
  let at = 0;
  for (const { address, length } of segments) {
    memory.slice(address, length)?.set(bytes.subarray(at, at + length));
    memory.written(address, length);
    at += length;
  }
  return true;
};
