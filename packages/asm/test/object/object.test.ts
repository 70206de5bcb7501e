import { relocationName } from '@ireko/elf';
import { expect, test } from 'vitest';
import { hexOf, objectOf } from '../assembling.ts';

/** Relocations of `.text` as `offset type symbol+addend`. */
function relocationsOf(source: string): string[] {
  const text = objectOf(source).sections.find(({ name }) => name === '.text');
  return (text?.relocations ?? []).map(
    ({ offset, type, symbol, addend }) =>
      `${offset} ${relocationName(type)} ${symbol?.name}+${addend}`,
  );
}

function symbolOf(source: string, wanted: string) {
  const found = objectOf(source).symbols.find(({ name }) => name === wanted);
  if (!found) throw new Error(`no symbol ${wanted}`);
  const { section } = found;
  return { ...found, section: typeof section === 'string' ? section : section.name };
}

test('la names its auipc in the relocation of the low part', () => {
  const [, low] = objectOf('nop\nla a0, x\n').sections[0]?.relocations ?? [];
  expect([low?.offset, low?.symbol?.value]).toEqual([6, 2n]);
});

test('calls, absolute and symbolic accesses have the psABI’s relocations', () => {
  const source = 'call f\nlui a0, %hi(x+4)\nlw a0, %lo(x+4)(a0)\nsw a0, %lo(x)(a1)\nlw a0, x\n';
  expect(relocationsOf(source)).toEqual([
    '0 R_RISCV_CALL_PLT f+0',
    '8 R_RISCV_HI20 x+4',
    '12 R_RISCV_LO12_I x+4',
    '16 R_RISCV_LO12_S x+0',
    '20 R_RISCV_PCREL_HI20 x+0',
    '24 R_RISCV_PCREL_LO12_I .L0 +0',
  ]);
});

test('a difference of labels in code is left to the linker', () => {
  expect(relocationsOf('a: nop\nb: .word b - a\n')).toEqual([
    '2 R_RISCV_ADD32 b+0',
    '2 R_RISCV_SUB32 a+0',
  ]);
});

test('a label’s address in data is a relocation', () => {
  expect(relocationsOf('.dword x + 8\n.word y\n')).toEqual([
    '0 R_RISCV_64 x+8',
    '8 R_RISCV_32 y+0',
  ]);
});

test('binding, type, size and visibility reach the symbol table', () => {
  const source =
    '.globl f\n.type f, @function\n.hidden f\nf: nop\nnop\n.size f, .-f\n.weak w\ncall w\n';
  expect(symbolOf(source, 'f')).toMatchObject({
    value: 0n,
    size: 4,
    type: 2,
    binding: 1,
    visibility: 2,
    section: '.text',
  });
  expect(symbolOf(source, 'w')).toMatchObject({ binding: 2, section: 'undefined' });
});

test('equates are absolute symbols, aliases of labels are labels', () => {
  const source = '.equ n, 5\na: nop\n.set b, a + 2\n';
  expect(symbolOf(source, 'n')).toMatchObject({ section: 'absolute', value: 5n });
  expect(symbolOf(source, 'b')).toMatchObject({ section: '.text', value: 2n });
});

test('.comm asks the linker for space', () => {
  expect(symbolOf('.comm buffer, 64, 16\n', 'buffer')).toMatchObject({
    section: 'common',
    size: 64,
    value: 16n,
  });
});

test('local labels stay out of the symbol table', () => {
  const names = objectOf('.Lx: nop\n1: j 1b\ny: nop\n').symbols.map(({ name }) => name);
  expect(names).toContain('y');
  expect(names).not.toContain('.Lx');
});

test('a code section ends on its alignment, filled with nops', () => {
  expect(hexOf('.align 3\nnop\nnop\nnop\n')).toBe('0100010001000100');
});

test('the object says which extensions it uses', () => {
  const attributes = objectOf('nop\n').sections.find(({ name }) => name === '.riscv.attributes');
  const text = String.fromCharCode(...(attributes?.data ?? []));
  expect(text).toContain('rv64i2p1_m2p0_a2p1_c2p0_zicsr2p0_zifencei2p0_zmmul1p0');
});

/** Mapping symbols with their values; of an architecture, whether F is in it. */
const mappingsOf = (source: string) =>
  objectOf(source)
    .symbols.filter(({ name }) => name.startsWith('$'))
    .map(
      ({ name, value }) =>
        `${name.replace(/rv64.*/, (isa) => (isa.includes('_f2p2') ? '+f' : '-f'))} ${value}`,
    );

test('mapping symbols tell code from data, and which extensions the code is of', () => {
  const first = '$x-f 0';
  expect(mappingsOf('nop\n.word 1\nnop\n.data\n.word 2\n')).toEqual([first, '$d 2', '$x 6']);
  const other = '.option push\n.option arch, +f\nfadd.s f0, f0, f0\n.option pop\n';
  expect(mappingsOf(`nop\nnop\n${other}nop\n.option rvc\nnop\n`)).toEqual([
    first,
    '$x+f 4',
    '$x-f 8',
  ]);
});

test('padding is code, but for its first byte if there is an odd number of them', () => {
  expect(mappingsOf('nop\n.word 1\n.align 4\n.word 1\n')).toEqual([
    '$x-f 0',
    '$d 2',
    '$x 6',
    '$d 16',
    '$x 20', // to the section's end
  ]);
  expect(mappingsOf('nop\n.byte 1\n.align 4\nnop\n').slice(1)).toEqual(['$d 2', '$d 3', '$x 4']);
});
