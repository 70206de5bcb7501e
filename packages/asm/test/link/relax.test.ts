import {
  EM_RISCV,
  ET_REL,
  R,
  Relocations,
  SHF_ALLOC,
  SHF_EXECINSTR,
  SHF_WRITE,
  section,
  symbol,
  writeElf,
} from '@ireko/elf';
import { expect, test } from 'vitest';
import type { LinkOptions } from '../../src/link/link.ts';
import { address, hex, linked } from './linking.ts';

const R_RELAX = R.R_RISCV_RELAX;

interface Use {
  /** Instructions, as an assembler writes them. */
  readonly words: readonly number[];
  readonly types: readonly number[];
  /** Of the data symbol, or of the code symbol. */
  readonly to: 'value' | 'after' | 'nobody';
}

const CALL = { words: [0x00000097, 0x000080e7], types: [R.R_RISCV_CALL_PLT], to: 'after' } as const;
const TAIL = { ...CALL, words: [0x00000317, 0x00030067] } as const;
const LOAD = {
  words: [0x000007b7, 0x0007a503], // lui a5, %hi(value); lw a0, %lo(value)(a5)
  types: [R.R_RISCV_HI20, R.R_RISCV_LO12_I],
  to: 'value',
} as const;

/** One use in `.text`, a symbol `after` it, and `value` in `.data`; as `as` marks it for relaxation. */
function taken(use: Use) {
  const data = new Uint8Array(4 * use.words.length + 2);
  use.words.forEach((word, i) => {
    new DataView(data.buffer).setUint32(4 * i, word, true);
  });
  data.set([0x82, 0x80], data.length - 2); // ret
  const other = section({ name: '.data', flags: SHF_ALLOC | SHF_WRITE, data: new Uint8Array(8) });
  const value = symbol({ name: 'value', section: other, binding: 1 });
  const nobody = symbol({ name: 'nobody', binding: 2 });
  const text = { ...section({ name: '.text', flags: SHF_ALLOC | SHF_EXECINSTR, align: 2, data }) };
  const start = symbol({ name: '_start', section: text, binding: 1, size: data.length });
  const after = symbol({
    name: 'after',
    section: text,
    value: BigInt(data.length - 2),
    binding: 1,
  });
  const targets = { value, after, nobody };
  Object.assign(text, {
    relocations: Relocations.from(
      use.types.flatMap((type, i) => [
        { offset: 4 * i, type, symbol: targets[use.to], addend: 0n },
        { offset: 4 * i, type: R_RELAX, symbol: undefined, addend: 0n },
      ]),
    ),
  });
  const bytes = writeElf({
    ...{ type: ET_REL, machine: EM_RISCV, flags: 1, entry: 0n },
    sections: [text, other],
    segments: [],
    symbols: [start, after, value, nobody],
  });
  return { name: 'a.o', bytes };
}

/** The executable that such an object makes. */
function relaxed(use: Use, script: string, options?: LinkOptions) {
  const wrapped = `ENTRY(_start) SECTIONS { ${script} }`;
  return linked([taken(use)], wrapped, { relax: true, ...options });
}

const FAR = '. = 0x80000000; .text : { *(.text) } .data : { *(.data) }';

test('a call of what is near becomes jal, and labels behind it move', () => {
  const file = relaxed(CALL, FAR);
  expect(hex(file, '.text')).toBe('ef0040008280');
  expect(address(file, 'after')).toBe(0x8000_0004n);
  expect(file.symbols.find(({ name }) => name === '_start')?.size).toBe(6);
});

test('a tail call of what is near becomes c.j', () => {
  expect(hex(relaxed(TAIL, FAR), '.text')).toBe('09a08280');
});

test('nothing is shortened when relaxation is turned off', () => {
  expect(hex(relaxed(CALL, FAR, { relax: false }), '.text')).toBe('97000000e78080008280');
});

test('an address near zero needs no lui', () => {
  const script = '.data 0x100 : { *(.data) } .text 0x80000000 : { *(.text) }';
  expect(hex(relaxed(LOAD, script), '.text')).toBe('032500108280');
});

test('an address near gp needs no lui', () => {
  const script =
    '.data 0x20000000 : { *(.data) __global_pointer$ = . + 0x100; } .text 0x80000000 : { *(.text) }';
  expect(hex(relaxed(LOAD, script), '.text')).toBe('03a581ef8280');
});

test('an address of few bits takes c.lui', () => {
  const script = '.data 0x11000 : { *(.data) } .text 0x80000000 : { *(.text) }';
  expect(hex(relaxed(LOAD, script), '.text')).toBe('c56703a507008280');
});

test('what is far is left as it is', () => {
  const script = '.data 0x40000000 : { *(.data) } .text 0x80000000 : { *(.text) }';
  expect(hex(relaxed(LOAD, script), '.text')).toBe('b707004003a507008280');
});

test('a missing weak symbol is at zero', () => {
  expect(hex(relaxed({ ...LOAD, to: 'nobody' }, FAR), '.text')).toBe('032500008280');
});

test('bytes in the middle of a larger buffer are neither misread nor changed', () => {
  const { bytes } = taken(CALL);
  const pool = new Uint8Array(bytes.length + 32);
  pool.set(bytes, 16);
  const inside = Buffer.from(pool.buffer, 16, bytes.length);
  const file = linked([{ name: 'a.o', bytes: inside }], `ENTRY(_start) SECTIONS { ${FAR} }`, {
    relax: true,
  });
  expect(hex(file, '.text')).toBe('ef0040008280');
  expect(inside.equals(bytes)).toBe(true);
});
