import {
  EM_RISCV,
  ET_REL,
  PT_NOTE,
  readElf,
  SHF_ALLOC,
  SHF_EXECINSTR,
  SHF_GROUP,
  SHT_GROUP,
  STB_WEAK,
  section,
  symbol,
  writeElf,
} from '@ireko/elf';
import { describe, expect, test } from 'vitest';
import { type LinkOptions, link } from '../../src/link/link.ts';
import { address, hex, linked, mistakes, object } from './linking.ts';

const main = object('main', '.globl _start\n_start: call f\n call __real_f\n ret\n');
const f = object('f', '.globl f\nf: ret\n');
const SCRIPT = 'SECTIONS { .text 0x1000 : { *(.text*) } .data : { *(.data) } .bss : { *(.bss) } }';

/** What `ld` says, and the executable if there is one. */
function outcome(objects: Parameters<typeof link>[0], options: LinkOptions) {
  const { elf, diagnostics } = link(objects, { name: 'a.ld', text: SCRIPT }, options);
  return { linked: elf !== undefined, said: diagnostics.map(({ message }) => message) };
}

test('--wrap sends calls of f to __wrap_f, and those of __real_f to f', () => {
  const stand = object('stand', '.globl __wrap_f\n__wrap_f: tail __real_f\n');
  const file = linked([main, f, stand], SCRIPT, { wrap: ['f'] });
  expect(address(file, '__wrap_f')).toBeDefined();
  expect(outcome([main, f, stand], {}).said).toHaveLength(2);
});

test('-u takes what defines a symbol from an archive, EXTERN does too', () => {
  const start = object('start', '.globl _start\n_start: ret\n');
  expect(outcome([start], { required: ['nowhere'] }).said).toEqual([
    'nothing defines `nowhere`, which must be defined',
  ]);
  const { symbols } = linked([start], `EXTERN(f) ${SCRIPT}`);
  expect(symbols.find(({ name }) => name === 'f')?.section).toBe('undefined');
});

test('--defsym takes expressions', () => {
  const file = linked([object('a', '.globl _start\n_start: ret\n')], SCRIPT, {
    defsym: { here: '_start + 4', there: 5n },
  });
  expect(address(file, 'here')).toBe(0x1004n);
  expect(address(file, 'there')).toBe(5n);
});

test('a section starts where the command line says', () => {
  const file = linked([f], SCRIPT, { entry: 'f', sectionStarts: { '.text': 0x8000_0000n } });
  expect(address(file, 'f')).toBe(0x8000_0000n);
});

test('of several definitions the first one may hold', () => {
  const other = object('other', '.globl f\nnop\nf: ret\n');
  expect(outcome([f, other], { entry: 'f' }).said).toHaveLength(1);
  expect(address(linked([f, other], SCRIPT, { entry: 'f', multipleDefinitions: true }), 'f')).toBe(
    0x1000n,
  );
});

test('undefined symbols may be warned of or ignored', () => {
  const calls = object('calls', '.globl _start\n_start: .dword missing\n');
  expect(outcome([calls], { unresolved: 'warning' })).toMatchObject({
    linked: true,
    said: ['calls.o:(.text+0x0), in `_start`: undefined symbol `missing`'],
  });
  expect(outcome([calls], { unresolved: 'ignored' })).toEqual({ linked: true, said: [] });
});

test('only symbols of a list are kept, beside those that relocations name', () => {
  const own = object(
    'own',
    '.globl _start, more\n_start: call f\nlocal: nop\nmore: .dword local\n',
  );
  const names = (options: LinkOptions) =>
    linked([own, f], SCRIPT, { retained: ['more', 'nothing'], ...options })
      .symbols.filter(({ name }) => name !== '')
      .map(({ name }) => name);
  expect(names({})).toEqual(['more']);
  expect(names({ retained: ['local'] })).toEqual(['own.o', 'local']);
  expect(names({ emitRelocations: true }).sort()).toEqual(['f', 'local', 'more']);
});

test('sections of a unique name stay apart from all others', () => {
  const source =
    '.globl NAME\n.text\nNAME: ret\n.section .text.x,"ax"\nnop\n.section .own,"aw"\n.byte 1\n';
  const objects = ['_start', 'g'].map((name) => object(name, source.replaceAll('NAME', name)));
  const names = (options: LinkOptions) =>
    linked(objects, SCRIPT, options)
      .sections.map(({ name }) => name)
      .filter((name) => /^\.(text|own)/.test(name));
  expect(names({})).toEqual(['.text', '.own']);
  expect(names({ unique: ['.text.*'] })).toEqual(['.text', '.text.x', '.text.x', '.own']);
  expect(names({ uniqueOrphans: true })).toEqual(['.text', '.own', '.own']);
});

test('a symbol may be undefined by its name, and stands for the beginning of the section', () => {
  const calls = object('calls', '.globl _start\n_start: nop\n .dword one\n .dword other\n');
  const ignoring = (...ignoredUnresolved: string[]) => outcome([calls], { ignoredUnresolved }).said;
  expect(ignoring('one')).toEqual(['calls.o:(.text+0xa), in `_start`: undefined symbol `other`']);
  expect(ignoring('one', 'other')).toEqual([]);
  const file = linked([calls], SCRIPT, { ignoredUnresolved: ['one', 'other'] });
  expect(hex(file, '.text')).toBe(`0100${'0010000000000000'.repeat(2)}`);
});

test('mistakes inhibit the executable unless they need not, and never the map', () => {
  const calls = object('calls', '.globl _start\n_start: call missing\n');
  const twice = object('twice', '.globl _start\n_start: ret\n');
  const options = { map: { outputName: 'a.elf' } };
  const by = (options: LinkOptions) =>
    link([calls, twice], { name: 'a.ld', text: SCRIPT }, options);
  const { elf, map, diagnostics } = by(options);
  expect(diagnostics.map(({ code }) => code)).toEqual(['duplicate-symbol', 'undefined-symbol']);
  expect(elf).toBeUndefined();
  expect(map).toContain('OUTPUT(a.elf elf64-littleriscv)');
  expect(by({ ...options, inhibits: false })).toMatchObject({ map, diagnostics });
  expect(by({ inhibits: false }).elf).toBeDefined();
});

test('what does not fit into memory is in the map, and nothing lets it be written', () => {
  const text = `MEMORY { ram : ORIGIN = 0x1000, LENGTH = 1 } SECTIONS { .text : { *(.text) } > ram }`;
  const { elf, map, memoryUsage } = link([f], { name: 'a.ld', text }, { map: {}, inhibits: false });
  expect(elf).toBeUndefined();
  expect(map).toMatch(/^ram +0x0+1000 0x0+1$/m);
  expect(memoryUsage).toContain('200.00%');
});

test('how full the memory regions are is told in the columns of GNU ld', () => {
  const text = `MEMORY { ram : ORIGIN = 0x1000, LENGTH = 800 idle : ORIGIN = 0x2000, LENGTH = 1M rom : ORIGIN = 0x4000, LENGTH = 4K }
    SECTIONS { .text : { *(.text) } > ram .more : { . = . + 1024; BYTE(0) . = ALIGN(1024); } > rom }`;
  expect(link([f], { name: 'a.ld', text }).memoryUsage).toBe(`\
Memory region         Used Size  Region Size  %age Used
             ram:           2 B        800 B      0.25%
            idle:          0 GB         1 MB      0.00%
             rom:          2 KB         4 KB     50.00%
`);
});

describe('sections that the script does not mention', () => {
  const extra = object('extra', '.globl _start\n_start: ret\n.section .extra,"a"\n.byte 1\n');
  const told = 'extra.o: the script has no place for section .extra';
  test.each([
    ['place', true, false],
    ['discard', true, false],
    ['warn', true, true],
    ['error', false, true],
  ] as const)('are handled by %s', (orphans, isLinked, isTold) => {
    const found = outcome([extra], { orphans });
    expect(found.linked).toBe(isLinked);
    expect(found.said.includes(told)).toBe(isTold);
  });
});

test('symbols may be left out', () => {
  const objects = [object('a', '.globl _start\n_start: ret\nown: nop\n')];
  const names = (options: LinkOptions) =>
    [...linked(objects, SCRIPT, options).symbols].flatMap(({ name }) => name || []);
  expect(names({ strip: 'all' })).toEqual([]);
  expect(names({ discard: 'all' })).toEqual(['_start']);
  expect(names({})).toContain('own');
});

test('any bytes can be linked as data', () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const data = { name: 'art/logo.png', bytes, isBinary: true };
  const user = object('user', '.globl _start\n_start: .dword _binary_art_logo_png_size\n');
  const file = linked([user, data], SCRIPT);
  expect(hex(file, '.data')).toBe('010203');
  expect(hex(file, '.text')).toBe('0300000000000000');
});

describe('a script', () => {
  const one = [object('a', '.globl _start\n_start: ret\n.data\n.byte 1\n')];

  test('may include others, and a mistake names the file and line it is in', () => {
    const files: Record<string, string> = {
      'memory.ld': 'MEMORY { ram : ORIGIN = 0x4000, LENGTH = 4K }\n',
      'bad.ld': '\n\nx = y;\n',
    };
    const findScript = (name: string) => {
      const text = files[name];
      return text === undefined ? undefined : { name, text };
    };
    const script = 'INCLUDE memory.ld SECTIONS { .text : { *(.text) } > ram }';
    expect(address(linked(one, script, { findScript }), '_start')).toBe(0x4000n);
    const place = (text: string) =>
      link(one, { name: 'top.ld', text }, { findScript }).diagnostics.map(({ span, message }) => [
        `${span?.file}:${span?.line}`,
        message,
      ]);
    expect(place('/* INCLUDE no.ld */ INCLUDE bad.ld')).toEqual([
      ['bad.ld:3', 'symbol `y` is not defined'],
    ]);
    expect(place('\nINCLUDE gone.ld')).toEqual([
      ['top.ld:2', 'there is no script `gone.ld` to include'],
    ]);
    files['loop.ld'] = 'INCLUDE loop.ld';
    expect(place('INCLUDE loop.ld')[0]?.[1]).toMatch('include each other without end');
  });

  test('may give a region another name', () => {
    const memory = 'MEMORY { RAM : ORIGIN = 0x4000, LENGTH = 4K } REGION_ALIAS("CODE", RAM)';
    const file = linked(one, `${memory} SECTIONS { .text : { *(.text) } > CODE }`);
    expect(address(file, '_start')).toBe(0x4000n);
  });

  test('may check a condition in an expression', () => {
    const text = 'SECTIONS { .text : { *(.text) } . = ASSERT(. > 100, "too small"); }';
    expect(mistakes(one, text)).toEqual(['test.ld:1:37: error: assertion failed: too small']);
  });

  test('may insert a section into the default one', () => {
    const file = linked(one, 'SECTIONS { .extra : { LONG(7) } } INSERT AFTER .text;');
    const names = file.sections.map(({ name }) => name);
    expect(names.slice(0, 3)).toEqual(['.text', '.extra', '.data']);
  });

  test('may choose between read-only and writable sections', () => {
    const text = `SECTIONS { .text : { *(.text) }
      .one : ONLY_IF_RO { *(.data) } .two : ONLY_IF_RW { *(.data) } }`;
    expect(linked(one, text).sections.map(({ name }) => name)).toContain('.two');
  });
});

test('of section groups with one signature the first is linked', () => {
  const make = (name: string, word: number) => {
    const flags = SHF_ALLOC | SHF_EXECINSTR | SHF_GROUP;
    const code = section({ name: '.text.f', flags, data: new Uint8Array([word, 0, 0, 0]) });
    const signature = symbol({ name: 'f', section: code, binding: STB_WEAK });
    const group = { signature, comdat: true, members: [code] };
    const head = section({ name: '.group', type: SHT_GROUP, align: 4, entrySize: 4, group });
    const file = { type: ET_REL, machine: EM_RISCV, flags: 0, entry: 0n, segments: [] };
    return { name, bytes: writeElf({ ...file, sections: [head, code], symbols: [signature] }) };
  };
  const both = [make('a.o', 1), make('b.o', 2)];
  const file = linked(both, SCRIPT, { entry: 'f' });
  expect(hex(file, '.text')).toBe('01000000');
  expect(both.every(({ bytes }) => !('problem' in readElf(bytes)))).toBe(true);
});

test('objects of link-time optimization are told from others', () => {
  const slim = object('slim', '.comm __gnu_lto_slim, 1\n');
  expect(outcome([slim], {}).said[0]).toMatch('slim.o: compiled with -flto');
});

test('--build-id adds a note whose identity is that of all the rest', () => {
  const start = object('start', '.globl _start\n_start: ret\n');
  let hashed = 0;
  const buildId = {
    size: 2,
    of: (file: Uint8Array) => {
      hashed = file.length;
      return Uint8Array.of(0xab, 0xcd);
    },
  };
  const file = linked([start], SCRIPT, { buildId, gcSections: true });
  expect(hex(file, '.note.gnu.build-id')).toBe('040000000200000003000000474e5500abcd');
  expect(hashed).toBeGreaterThan(0);
  expect(file.segments.map(({ type }) => type)).toContain(PT_NOTE);
});

test('a script that discards the note of --build-id is told so', () => {
  const start = object('start', '.globl _start\n_start: ret\n');
  const script = 'SECTIONS { .text : { *(.text*) } /DISCARD/ : { *(.note.gnu.build-id) } }';
  const buildId = { size: 1, of: () => Uint8Array.of(1) };
  const { diagnostics } = link([start], { name: 'a.ld', text: script }, { buildId });
  expect(diagnostics.map(({ message }) => message)).toEqual([
    'the script leaves out .note.gnu.build-id, so --build-id has no effect',
  ]);
});

test('in a script dashes are part of a section’s name', () => {
  const start = object('start', '.globl _start\n_start: ret\n');
  const script =
    'MEMORY { ram : org = 0x1000, len = 4K } here = 8; SECTIONS { .text : { *(.text*) } > ram .my-notes : { BYTE(1) } .rest here-4 : { BYTE(2) } }';
  const file = linked([start], script);
  expect(hex(file, '.my-notes')).toBe('01');
  expect(file.sections.find(({ name }) => name === '.rest')?.address).toBe(4n);
});

describe('-r makes one object of several', () => {
  const joined = (objects: Parameters<typeof link>[0], options: LinkOptions = {}) => {
    const { elf, diagnostics } = link(objects, undefined, { relocatable: true, ...options });
    expect(diagnostics).toEqual([]);
    return { name: 'joined.o', bytes: elf ?? new Uint8Array() };
  };
  const other = object('other', '.globl g\ng: lla a0, 1f\n ret\n .data\n1: .dword g, main_only\n');
  const first = object(
    'first',
    '.globl _start, main_only\n_start: call g\nmain_only: la a0, common\n ret\n .comm common, 8, 8\n',
  );

  test('which links to the same program as they do', () => {
    const apart = linked([first, other], SCRIPT, { relax: true });
    const together = linked([joined([first, other])], SCRIPT, { relax: true });
    for (const name of ['.text', '.data']) expect(hex(together, name)).toBe(hex(apart, name));
    for (const name of ['g', '_start', 'main_only'])
      expect(address(together, name)).toBe(address(apart, name));
  });

  test('and leaves undefined and common symbols as they are, unless -d places these', () => {
    const place = (options?: LinkOptions) => {
      const file = readElf(joined([first], options).bytes);
      if ('problem' in file) throw new Error(file.problem);
      const of = (name: string) => file.symbols.find((each) => each.name === name)?.section;
      const common = of('common');
      return [of('g'), typeof common === 'object' ? common.name : common];
    };
    expect(place()).toEqual(['undefined', 'common']);
    expect(place({ placeCommons: true })).toEqual(['undefined', '.bss']);
  });
});

test('--emit-relocs keeps relocations beside their effect', () => {
  const kept = linked([main, f], SCRIPT, {
    wrap: ['f'],
    defsym: { __wrap_f: 'f' },
    emitRelocations: true,
  });
  const text = kept.sections.find(({ name }) => name === '.text');
  expect(hex(kept, '.text')).toBe(
    hex(linked([main, f], SCRIPT, { wrap: ['f'], defsym: { __wrap_f: 'f' } }), '.text'),
  );
  expect(text?.relocations.map(({ offset, symbol }) => [offset, symbol?.name])[0]).toEqual([
    0x1000,
    '__wrap_f',
  ]);
});

test('sections are ordered as asked where the script does not say', () => {
  const parts = object(
    'parts',
    '.globl _start\n_start: nop\n.section .data.z,"aw"\n.byte 1\n.section .data.a,"aw"\n.balign 4\n.byte 2\n.section .data.m,"aw"\n.balign 2\n.byte 3\n',
  );
  const script = 'SECTIONS { .text : { *(.text) } .data : { *(.data.*) } }';
  const data = (sortSections: 'name' | 'alignment') =>
    hex(linked([parts], script, { sortSections }), '.data');
  expect(data('name')).toBe('02000301');
  expect(data('alignment')).toBe('02000301');
});

test('a trace tells the files, and who names and defines a symbol', () => {
  const user = object('user', '.globl _start\n_start: call main\n');
  const main = object('main', '.globl main\nmain: ret\n');
  const { trace } = link([user, main], undefined, { traced: ['main'] });
  expect(trace.files).toEqual(['user.o', 'main.o']);
  expect(trace.symbols).toEqual(['user.o: reference to main', 'main.o: definition of main']);
});

test('a script that is named like an object adds to the default one', () => {
  const part = object('part', '.globl _start\n_start: nop\n');
  const addition = { name: 'more.ld', text: 'extra = 5;', isAddition: true };
  const { elf = new Uint8Array(0) } = link([part], addition);
  const file = readElf(elf);
  if ('problem' in file) throw new Error(file.problem);
  expect(address(file, 'extra')).toBe(5n);
  expect(file.entry).toBeGreaterThan(0x10000n);
});

test('-R takes the symbols of a program that is elsewhere, and nothing else of it', () => {
  const rom = object('rom', '.globl shared, _start\n_start: nop\nshared: ret\nown: ret\n');
  const { elf = new Uint8Array() } = link([rom], { name: 'a.ld', text: SCRIPT });
  const user = object('user', '.globl _start\n_start: tail shared\n');
  const elsewhere = { name: 'rom.elf', bytes: elf, isElsewhere: true };
  const file = linked([user, elsewhere], 'SECTIONS { .text 0x9000 : { *(.text) } }');
  expect(address(file, 'shared')).toBe(0x1002n);
  expect(address(file, '_start')).toBe(0x9000n);
  expect(address(file, 'own')).toBeUndefined();
  expect(file.sections.find(({ name }) => name === '.text')?.size).toBe(8);
});

test('versions of symbols mean nothing for an executable', () => {
  const script = `VERSION { /* a } */ one { global: main*; extern "C++" { f(int); }; local: *; } ; two {} one; } ${SCRIPT}`;
  const start = object('start', '.globl _start\n_start: ret\n');
  expect(address(linked([start], script), '_start')).toBe(0x1000n);
});
