/** Loops in M-mode whose data accesses are a supervisor's, by a page table (`mstatus.MPRV`). */

import { type EngineName, Machine, ramBase } from '../../src/index.ts';
import { type Program, putWords, wordsOf } from './program.ts';

const [T0, T1] = [5, 6];
export const PAGE = 0x1000;
const RAM_BYTES = 2 ** 16;
/** Pages of RAM with the page table, of which the last has the entries that lead to pages. */
const [root, middle] = [4, 5];
export const leaves = 6;
const entry = (page: number, bits: number) => ((ramBase / PAGE + page) << 10) | bits;
const [V, RW, AD] = [1, 6, 0xc0];
const [satp, mstatus, pmpaddr0, pmpcfg0] = [0x180, 0x300, 0x3b0, 0x3a0];

export function putWord({ hart: { view, ram } }: Machine, place: number, value: number): void {
  view.setUint32(ram.byteOffset + place, value, true);
}

/**
 * A machine that is about to run a loop.
 * @param pages which page of RAM a page of addresses is mapped to.
 * @param before sets registers.
 */
export function mappedLoop(
  engine: EngineName,
  pages: ReadonlyMap<number, number>,
  before: Program,
  loop: Program,
): Machine {
  const machine = new Machine({ ramBytes: RAM_BYTES, engine, hotAfter: 2 });
  const put = (page: number, index: number, value: number) =>
    putWord(machine, page * PAGE + index * 8, value);
  put(root, 0, entry(middle, V));
  put(middle, 0, entry(leaves, V));
  for (const [address, page] of pages) put(leaves, address, entry(page, V | RW | AD));
  const program: Program = [
    ['addi', { rd: T0, rs1: 0, imm: -1 }],
    ['csrrw', { rd: 0, csr: pmpaddr0, rs1: T0 }],
    ['addi', { rd: T0, rs1: 0, imm: 0x1f }],
    ['csrrw', { rd: 0, csr: pmpcfg0, rs1: T0 }],
    ['addi', { rd: T0, rs1: 0, imm: 1 }],
    ['slli', { rd: T0, rs1: T0, imm: 63 }],
    ['auipc', { rd: T1, imm: root }],
    ['srli', { rd: T1, rs1: T1, imm: 12 }],
    ['or', { rd: T0, rs1: T0, rs2: T1 }],
    ['csrrw', { rd: 0, csr: satp, rs1: T0 }],
    // MPRV, and S in MPP.
    ['lui', { rd: T0, imm: 0x21 }],
    ['addi', { rd: T0, rs1: T0, imm: -0x800 }],
    ['csrrs', { rd: 0, csr: mstatus, rs1: T0 }],
    ...before,
    ...loop,
    ['jal', { rd: 0, imm: -4 * loop.length }],
  ];
  putWords(machine, wordsOf(program));
  return machine;
}
