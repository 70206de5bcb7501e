import { encode, instruction } from '@ireko/isa';
import { expect, test } from 'vitest';
import { privilegedInstruction } from '../src/exits.ts';

const nameOf = (mnemonic: string, values: Record<string, number> = {}) =>
  privilegedInstruction(encode(instruction(mnemonic), values));

const MSTATUS = 0x300;
const SATP = 0x180;

test('a CSR instruction is named as the disassembler writes it, with its CSR', () => {
  expect(nameOf('csrrs', { rd: 5, csr: MSTATUS, rs1: 0 })).toBe('csrr mstatus');
  expect(nameOf('csrrw', { rd: 0, csr: SATP, rs1: 5 })).toBe('csrw satp');
  expect(nameOf('csrrw', { rd: 10, csr: SATP, rs1: 10 })).toBe('csrrw satp');
  expect(nameOf('csrrci', { rd: 0, csr: MSTATUS, imm: 8 })).toBe('csrc mstatus');
});

test('registers and operands make no difference', () => {
  expect(nameOf('csrrs', { rd: 6, csr: MSTATUS, rs1: 0 })).toBe('csrr mstatus');
  expect(nameOf('sfence.vma', { rs1: 0, rs2: 0 })).toBe('sfence.vma');
  expect(nameOf('sfence.vma', { rs1: 10, rs2: 0 })).toBe('sfence.vma');
});

test('a CSR that this machine does not have is named by its number', () => {
  expect(nameOf('csrrs', { rd: 5, csr: 0x7c0, rs1: 0 })).toBe('csrr 0x7c0');
});

test('a counter that has a mnemonic of its own is not named twice', () => {
  expect(nameOf('csrrs', { rd: 5, csr: 0xc01, rs1: 0 })).toBe('rdtime');
});

test.each(['mret', 'sret', 'wfi'])('%s is its own name', (mnemonic) => {
  expect(nameOf(mnemonic)).toBe(mnemonic);
});

test('what is no instruction of the SYSTEM opcode is no privileged instruction', () => {
  expect(nameOf('add', { rd: 1, rs1: 2, rs2: 3 })).toBeUndefined();
  expect(privilegedInstruction(0)).toBeUndefined();
  expect(privilegedInstruction(0xffff_ffff)).toBeUndefined();
});
