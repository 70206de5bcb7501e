import { R, SHF_ALLOC, SHF_EXECINSTR, section, symbol } from '@ireko/elf';
import { expect, test } from 'vitest';
import { settleAlignment } from '../../src/link/align.ts';

const RET = [0x82, 0x80];
const PAD = [0x13, 0, 0, 0, 0x01, 0]; // what an assembler writes before a label aligned to 8

/** Two bytes of code, six of padding to a multiple of `1 << 3`, two of code; relocated behind it. */
function padded(before: readonly number[]) {
  const text = section({
    name: '.text',
    flags: SHF_ALLOC | SHF_EXECINSTR,
    align: 8,
    data: Uint8Array.from([...before, ...PAD, ...RET, ...RET]),
    relocations: [
      { offset: before.length, type: R.R_RISCV_ALIGN, symbol: undefined, addend: 6n },
      { offset: before.length + 6, type: R.R_RISCV_RVC_JUMP, symbol: undefined, addend: 0n },
    ],
  });
  const symbols = [
    symbol({ name: 'before', section: text, value: 0n, size: before.length + 6 }),
    symbol({ name: 'aligned', section: text, value: BigInt(before.length + 6), size: 4 }),
  ];
  const file = {
    type: 1,
    machine: 243,
    flags: 1,
    entry: 0n,
    sections: [text],
    segments: [],
    symbols,
  };
  const settled = settleAlignment(file);
  return { text: settled.sections[0], symbols: settled.symbols };
}

test('padding that is needed in full stays', () => {
  const { text, symbols } = padded(RET);
  expect([...(text?.data ?? [])]).toEqual([...RET, ...PAD, ...RET, ...RET]);
  expect(symbols[1]?.value).toBe(8n);
});

test('padding that is too much is taken out, and what follows moves', () => {
  const { text, symbols } = padded([...RET, ...RET]);
  expect([...(text?.data ?? [])]).toEqual([...RET, ...RET, 0x13, 0, 0, 0, ...RET, ...RET]);
  expect(text?.relocations).toMatchObject([{ offset: 8, type: R.R_RISCV_RVC_JUMP }]);
  expect(symbols[0]).toMatchObject({ value: 0n, size: 8 });
  expect(symbols[1]).toMatchObject({ value: 8n, size: 4 });
});

test('where nothing is needed all of it goes', () => {
  const { text } = padded([...RET, ...RET, ...RET, ...RET]);
  expect(text?.size).toBe(12);
});
