import { type ElfFile, ET_DYN, PT_DYNAMIC, R } from '@ireko/elf';
import { expect, test } from 'vitest';
import { link } from '../../src/link/link.ts';
import { address, linked, mistakes, object } from './linking.ts';

const SOURCE = `
        .globl _start
_start: lla a0, table
        call f
f:      ret
        .data
        .balign 8
table:  .dword f, table + 8, 5
        .weak nobody
        .dword nobody
`;
const SCRIPT = `SECTIONS { . = 0x1000; .text : { *(.text) }
  .rela.dyn : { __list_start = .; *(.rela*) __list_end = .; } .data : { *(.data) } .dynamic : { *(.dynamic) } }`;

function words(file: ElfFile, name: string): bigint[] {
  const data = file.sections.find((each) => each.name === name)?.data ?? new Uint8Array(0);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: data.length / 8 }, (_, i) => view.getBigUint64(8 * i, true));
}

test('-pie lists every address that must move with the program', () => {
  const file = linked([object('a', SOURCE)], SCRIPT, { pie: true });
  expect(file.type).toBe(ET_DYN);
  const table = address(file, 'table') ?? 0n;
  const f = address(file, 'f') ?? 0n;
  const relative = BigInt(R.R_RISCV_RELATIVE);
  const list = words(file, '.rela.dyn');
  expect(list.slice(0, 6)).toEqual([table, relative, f, table + 8n, relative, table + 8n]);
  expect(address(file, '__list_start')).toBe(
    file.sections.find(({ name }) => name === '.rela.dyn')?.address,
  );
  const [tag, where, sizeTag, size] = words(file, '.dynamic');
  expect([tag, where, sizeTag, size]).toEqual([7n, address(file, '__list_start'), 8n, 48n]);
});

test('without a script it counts from 0 and has a dynamic segment', () => {
  const { elf } = link([object('a', SOURCE)], undefined, { pie: true });
  expect(elf).toBeDefined();
  const file = linked([object('a', SOURCE)], SCRIPT, { pie: true });
  expect(file.segments.map(({ type }) => type)).toContain(PT_DYNAMIC);
});

test('code that holds an address is told', () => {
  const fixed = object('fixed', '.globl _start\n_start: lui a0, %hi(_start)\n');
  const { diagnostics } = link([fixed], { name: 'a.ld', text: SCRIPT }, { pie: true });
  expect(diagnostics.map(({ message }) => message)).toEqual([
    'fixed.o: code in .text holds an address, which -pie cannot move',
  ]);
  expect(mistakes([fixed], SCRIPT)).toEqual([]);
});

test('garbage collection leaves the table of addresses alone', () => {
  const asking = object('asking', '.globl _start\n.option pic\n_start: la a0, there\n ret\n');
  const there = object('there', '.data\n.globl there\nthere: .dword 0\n');
  const script = 'SECTIONS { .text : { *(.text) } .got : { *(.got) } .data : { *(.data) } }';
  const file = linked([asking, there], script, { pie: true, gcSections: true, entry: '_start' });
  expect(words(file, '.got')).toEqual([address(file, '_DYNAMIC') ?? 0n, address(file, 'there')]);
});

test('.dynamic says which section has its names', () => {
  const { sections } = linked([object('a', SOURCE)], SCRIPT, { pie: true });
  const dynamic = sections.find(({ name }) => name === '.dynamic');
  expect(sections[(dynamic?.link ?? 0) - 1]?.name).toBe('.dynstr');
});
