import { beforeEach, expect, test } from 'vitest';
import { Plic } from '../../src/devices/plic.ts';

const M = 0;
const S = 1;
const PENDING = 0x1000;
const priority = (source: number): number => 4 * source;
const enable = (context: number, word = 0): number => 0x2000 + 0x80 * context + 4 * word;
const threshold = (context: number): number => 0x20_0000 + 0x1000 * context;
const claim = (context: number): number => threshold(context) + 4;

let plic: Plic;
let external: boolean[];

beforeEach(() => {
  external = [false, false];
  const pin = (context: number) => (high: boolean) => {
    external[context] = high;
  };
  plic = new Plic([pin(M), pin(S)]);
});

const read = (offset: number): number | undefined => plic.read(offset, 4);
const write = (offset: number, value: number): boolean => plic.write(offset, 4, value);
const allow = (context: number, ...sources: readonly number[]): void => {
  for (const source of sources) {
    const word = enable(context, source >>> 5);
    write(word, (read(word) ?? 0) | (1 << (source & 31)));
    write(priority(source), 1);
  }
};

test('an enabled source with a priority interrupts the contexts that enable it', () => {
  allow(S, 10);
  plic.line(10)(true);
  expect(external).toEqual([false, true]);
  expect(read(PENDING)).toBe(1 << 10);
});

test('priority 0 means never', () => {
  allow(M, 10);
  write(priority(10), 0);
  plic.line(10)(true);
  expect(external[M]).toBe(false);
  expect(read(claim(M))).toBe(0);
});

test('priorities and thresholds hold three bits', () => {
  write(priority(3), 0xff);
  write(threshold(S), 0x1e);
  expect(read(priority(3))).toBe(7);
  expect(read(threshold(S))).toBe(6);
});

test('source 0 does not exist, source 96 does, source 97 does not', () => {
  for (const source of [0, 96, 97]) write(priority(source), 5);
  expect([0, 96, 97].map((source) => read(priority(source)))).toEqual([0, 5, 0]);
  for (const word of [0, 1, 2, 3, 4]) write(enable(M, word), 0xffff_ffff);
  expect([0, 1, 2, 3, 4].map((word) => read(enable(M, word)))).toEqual([
    0xffff_fffe, 0xffff_ffff, 0xffff_ffff, 1, 0,
  ]);
});

test('a source must be above the threshold to interrupt', () => {
  allow(M, 10);
  write(priority(10), 3);
  write(threshold(M), 3);
  plic.line(10)(true);
  expect(external[M]).toBe(false);
  write(threshold(M), 2);
  expect(external[M]).toBe(true);
});

test('a claim does not look at the threshold', () => {
  allow(M, 10);
  write(threshold(M), 7);
  plic.line(10)(true);
  expect(read(claim(M))).toBe(10);
});

test('a claim takes the highest priority, and of equals the lowest number', () => {
  allow(M, 3, 40, 96);
  write(priority(40), 2);
  write(priority(96), 2);
  for (const source of [3, 40, 96]) plic.line(source)(true);
  expect([1, 2, 3, 4].map(() => read(claim(M)))).toEqual([40, 96, 3, 0]);
  expect(external[M]).toBe(false);
});

test('a claimed source does not interrupt again until it is completed', () => {
  allow(M, 10);
  plic.line(10)(true);
  expect(read(claim(M))).toBe(10);
  plic.line(10)(false);
  plic.line(10)(true);
  expect(read(PENDING)).toBe(0);
  expect(external[M]).toBe(false);
  write(claim(M), 10);
  expect(external[M]).toBe(true);
});

test('a source that its device drove high since the claim is pending again when completed', () => {
  allow(M, 10);
  plic.line(10)(true);
  read(claim(M));
  plic.line(10)(true);
  expect(external[M]).toBe(false);
  write(claim(M), 10);
  expect(external[M]).toBe(true);
  read(claim(M));
  plic.line(10)(true);
  plic.line(10)(false);
  write(claim(M), 10);
  expect(external[M]).toBe(false);
});

test('a line that merely stays high while it is served asks for nothing more', () => {
  allow(M, 10);
  plic.line(10)(true);
  read(claim(M));
  write(claim(M), 10);
  expect(external[M]).toBe(false);
  plic.line(10)(true);
  expect(external[M]).toBe(true);
});

test('a pending interrupt stays when its line falls', () => {
  allow(M, 10);
  plic.line(10)(true);
  plic.line(10)(false);
  expect(external[M]).toBe(true);
  expect(read(claim(M))).toBe(10);
  write(claim(M), 10);
  expect(external[M]).toBe(false);
});

test('what one context claims is gone for the other', () => {
  allow(M, 10);
  allow(S, 10);
  plic.line(10)(true);
  expect(external).toEqual([true, true]);
  expect(read(claim(S))).toBe(10);
  expect(external).toEqual([false, false]);
  expect(read(claim(M))).toBe(0);
});

test('a completion by a context that has not enabled the source is ignored', () => {
  allow(M, 10);
  plic.line(10)(true);
  read(claim(M));
  plic.line(10)(true);
  write(claim(S), 10);
  expect(external[M]).toBe(false);
  write(claim(M), 10);
  expect(external[M]).toBe(true);
});

test('a completion of what is no source is ignored', () => {
  for (const source of [0, 97, 0xffff_ffff]) expect(write(claim(M), source)).toBe(true);
});

test('pending bits cannot be written', () => {
  allow(M, 10);
  write(PENDING, 0xffff_ffff);
  expect(read(PENDING)).toBe(0);
});

test('contexts that are not there read as 0', () => {
  expect([enable(2), threshold(2), claim(2), claim(500)].map(read)).toEqual([0, 0, 0, 0]);
});
