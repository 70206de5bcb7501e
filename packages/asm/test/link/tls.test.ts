import {
  EM_RISCV,
  ET_REL,
  R,
  SHF_ALLOC,
  SHF_EXECINSTR,
  SHF_TLS,
  SHF_WRITE,
  STT_TLS,
  section,
  symbol,
  writeElf,
} from '@ireko/elf';
import { expect, test } from 'vitest';
import { address, hex, linked } from './linking.ts';

const PT_TLS = 7;
const LOCAL = SHF_ALLOC | SHF_WRITE | SHF_TLS;

/** `lui a5, %tprel_hi(there)`, `add a5, a5, tp`, `lw a0, %tprel_lo(there)(a5)` */
function program() {
  const data = new Uint8Array(12);
  [0x000007b7, 0x004787b3, 0x0007a503].forEach((word, i) => {
    new DataView(data.buffer).setUint32(4 * i, word, true);
  });
  const values = section({ name: '.tdata', flags: LOCAL, data: Uint8Array.of(1, 0, 0, 0) });
  const zeros = section({ name: '.tbss', flags: LOCAL, size: 64 });
  const there = symbol({ name: 'there', section: zeros, value: 16n, binding: 1, type: STT_TLS });
  const types = [R.R_RISCV_TPREL_HI20, R.R_RISCV_TPREL_ADD, R.R_RISCV_TPREL_LO12_I];
  const relocations = types.flatMap((type, i) => [
    { offset: 4 * i, type, symbol: there, addend: 0n },
    { offset: 4 * i, type: R.R_RISCV_RELAX, symbol: undefined, addend: 0n },
  ]);
  const flags = SHF_ALLOC | SHF_EXECINSTR;
  const text = section({ name: '.text', flags, align: 4, data, relocations });
  const bss = section({ name: '.bss', flags: SHF_ALLOC | SHF_WRITE, size: 8 });
  const end = symbol({ name: 'zeros', section: bss, binding: 1 });
  const bytes = writeElf({
    ...{ type: ET_REL, machine: EM_RISCV, flags: 0, entry: 0n, segments: [] },
    sections: [text, values, zeros, bss],
    symbols: [there, end],
  });
  return [{ name: 'a.o', bytes }];
}

const SCRIPT =
  'SECTIONS { . = 0x1000; .text : { *(.text) } .tdata : { *(.tdata) } .tbss : { *(.tbss) } .bss : { *(.bss) } }';

test('thread-local data is addressed from where its template begins', () => {
  const file = linked(program(), SCRIPT);
  expect(address(file, 'there')).toBe(20n);
  expect(hex(file, '.text')).toBe('b7070000b387470003a54701');
});

test('what tp reaches by itself needs one instruction', () => {
  expect(hex(linked(program(), SCRIPT, { relax: true }), '.text')).toBe('03254201');
});

test('the zeros of the template take no memory of their own, but a segment tells of them', () => {
  const file = linked(program(), SCRIPT);
  expect(address(file, 'zeros')).toBe(0x1010n);
  const segment = file.segments.find(({ type }) => type === PT_TLS);
  expect(segment).toMatchObject({ fileSize: 4, memorySize: 68 });
});
