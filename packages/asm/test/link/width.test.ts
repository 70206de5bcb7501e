/** What is different in links of programs of 32 bits. */

import { type ElfFile, R, readElf } from '@ireko/elf';
import { expect, test } from 'vitest';
import { link, type ObjectFile } from '../../src/link/link.ts';
import { readelf } from '../../src/tools/readelf.ts';
import { address, hex, linked, mistakes, object } from './linking.ts';

const narrow = { architecture: 'rv32imac', abi: 'ilp32' } as const;

function narrowObject(name: string, source: string): ObjectFile {
  return object(name, source, narrow);
}

const START = narrowObject('start', '.globl _start\n_start: call there\nret\n');
const THERE = narrowObject('there', '.globl there\nthere: ret\n');
const SCRIPT = 'ENTRY(_start) SECTIONS { .text 0x1000 : { *(.text) } .data : { *(.data) } }';

function words(file: ElfFile, name: string): number[] {
  const data = file.sections.find((each) => each.name === name)?.data ?? new Uint8Array(0);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: data.length / 4 }, (_, i) => view.getUint32(4 * i, true));
}

test('the first object says how wide the executable is', () => {
  expect(linked([START, THERE], SCRIPT).bits).toBe(32);
  const { elf } = link([START, THERE], undefined);
  expect(readElf(elf ?? new Uint8Array())).toMatchObject({ bits: 32, flags: 1 });
});

test('objects of both widths are refused, and what to do is told', () => {
  const wide = object('wide', '.globl there\nthere: ret\n');
  const { diagnostics } = link([START, wide], { name: 'a.ld', text: SCRIPT });
  expect(diagnostics[0]).toMatchObject({
    message:
      'wide.o: ABI is incompatible: an object for 64 bits, elf64-littleriscv, and the output is elf32-littleriscv',
    hint: 'build all with the same -march and -mabi, or choose the output with -m elf64lriscv',
  });
  const asked = link([START, THERE], undefined, { bits: 64 });
  expect(asked.diagnostics.map(({ message }) => message.split(':')[0])).toEqual([
    'start.o',
    'there.o',
  ]);
});

test('plain data becomes an object as wide as the others', () => {
  const data = { name: 'logo', bytes: Uint8Array.of(1, 2, 3), isBinary: true };
  const file = linked([data, START, THERE], SCRIPT);
  expect([file.bits, hex(file, '.data')]).toEqual([32, '010203']);
});

test('objects for 16 and for 32 registers are refused, and plain data goes with either', () => {
  const few = object('few', '.globl there\nthere: ret\n', { architecture: 'rv32ec' });
  expect(mistakes([START, few], SCRIPT)).toEqual([
    'error: few.o: its number of registers (16 with rv32e) is not that of start.o',
  ]);
  const data = { name: 'logo', bytes: Uint8Array.of(1), isBinary: true };
  const main = object('main', '.globl _start\n_start: ret\n', { architecture: 'rv32gc' });
  expect(linked([data, main], SCRIPT).flags).toBe(5);
});

test('a call becomes c.jal where that reaches', () => {
  const file = linked([START, THERE], SCRIPT, { relax: true });
  expect(hex(file, '.text')).toBe('112082808280'); // c.jal .+4; ret; ret
});

test('a call reaches all addresses, past the end too, and so do the two halves of one', () => {
  const source = `.globl _start
_start: call there
        lui a0, %hi(there)
        addi a0, a0, %lo(there)
        j there
        .section .low, "ax"
there:  ret\n`;
  const script = 'SECTIONS { .low 0x10 : { *(.low) } .text 0xfffffff0 : { *(.text) } }';
  const file = linked([narrowObject('ends', source)], script);
  expect(address(file, '_start')).toBe(0xffff_fff0n);
  // auipc ra, 0; jalr 32(ra); lui a0, 0; addi a0, a0, 16; j .+16
  expect(hex(file, '.text')).toBe('97000000e78000023705000013050501' + '6f000001');
  const wide = object('ends', source);
  expect(mistakes([wide], script)[0]).toContain('`there` is out of reach');
});

test('tables of addresses and of what moves with the program have entries of four bytes', () => {
  const asking = narrowObject('asking', '.option pic\n.globl _start\n_start: la a0, there\n ret\n');
  const there = narrowObject('there', '.data\n.globl there\nthere: .word there + 4, 7\n');
  const script = `SECTIONS { .text 0x1000 : { *(.text) } .got : { *(.got) } .data : { *(.data) }
    .rela.dyn : { *(.rela*) } .dynamic : { *(.dynamic) } }`;
  const file = linked([asking, there], script, { pie: true });
  const at = Number(address(file, 'there'));
  const got = Number(file.sections.find(({ name }) => name === '.got')?.address);
  expect(words(file, '.got')).toEqual([Number(address(file, '_DYNAMIC')), at]);
  const list = words(file, '.rela.dyn');
  const relative = R.R_RISCV_RELATIVE;
  expect(list).toEqual([got + 4, relative, at, at, relative, at + 4]);
  const { elf = new Uint8Array() } = link(
    [asking, there],
    { name: 'a.ld', text: script },
    { pie: true },
  );
  const shown = readelf(elf, { dynamic: true, relocations: true });
  expect('text' in shown && shown.text).toContain(
    ' 0x00000009 (RELAENT)                    12 (bytes)\n',
  );
  expect('text' in shown && shown.text).toContain('contains 2 entries:');
});

test('frames whose addresses are as wide as registers are joined', () => {
  const source = `.globl f
f:      ret
        .section .eh_frame, "a", @progbits
        .word 1f - 0f
0:      .word 0
        .byte 1
        .asciz ""
        .uleb128 1
        .sleb128 -4
        .byte 1, 12, 2, 0
        .balign 4
1:      .word 3f - 2f
2:      .word 2b - .eh_frame
        .word f, 2
        .balign 4
3:\n`;
  const parts = ['a', 'b'].map((name) =>
    narrowObject(name, source.replaceAll(/\bf\b/g, `f${name}`)),
  );
  const script = 'SECTIONS { .text 0x1000 : { *(.text) } .eh_frame : { *(.eh_frame) } }';
  const size = words(linked(parts, script), '.eh_frame').length;
  const alone = words(linked(parts.slice(0, 1), script), '.eh_frame').length;
  expect(size).toBe(alone + 4); // an entry of its own, and the head of the first
});
