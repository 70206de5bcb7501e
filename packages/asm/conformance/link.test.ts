/**
 * The same objects and scripts through GNU ld 2.40 and through ours: sections, segments, symbols
 * in their order and bytes must be the same. What differs on purpose, README.md tells. Needs
 * binutils-riscv64-unknown-elf and gcc-riscv64-unknown-elf.
 */

import { execFileSync } from 'node:child_process';
import { beforeAll, describe, test } from 'vitest';
import type { LinkOptions } from '../src/link/link.ts';
import {
  CXX_PARTS,
  compare,
  compareDespite,
  compareMaps,
  compile,
  FIRST,
  KERNEL,
  PROGRAM,
  relaxable,
  SCRIPTS,
  SECOND,
  toolsFor,
} from './linking.ts';

const { as, gcc, cxx } = toolsFor(64);

describe('GNU-assembled objects', () => {
  let objects: string[] = [];
  beforeAll(() => {
    const tool = [...as, '-mno-relax'];
    objects = [compile('first', FIRST, tool), compile('second', SECOND, tool)];
  });
  test.each(Object.entries(SCRIPTS))('are linked alike by %s', (_, script) => {
    compare(objects, script);
  });
});

test('expressions are worth the same, and symbols belong to the same sections', () => {
  const object = compile('small', '.globl _start\n_start: nop\n', as);
  compare(
    [object],
    `MEMORY { ram (rwx) : ORIGIN = 0x80000000, LENGTH = 1M }
    SECTIONS { . = 0x80000000;
    .text : { *(.text) n1 = 5; n2 = . + 4; n3 = ALIGN(8); n4 = ABSOLUTE(.); n5 = . - _start; . = 0x20;
      n6 = n1 + n2; n7 = ADDR(.text); n8 = (. + 7) & ~7; n9 = SIZEOF(.text); n10 = LOADADDR(.text);
      n11 = -n2; n12 = MAX(., 5); n13 = 1 ? . : 3; n14 = n2 * 2; n15 = n2 + _start; }
    m1 = 5; m2 = .; m3 = n2 - _start; m4 = . & ~7; m5 = ADDR(.text) + 4; m6 = SIZEOF(.text);
    m7 = _start + 4; m8 = ABSOLUTE(_start); m9 = _start & 0xff; m10 = ALIGN(16); m11 = n5 + 0;
    m12 = -.; m13 = . * 2;
    .data : { data = .; LONG(5) }
    k1 = _start; k2 = _start + 4; k3 = data - _start; k4 = ADDR(.text); k5 = ADDR(.text) + 4;
    k6 = data & ~7; k7 = LOADADDR(.text); k8 = ORIGIN(ram); k9 = ORIGIN(ram) + LENGTH(ram); k10 = LENGTH(ram);
    k11 = MAX(_start, data); k12 = 1 ? _start : data; k13 = -_start; k14 = _start + data; k15 = k2;
    k16 = k10; k17 = k3 + 1; k18 = SIZEOF(.data); k19 = SIZEOF(.data) + _start; k20 = ALIGN(_start, 16);
    k21 = DEFINED(data) ? data : 0; k22 = _start << 1; k23 = k4 - 0x10; }`,
  );
});

test('absolute symbols, numbers and sections mix alike in and out of sections', () => {
  const object = compile(
    'mixed',
    '.globl _start, fixed, other\n_start: nop\n.data\nother: .word 1\n.zero 8\n.equ fixed, 0x123\n',
    as,
  );
  compare(
    [object],
    `MEMORY { ram (rwx) : ORIGIN = 0x80000010, LENGTH = 1M }
    base = 0x40; PROVIDE(_limit = 0x800);
    SECTIONS {
    .text : { *(.text) a1 = base; a2 = base + 1; a3 = fixed; a4 = . + base; a5 = ABSOLUTE(.); a6 = a5; a7 = a5 - .;
      a8 = other - _start; a9 = other + base; a10 = !_start; a11 = !.; a12 = ALIGN(., 64); a13 = ALIGN(_start, 32);
      a14 = NEXT(32); a15 = ORIGIN(ram); a16 = LENGTH(ram); a17 = MAX(_start, 2); a18 = MAX(other, _start);
      a19 = 2 * _start; a20 = _start * _start; a21 = LOADADDR(.data); a22 = 1 ? base : .; a23 = ADDR(.data) - ADDR(.text);
      a24 = LOG2CEIL(a2); a25 = _start == 0; a26 = ABSOLUTE(base); a27 = a26 + 1; a28 = ABSOLUTE(other) - ABSOLUTE(_start);
      a29 = ~_start; a30 = SIZEOF(.text) + _start; a31 = -base; a32 = _start && base;
      LONG(base) LONG(_start) LONG(. - _start) LONG(fixed + base) LONG(_start * 2) LONG(a2 + a1) LONG(a2 & a5) . = base; }
    b1 = 4 + _start; b2 = 2 * _start; b3 = _start + a2; b4 = _start & a2; b5 = SIZEOF(.text) + _start; b6 = _start + SIZEOF(.text);
    b7 = 1 ? 5 : _start; b8 = MAX(a2, _start); b9 = MAX(a2, 3); b10 = MIN(7, a2); b11 = !a2; b12 = !.; b13 = ALIGN(a2, 64);
    b14 = NEXT(32); b15 = . + _start; b16 = _start + .; b17 = . - base; b18 = base + .; b19 = ABSOLUTE(_start) + .;
    b20 = . + ABSOLUTE(_start); b21 = (. > 5) ? base : 7; b22 = SIZEOF(.text) + .; b23 = 4 - a2; b24 = a2 / 2; b25 = a2 % 3;
    b26 = ~a2; b27 = a2 << 2; b28 = SIZEOF(.text) * 2; b29 = LENGTH(ram) + a2; b30 = LENGTH(ram) - 4; b31 = ORIGIN(ram) + a2;
    b32 = a2 + ORIGIN(ram); b33 = a2 && 1; b34 = LOADADDR(.data) - ADDR(.data); b35 = DEFINED(a2) ? a2 : 0; b36 = DEFINED(x) ? a2 : 0;
    .data : { *(.data) c1 = a2; c2 = a1 - base; c3 = . - a2; c4 = a5; c5 = b4; c6 = _limit; c7 = a2 + a3; . = ALIGN(base); }
    d1 = other - a2; d2 = d1; d3 = c7 - a7; d4 = -a2; d5 = other | 1; d6 = (other - _start) + other; d7 = 8 * SIZEOF(.data);
    }`,
  );
});

test('load addresses go on alike behind sections that take no room', () => {
  const source = `.globl _start\n_start: nop\n .section .rodata, "a"\n .zero 5\n .data\n .zero 6\n
    .bss\n .zero 20\n .section .zeros, "aw", @nobits\n .balign 8\n .zero 12\n .section .more, "aw"\n .zero 4\n`;
  compare(
    [compile('loads', source, as)],
    `MEMORY { rom (rx) : ORIGIN = 0x1000, LENGTH = 64K  ram (rw) : ORIGIN = 0x80000000, LENGTH = 64K }
    SECTIONS { .text : { *(.text) } > rom  .data : ALIGN(4) { *(.data) } > ram AT> ram
    .bss (NOLOAD) : { *(.bss) . += 3; } > ram
    .empty (NOLOAD) : ALIGN(32) { none = .; . = ALIGN(32); } > ram
    .stack (NOLOAD) : ALIGN(4) { . += 0x400; top = .; } > ram
    .loaded : ALIGN_WITH_INPUT { *(.rodata) } > ram AT> rom
    .zeros : ALIGN_WITH_INPUT { *(.zeros) } > ram AT> rom
    .more : { *(.more) } > ram AT> rom }`,
  );
});

test('symbols beside thread-local sections and before all others are listed alike', () => {
  const source = `.globl _start\n_start: nop\n .data\n .word 1\n .section .tdata, "awT"\n .word 1
    .section .tbss, "awT", @nobits\n .zero 4\n .section .note.one, "a", @note\n .word 4, 4, 1, 0x414243, 5\n`;
  compare(
    [compile('beside', source, as)],
    `MEMORY { ram (rwx) : ORIGIN = 0x80000000, LENGTH = 1M }
    SECTIONS { start = ORIGIN(ram); .text : { *(.text) } > ram .data : { *(.data) } > ram
    .tdata : { *(.tdata) } > ram t1 = .; .tbss : { *(.tbss) } > ram t2 = .; }`,
  );
});

test('sections of statements alone may be written to alike', () =>
  compare(
    [compile('alone', '.globl _start\n_start: nop\n', as)],
    `SECTIONS { . = 0x10000; .text : { *(.text) } size = SIZEOF(.magic); .magic : { LONG(1) . += 4; LONG(2) }
    .marked : { mark = .; LONG(1) } .filled : { FILL(0x90) LONG(2) . += 4; } .room : { . += 4; }
    .data : { LONG(1) } .rodata : { LONG(1) } .sdata : { LONG(1) } .init : { LONG(1) } .fini : { . += 4; }
    .bss : { . += 4; } .fixed (READONLY) : { fix = .; LONG(1) } .info (INFO) : { LONG(1) } }`,
  ));

test('symbols that a script gives another value are still functions and variables', () =>
  compare(
    [
      compile(
        'again',
        `.globl _start, w, d\n .type _start, @function\n_start: nop\n nop\n .size _start, .-_start
        .weak w\n .type w, @function\nw: nop\n .size w, 2\n
        .data\n .hidden d\n .type d, @object\nd: .word 3\n .size d, 4\n`,
        as,
      ),
    ],
    'SECTIONS { . = 0x10000; .text : { _start = .; *(.text) w = .; } .data : { *(.data) d = .; } }',
  ));

test('code at odd addresses, which jumps do not reach, is relaxed alike', () =>
  compare(
    [compile('odd', '.globl _start\n_start: call f\n .section .f, "ax"\nf: tail _start\n', as)],
    'SECTIONS { . = 0x80000000; .text : { *(.text) BYTE(1) } .odd : { *(.f) } }',
  ));

test('common symbols stand in the same order, and each as its largest and most aligned', () => {
  const one =
    '.globl _start\n_start: la a0, alpha\n .comm alpha, 4, 64\n .comm beta, 9, 8\n .comm gamma, 1, 1\n';
  const two = '.comm alpha, 8, 2\n .comm delta, 3, 4\n .comm omega, 16, 16\n .comm beta, 2, 16\n';
  const objects = [compile('commons', one, as), compile('commons2', two, as)];
  compare(objects, SCRIPTS['a plain script']);
});

test('objects that leave alignment to the linker are linked alike', () => {
  const aligned = `.globl _start\n_start: nop\n ret\n .balign 16\nmiddle: nop\n c.nop\n .balign 8\nend: j middle\n .dword end - middle\n`;
  const objects = [
    compile('relaxed', aligned, as),
    compile('relaxed2', 'next: c.nop\n .balign 4\n nop\n', as),
  ];
  compare(objects, SCRIPTS['a plain script'] ?? '');
});

test.each([
  ['compiled for any address', ['-mcmodel=medany', '-mno-relax']],
  [
    'compiled with a section for each function',
    ['-mcmodel=medany', '-ffunction-sections', '-fdata-sections'],
  ],
])('a C program %s is linked alike', (_, options) => {
  const plain = ['-fno-builtin', '-g'];
  const object = compile('program', PROGRAM, [...gcc, ...plain, ...options]);
  compare(
    [object],
    `ENTRY(_start) SECTIONS { . = 0x80000000;
    .text : { *(.text .text.*) }
    .rodata : { *(.rodata .rodata.*) *(.srodata .srodata.*) }
    .data : { *(.data .data.*) *(.sdata .sdata.*) }
    .bss : { *(.sbss .sbss.*) *(.bss .bss.*) *(COMMON) }
    _end = .; }`,
  );
});

test('unreachable sections are left out alike', () => {
  const source = `
        .globl _start
_start: call used
        .section .text.used, "ax"
        .globl used
used:   la a0, table
        ret
        .section .text.unused, "ax"
unused: ret
        .section .data.table, "aw"
table:  .dword kept
        .section .data.kept, "aw"
kept:   .word 1
        .section .data.forced, "aw"
        .word 2
        .section .data.dropped, "aw"
        .word 3
`;
  const object = compile('parts', source, [...as, '-mno-relax']);
  compare(
    [object],
    `ENTRY(_start) SECTIONS { . = 0x80000000; .text : { *(.text .text.*) }
      .data : { KEEP(*(.data.forced)) *(.data .data.*) } }`,
    { gcSections: true },
  );
});

test('members of archives are chosen alike', () => {
  const libgcc = execFileSync('riscv64-unknown-elf-gcc', [
    ...['-march=rv64imac', '-mabi=lp64', '-print-libgcc-file-name'],
  ]);
  const source = `
double a = 3; long double c = 1.5L; __int128 q = 12345;
int main(void) { c = c / a - 1; q = q / 77; return (int)c + __builtin_popcountl((long)q); }
void _start(void) { main(); for (;;); }
`;
  const object = compile('arithmetic', source, [...gcc, '-mcmodel=medany']);
  compare([object, libgcc.toString().trim()], SCRIPTS['a plain script'] ?? '');
});

describe('code marked for relaxation', () => {
  test.each([0x400, 0x10000, 0x1c000, 0x1e800])('is shortened alike at %i', (start) => {
    for (const pointer of ['', '__global_pointer$ = . + 0x800;']) {
      const objects = [0, 1].map((part) => compile(`relax${part}`, relaxable(start, part), as));
      compare(
        objects,
        `ENTRY(_start) SECTIONS { . = ${start}; .text : { *(.text .text.*) }
        .rodata : { *(.rodata .rodata.*) } .data : { *(.data .data.*) ${pointer} *(.sdata) }
        .bss : { *(.bss .bss.*) *(COMMON) } _end = .; }`,
      );
    }
  });
});

describe('section groups and what unwinds the stack', () => {
  test.each(['-O0', '-O1', '-O2 -g', '-O2 -g -mno-relax', '-Os -fno-exceptions'])(
    'C++ with %s is linked alike, with garbage collection and without',
    (options) => {
      const catches = !options.includes('-fno-exceptions');
      const objects = CXX_PARTS.map((part, i) => {
        const source = catches
          ? part
          : part.replace(/ try .*\n/, ' return may_throw(b.sum()); }\n');
        const given = ['-mcmodel=medany', ...options.split(' ')];
        return compile(`part${i}`, source, [...cxx, ...given]);
      });
      for (const gcSections of [false, true]) compare(objects, KERNEL, { gcSections });
    },
  );
});

describe('relocations stay in the output', () => {
  const parts = (options: string) =>
    CXX_PARTS.map((part, i) => compile(`joined${i}`, part, [...cxx, ...options.split(' ')]));

  test.each(['-O1 -ffunction-sections', '-O2 -g', '-Os -g -mno-relax'])(
    'objects of C++ with %s are joined alike into one',
    (options) => compare(parts(options), undefined, { relocatable: true }),
  );

  test('objects with all kinds of references are joined alike into one', () =>
    compare([compile('first', FIRST, as)], undefined, { relocatable: true }));

  test.each(['-O1', '-O2 -g', '-Os -mno-relax'])(
    '--emit-relocs keeps those of C++ with %s alike',
    (options) => compare(parts(`-mcmodel=medany ${options}`), KERNEL, { emitRelocations: true }),
  );
});

test('a symbol that counts from an empty section is reached alike from gp', () => {
  const source = `.globl _start\n_start: lla a0, at_empty\nlla a1, at_data\nret\n.balign 32\n
    .data\n.zero 16\n.bss\n.zero 8\n`;
  const script = `SECTIONS { .text 0x80000000 : { *(.text) } .data 0x80400000 : { *(.data) }
    .none : { *(.none) } PROVIDE(at_empty = ADDR(.none)); PROVIDE(at_data = ADDR(.data) + 16);
    .bss : { *(.bss) } __global_pointer$ = ADDR(.data) + 16 + 2036; }`;
  compare([compile('near', source, as)], script);
});

describe('maps tell the same', () => {
  const statements = `ENTRY(_start)
    MEMORY { rom (rx!w) : ORIGIN = 0x10000, LENGTH = 64K
             ram (w) : ORIGIN = 0x80000, LENGTH = 32K }
    SECTIONS {
      .text : { BYTE(1) SHORT(2 + 3) LONG(_start - 4) QUAD(_start + 8) FILL(0x90) . = . + 16;
                KEEP(*(SORT_BY_NAME(.text.*))) *(EXCLUDE_FILE(a.o b.o) .text) _x = .; . += 4; } > rom =0xff
      _etext = .;
      .rodata : { *(.rodata .rodata.*) . = ALIGN(64); } > rom
      PROVIDE(never = .); PROVIDE_HIDDEN(nor = 1);
      .data : { _data = .; *(SORT_BY_ALIGNMENT(.data) SORT(.data.*)) *(.sdata*) } > ram AT> rom
      .bss (NOLOAD) : { *(.bss) *(COMMON) . = ALIGN(8); } > ram
      _size = SIZEOF(.text); _load = LOADADDR(.data); _where = DEFINED(_start) ? 1 : ADDR(.bss);
      _most = MAX(1, 2); _not = ~1; _less = -3; _top = ORIGIN(ram) + LENGTH(ram);
      ASSERT(_size < 0x10000, "too large")
      /DISCARD/ : { *(.comment) } }`;

  test('of a script with all kinds of statements', () =>
    compareMaps([compile('first', FIRST, as), compile('second', SECOND, as)], statements));

  test.each([false, true])('of C++, with garbage collection: %s', (gcSections) => {
    const objects = CXX_PARTS.map((part, i) =>
      compile(`mapped${i}`, part, [...cxx, '-O1', '-mcmodel=medany']),
    );
    compareMaps(objects, KERNEL, gcSections);
  });
});

test('a global offset table is made alike', () => {
  const objects = [
    compile(
      'table',
      `extern int there[4], nobody __attribute__((weak)); static int own[3]; int shared = 4;
       int change(int x) { shared += x; own[x] = there[1]; if (&nobody) nobody = 1; return own[0] + shared; }
       void *address(void) { return change; }`,
      [...gcc, '-fPIC'],
    ),
    compile(
      'user',
      'int there[4] = {1, 2, 3}; extern int change(int), shared; int *held = &shared; int _start(void) { there[2] = shared; return change(3); }',
      [...gcc, '-fPIC'],
    ),
  ];
  compare(objects, undefined);
  compare(objects, SCRIPTS['a plain script']);
});

test('without a script a C program is linked alike', () => {
  const object = compile('unscripted', PROGRAM, [...gcc, '-g']);
  compare([object], undefined);
});

/** Notes of several alignments, and thread-local zeros that the objects name before the data. */
const NOTES = [
  `.globl _start
   _start: ret
   .section .rodata, "a"
   .word 1
   .data
   .word 2
   .section .note.mine, "a", %note
   .word 4, 4, 1, 0x434241, 7`,
  `.section .note.one, "a", %note
   .balign 8
   .word 4, 4, 1, 0x434241, 7
   .section .note.two, "a", %note
   .balign 8
   .word 4, 8, 1, 0x434241, 7, 0
   .section .constants, "a"
   .word 5
   .section .tbss, "awT", @nobits
   .zero 4
   .section .tdata, "awT"
   .word 9`,
];
const placing = (note: string) =>
  `ENTRY(_start) SECTIONS { . = 0x80000000; .text : { *(.text) } ${note} .data : { *(.data) } }`;

const id = Uint8Array.of(0x01, 0x23, 0x45, 0x67, 0x89);
const buildId = { size: id.length, of: () => id };

describe('notes and the identity of a build are in the same places', () => {
  const parts = () => NOTES.map((source, i) => compile(`note${i}`, `${source}\n`, as));

  test.each([
    ['the default script', undefined],
    ['a script without notes', placing('')],
  ])('%s', (_, script) => {
    const objects = parts();
    for (const order of [objects, objects.toReversed()]) {
      compare(order, script);
      compare(order, script, { buildId });
    }
  });

  test('a script that places them', () => {
    const [first = ''] = parts();
    compare([first], placing('.note.gnu.build-id : { *(.note.gnu.build-id) }'), { buildId });
    compare(parts(), placing('.notes : { *(.note.*) }'), { buildId });
  });
});

describe('what the linker itself defines', () => {
  const TABLES = `
        .globl _start
_start: la      a0, __start_calls
        la      a1, __stop_calls
        la      a2, __ehdr_start
        la      a3, __executable_start
        .weak   __start_nothing
        la      a4, __start_nothing
        .section calls, "a"
        .dword  _start
        .section .text.unused, "ax"
        la      a0, __start_others
        .section others, "a"
        .dword  _start
`;
  test('bounds of sections, and the header, have the same places', () => {
    compare([compile('tables', TABLES, as)], undefined);
    compare([compile('tables', TABLES, as)], undefined, { gcSections: true });
  });
  test('headers are loaded where a script asks for their size', () => {
    const object = compile('plain', '.globl _start\n_start: nop\n', as);
    for (const address of ['0x40', '0x800', '0x1000', '0x80000000', '0x80000100'])
      compare(
        [object],
        `SECTIONS { size = SIZEOF_HEADERS; begin = SEGMENT_START("text-segment", 0x10000);
          .text ${address} : { *(.text) inside = SEGMENT_START("x", 5); } }`,
      );
    compare([object], 'SECTIONS { .text 0x80000000 : ALIGN(0x4000) { *(.text) } }');
  });
});

describe('scripts that leave sections to the linker', () => {
  const NOTES = (name: string, align: number) =>
    `.section .note.${name}, "a", @note\n .balign ${align}\n .word 4, 4, 1, 0x414243, 5\n`;
  const MIXED = `${FIRST}${NOTES('one', 4)}
        .section .init_array.5, "aw", @init_array
        .dword _start
        .section .vectors, "ax"
        j main
        .section table, "a"
        .dword value
${NOTES('two', 8)}
        .section .tdata, "awT"
        .word 1
        .section .tbss, "awT", @nobits
        .zero 8
        .section .rodata.str, "aMS", @progbits, 1
        .asciz "more"
        .section .heap, "aw", @nobits
        .zero 16
`;
  const SPARSE: Readonly<Record<string, string>> = {
    'code alone': 'SECTIONS { . = 0x80000000; .text : { *(.text) } }',
    'code and zeros': `SECTIONS { . = 0x80000000; .text : { *(.text) } . = ALIGN(4096);
      .bss : { *(.bss) } end = .; }`,
    regions: `MEMORY { rom (rx) : ORIGIN = 0x1000, LENGTH = 64K  ram (rw) : ORIGIN = 0x80000000, LENGTH = 64K }
      SECTIONS { .text : { *(.text) } > rom  .data : ALIGN(64) { *(.data) } > ram AT> rom
      .bss (NOLOAD) : { *(.bss) } > ram .stack : { . = ALIGN(16); . += 0x400; top = .; } > ram
      .nothing : { . = ALIGN(64); none = .; } > ram _end = .; }`,
    'segments in another order': `PHDRS { data PT_LOAD; code PT_LOAD; empty PT_LOAD; tls PT_TLS; }
      SECTIONS { .text 0x2000 : { *(.text) } :code .data 0x80000000 : { *(.data) } :data
      .tdata : { *(.tdata) } :data :tls .tbss : { *(.tbss) } :data :tls .bss : { *(.bss) } :data }`,
    'sections with room and types': `SECTIONS { . = 0x80000000; .text : { *(.text) }
      .room : { . += 8; } .typed (TYPE = SHT_PROGBITS) : { *(.zeros) } .fixed (READONLY) : { *(.data) }
      .bss : { *(.bss) SORT(CONSTRUCTORS) } }`,
    'regions on one page': `MEMORY { one (rx) : ORIGIN = 0x1000, LENGTH = 2K  two (rx) : ORIGIN = 0x1800, LENGTH = 2K
      three (rw) : ORIGIN = 0x2000, LENGTH = 64K } REGION_ALIAS("four", three)
      SECTIONS { .text : { *(.text) } > one .rodata : { *(.rodata*) } > two .data : { *(.data) } .room 0x2100 : { . += 8; }
      .bss : { *(.bss) } > four .extra 0x3000 : { *(.extra) } }`,
    'a region that is left and entered again': `MEMORY { rom (rx) : ORIGIN = 0x1000, LENGTH = 64K
      ram (rw) : ORIGIN = 0x80000000, LENGTH = 64K } SECTIONS { .text : { *(.text) } > rom
      .data : { *(.data) } > ram AT> rom  .rodata : { *(.rodata*) } > rom  .bss : { *(.bss) } > ram
      .absent 0x2000 : { *(.absent) } after = .; .zeros : { *(.zeros) } > ram .extra : { *(.extra) } }`,
    'addresses that go back': `SECTIONS { .text 0x80010000 : AT(0x1000) { *(.text) }
      .data 0x80000000 : { *(.data) } .one 0x80001000 : AT(0x8000) { *(.extra) LONG(1) }
      .two 0x80000800 : { *(.rodata) LONG(2) } .none 0x80000600 : { none = .; } .bss 0x80002000 : { *(.bss) } }`,
    'empty sections that their names say more of': `SECTIONS { . = 0x80000000; .text : { *(.text) }
      .fini : { . = ALIGN(4); } .preinit_array : { . = ALIGN(8); } .data 0x8000f004 : { *(.data) *(.rodata) }
      .tbss : { . = ALIGN(2); } .bss : { *(.bss) } .note.none : { . = ALIGN(4); } }`,
    'sections that are asked for before they are there': `SECTIONS { .first 0x80000000 : { LONG(SIZEOF(.bss)) LONG(ADDR(.data)) }
      .text : { *(.text) } place = ADDR(.rodata) + 4; .zeros : { *(.zeros) } .rodata : { *(.rodata) }
      .data : { *(.data) } .nothing : { *(.none) } .extra : {} .bss : { *(.bss) } .unloaded (NOLOAD) : { LONG(1) } }`,
    'segments of headers': `PHDRS { headers PT_PHDR PHDRS; code PT_LOAD FILEHDR PHDRS; tls PT_TLS; }
      SECTIONS { . = 0x10000 + SIZEOF_HEADERS; .text : { *(.text) } :code .data : { *(.data) } .tdata : { *(.tdata) } :code :tls
      .tbss : { *(.tbss) } :code :tls .bss : { *(.bss) } :code }`,
    'an overlay': `SECTIONS { . = 0x80000000; .text : { *(.text) } .data : { *(.data) }
      OVERLAY 0x80010000 : NOCROSSREFS AT(0x80020000) { .one { *(.extra) LONG(1) } .two { *(.rodata*) } }
      after = .; .bss : { *(.bss) } }`,
  };
  test.each(Object.entries(SPARSE))('%s', (_, script) => {
    const tool = [...as, '-mno-relax'];
    compare([compile('mixed', MIXED, tool), compile('second', SECOND, tool)], script);
  });
});

describe('a link with mistakes', () => {
  const first = `.globl _start, twice
_start: call missing
        la a0, missing
        beqz a0, missing
twice:  nop
        .data
        .dword missing + 4, other
`;
  const second = '.globl twice\ntwice: ret\n.data\n.dword 1, missing, twice\n';
  const cases: readonly (readonly [string, LinkOptions])[] = [
    ['--noinhibit-exec', { inhibits: false }],
    ['--warn-unresolved-symbols -z muldefs', { unresolved: 'warning', multipleDefinitions: true }],
    [
      '--ignore-unresolved-symbol=missing --ignore-unresolved-symbol=other -z muldefs',
      { ignoredUnresolved: ['missing', 'other'], multipleDefinitions: true },
    ],
    [
      '--unresolved-symbols=ignore-all --noinhibit-exec',
      { unresolved: 'ignored', inhibits: false },
    ],
  ];
  test.each(cases)('%s', (switches, options) => {
    const objects = [compile('wrong', first, as), compile('again', second, as)];
    compareDespite(objects, switches.split(' '), options);
  });
});

describe('symbols that are retained and sections that are unique', () => {
  const own = `.globl _start, seen
_start: call far
        la a0, local
        .section .text.x, "ax"
seen:   nop
local:  beqz a0, 1f
        nop
1:      ret
        .section .mine, "aw"
        .word 1
`;
  const other =
    '.globl far\nfar: beqz a0, 1f\nnop\n1: ret\n.section .text.x, "ax"\nret\n.section .mine, "aw"\n.word 2\n';
  const retained = ['local', 'far', 'nothing'];
  const only = retained.map((name) => `${name}\n`).join('');
  const cases: readonly (readonly [string, LinkOptions])[] = [
    ['-r', { relocatable: true }],
    ['-q', { emitRelocations: true }],
    ['--retain-symbols-file=only', { retained }],
    ['--retain-symbols-file=only -r', { retained, relocatable: true }],
    ['--retain-symbols-file=only -q', { retained, emitRelocations: true }],
    ['--unique=.text.x', { unique: ['.text.x'] }],
    ['--unique=.text* --unique=.mine', { unique: ['.text*', '.mine'] }],
    ['--unique=.text* -r', { unique: ['.text*'], relocatable: true }],
  ];
  test.each(cases)('%s', (switches, options) => {
    const objects = [compile('own', own, as), compile('other', other, as)];
    compareDespite(objects, switches.split(' '), options, { only });
  });
});
