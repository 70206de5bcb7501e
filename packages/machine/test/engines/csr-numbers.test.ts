/** A program may name every CSR number that there is room for in an instruction. */

import { csrs, encode, type FieldValues, instruction } from '@ireko/isa';
import { expect, test } from 'vitest';
import { engineNames, Machine, ramBase } from '../../src/index.ts';

const NUMBERS = 4096;
const HANDLER = 0x8000;
const [A0, T0, T1, S2] = [10, 5, 6, 18];
const csr = (name: string) => csrs.find((each) => each.name === name)?.number ?? 0;

test.each(engineNames)('%s: all numbers of CSRs can be read, or trap', (engine) => {
  const machine = new Machine({ ramBytes: 0x1_0000, engine, hotAfter: 2 });
  const { hart } = machine;
  const put = (place: number, words: readonly number[]) => {
    for (const [index, word] of words.entries())
      hart.view.setUint32(hart.ram.byteOffset + place + index * 4, word, true);
  };
  const read = (rd: number, number: number) =>
    encode(instruction('csrrs'), { rd, csr: number, rs1: 0 });
  const numbers = Array.from({ length: NUMBERS }, (_, number) => number);
  const op = (mnemonic: string, values: FieldValues) => encode(instruction(mnemonic), values);
  // Twice: a loop that is worth a translation, then all numbers.
  const start = [
    op('addi', { rd: T1, rs1: 0, imm: 100 }),
    op('addi', { rd: T1, rs1: T1, imm: -1 }),
    op('bne', { rs1: T1, rs2: 0, imm: -4 }),
  ];
  const places = start.length + NUMBERS + 2;
  put(0, [
    ...start,
    ...numbers.map((number) => read(0, number)),
    op('addi', { rd: S2, rs1: S2, imm: -1 }),
    op('beq', { rs1: S2, rs2: 0, imm: 8 }),
    op('jal', { rd: 0, imm: -4 * places }),
    op('jal', { rd: 0, imm: 0 }),
  ]);
  // Counts what trapped, and skips it.
  put(HANDLER, [
    op('addi', { rd: A0, rs1: A0, imm: 1 }),
    read(T0, csr('mepc')),
    op('addi', { rd: T0, rs1: T0, imm: 4 }),
    op('csrrw', { rd: 0, csr: csr('mepc'), rs1: T0 }),
    op('mret', {}),
  ]);
  hart.setState('mtvec', BigInt(ramBase + HANDLER));
  hart.setState('fs', 1n);
  hart.setRegister(S2, 2n);
  machine.run({ maxInstructions: 2 * (300 + NUMBERS * 6) });
  expect(hart.register(A0)).toBe(BigInt(2 * (NUMBERS - csrs.length)));
  expect(hart.pc).toBe(BigInt(ramBase + (places + 1) * 4));
});
