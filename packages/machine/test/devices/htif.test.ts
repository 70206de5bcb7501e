import { beforeEach, describe, expect, test } from 'vitest';
import { Ram } from '../../src/board/physical-memory.ts';
import type { Outcome } from '../../src/devices/finisher.ts';
import { Htif } from '../../src/devices/htif.ts';

const base = 0x8000_0000;
const tohost = base;
const fromhost = base + 0x40;
const call = base + 0x100;

let memory: Ram;
let view: DataView;
let output: string;
let outcome: Outcome | undefined;
let htif: Htif;

beforeEach(() => {
  memory = new Ram(base, new Uint8Array(0x1000));
  view = new DataView(memory.bytes.buffer);
  output = '';
  outcome = undefined;
  htif = new Htif({
    tohost,
    fromhost,
    memory,
    console: (byte) => {
      output += String.fromCharCode(byte);
    },
    finish: (how) => {
      outcome = how;
    },
  });
});

const request = (word: bigint): void => {
  view.setBigUint64(0, word, true);
  htif.poll();
};
const word = (address: number): bigint => view.getBigInt64(address - base, true);
const systemCall = (...words: readonly bigint[]): void => {
  for (const [index, each] of words.entries()) view.setBigUint64(0x100 + 8 * index, each, true);
  request(BigInt(call));
};

test('nothing is done while tohost is 0', () => {
  htif.poll();
  expect({ output, outcome }).toEqual({ output: '', outcome: undefined });
});

test.each([
  [1n, { kind: 'pass' }],
  [5n, { kind: 'fail', code: 2 }],
  [0x2_0001n, { kind: 'fail', code: 1 }],
])('%d ends the run', (value, expected) => {
  request(value);
  expect(outcome).toEqual(expected);
});

test('a character goes to the console, and is taken', () => {
  request(0x0101_0000_0000_0041n);
  expect(output).toBe('A');
  expect(word(tohost)).toBe(0n);
  expect(outcome).toBeUndefined();
});

test('a device that is not there takes the request and does nothing', () => {
  request(0x0200_0000_0000_0041n);
  expect(word(tohost)).toBe(0n);
  expect({ output, outcome }).toEqual({ output: '', outcome: undefined });
});

describe('a system call', () => {
  test('writes text, and is answered with its length', () => {
    memory.bytes.set([104, 105], 0x200);
    systemCall(64n, 1n, BigInt(base + 0x200), 2n);
    expect(output).toBe('hi');
    expect(word(call)).toBe(2n);
    expect(word(fromhost)).toBe(1n);
  });

  test.each([
    ['to another file', [64n, 7n, BigInt(base), 1n], -9n],
    ['of text outside RAM', [64n, 1n, 16n, 1n], -14n],
    ['of more text than there is', [64n, 1n, BigInt(base), 2n ** 64n - 1n], -14n],
    ['that does not exist', [1234n], -38n],
  ])('%s is answered with an error', (_, words, error) => {
    systemCall(...words);
    expect(word(call)).toBe(error);
    expect(output).toBe('');
  });

  test('exits', () => {
    systemCall(93n, 3n);
    expect(outcome).toEqual({ kind: 'fail', code: 3 });
  });

  test.each([base + 0xff8, 0x10, base + 4])(
    'described at %d, not in RAM or not whole words, is ignored',
    (address) => {
      request(BigInt(address));
      expect(word(tohost)).toBe(0n);
      expect(word(fromhost)).toBe(0n);
    },
  );
});
