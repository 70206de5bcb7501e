import { expect, test } from 'vitest';
import {
  addressOf,
  Bench,
  guestTable,
  hostTable,
  page,
  secondTable,
  supervisorPage,
  userPage,
} from './guest-bench.ts';

const at = 0x4000_0000n;
const data = Number(addressOf(page.data));
const NAPOT = 1n << 63n;

test.each([3, 4, 5] as const)('an address leads where a table of %d levels says', (levels) => {
  const bench = new Bench('interpreter');
  const table = hostTable(levels);
  bench.map(table, addressOf(page.code), addressOf(page.code), supervisorPage);
  bench.map(table, at, addressOf(page.data), supervisorPage);
  bench.map(table, at + 0x1_0000n, 0x8000_8000n, supervisorPage, 0, NAPOT);
  bench.run([], { level: 1, state: { satp: Bench.root(table) } });
  const { machine } = bench;
  expect(machine.physicalOf(at + 0x123n)).toBe(data + 0x123);
  expect(machine.physicalOf(at + 0x1_0000n)).toBe(0x8000_0000);
  expect(machine.physicalOf(at + 0x1000n)).toBeUndefined();
});

test('a guest’s address leads through both stages', () => {
  const bench = new Bench('interpreter');
  const [first, second] = [guestTable(), secondTable()];
  for (let n = 0; n < 64; n++) bench.map(second, addressOf(n), addressOf(n), userPage);
  bench.map(second, 0x1000n, addressOf(page.data), userPage);
  bench.map(first, addressOf(page.code), addressOf(page.code), supervisorPage);
  bench.map(first, at, 0x1000n, supervisorPage);
  const state = { vsatp: Bench.root(first), hgatp: Bench.root(second) };
  bench.run([], { level: 1, isGuest: true, state });
  expect(bench.machine.physicalOf(at + 8n)).toBe(data + 8);
  expect(bench.machine.physicalOf(at + 0x1000n)).toBeUndefined();
});

test('in M-mode an address is a physical one', () => {
  expect(new Bench('interpreter').machine.physicalOf(0x8000_0123n)).toBe(0x8000_0123);
});
