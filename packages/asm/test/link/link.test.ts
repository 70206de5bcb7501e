import { STO_RISCV_VARIANT_CC, STV_HIDDEN } from '@ireko/elf';
import { describe, expect, test } from 'vitest';
import { link } from '../../src/link/link.ts';
import { address, hex, linked, mistakes, object } from './linking.ts';

const RAM =
  'ENTRY(_start) SECTIONS { . = 0x80000000; .text : { *(.text .text.*) } .data : { *(.data) } .bss : { *(.bss) *(COMMON) } }';
const start = object('start', '.globl _start\n_start: call main\n');
const main = object('main', '.globl main\nmain: ret\n');

test('objects are joined in the order given, and references between them resolved', () => {
  const file = linked([start, main], RAM);
  expect(file.entry).toBe(0x8000_0000n);
  expect(address(file, 'main')).toBe(0x8000_0008n);
  expect(hex(file, '.text')).toBe('97000000e78080008280');
});

test('local labels of objects are kept apart, .L labels are dropped', () => {
  const one = object('one', '.globl _start\n_start: nop\nhere: nop\n.Lhidden: nop\n');
  const two = object('two', 'here: nop\n');
  const symbols = linked([one, two], RAM).symbols.map((each) => each.name);
  expect(symbols.filter((name) => name === 'here')).toHaveLength(2);
  expect(symbols).toContain('one.o');
  expect(symbols).not.toContain('.Lhidden');
});

test('of what objects say of who sees a symbol the most constraining holds, and all that they say beside it', () => {
  const caller = object('caller', '.globl _start\n.variant_cc main\n_start: call main\n');
  const seen = object('seen', '.globl main\n.protected main\nmain: ret\n');
  const unseen = object('unseen', '.hidden main\n.word main\n');
  const { symbols } = linked([caller, unseen, seen], RAM);
  expect(symbols.find(({ name }) => name === 'main')).toMatchObject({
    visibility: STV_HIDDEN,
    attributes: STO_RISCV_VARIANT_CC,
  });
});

test('a strong definition beats a weak one, whichever comes first', () => {
  const weak = object('weak', '.weak main\nmain: nop\n nop\n');
  expect(address(linked([start, weak, main], RAM), 'main')).toBe(0x8000_000cn);
  expect(address(linked([start, main, weak], RAM), 'main')).toBe(0x8000_0008n);
});

test('a weak symbol that nothing defines is at address 0', () => {
  const user = object(
    'user',
    '.weak nobody\n.globl _start\n_start: nop\n.data\n.dword nobody + 2\n',
  );
  expect(hex(linked([user], RAM), '.data')).toBe('0200000000000000');
});

test('common symbols of one name share the largest of their sizes', () => {
  const one = object('one', '.globl _start\n_start: nop\n.comm pool, 8, 8\n');
  const two = object('two', '.comm pool, 24, 8\n');
  const file = linked([one, two], RAM);
  expect(file.sections.find((each) => each.name === '.bss')?.size).toBe(24);
  expect((address(file, 'pool') ?? 1n) % 8n).toBe(0n);
});

test('sections that nothing reaches are left out with gcSections', () => {
  const parts = object(
    'parts',
    '.globl _start\n_start: call used\n.section .text.used,"ax"\nused: ret\n.section .text.unused,"ax"\nunused: ret\n',
  );
  const file = linked([parts], RAM, { gcSections: true });
  expect(address(file, 'used')).toBeDefined();
  expect(address(file, 'unused')).toBeUndefined();
  expect(address(linked([parts], RAM), 'unused')).toBeDefined();
});

test('a symbol can be defined from outside', () => {
  const user = object('user', '.globl _start\n_start: nop\n.data\n.dword size\n');
  expect(hex(linked([user], RAM, { defsym: { size: 0x1234n } }), '.data')).toBe('3412000000000000');
});

test('the entry is what the caller names, else what the script names', () => {
  expect(linked([start, main], RAM, { entry: 'main' }).entry).toBe(0x8000_0008n);
  expect(linked([start, main], RAM, { entry: '0x80000004' }).entry).toBe(0x8000_0004n);
});

test('loaded bytes begin at the same offset in a page in file and memory', () => {
  const file = linked([start, main], RAM.replace('0x80000000', '0x80000678'));
  const load = file.segments.find((each) => each.type === 1);
  expect(BigInt(load?.offset ?? -1) % 4096n).toBe((load?.address ?? 0n) % 4096n);
});

test('the map names every section with its address, size and file', () => {
  const { map } = link([start, main], { name: 'test.ld', text: RAM }, { map: {}, relax: false });
  expect(map).toContain(' .text          0x0000000080000008        0x2 main.o');
  expect(map).toMatch(/0x0000000080000008 +main$/m);
});

test('without a script a program is linked at 64 KiB', () => {
  const { elf, diagnostics } = link([start, main], undefined);
  expect(diagnostics).toEqual([]);
  expect(elf).toBeDefined();
});

describe('mistakes', () => {
  test('every undefined symbol is reported, with place and hint', () => {
    const user = object('user', '.globl _start\n_start: call mian\n nop\nlater: j nowhere\n');
    expect(mistakes([user, main], RAM)).toEqual([
      'error: user.o:(.text+0x0), in `_start`: undefined symbol `mian`',
      'error: user.o:(.text+0xa), in `later`: undefined symbol `nowhere`',
    ]);
    const { diagnostics } = link([user, main], { name: 'test.ld', text: RAM });
    expect(diagnostics[0]?.hint).toBe('did you mean `main`?');
  });

  test('a symbol defined twice is reported with both files', () => {
    expect(mistakes([start, main, { ...main, name: 'other.o' }], RAM)).toEqual([
      'error: symbol `main` is defined in both main.o and other.o',
    ]);
  });

  test('a jump out of reach is reported with its distance and the legal range', () => {
    const far = object(
      'far',
      '.globl _start\n_start: j away\n.section .away,"ax"\n.globl away\naway: nop\n',
    );
    const script =
      'SECTIONS { . = 0x1000; .text : { *(.text) } . = 0x10000000; .away : { *(.away) } }';
    expect(mistakes([far], script)).toEqual([
      'error: far.o:(.text+0x0), in `_start`: `away` is out of reach: distance 268431360 is not in -1048576…1048574 (R_RISCV_JAL)',
    ]);
  });

  test('what lies beyond the reach of la and call gets advice', () => {
    const far = object(
      'far',
      '.globl _start\n_start: la a0, away\ncall away\n.section .away,"ax"\n.globl away\naway: nop\n',
    );
    const script =
      'SECTIONS { . = 0x80000000; .text : { *(.text) } . = 0x180000000; .away : { *(.away) } }';
    const { diagnostics } = link([far], { name: 'test.ld', text: script });
    expect(diagnostics.map(({ hint }) => hint)).toEqual([
      'la reaches 2 GiB: put the address into data (.dword NAME), and load it with ld',
      'call reaches 2 GiB: load the address from data with ld, then jalr',
    ]);
  });

  test('what is not an object is reported by name', () => {
    const text = { name: 'notes.txt', bytes: new TextEncoder().encode('hello') };
    expect(mistakes([text, main], RAM)).toEqual(['error: notes.txt: not an ELF file']);
    const executable = link([start, main], { name: 'test.ld', text: RAM }).elf ?? new Uint8Array();
    expect(mistakes([{ name: 'a.elf', bytes: executable }], RAM)).toEqual([
      'error: a.elf: an executable, not an object',
    ]);
  });

  test('damage to an object never makes the linker throw', () => {
    const { bytes } = object(
      'unit',
      '.globl _start\n_start: la a0, x\n call _start\n.data\nx: .word 1, x - 4\n.comm y, 8\n',
    );
    for (let at = 0; at < bytes.length; at++) {
      const byte = [0x00, 0x7f, 0xff][at % 3] as number;
      const damaged = bytes.with(at, byte);
      const objects = [{ name: 'unit.o', bytes: damaged }];
      expect(() => link(objects, { name: 'test.ld', text: RAM }), `${byte} at ${at}`).not.toThrow();
    }
  });

  test('a section that would fill the disk is reported', () => {
    const script = 'SECTIONS { .text : { *(.text) . = 0x100000000; } }';
    expect(mistakes([main], script)).toEqual([
      'error: section .text would make the file larger than 1 GiB: 4294967296 bytes at offset 4096',
    ]);
  });

  test('a link of nothing is reported', () => {
    expect(mistakes([], RAM)).toEqual(['error: there are no objects to link']);
  });

  test('an entry that is not defined is a warning', () => {
    expect(mistakes([main], RAM)).toEqual([
      'warning: there is no entry symbol `_start`; the program starts at 0x80000000',
    ]);
  });
});

test('a section below the beginning of its segment is told', () => {
  const script = `PHDRS { all PT_LOAD; }
    SECTIONS { .text 0x200000 : { *(.text) } :all .data 0x1000 : { *(.data) } :all }`;
  expect(mistakes([object('a', '.globl _start\n_start: nop\n.data\n.word 1\n')], script)).toEqual([
    'error: section .data at 0x1000 lies below the first section of its segment',
  ]);
});

test('what describes an object stays with gcSections only if anything of the program does', () => {
  const start = object('start', '.globl _start\n_start: nop\n');
  const notes = object(
    'notes',
    '.section .note.x,"a",@note\n.word 1\n.section .about\n.ascii "n"\n',
  );
  const about = object('about', '.data\n.word 1\n.section .about\n.ascii "a"\n');
  const script = `SECTIONS { .text 0x1000 : { *(.text) } .note : { *(.note.x) } .about : { *(.about) } }`;
  const file = linked([start, notes, about], script, { gcSections: true, entry: '_start' });
  const names = file.sections.map(({ name }) => name).filter((name) => !/tab$/.test(name));
  expect(names).toEqual(['.text', '.note', '.riscv.attributes']);
});
