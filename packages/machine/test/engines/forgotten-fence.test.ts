import { encode, type FieldValues, instruction } from '@ireko/isa';
import { expect, test } from 'vitest';
import { type EngineName, Machine, ramBase } from '../../src/index.ts';

const [T0, T1, S0, S1, A0, A1, S2] = [5, 6, 8, 9, 10, 11, 18];
const op = (mnemonic: string, values: FieldValues) => encode(instruction(mnemonic), values);

const PAGE = 0x1000;
/** Pages of RAM. */
const [root, middle, leaves, first, second, other] = [4, 5, 6, 8, 9, 10];
/** Pages of addresses: the TLB has one entry for the first and the last. */
const [data, table, sameEntry] = [0x10, 0x20, 0x110];
const entry = (page: number, bits: number) => ((ramBase / PAGE + page) << 10) | bits;
const [V, RW, AD] = [1, 6, 0xc0];

/**
 * Runs a loop, whose data accesses are a supervisor's, with addresses of the pages in `s0`, `s1`, `s2`.
 * @param page of RAM, which `data` leads to at first.
 */
function run(engine: EngineName, page: number, loop: readonly number[]): Machine {
  const machine = new Machine({ ramBytes: 2 ** 16, engine, hotAfter: 2 });
  const { hart } = machine;
  const put = (page: number, index: number, value: number) =>
    hart.view.setUint32(hart.ram.byteOffset + page * PAGE + index * 8, value, true);
  put(root, 0, entry(middle, V));
  put(middle, 0, entry(leaves, V));
  const leaf = (page: number) => entry(page, V | RW | AD);
  put(leaves, data, leaf(page));
  put(leaves, table, leaf(leaves));
  put(leaves, sameEntry, leaf(other));
  put(first, 0, 1);
  put(second, 0, 1000);

  const [satp, mstatus, pmpaddr0, pmpcfg0] = [0x180, 0x300, 0x3b0, 0x3a0];
  const code = [
    op('addi', { rd: T0, rs1: 0, imm: -1 }),
    op('csrrw', { rd: 0, csr: pmpaddr0, rs1: T0 }),
    op('addi', { rd: T0, rs1: 0, imm: 0x1f }),
    op('csrrw', { rd: 0, csr: pmpcfg0, rs1: T0 }),
    op('addi', { rd: T0, rs1: 0, imm: 1 }),
    op('slli', { rd: T0, rs1: T0, imm: 63 }),
    op('auipc', { rd: T1, imm: root }),
    op('srli', { rd: T1, rs1: T1, imm: 12 }),
    op('or', { rd: T0, rs1: T0, rs2: T1 }),
    op('csrrw', { rd: 0, csr: satp, rs1: T0 }),
    // Data accesses are a supervisor's from here on: MPRV, MPP.
    op('lui', { rd: T0, imm: 0x21 }),
    op('addi', { rd: T0, rs1: T0, imm: -0x800 }),
    op('csrrs', { rd: 0, csr: mstatus, rs1: T0 }),
    op('lui', { rd: S0, imm: data }),
    op('lui', { rd: S1, imm: table }),
    op('lui', { rd: S2, imm: sameEntry }),
    op('addi', { rd: T1, rs1: 0, imm: 1 << 10 }),
    ...loop,
    op('jal', { rd: 0, imm: -4 * loop.length }),
  ];
  for (const [index, word] of code.entries())
    hart.view.setUint32(hart.ram.byteOffset + index * 4, word, true);
  machine.run({ maxInstructions: 10_000 });
  return machine;
}

const both = (page: number, loop: readonly number[]): [Machine, Machine] => [
  run('interpreter', page, loop),
  run('translator', page, loop),
];

test('engines agree on a program that forgets a fence, and whose TLB entry is replaced', () => {
  // Reads what is in page 8 or 9, changes which of them that is, and has the entry replaced.
  const loop = [
    op('ld', { rd: A0, rs1: S0, imm: 0 }),
    op('ld', { rd: T0, rs1: S1, imm: data * 8 }),
    op('xor', { rd: T0, rs1: T0, rs2: T1 }),
    op('sd', { rs2: T0, rs1: S1, imm: data * 8 }),
    op('ld', { rd: A0, rs1: S2, imm: 0 }),
    op('ld', { rd: A0, rs1: S0, imm: 0 }),
    op('add', { rd: A1, rs1: A1, rs2: A0 }),
  ];
  const [interpreted, translated] = both(first, loop);
  expect(interpreted.hart.register(A1)).toBeGreaterThan(400n * 1000n);
  expect(translated.stateHash()).toBe(interpreted.stateHash());
});

test('so they do on one that stores where its code is, which has no page table entry any more', () => {
  const code = 0;
  const loop = [
    op('addi', { rd: A1, rs1: A1, imm: 1 }),
    op('sd', { rs2: A1, rs1: S0, imm: 0x400 }),
    op('sd', { rs2: 0, rs1: S1, imm: data * 8 }),
  ];
  const [interpreted, translated] = both(code, loop);
  expect(interpreted.hart.register(A1)).toBeGreaterThan(2000n);
  expect(translated.stateHash()).toBe(interpreted.stateHash());
});
