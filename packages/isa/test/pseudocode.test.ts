import { expect, test } from 'vitest';
import {
  csr,
  csrNumber,
  csrPseudocode,
  instruction,
  instructions,
  pseudocode,
} from '../src/index.ts';

const text = (mnemonic: string) => pseudocode(instruction(mnemonic))?.join('\n');

test('a value is written where it is used', () => {
  expect(text('addi')).toBe('x[rd] ← x[rs1] + imm');
  expect(text('lw')).toBe('x[rd] ← sext32(mem32[x[rs1] + imm])');
  expect(text('bne')).toBe('if x[rs1] ≠ x[rs2]:\n  pc ← pc + imm');
});

test('a register that is read before it is written has a name', () => {
  expect(text('jalr')).toBe('a ← x[rs1]\nx[rd] ← next_pc\npc ← a + imm & -2');
});

test('what was loaded is one value, however often it is used', () => {
  expect(text('amoadd.d')).toContain(
    'a ← x[rs1]\nif a & 7 = 0:\n  b ← mem64[a]\n  mem64[a] ← b + x[rs2]\n  x[rd] ← b',
  );
});

test('operators that bind less tightly stand in parentheses', () => {
  expect(text('sraiw')).toBe('x[rd] ← sext32(x[rs1]) ≫ₛ (imm & 31)');
  expect(text('bclr')).toBe('x[rd] ← x[rs1] & ~(1 ≪ x[rs2])');
});

test('fields of privileged registers are called by their names', () => {
  expect(text('mret')).toContain('mie = b.mpie, mpie = 1, mpp = 0');
  expect(text('wfi')).toContain('privilege < M and mstatus.tw = 1');
});

test('a trap needs no else', () => {
  expect(text('hlv.d')).toBe(
    'if misa[7] = 0 or V = 0 and privilege = U and hstatus.hu = 0:\n' +
      '  raise illegal instruction, with instruction_bits in xtval\n' +
      'if V = 1:\n' +
      '  raise virtual instruction, with instruction_bits in xtval\n' +
      'x[rd] ← guest_mem64[x[rs1]]',
  );
});

test('a CSR says what it keeps', () => {
  const row = csr(csrNumber('mepc') ?? 0);
  expect(row && csrPseudocode(row)).toEqual({
    read: ['mepc'],
    write: ['mepc ← mepc with bits 63:1 from value'],
  });
});

test('every row with a meaning has a text without holes', () => {
  for (const row of instructions) {
    for (const line of pseudocode(row) ?? [])
      expect(line).not.toMatch(/undefined|null|\[object|\(\)/);
  }
});
