import { relocationName } from '@ireko/elf';
import { expect, test } from 'vitest';
import { complaintsOf, hexOf, objectOf } from '../assembling.ts';

function relocationsOf(source: string): string[] {
  const [text] = objectOf(source).sections;
  return (text?.relocations ?? []).map(({ type }) => relocationName(type) ?? '');
}

test('li takes as many instructions as the number needs', () => {
  const lengths = ['7', '0x1000', '0x12345678', '0x100000000', '0x123456789abcdef0'].map(
    (number) => hexOf(`li a0, ${number}\n`).length / 2,
  );
  expect(lengths).toEqual([2, 2, 8, 6, 26]);
});

test('la of a number is li, of a symbol two instructions', () => {
  expect(hexOf('la a0, 0x12000\n')).toBe(hexOf('lui a0, 0x12\n'));
  expect(relocationsOf('la a0, x\n')).toEqual(['R_RISCV_PCREL_HI20', 'R_RISCV_PCREL_LO12_I']);
});

test('la goes through the global offset table under .option pic', () => {
  expect(relocationsOf('.option pic\nla a0, x\nlla a0, x\n')).toEqual([
    'R_RISCV_GOT_HI20',
    'R_RISCV_PCREL_LO12_I',
    'R_RISCV_PCREL_HI20',
    'R_RISCV_PCREL_LO12_I',
  ]);
});

test('calls use ra, or t1 to reach what links elsewhere; tails t1, jumps the scratch register', () => {
  expect(hexOf('call f\ncall t0, f\ntail f\njump f, t2\n')).toBe(
    `${'97000000e7800000'}${'17030000e7020300'}${'1703000067000300'}${'9703000067800300'}`,
  );
});

test('a load from a symbol uses its own register, a store a scratch register', () => {
  expect(relocationsOf('ld a0, x\nsd a0, x, t0\n')).toEqual([
    'R_RISCV_PCREL_HI20',
    'R_RISCV_PCREL_LO12_I',
    'R_RISCV_PCREL_HI20',
    'R_RISCV_PCREL_LO12_S',
  ]);
});

test('a part of a register is widened by two shifts without Zbb and Zba', () => {
  expect(hexOf('zext.w a0, a0\n')).toBe(hexOf('slli a0, a0, 32\nsrli a0, a0, 32\n'));
  expect(hexOf('sext.b a0, a1\n')).toBe(hexOf('slli a0, a1, 56\nsrai a0, a0, 56\n'));
});

test.each([
  ['li a0', '1:1 a register and a number are expected'],
  ['li a0, a1', '1:8 a number is expected here, not a register'],
  ['li a0, 0x10000000000000000', '1:8 the number does not fit in 64 bits'],
  ['la x', '1:1 a register and a symbol are expected'],
  ['call', '1:1 call has no target, and goes to address 0'],
  ['tail a, b', '1:1 tail takes a symbol'],
  ['jump a', '1:1 jump takes a symbol and a register'],
  ['sw a0, x', '1:8 an address such as 8(sp) is expected here'],
])('%s: %s', (source, complaint) => {
  expect(complaintsOf(`${source}\n`)).toEqual([complaint]);
});

test('a floating-point load from a symbol needs a scratch register', () => {
  expect(relocationsOf('.option arch, +d\nfld fa0, x, t0\nfsd fa0, x, t0\n')).toEqual([
    'R_RISCV_PCREL_HI20',
    'R_RISCV_PCREL_LO12_I',
    'R_RISCV_PCREL_HI20',
    'R_RISCV_PCREL_LO12_S',
  ]);
});

test('la takes a number as far as code reaches', () => {
  expect(complaintsOf('la a0, 0x7fffffff\nla a0, -0x80000000\n')).toEqual([]);
  expect(complaintsOf('la a0, 0x80000000\n')).toEqual(['1:8 2147483648 is out of reach']);
});

test('an address cannot be farther from its symbol than auipc reaches', () => {
  expect(complaintsOf('la a0, x + 0x7fffffff\nlla a0, x - 0x80000001\n')).toEqual([
    '2:9 the offset -2147483649 is out of reach',
  ]);
});
