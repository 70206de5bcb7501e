import { expect, test } from 'vitest';
import type { EngineName, Machine } from '../../src/index.ts';
import { leaves, mappedLoop, PAGE, putWord } from './mapped-loop.ts';
import type { Program } from './program.ts';

const [T0, T1, S0, S1, A0, A1, S2] = [5, 6, 8, 9, 10, 11, 18];

/** Pages of RAM. */
const [first, second, other] = [8, 9, 10];
/** Pages of addresses: the TLB has one entry for the first and the last. */
const [data, table, sameEntry] = [0x10, 0x20, 0x110];

/**
 * Runs a loop with addresses of the pages in `s0`, `s1`, `s2`.
 * @param page of RAM, which `data` leads to at first.
 */
function run(engine: EngineName, page: number, loop: Program): Machine {
  const pages = new Map([
    [data, page],
    [table, leaves],
    [sameEntry, other],
  ]);
  const before: Program = [
    ['lui', { rd: S0, imm: data }],
    ['lui', { rd: S1, imm: table }],
    ['lui', { rd: S2, imm: sameEntry }],
    ['addi', { rd: T1, rs1: 0, imm: 1 << 10 }],
  ];
  const machine = mappedLoop(engine, pages, before, loop);
  putWord(machine, first * PAGE, 1);
  putWord(machine, second * PAGE, 1000);
  machine.run({ maxInstructions: 10_000 });
  return machine;
}

const both = (page: number, loop: Program): [Machine, Machine] => [
  run('interpreter', page, loop),
  run('translator', page, loop),
];

test('engines agree on a program that forgets a fence, and whose TLB entry is replaced', () => {
  // Reads what is in page 8 or 9, changes which of them that is, and has the entry replaced.
  const loop: Program = [
    ['ld', { rd: A0, rs1: S0, imm: 0 }],
    ['ld', { rd: T0, rs1: S1, imm: data * 8 }],
    ['xor', { rd: T0, rs1: T0, rs2: T1 }],
    ['sd', { rs2: T0, rs1: S1, imm: data * 8 }],
    ['ld', { rd: A0, rs1: S2, imm: 0 }],
    ['ld', { rd: A0, rs1: S0, imm: 0 }],
    ['add', { rd: A1, rs1: A1, rs2: A0 }],
  ];
  const [interpreted, translated] = both(first, loop);
  expect(interpreted.hart.register(A1)).toBeGreaterThan(400n * 1000n);
  expect(translated.stateHash()).toBe(interpreted.stateHash());
});

test('so they do on one that stores where its code is, which has no page table entry any more', () => {
  const code = 0;
  const loop: Program = [
    ['addi', { rd: A1, rs1: A1, imm: 1 }],
    ['sd', { rs2: A1, rs1: S0, imm: 0x400 }],
    ['sd', { rs2: 0, rs1: S1, imm: data * 8 }],
  ];
  const [interpreted, translated] = both(code, loop);
  expect(interpreted.hart.register(A1)).toBeGreaterThan(2000n);
  expect(translated.stateHash()).toBe(interpreted.stateHash());
});
