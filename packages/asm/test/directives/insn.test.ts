import { expect, test } from 'vitest';
import { complaintsOf, hexOf } from '../assembling.ts';

test('an instruction is made of the fields of its format', () => {
  expect(hexOf('.insn r CUSTOM_0, 7, 0x7f, x31, x1, x2\n')).toBe(hexOf('.word 0xfe20ff8b\n'));
  expect(hexOf('.insn i OP_IMM, 0, a0, a1, -13\n')).toBe(hexOf('addi a0, a1, -13\n'));
  expect(hexOf('.insn s STORE, 3, a0, -8(s1)\n')).toBe(hexOf('sd a0, -8(s1)\n'));
});

test('an instruction is a number, which says how long it is', () => {
  expect(hexOf('.insn 0x13\n.insn 2, 0x9002\n')).toBe('130000000290');
  expect(complaintsOf('.insn 4, 0x9002\n')).toEqual(['1:7 0x9002 is no instruction of 4 bytes']);
});

test('what does not fit a format is reported', () => {
  expect(complaintsOf('.insn q 0x33, 0\n')).toEqual(['1:1 `q` is no format of instructions']);
  expect(complaintsOf('.insn i OP_IMM, 8, a0, a1, 0\n')).toEqual([
    '1:17 immediate 8 is out of range for .insn i: 0…7',
  ]);
  expect(complaintsOf('.insn i 0x10, 0, a0, a1, 0\n')).toEqual([
    '1:9 the opcode of a four-byte instruction ends in 0b11',
  ]);
});
