import { describe, expect, test } from 'vitest';
import { readElf, writeElf } from '../src/index.ts';
import { sample } from './sample.ts';

const good = writeElf(sample);
const narrow = writeElf({ ...sample, bits: 32 });

function patched(offset: number, ...bytes: number[]): Uint8Array {
  const copy = good.slice();
  copy.set(bytes, offset);
  return copy;
}

describe('a file that is not ELF of a known class, little-endian, is refused with a reason', () => {
  test.each([
    ['empty', new Uint8Array(0), 'not an ELF file'],
    ['text', new TextEncoder().encode('#!/bin/sh\n'), 'not an ELF file'],
    ['cut short', good.slice(0, 40), 'the file ends inside its ELF header'],
    ['class unknown', patched(4, 3), 'an ELF file of class 3: there are 1, 32-bit, and 2, 64-bit'],
    ['big-endian', patched(5, 2), 'a big-endian ELF file; little-endian is expected'],
    ['no section headers', good.slice(0, -1), 'the section header table lies outside the file'],
    [
      'bad entry size',
      patched(0x3a, 63),
      'the section header table has entries of 63 bytes instead of 64',
    ],
    ['bad name table', patched(0x3e, 99), 'there is no section 99 to name sections'],
  ])('%s', (_, bytes, problem) => {
    expect(readElf(bytes)).toEqual({ problem });
  });
});

test('bytes that begin in the middle of a buffer are read', () => {
  const shifted = new Uint8Array(good.length + 3);
  shifted.set(good, 3);
  const file = readElf(shifted.subarray(3));
  expect(file).toHaveProperty('symbols.length', sample.symbols.length);
});

test('no damage to one byte of a 32-bit file makes the reader throw', () => {
  for (let at = 0; at < narrow.length; at++)
    for (const byte of [0x00, 0x01, 0x7f, 0x80, 0xff])
      expect(() => readElf(narrow.with(at, byte)), `${byte} at ${at}`).not.toThrow();
});

test('no damage to one byte makes the reader throw', () => {
  for (let at = 0; at < good.length; at++)
    for (const byte of [0x00, 0x01, 0x7f, 0x80, 0xff])
      expect(() => readElf(patched(at, byte)), `${byte} at ${at}`).not.toThrow();
});

test('no damage to a word makes the reader throw', () => {
  for (let at = 0; at + 8 <= good.length; at += 4)
    for (const byte of [0x7f, 0xff])
      expect(() => readElf(patched(at, ...Array(8).fill(byte)))).not.toThrow();
});

test('no truncation makes the reader throw', () => {
  for (let size = 0; size < good.length; size++)
    expect(() => readElf(good.subarray(0, size)), `${size} bytes`).not.toThrow();
});
