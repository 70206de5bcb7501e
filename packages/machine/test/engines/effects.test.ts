import { csrNumber, decode, encode, type FieldValues, instruction } from '@ireko/isa';
import { expect, test } from 'vitest';
import { type Effects, effects } from '../../src/engines/effects.ts';

function effectsOf(mnemonic: string, values: FieldValues): Effects {
  const decoded = decode(encode(instruction(mnemonic), values));
  if (!decoded) throw new Error(`${mnemonic} does not decode`);
  return effects(decoded);
}

test('registers read and written are known, and x0 is neither', () => {
  const { reads, writes } = effectsOf('add', { rd: 5, rs1: 6, rs2: 0 });
  expect([reads, writes]).toEqual([1 << 6, 1 << 5]);
});

test('loads that extend by the sign are told from those that do not', () => {
  const signed = ['lb', 'lh', 'lw', 'lbu', 'lhu', 'lwu', 'ld'].filter(
    (mnemonic) => effectsOf(mnemonic, { rd: 5, rs1: 6, imm: 8 }).access?.isSigned,
  );
  expect(signed).toEqual(['lb', 'lh', 'lw']);
});

test('floating point is told from what else uses state', () => {
  const add = effectsOf('fadd.d', { rd: 5, rs1: 6, rs2: 7, rm: 7 });
  expect([add.floats, add.privileged, add.reads, add.writes]).toEqual([true, false, 0, 0]);
  const load = effectsOf('fld', { rd: 5, rs1: 6, imm: 8 });
  expect([load.privileged, load.reads]).toEqual([false, 1 << 6]);
  expect(load.access).toEqual({ kind: 'read', width: 8, base: 6, isSigned: false });
  const compare = effectsOf('flt.s', { rd: 5, rs1: 6, rs2: 7 });
  expect([compare.privileged, compare.writes]).toEqual([false, 1 << 5]);
});

test('what a CSR instruction does depends on its CSR', () => {
  const flags = effectsOf('csrrs', { rd: 5, rs1: 6, csr: 3 });
  expect([flags.privileged, flags.unsettles, flags.floats]).toEqual([false, false, true]);
  expect([flags.reads, flags.writes]).toEqual([1 << 6, 1 << 5]);
  const enable = effectsOf('csrrw', { rd: 0, rs1: 6, csr: csrNumber('sie') ?? 0 });
  expect([enable.privileged, enable.unsettles]).toEqual([false, true]);
  expect(effectsOf('csrrw', { rd: 0, rs1: 6, csr: csrNumber('satp') ?? 0 }).privileged).toBe(true);
  expect(effectsOf('csrrw', { rd: 0, rs1: 6, csr: 0x7c0 }).privileged).toBe(true);
});

test('returns from traps are told from jumps, and waiting and fences are the interpreter’s', () => {
  for (const mnemonic of ['mret', 'sret']) expect(effectsOf(mnemonic, {}).control).toBe('return');
  for (const mnemonic of ['wfi', 'fence.i']) expect(effectsOf(mnemonic, {}).privileged).toBe(true);
  expect(effectsOf('sfence.vma', { rs1: 0, rs2: 0 }).privileged).toBe(true);
  expect(effectsOf('ecall', {}).raises).toBe(true);
});
