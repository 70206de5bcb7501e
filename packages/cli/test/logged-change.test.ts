import type { Change } from '@ireko/machine';
import { expect, test } from 'vitest';
import { changeIn, writtenChange } from '../src/run/logged-change.ts';

const changes: readonly Change[] = [
  { kind: 'register', hart: 0, number: 10, value: 2n ** 64n - 1n },
  { kind: 'float-register', hart: 1, number: 31, value: 0n },
  { kind: 'csr', hart: 0, number: 0x340, value: 5n },
  { kind: 'pc', hart: 0, value: 0x8000_0000n },
  { kind: 'memory', hart: 0, address: 0x8000_0000n, bytes: Uint8Array.of(0, 1, 255) },
];

test.each(changes)('a change of $kind is in the log what it was', (change) => {
  const read = changeIn(JSON.parse(JSON.stringify(writtenChange(change))), 'log');
  const found = 'bytes' in read ? { ...read, bytes: Uint8Array.from(read.bytes) } : read;
  expect(found).toEqual(change);
});

test.each([
  null,
  7,
  {},
  { kind: 'register', hart: 0, number: 10 },
  { kind: 'register', hart: -1, number: 10, value: '0x5' },
  { kind: 'register', hart: 0, number: 32, value: '0x5' },
  { kind: 'csr', hart: 0, number: 832, value: '5' },
  { kind: 'csr', hart: 0, number: 4096, value: '0x5' },
  { kind: 'pc', hart: 0, value: '0x11223344556677889' },
  { kind: 'memory', hart: 0, address: '0x0', bytes: 5 },
])('%j is none', (written) => {
  expect(() => changeIn(written, 'log')).toThrow('log: it is damaged: a line changes nothing');
});
