import {
  PT_LOAD,
  PT_PHDR,
  PT_RISCV_ATTRIBUTES,
  SHF_ALLOC,
  SHF_WRITE,
  SHT_NOBITS,
} from '@ireko/elf';
import { describe, expect, test } from 'vitest';
import type { LinkOptions } from '../../src/link/options.ts';
import { address, hex, linked, mistakes, object } from './linking.ts';

const code = object(
  'code',
  '.globl _start\n_start: nop\n nop\n.section .rodata\n.byte 1, 2, 3\n.data\nvalue: .word 7\n.bss\n.zero 12\n',
);
const two = object(
  'lib/two',
  '.section .text.two,"ax"\n.globl two\ntwo: nop\n.section .rodata.a,"a"\n.byte 9\n',
);

/** Links `code` and `two` by what stands in `SECTIONS`. */
function sections(text: string, before = '') {
  return linked([code, two], `ENTRY(_start) ${before} SECTIONS { ${text} }`);
}

const section = (file: ReturnType<typeof sections>, name: string) =>
  file.sections.find((each) => each.name === name);

describe('expressions', () => {
  test.each([
    ['1 + 2 * 3', 7n],
    ['(1 + 2) * 3', 9n],
    ['0x10K', 0x4000n],
    ['010', 8n],
    ['2M - 1', 0x1f_ffffn],
    ['7 / 2 + 7 % 2', 4n],
    ['1 << 4 | 3', 19n],
    ['~0 >> 60', 15n],
    ['5 > 3 && !0', 1n],
    ['0 ? 1 : 2 ? 3 : 4', 3n],
    ['ALIGN(0x123, 0x100)', 0x200n],
    ['MAX(3, 9) + MIN(3, 9)', 12n],
    ['LOG2CEIL(4097)', 13n],
    ['DEFINED(_start) + DEFINED(nothing)', 1n],
    ['SIZEOF(.text)', 6n],
    ['ADDR(.text) + 1', 0x1001n],
    ['LOADADDR(.text)', 0x1000n],
    ['_start + 8', 0x1008n],
    ['CONSTANT(MAXPAGESIZE)', 0x1000n],
    ['ORIGIN(ram) + LENGTH(ram)', 0x9000n],
  ])('%s', (expression, value) => {
    const memory = 'MEMORY { ram (rwx) : ORIGIN = 0x1000, LENGTH = 32K }';
    const file = sections(`.text : { *(.text .text.*) } > ram x = ${expression};`, memory);
    expect(address(file, 'x')).toBe(value);
  });

  test('a symbol may be used before it is set', () => {
    const file = sections(
      'a = b + 1; .text 0x1000 : { *(.text*) } b = SIZEOF(.data); .data : { *(.data) }',
    );
    expect(address(file, 'a')).toBe(5n);
  });

  test('inside of an output section numbers count from its start', () => {
    const file = sections('.text 0x1000 : { *(.text*) . = 0x20; x = 4; y = . - 4; }');
    expect(section(file, '.text')?.size).toBe(0x20);
    expect(address(file, 'x')).toBe(0x1004n);
    expect(address(file, 'y')).toBe(0x101cn);
  });

  test('PROVIDE defines only what is asked for and missing', () => {
    const user = object('user', '.globl _start, own\n_start: nop\nown: nop\n.dword wanted\n');
    const file = linked(
      [user],
      'SECTIONS { .text : { *(.text) } PROVIDE(wanted = 5); PROVIDE(own = 6); PROVIDE(unused = 7); }',
    );
    expect(address(file, 'wanted')).toBe(5n);
    expect(address(file, 'own')).toBe(2n);
    expect(address(file, 'unused')).toBeUndefined();
  });
});

describe('placing sections', () => {
  test('the first pattern that fits takes a section', () => {
    const file = sections('.one 0x1000 : { *two.o(.text*) } .text : { *(.text*) }');
    expect(address(file, 'two')).toBe(0x1000n);
    expect(address(file, '_start')).toBe(0x1002n);
  });

  test('EXCLUDE_FILE leaves files out, sorting orders by name', () => {
    const file = sections(
      '.text 0x1000 : { *(EXCLUDE_FILE(*code.o) .text .text.*) *(SORT(.text*)) }',
    );
    expect(address(file, 'two')).toBe(0x1000n);
  });

  test('/DISCARD/ takes sections out', () => {
    const file = sections('.text 0x1000 : { *(.text*) } /DISCARD/ : { *(.rodata*) }');
    expect(section(file, '.rodata')).toBeUndefined();
  });

  test('orphans follow the section of their kind', () => {
    const file = sections('.text 0x1000 : { *(.text) } .data : { *(.data) } _end = .;');
    const names = file.sections.map((each) => each.name);
    expect(names.slice(0, 6)).toEqual([
      '.text',
      '.text.two',
      '.rodata',
      '.rodata.a',
      '.data',
      '.bss',
    ]);
  });

  test('data statements write bytes, and gaps take the fill', () => {
    const file = sections(
      '.mine 0x1000 : { BYTE(1) SHORT(0x203) . = ALIGN(8); LONG(ADDR(.mine)) } =0xabcd',
    );
    expect(hex(file, '.mine')).toBe('010302abcdabcdab00100000');
  });

  test('NOLOAD takes memory but no place in the file', () => {
    const file = sections('.text 0x1000 : { *(.text*) } .data 0x9000 (NOLOAD) : { *(.data) }');
    expect(section(file, '.data')).toMatchObject({ type: 8, size: 4, address: 0x9000n });
  });
});

describe('memory', () => {
  const MEMORY =
    'MEMORY { rom (rx) : ORIGIN = 0x1000, LENGTH = 4K ram (rw) : ORIGIN = 0x80000000, LENGTH = 16 }';

  test('AT> loads a section in one region and runs it in another', () => {
    const file = sections(
      '.text : { *(.text* .rodata*) } > rom .data : { *(.data) } > ram AT> rom .bss : { *(.bss) } > ram',
      MEMORY,
    );
    const load = file.segments.filter((each) => each.type === 1);
    expect(load.map((each) => [each.address, each.physicalAddress])).toEqual([
      [0x1000n, 0x1000n],
      [0x8000_0000n, 0x100bn],
    ]);
  });

  test('sections without a region go to the one that accepts them', () => {
    const file = sections('.text : { *(.text*) } .data : { *(.data) }', MEMORY);
    expect(section(file, '.text')?.address).toBe(0x1000n);
    expect(section(file, '.data')?.address).toBe(0x8000_0000n);
  });

  test('sections of two regions stand in two segments, be it on one page', () => {
    const near = MEMORY.replace('0x80000000', '0x1800');
    const file = sections('.text : { *(.text* .rodata*) } .data : { *(.data) }', near);
    const load = file.segments.filter((each) => each.type === 1);
    expect(load.map((each) => each.address)).toEqual([0x1000n, 0x1800n]);
  });

  test('a region that overflows is reported', () => {
    const script = `${MEMORY}\nSECTIONS {\n  .all : { *(.data .bss .rodata*) } > ram\n}`;
    expect(mistakes([code, two], script)).toEqual([
      'test.ld:3:3: error: section .all does not fit: region `ram` of 16 bytes is exceeded by 4 bytes',
    ]);
  });
});

test('PHDRS names the segments, and sections follow the one before', () => {
  const phdrs = 'PHDRS { code PT_LOAD FLAGS(5); rest PT_LOAD FLAGS(6); }';
  const file = sections(
    '.text 0x1000 : { *(.text*) } :code .rodata : { *(.rodata*) } .data 0x3000 : { *(.data) } :rest',
    phdrs,
  );
  const load = file.segments.filter((each) => each.type === 1);
  expect(load.map((each) => [each.flags, each.fileSize])).toEqual([
    [5, 10],
    [6, 4],
  ]);
});

test('the segment of attributes stands behind that of the program headers', () => {
  const phdrs = 'PHDRS { headers PT_PHDR PHDRS; code PT_LOAD FILEHDR PHDRS; }';
  const file = sections('.text 0x1000 + SIZEOF_HEADERS : { *(.text*) *(.data) } :code', phdrs);
  expect(file.segments.map(({ type }) => type)).toEqual([PT_PHDR, PT_RISCV_ATTRIBUTES, PT_LOAD]);
  expect(file.segments[0]).toMatchObject({ offset: 64, address: 0x1040n, fileSize: 3 * 56 });
});

test('the type of a segment is one of the known, or a number', () => {
  const types = (type: string) => {
    const phdrs = `PHDRS { code PT_LOAD; other ${type}; }`;
    const file = sections(
      '.text 0x1000 : { *(.text* .rodata*) } :code .data : { *(.data) } :code :other',
      phdrs,
    );
    return file.segments.map((each) => each.type).filter((each) => each !== PT_RISCV_ATTRIBUTES);
  };
  expect(types('PT_GNU_STACK')).toEqual([1, 0x6474e551]);
  expect(types('0x6474e550')).toEqual([1, 0x6474e550]);
  const script = 'PHDRS { code PT_CODE; } SECTIONS { .text : { *(.text) } :code }';
  expect(mistakes([code], script)).toEqual([
    'test.ld:1:14: error: there is no type `PT_CODE` of segments',
  ]);
});

test('flags in PHDRS may have symbols, and are 0 with one that nobody defines', () => {
  const flags = (text: string) => {
    const phdrs = `seven = 7; PHDRS { all PT_LOAD FLAGS(${text}); }`;
    const file = sections('.all 0x1000 : { *(.text* .rodata* .data) } :all', phdrs);
    return file.segments.find(({ type }) => type === 1)?.flags;
  };
  expect(['seven - 2', '(_start >> 12) | 4', 'SHF_ALLOC | 4'].map(flags)).toEqual([5, 5, 0]);
});

test('a section that only moves `.` is room in memory', () => {
  const file = sections('.text 0x1000 : { *(.text*) } .stack : { . += 0x100; } end = .;');
  expect(section(file, '.stack')).toMatchObject({ type: SHT_NOBITS, flags: SHF_ALLOC | SHF_WRITE });
  const { address: start = 0n, size = 0 } = section(file, '.stack') ?? {};
  expect([size, address(file, 'end')]).toEqual([0x100, start + 0x100n]);
});

test('a section that is not loaded has no bytes in the file, be it of statements', () => {
  const file = sections('.text 0x1000 : { *(.text*) } .room (NOLOAD) : { LONG(1) }');
  expect(section(file, '.room')).toMatchObject({ type: SHT_NOBITS, flags: SHF_ALLOC, size: 4 });
});

test('the table lists a section where the script first asks for it', () => {
  const file = sections(
    '.text 0x1000 : { *(.text*) } .rodata : { *(.rodata*) } .bss : { *(.bss) LONG(ADDR(.data)) } .data : { *(.data) } ',
    'first = LOADADDR(.rodata);',
  );
  const names = file.sections.map(({ name }) => name);
  expect(names.slice(0, 4)).toEqual(['.rodata', '.text', '.bss', '.data']);
  expect(section(file, '.data')?.address).toBeGreaterThan(section(file, '.bss')?.address ?? 0n);
});

test('sections of an overlay take turns at one address and are loaded one behind the other', () => {
  const file = sections(`.text 0x1000 : { *(.text) LONG(__load_start_two) LONG(__load_stop_two) }
    OVERLAY 0x2000 : AT(0x5000) { .one { LONG(1) LONG(2) } .two { *(.text.two) } } after = .;
    .rest : { *(.rodata* .data) }`);
  const [one, own] = ['.one', '.two'].map((name) => section(file, name));
  expect([one?.address, own?.address]).toEqual([0x2000n, 0x2000n]);
  expect(file.segments.map((each) => each.physicalAddress)).toContain(0x5008n);
  expect(address(file, '__load_start_two')).toBe(0x5008n);
  expect(address(file, 'after')).toBe(0x2008n);
});

test('numbers may have their base behind them, texts more than one line', () => {
  const file = sections('.text 0x1000 : { *(.text*) } a = 1fh; b = 101b; ASSERT(a, "one\ntwo")');
  expect([address(file, 'a'), address(file, 'b')]).toEqual([0x1fn, 5n]);
});

describe('mistakes in a script have a line, a column and a caret', () => {
  test.each([
    ['SECTIONS {\n  .text : { *(.text }\n}', 'test.ld:2:21: error: unexpected `}`'],
    ['SECTIONS {', 'test.ld:1:11: error: the script ends in the middle of a command'],
    [
      'OUTPUT_ARCH(arm) SECTIONS { .text : { *(.text) } }',
      'test.ld:1:13: error: the script is for `arm`, not for RISC-V',
    ],
    [
      'SECTIONS { .text 0x1000 : { *(.text) } .data 0x1002 : { *(.data) } }',
      'error: section .data (0x1002…0x1006) overlaps section .text (0x1000…0x1004) where they are loaded',
    ],
    ['SECTIONS { x = @; }', 'test.ld:1:16: error: unexpected `@`'],
    ['SECTIONS { x = nothing; }', 'test.ld:1:16: error: symbol `nothing` is not defined'],
    ['SECTIONS { x = ALIGNN(4); }', 'test.ld:1:16: error: there is no function `ALIGNN`'],
    ['SECTIONS { x = MAX(1); }', 'test.ld:1:16: error: MAX takes 2 operands, not 1'],
    ['SECTIONS { x = 1 / 0; }', 'test.ld:1:16: error: division by zero'],
    ['SECTIONS { x = ADDR(.no); }', 'test.ld:1:21: error: there is no output section `.no`'],
    [
      'SECTIONS { .text : { *(.text) } > rom }',
      'test.ld:1:35: error: there is no memory region `rom`',
    ],
    [
      'SECTIONS { .text 0 : { *(.text) . = 1; } }',
      'test.ld:1:33: error: `.` moves backwards, from 0x4 to 0x1, inside section .text',
    ],
    ['ASSERT(1 == 2, "one is not two")', 'test.ld:1:1: error: assertion failed: one is not two'],
    [
      'PHDRS { a PT_LOAD; } SECTIONS { .text : { *(.text) } :b }',
      'test.ld:1:55: error: there is no segment `b` in PHDRS',
    ],
  ])('%s', (script, message) => {
    expect(mistakes([code], script)).toContain(message);
  });
});

test('a PROVIDE holds if another that is needed uses it', () => {
  const script =
    'SECTIONS { .text : { *(.text) } PROVIDE(length = last - first); PROVIDE(first = 8); PROVIDE(last = 24); }';
  const user = object('user', '.globl _start\n_start: nop\n.section .text\n.dword length\n');
  expect(address(linked([user], script), 'length')).toBe(16n);
});

test('an empty section of the script has an address', () => {
  const script =
    'SECTIONS { . = 0x1000; .text : { *(.text) } .none : { *(.none) } at = ADDR(.none); }';
  const user = object('user', '.globl _start\n_start: .zero 6\n');
  expect(address(linked([user], script), 'at')).toBe(0x1006n);
});

test('an empty section without memory moves no region, however it is aligned', () => {
  const file = linked(
    [code],
    `MEMORY { ram : ORIGIN = 0x1000, LENGTH = 1M } SECTIONS {
      .text : { *(.text) } > ram
      .table (ALIGN(4096)) : { table = .; *(.table) } > ram
      .data : { *(.data) } > ram
    }`,
  );
  expect(section(file, '.data')?.address).toBe(0x1007n);
  expect(address(file, 'table')).toBe(0x2000n);
});

test('.text is never writable, whatever is in it, but with -N always', () => {
  const script = 'ENTRY(_start) SECTIONS { .text 0x1000 : { *(.text) *(.data) } }';
  const writable = (options: LinkOptions) =>
    (section(linked([code], script, options), '.text')?.flags ?? 0) & SHF_WRITE;
  expect(writable({})).toBe(0);
  expect(writable({ magic: 'omagic' })).toBe(SHF_WRITE);
});

test('symbols of sections that are empty are listed under one beside, as like it as can be', () => {
  const marks = object(
    'marks',
    '.data\n.globl in_data\nin_data:\n.text\n.globl _start\n_start: nop\n',
  );
  const file = linked(
    [marks, two],
    'SECTIONS { .text 0x1000 : { *(.text*) } .data : { *(.data) in_script = .; } .rodata : { *(.rodata*) } }',
  );
  const listed = (name: string) => {
    const owner = file.symbols.find((each) => each.name === name)?.section;
    return typeof owner === 'string' ? owner : owner?.name;
  };
  expect([listed('in_data'), listed('in_script')]).toEqual(['.rodata', '.rodata']);
});

test('symbols in what is empty and not in the file stand where it would begin', () => {
  const marks = object(
    'marks',
    '.globl _start\n_start: nop\n.data\n.balign 16\n.globl mark\nmark:\n',
  );
  const script = (data: string) =>
    `SECTIONS { .text 0x1000 : { *(.text) } ${data} : { *(.data) } end = .; }`;
  const places = (data: string) => {
    const file = linked([marks], script(data));
    return [address(file, 'mark'), address(file, 'end')];
  };
  expect(places('.data')).toEqual([0x1010n, 0x1002n]);
  expect(places('.data 0x2000')).toEqual([0x2000n, 0x1002n]);
});

test('a function that the script gives a place keeps the size that its object tells', () => {
  const source =
    '.globl f\n.type f, @function\nf: call g\n ret\n.size f, . - f\n.globl g\ng: ret\n';
  const size = (mark: string) => {
    const script = `SECTIONS { .text 0x1000 : { ${mark} *(.text) } }`;
    const file = linked([object('f', source)], script, { relax: true });
    return file.symbols.find(({ name }) => name === 'f')?.size;
  };
  expect([size(''), size('f = .;')]).toEqual([6, 10]);
});
