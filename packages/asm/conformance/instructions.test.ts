/**
 * Every form of the instruction table, with operands at the ends of their ranges and in between,
 * compressed and not: the bytes and relocations of GNU as.
 */

import { readFileSync } from 'node:fs';
import {
  allForms,
  type Field,
  type Form,
  fits,
  floatRegisterNumber,
  type OperandForm,
} from '@ireko/isa';
import { describe, expect, test } from 'vitest';
import { bothObjects, view } from './oracle.ts';

const registers = ['zero', 'ra', 'sp', 's0', 'a0', 'a5', 't6'];
const floatRegisters = ['ft0', 'fs0', 'fa5', 'ft11'];
const numbers: Readonly<Record<string, number>> = {
  zero: 0,
  ra: 1,
  sp: 2,
  s0: 8,
  a0: 10,
  a5: 15,
  t6: 31,
};

/** Texts of a register operand; a compressed form takes some registers only. */
function registerTexts(field: Field | { readonly register: number }): string[] {
  if ('register' in field) return registers.filter((name) => numbers[name] === field.register);
  return registers.filter((name) => {
    const number = numbers[name] ?? 0;
    return fits(field, number) && !(field.hintAtZero && number === 0);
  });
}

function immediateTexts(form: Form, field: Field): string[] {
  // `lui` and `c.lui` are written with the unsigned number of 20 bits.
  const isUpper = form.mnemonic === 'c.lui';
  const { min, max, step } = field.range;
  const candidates = [
    min,
    min + step,
    -32,
    -16,
    -1,
    0,
    1,
    step,
    8,
    16,
    31,
    32,
    63,
    124,
    max - step,
    max,
  ];
  return [...new Set(candidates)]
    .filter((value) => fits(field, value) && !(field.hintAtZero && value === 0))
    .map((value) => String(isUpper && value < 0 ? value + 2 ** 20 : value));
}

function operandTexts(form: Form, operand: OperandForm): string[] {
  switch (operand.shape) {
    case 'register':
      return registerTexts(operand.field);
    case 'immediate':
      return immediateTexts(form, operand.field);
    case 'memory': {
      const offsets = operand.offset ? immediateTexts(form, operand.offset) : [''];
      return registerTexts(operand.base).flatMap((base) =>
        offsets.map((offset) => `${offset}(${base})`),
      );
    }
    case 'float':
      return floatRegisters.filter((name) => fits(operand.field, floatRegisterNumber(name) ?? 0));
    case 'rounding':
      return ['rne', 'rmm', 'dyn'];
    case 'csr':
      return ['mstatus', 'satp', '0x7c0'];
    case 'ordering':
      return ['iorw', 'rw', 'w'];
    case 'target':
      return ['near', 'far', 'elsewhere'];
    default:
      throw new Error(`${form.mnemonic} is none of the machine's instructions`);
  }
}

/** Combinations of operands: all of them, or each list beside a few of the others. */
function combinations(lists: readonly (readonly string[])[]): string[][] {
  return lists.reduce<string[][]>(
    (rows, list) => rows.flatMap((row) => list.map((text) => [...row, text])),
    [[]],
  );
}

function statements(form: Form): string[] {
  const all = combinations(form.operands.map((operand) => operandTexts(form, operand)));
  return all.map((operands) => `        ${form.mnemonic} ${operands.join(', ')}`);
}

/** Every extension that GNU as 2.40 knows and the table may have. */
const architecture =
  'rv64imafdch_zicbom_zicboz_zicsr_zifencei_zihintpause_zawrs_zba_zbb_zbs_svinval';

/** Zicond, which GNU as 2.40 does not know. */
const refused = new Set(['czero.eqz', 'czero.nez']);

const byMnemonic = Map.groupBy(
  allForms().filter(({ mnemonic, xlen }) => xlen !== 32 && !refused.has(mnemonic)),
  ({ mnemonic }) => mnemonic,
);

/** A program of all statements of a mnemonic, with targets near, far and in another file. */
function program(option: string, forms: readonly Form[]): string {
  const body = forms.flatMap(statements);
  return [option, 'near:', ...body, '.skip 5000', 'far:', ''].join('\n');
}

describe.each([
  ['compressed', '', 2],
  ['uncompressed', '.option norvc', 4],
])('%s', (_, option, shortest) => {
  test.each([...byMnemonic])('%s has the bytes and relocations of GNU as', (_, forms) => {
    const usable = forms.filter(({ instruction }) => instruction.length >= shortest);
    const { ours, gnu } = bothObjects(program(option, usable), { architecture });
    expect(view(ours)).toEqual(view(gnu));
  });
});

test('the bytes in the goldens are those of GNU as', () => {
  const path = new URL('../test/golden/instructions.s', import.meta.url);
  const lines = readFileSync(path, 'utf8').split('\n');
  const { gnu } = bothObjects(lines.join('\n'));
  const bytes = lines.map((line) => line.split('#')[1]?.trim() ?? '');
  const isBytes = (text: string) => /^[0-9a-f]+$/.test(text);
  const rows = view(gnu).flatMap((line) => /^\.text [0-9a-f]+: ([0-9a-f]*)$/.exec(line)?.[1] ?? []);
  expect(rows.join('')).toBe(bytes.filter(isBytes).join(''));
});
