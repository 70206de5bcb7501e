import { decode, encode, type FieldValues, instruction } from '@ireko/isa';
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

test('floating point is left to the translator, and its CSRs to the interpreter', () => {
  const add = effectsOf('fadd.d', { rd: 5, rs1: 6, rs2: 7, rm: 7 });
  expect([add.floats, add.privileged, add.reads, add.writes]).toEqual([true, false, 0, 0]);
  const load = effectsOf('fld', { rd: 5, rs1: 6, imm: 8 });
  expect([load.privileged, load.reads]).toEqual([false, 1 << 6]);
  expect(load.access).toEqual({ kind: 'read', width: 8, base: 6 });
  const compare = effectsOf('flt.s', { rd: 5, rs1: 6, rs2: 7 });
  expect([compare.privileged, compare.writes]).toEqual([false, 1 << 5]);
  expect(effectsOf('csrrs', { rd: 5, rs1: 0, csr: 3 }).privileged).toBe(true);
});

test('what changes the privilege is the interpreter’s', () => {
  for (const mnemonic of ['mret', 'sret', 'wfi', 'ecall']) {
    expect([mnemonic, effectsOf(mnemonic, {}).privileged]).toEqual([mnemonic, true]);
  }
});
