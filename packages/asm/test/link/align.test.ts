import { R, SHF_ALLOC, SHF_EXECINSTR, Symbols, section } from '@ireko/elf';
import { expect, test } from 'vitest';
import { settleAlignment } from '../../src/link/align.ts';
import { inputSection } from '../../src/link/input.ts';

const RET = [0x82, 0x80];
const PAD = [0x13, 0, 0, 0, 0x01, 0]; // what an assembler writes before a label aligned to 8

/** Code, six bytes of padding to a multiple of 8, and more code, once its padding is settled. */
function padded(before: readonly number[]) {
  const text = section({
    name: '.text',
    flags: SHF_ALLOC | SHF_EXECINSTR,
    align: 8,
    data: Uint8Array.from([...before, ...PAD, ...RET, ...RET]),
    relocations: [{ offset: before.length, type: R.R_RISCV_ALIGN, symbol: undefined, addend: 6n }],
  });
  const file = { type: 1, machine: 243, flags: 1, entry: 0n, sections: [], segments: [] };
  const symbols = new Symbols();
  const object = {
    name: 'a.o',
    bits: 64 as const,
    file: { ...file, symbols },
    symbols,
    sections: [],
    placed: new Map(),
    replacements: new Map(),
    groups: [],
  };
  const input = inputSection(object, text);
  settleAlignment(input);
  return { bytes: [...input.cuts.apply(input.data)], moved: (at: number) => input.cuts.moved(at) };
}

test('padding that is needed in full stays', () => {
  const { bytes, moved } = padded(RET);
  expect(bytes).toEqual([...RET, ...PAD, ...RET, ...RET]);
  expect(moved(8)).toBe(8);
});

test('padding that is too much is taken out, and what follows moves', () => {
  const { bytes, moved } = padded([...RET, ...RET]);
  expect(bytes).toEqual([...RET, ...RET, 0x13, 0, 0, 0, ...RET, ...RET]);
  expect([0, 4, 10, 14].map(moved)).toEqual([0, 4, 8, 12]);
});

test('where nothing is needed all of it goes', () => {
  expect(padded([...RET, ...RET, ...RET, ...RET]).bytes).toHaveLength(12);
});
