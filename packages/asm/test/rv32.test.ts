/** What is different in programs of 32 bits. */

import { readElf, relocationName } from '@ireko/elf';
import { expect, test } from 'vitest';
import { assemble } from '../src/index.ts';

function built(source: string, architecture = 'rv32imac') {
  const bytes = new TextEncoder().encode(`${source}\n`);
  const { object, diagnostics } = assemble('a.s', () => bytes, { architecture });
  const file = object && readElf(object);
  if (file && 'problem' in file) throw new Error(file.problem);
  return { file, messages: diagnostics.map(({ message }) => message) };
}

function code(source: string): string {
  const { file, messages } = built(source);
  const text = file?.sections.find(({ name }) => name === '.text');
  return text ? Buffer.from(text.data).toString('hex') : messages.join();
}

test('the object is ELF32, and an address has four bytes', () => {
  const { file } = built('.data\n.dc.a x\n');
  expect(file?.bits).toBe(32);
  const relocations = file?.sections.flatMap((each) => [...each.relocations]) ?? [];
  expect(relocations.map(({ type }) => relocationName(type))).toEqual(['R_RISCV_32']);
});

test('a number with bit 31 set is negative', () => {
  expect(code('addi a0, a0, 0xfffffffe')).toBe('1305e5ff');
  expect(code('li a0, 0x80000000')).toBe('37050080');
});

test.each([
  ['ld a0, 0(a1)', 'ld is there only with -march=rv64…, and this is for rv32'],
  ['addw a0, a0, a1', 'addw is there only with -march=rv64…, and this is for rv32'],
  ['slli a0, a0, 32', 'shift amount 32 is out of range for slli: 0…31'],
])('%s is refused', (source, message) => {
  expect(built(source).messages).toEqual([message]);
});

test('what only these programs have is refused in others', () => {
  const { messages } = built('rdcycleh a0', 'rv64i_zicsr');
  expect(messages).toEqual(['rdcycleh is there only with -march=rv32…, and this is for rv64']);
});

test('a calling convention of the other width is refused', () => {
  const source = () => new TextEncoder().encode('nop\n');
  const { diagnostics } = assemble('a.s', source, { architecture: 'rv32i', abi: 'lp64' });
  expect(diagnostics[0]?.message).toBe(
    'the calling convention lp64 is for 64 bits, and the architecture has 32',
  );
});

test('the base e has 16 registers, whatever names one', () => {
  const lines = [
    'add a0, a1, x16',
    'li t3, 5',
    'lw a0, 0(s2)',
    'call t4, f',
    'la a6, f',
    'c.mv a0, a7',
  ];
  const { messages } = built(`f: add a5, t2, s1\n${lines.join('\n')}`, 'rv32ec');
  expect(messages).toHaveLength(lines.length);
  expect(messages[0]).toBe(
    'the base e has no x16, but x0…x15: zero, ra, sp, gp, tp, t0…t2, s0, s1, a0…a5',
  );
  expect(built('.option arch, rv32i\nadd a0, a1, x16', 'rv32e').messages).toEqual([]);
});
