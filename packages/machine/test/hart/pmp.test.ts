/** Physical memory protection with Smepmp: what its registers keep, and what they allow. */

import { csrNumber, encode, instruction, pmpConfig, type StateName } from '@ireko/isa';
import { describe, expect, test } from 'vitest';
import { Harts } from '../../src/hart/harts.ts';
import { stateAddress } from '../../src/hart/layout.ts';
import { Pmp } from '../../src/hart/pmp.ts';
import { engineNames, Machine } from '../../src/index.ts';
import { addressOf, T2 } from './guest-bench.ts';

const NAPOT = 3 << 3;
const [R, W, X, L] = [pmpConfig.read, pmpConfig.write, pmpConfig.execute, pmpConfig.locked];
const [MML, MMWP, RLB] = [1n, 2n, 4n];

/** The manual's table: an entry as LRWX; what M-mode, and what S- and U-mode may do [smepmp §2.1]. */
const inLockdown = `
  0000  ---  ---    1000  ---  ---
  0001  ---  --x    1001  --x  ---
  0010  rw-  r--    1010  --x  --x
  0011  rw-  rw-    1011  r-x  --x
  0100  ---  r--    1100  r--  ---
  0101  ---  r-x    1101  r-x  ---
  0110  ---  rw-    1110  rw-  ---
  0111  ---  rwx    1111  r--  r--`;
const cases = [...inLockdown.matchAll(/([01]{4}) {2}(\S+) {2}(\S+)/g)].map(
  ([, entry = '', machine = '', others = '']) => ({ entry, machine, others }),
);

function configuration(entry: string): number {
  const bits = [L, R, W, X];
  return [...entry].reduce(
    (all, digit, index) => all | (digit === '1' ? (bits[index] ?? 0) : 0),
    0,
  );
}

const rights = (set: number): string =>
  `${set & R ? 'r' : '-'}${set & W ? 'w' : '-'}${set & X ? 'x' : '-'}`;

/** What M-mode and the others may do with a page that an entry covers, and with another page. */
function permissions(config: number, mseccfg: bigint) {
  const { hart } = new Machine({ ramBytes: 64 * 1024 });
  hart.setState('pmpaddr0', (addressOf(1) >> 2n) | 0x1ffn);
  hart.setState('pmpcfg0', BigInt(config | NAPOT));
  hart.setState('mseccfg', mseccfg);
  const pmp = new Pmp(hart);
  const at = (number: number, mode: number) =>
    rights(pmp.permissions(Number(addressOf(number)), 8, mode));
  return { machine: at(1, 3), others: [at(1, 0), at(1, 1)], elsewhere: [at(2, 3), at(2, 0)] };
}

test.each(cases)('in lockdown, LRWX $entry is $machine for M and $others for S and U', (row) => {
  expect(permissions(configuration(row.entry), MML)).toEqual({
    machine: row.machine,
    others: [row.others, row.others],
    elsewhere: ['rw-', '---'],
  });
});

test('without lockdown an entry restricts M-mode only if it is locked, RLB or not', () => {
  for (const mseccfg of [0n, RLB]) {
    expect(permissions(R, mseccfg).machine).toBe('rwx');
    expect(permissions(R | L, mseccfg)).toMatchObject({ machine: 'r--', others: ['r--', 'r--'] });
  }
});

test('the whitelist policy leaves M-mode nothing that no entry covers', () => {
  expect(permissions(R, 0n).elsewhere).toEqual(['rwx', '---']);
  expect(permissions(R, MMWP).elsewhere).toEqual(['---', '---']);
  expect(permissions(R, MML | MMWP).elsewhere).toEqual(['---', '---']);
});

describe.each(engineNames)('%s', (engine) => {
  /** What a CSR holds after M-mode has written a value to it. */
  function written(
    name: 'pmpcfg0' | 'pmpaddr0' | 'mseccfg',
    value: bigint,
    state: Partial<Record<'pmpcfg0' | 'pmpcfg2' | 'pmpaddr0' | 'mseccfg', bigint>>,
  ): bigint {
    const machine = new Machine({ engine, ramBytes: 64 * 1024 });
    const { hart } = machine;
    for (const [slot, held] of Object.entries(state)) hart.setState(slot as 'mseccfg', held);
    const csr = csrNumber(name) ?? 0;
    const word = encode(instruction('csrrw'), { rd: 0, csr, rs1: T2 });
    hart.view.setUint32(hart.ram.byteOffset, word, true);
    hart.setRegister(T2, value);
    machine.run({ maxInstructions: 1 });
    expect(hart.state('mcause')).toBe(0n);
    return hart.state(name);
  }

  test('a locked configuration and address stay, unless RLB is set', () => {
    const locked = BigInt(L | R | NAPOT);
    expect(written('pmpcfg0', 7n, { pmpcfg0: locked })).toBe(locked);
    expect(written('pmpcfg0', 7n, { pmpcfg0: locked, mseccfg: RLB })).toBe(7n);
    expect(written('pmpaddr0', 7n, { pmpcfg0: locked, pmpaddr0: 5n })).toBe(5n);
    expect(written('pmpaddr0', 7n, { pmpcfg0: locked, pmpaddr0: 5n, mseccfg: RLB })).toBe(7n);
  });

  test('W without R is kept in lockdown only', () => {
    expect(written('pmpcfg0', 0x0602_0306n, {})).toBe(0x0400_0304n);
    expect(written('pmpcfg0', 0x0602_0306n, { mseccfg: RLB | MML })).toBe(0x0602_0306n);
  });

  test('MML and MMWP stay, and RLB cannot be set while anything is locked', () => {
    expect(written('mseccfg', 0n, { mseccfg: MML | MMWP | RLB })).toBe(MML | MMWP);
    expect(written('mseccfg', ~0n & 0xffn, { pmpcfg0: 0n })).toBe(MML | MMWP | RLB);
    expect(written('mseccfg', RLB, { pmpcfg2: BigInt(L) << 56n })).toBe(0n);
    expect(written('mseccfg', RLB, { pmpcfg0: BigInt(L), mseccfg: RLB })).toBe(RLB);
  });

  test.each(cases)('in lockdown, LRWX $entry can be added only if M does not execute it', (row) => {
    const added = BigInt(configuration(row.entry) | NAPOT);
    const isRefused = row.entry.startsWith('1') && row.machine.endsWith('x');
    // The second entry, so that the first lets M-mode go on.
    const own = BigInt(L | R | X | NAPOT);
    const state = { pmpcfg0: own, pmpaddr0: 2n ** 53n - 1n, mseccfg: MML };
    const value = own | (added << 8n);
    expect(written('pmpcfg0', value, state)).toBe(isRefused ? own : value);
    expect(written('pmpcfg0', value, { ...state, mseccfg: MML | RLB })).toBe(value);
  });
});

test('the longest parts of RAM that S and U may use, and read only, are found between the entries', () => {
  const { hart } = new Machine({ ramBytes: 64 * 1024 });
  const pmp = new Pmp(hart);
  const parts = () => {
    const { open, readable } = pmp.parts(0x8000_0000, 0x8001_0000);
    return [open, readable].map(({ start, end }) => [start, end]);
  };
  const protect = (configs: readonly number[], ends: readonly number[]) => {
    ends.forEach((end, index) => {
      hart.set(stateAddress(`pmpaddr${index}` as StateName), BigInt(end / 4));
    });
    const TOR = 1 << 3;
    const packed = configs.map((config, index) => BigInt(config | TOR) << BigInt(8 * index));
    hart.setState(
      'pmpcfg0',
      packed.reduce((all, each) => all | each, 0n),
    );
    pmp.update(hart);
  };
  const all = R | W | X;
  const none = [0x8000_0000, 0x8000_0000];
  expect(parts()).toEqual([none, none]);
  protect([all], [0x1_0000_0000]);
  expect(parts()).toEqual([[0x8000_0000, 0x8001_0000], none]);
  // Firmware below keeps its pages for itself, and nobody may write to some above.
  protect([0, 0, all, R | X, all], [0x8000_0000, 0x8000_4000, 0x8000_e000, 0x8000_f004, 2 ** 32]);
  expect(parts()).toEqual([
    [0x8000_4000, 0x8000_e000],
    [0x8000_e000, 0x8000_f000],
  ]);
  protect([all, all, R], [0x8000_4000, 0x8000_e000, 2 ** 32]);
  expect(parts()).toEqual([
    [0x8000_0000, 0x8000_e000],
    [0x8000_e000, 0x8001_0000],
  ]);
  protect([R, 0, R, R | X, all], [0x8000_1000, 0x8000_2000, 0x8000_3000, 0x8000_5000, 2 ** 32]);
  expect(parts()).toEqual([
    [0x8000_5000, 0x8001_0000],
    [0x8000_2000, 0x8000_5000],
  ]);
  // An entry of a page table over the end of one of these would be of both.
  protect([all, all], [0x8000_4004, 2 ** 32]);
  expect(parts()).toEqual([[0x8000_5000, 0x8001_0000], none]);
  protect([R, R], [0x8000_4ffc, 2 ** 32]);
  expect(parts()).toEqual([none, [0x8000_5000, 0x8001_0000]]);
});

test('only a register with another value is a change, of each hart', () => {
  const harts = new Harts(2, 64 * 1024, 0n);
  const pmp = new Pmp(harts.running);
  const write = (name: StateName, value: bigint) => {
    harts.running.setState(name, value);
    return pmp.update(harts.running);
  };
  write('pmpcfg2', 0n);
  expect(write('pmpcfg2', 0n)).toBe(false);
  for (const name of ['pmpcfg0', 'pmpcfg2', 'pmpaddr0', 'pmpaddr15', 'mseccfg'] as const) {
    expect([name, write(name, 1n), write(name, 1n)]).toEqual([name, true, false]);
    expect([name, write(name, 1n << 33n)]).toEqual([name, true]);
  }
  harts.switchTo(1);
  expect([write('pmpcfg2', 0n), write('pmpcfg2', 0n)]).toEqual([true, false]);
  harts.switchTo(0);
  expect(write('mseccfg', 1n << 33n)).toBe(false);
});
