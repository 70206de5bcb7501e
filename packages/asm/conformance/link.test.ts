/**
 * The same objects and scripts through GNU ld 2.40 and through ours: sections, segments, symbols
 * and bytes must be the same. Needs binutils-riscv64-unknown-elf and gcc-riscv64-unknown-elf.
 *
 * Deliberate differences, all of them outside of loaded bytes:
 * - the order of global symbols (GNU's is that of a hash table);
 * - program headers of empty sections that exist only because they move `.`.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type ElfFile, R, type Relocation, readElf } from '@ireko/elf';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatDiagnostic } from '../src/diagnostic.ts';
import { type LinkOptions, link } from '../src/link/link.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'link-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const AS = ['riscv64-unknown-elf-as', '-march=rv64imac_zicsr_zifencei', '-mabi=lp64'];
const GCC = ['riscv64-unknown-elf-gcc', '-march=rv64imac_zicsr', '-mabi=lp64', '-c', '-O2'];
const LD = ['riscv64-unknown-elf-ld', '-m', 'elf64lriscv'];

function run([command = '', ...options]: string[], ...more: string[]): void {
  execFileSync(command, [...options, ...more], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

function compile(name: string, source: string, tool: string[]): string {
  const input = `${name}.${tool[0]?.endsWith('gcc') ? 'c' : 's'}`;
  writeFileSync(join(folder, input), source);
  run(tool, '-o', `${name}.o`, input);
  return `${name}.o`;
}

function parse(bytes: Uint8Array): ElfFile {
  const file = readElf(bytes);
  if ('problem' in file) throw new Error(file.problem);
  return file;
}

/** GNU ld keeps those of what it has left out in places where nothing of it is. */
function isActive({ type, symbol }: Relocation): boolean {
  return type !== R.R_RISCV_NONE || symbol !== undefined;
}

/** Everything about an executable or object that a difference could matter in, as plain lines. */
function describeFile(file: ElfFile): string[] {
  const hex = (value: bigint | number) => value.toString(16);
  const placeName = (place: ElfFile['symbols'][number]['section']) =>
    typeof place === 'string' ? place : place.name;
  return [
    `entry ${hex(file.entry)} flags ${hex(file.flags)}`,
    ...file.sections
      .filter(({ name }) => !/^\.(symtab|strtab|shstrtab|rela\..*)$/.test(name))
      .map(({ name, type, flags, address, offset, size, align, data }) =>
        [
          name,
          type,
          flags,
          hex(address),
          hex(offset),
          hex(size),
          align,
          Buffer.from(data).toString('hex'),
        ].join(' '),
      ),
    ...file.sections.flatMap((each) =>
      each.relocations.filter(isActive).map(({ offset, type, symbol, addend }) => {
        const named = symbol && `${symbol.name} ${placeName(symbol.section)} ${hex(symbol.value)}`;
        return [each.name, hex(offset), type, named, addend].join(' ');
      }),
    ),
    ...file.segments.map((each) =>
      Object.entries(each)
        .map(([name, value]) => `${name}=${hex(value)}`)
        .join(' '),
    ),
    ...file.symbols.map(({ name, value, size, type, binding, visibility, section }) =>
      [name, hex(value), size, type, binding, visibility, placeName(section)].join(' '),
    ),
  ];
}

function compare(objects: string[], script: string | undefined, options: LinkOptions = {}): void {
  if (script !== undefined) writeFileSync(join(folder, 'script.ld'), script);
  const id = options.buildId?.of(new Uint8Array(0));
  run(
    [
      ...LD,
      ...(options.relax === false ? ['--no-relax'] : []),
      ...(options.gcSections ? ['--gc-sections'] : []),
      ...(options.relocatable ? ['-r'] : []),
      ...(options.emitRelocations ? ['-q'] : []),
      ...(id === undefined ? [] : [`--build-id=0x${Buffer.from(id).toString('hex')}`]),
    ],
    ...(script === undefined ? [] : ['-T', 'script.ld']),
    '-o',
    'gnu.elf',
    ...objects,
  );
  const files = objects.map((name) => ({
    name,
    bytes: new Uint8Array(readFileSync(resolve(folder, name))),
  }));
  const { elf, diagnostics } = link(
    files,
    script === undefined ? undefined : { name: 'script.ld', text: script },
    options,
  );
  const problems = diagnostics.map((each) => formatDiagnostic(each));
  expect(problems).toEqual([]);
  const gnu = parse(new Uint8Array(readFileSync(join(folder, 'gnu.elf'))));
  expect(describeFile(parse(elf ?? new Uint8Array()))).toEqual(describeFile(gnu));
}

/** The lines of a map but for those of sections for dynamic linking, which GNU ld makes and drops. */
function mapLines(map: string): string[] {
  const lines = map.replace(/ \.rela[^ \n]*\n +0x/g, ' .rela 0x').split('\n');
  return lines.filter((line) => !/^ ?(\*\()?\.(i?rela|dyn|hash|gnu)|^$/.test(line));
}

/** The map of a link by a script must be the same but for empty lines. */
function compareMaps(objects: string[], script: string, gcSections = false): void {
  writeFileSync(join(folder, 'script.ld'), script);
  const gnu = [
    '--no-demangle',
    '-T',
    'script.ld',
    '-o',
    'gnu.elf',
    '-Map',
    'gnu.map',
    '--cref',
    ...objects,
  ];
  run([...LD, ...(gcSections ? ['--gc-sections'] : [])], ...gnu);
  const files = objects.map((name) => ({
    name,
    bytes: new Uint8Array(readFileSync(resolve(folder, name))),
  }));
  const { map = '' } = link(
    files,
    { name: 'script.ld', text: script },
    { map: { outputName: 'gnu.elf', scriptAfter: 0 }, crossReference: true, gcSections },
  );
  expect(mapLines(map)).toEqual(mapLines(readFileSync(join(folder, 'gnu.map'), 'utf8')));
}

const FIRST = `
        .globl _start
_start: la sp, stack
        call main
        beq a0, a1, 1f
        j far
1:      lla a0, value
        lw a0, 0(a0)
        sw a0, value, t0
        beqz a0, far
        .weak nobody
        call nobody
        .section .text.init, "ax"
        nop
        .section .rodata
text:   .asciz "hi"
        .section .rodata.more, "a"
        .balign 8
        .dword text, end - value
        .data
value:  .word 3
        .dword value, nobody
        .half 1, end - value
        .comm pool, 24, 8
        .bss
stack:  .zero 64
        .equ limit, 77
        .globl limit
`;
const SECOND = `
        .globl main, far, end
main:   ret
        .balign 16
far:    j main
        .data
end:    .word 5
        .section .extra, "aw"
        .word 99
        .section .text.other, "ax"
        nop
        .section .zeros, "aw", @nobits
        .zero 40
        .section .notes
        .asciz "x"
`;
const PROGRAM = `
struct node { struct node *next; const char *name; int value; };
static int table[16] = {1, 2, 3, 4};
int zeros[100];
static char buffer[33];
extern int put(const char *);
__attribute__((weak)) extern void missing(void);
const char *names[] = {"alpha", "beta", "gamma"};
int sum(int n) { int s = 0; for (int i = 0; i < n; i++) s += table[i & 15] * names[i & 1][0]; return s; }
int choose(int x) { switch (x) { case 0: return 5; case 1: return 9; case 2: return 77; case 3: return 1; case 4: return 99; default: return 0; } }
int main(void) { if (missing) missing(); put("hello"); buffer[3] = 'a'; zeros[7] = choose(3); return sum(10) + buffer[sum(3) & 31]; }
void _start(void) { main(); for (;;); }
int put(const char *text) { return *text; }
`;

const SCRIPTS: Readonly<Record<string, string>> = {
  'a plain script': `ENTRY(_start) SECTIONS { . = 0x80000000;
    .text : { *(.text.init) *(.text .text.*) }
    .rodata : { *(.rodata .rodata.*) }
    .data : { *(.data .data.* .extra) }
    .bss : { __bss_start = .; *(.bss .bss.* .zeros) *(COMMON) . = ALIGN(8); __bss_end = .; }
    _end = .; }`,
  'memory regions': `ENTRY(_start)
    MEMORY { rom (rx) : ORIGIN = 0x80000000, LENGTH = 1M  ram (rw) : ORIGIN = 0x80100000, LENGTH = 1M }
    SECTIONS {
      .text : { *(.text.init) *(.text .text.*) } > rom
      .rodata : ALIGN(16) { *(.rodata .rodata.*) } > rom
      _load = LOADADDR(.data);
      .data : { *(.data) } > ram AT> rom
      .bss (NOLOAD) : { *(.bss) *(COMMON) } > ram
      _end = .; }`,
  'its own segments': `ENTRY(_start)
    PHDRS { text PT_LOAD FLAGS(5); data PT_LOAD FLAGS(6); }
    SECTIONS { . = 0x10000;
      .text : { *(.text .text.*) . = ALIGN(0x100); x = .; BYTE(1) LONG(0x12345678) QUAD(x) } :text =0xdeadbeef
      .rodata : { *(.rodata .rodata.*) FILL(0x55) . += 5; }
      . = ALIGN(0x1000);
      .data : { *(.data) } :data
      .bss : { *(.bss .zeros COMMON) }
      /DISCARD/ : { *(.extra) *(.notes) } }`,
  'orphans between assignments': `SECTIONS { . = 0x80000000;
      .text : { *(.text) }
      . = ALIGN(0x100); _etext = .;
      .data : { *(.data) }
      . = ALIGN(0x100); _edata = .;
      .bss : { *(.bss) }
      _end = .; . = ALIGN(0x1000); _end2 = .; }`,
  'names that are not the usual': `SECTIONS { . = 0x80000000; .all : { *(.text .rodata) } .later : { *(.bss) } _end = .; }`,
  'headers in the first segment': `ENTRY(_start) SECTIONS { . = 0x80000000 + SIZEOF_HEADERS;
      .text : { *(.text*) } .rodata : { *(.rodata*) } .data : { *(.data .extra) } .bss : { *(.bss .zeros COMMON) } }`,
  'a section in two parts, and idle ones': `ENTRY(_start) SECTIONS { . = 0x80000000;
      .text : { *(.text) } .data : { *(.data) } .text : { *(.text.init) *(.text.*) }
      .bss : { *(.bss .zeros COMMON) } .x : { . += 0; } .y : { *(.never) . = . + 0; } }`,
  'load addresses': `ENTRY(_start) SECTIONS { . = 0x80000000;
      .text : AT(0x1000) { *(.text*) }
      .rodata : { *(.rodata*) }
      .data 0x90000000 : AT(LOADADDR(.rodata) + SIZEOF(.rodata)) { *(.data .extra) }
      .bss : { *(.bss .zeros COMMON) } }`,
};

describe('GNU-assembled objects', () => {
  let objects: string[] = [];
  beforeAll(() => {
    const tool = [...AS, '-mno-relax'];
    objects = [compile('first', FIRST, tool), compile('second', SECOND, tool)];
  });
  test.each(Object.entries(SCRIPTS))('are linked alike by %s', (_, script) => {
    compare(objects, script);
  });
});

test('expressions are worth the same, and symbols belong to the same sections', () => {
  const object = compile('small', '.globl _start\n_start: nop\n', AS);
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

test('objects that leave alignment to the linker are linked alike', () => {
  const aligned = `.globl _start\n_start: nop\n ret\n .balign 16\nmiddle: nop\n c.nop\n .balign 8\nend: j middle\n .dword end - middle\n`;
  const objects = [
    compile('relaxed', aligned, AS),
    compile('relaxed2', 'next: c.nop\n .balign 4\n nop\n', AS),
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
  const object = compile('program', PROGRAM, [...GCC, ...plain, ...options]);
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
  const object = compile('parts', source, [...AS, '-mno-relax']);
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
  const object = compile('arithmetic', source, [...GCC, '-mcmodel=medany']);
  compare([object, libgcc.toString().trim()], SCRIPTS['a plain script'] ?? '');
});

/** Calls and addresses near and far, between alignments, from a generator of pseudo-random numbers. */
function relaxable(seed: number, part: number): string {
  let state = seed * 2 + part + 1;
  const below = (most: number) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % most;
  };
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const functionName = () => `f${below(2)}_${below(12)}`;
  const dataName = () => `d${below(2)}_${below(9)}`;
  const lines = part === 0 ? ['.globl _start', '_start:'] : [];
  for (let i = 0; i < 12; i++) {
    if (below(3) === 0) lines.push(`.section .text.f${i}, "ax"`);
    if (below(2) === 0) lines.push(`.balign ${pick([4, 8, 16, 64])}`);
    lines.push(`.globl f${part}_${i}`, `.type f${part}_${i}, @function`, `f${part}_${i}:`);
    for (let count = below(20); count >= 0; count--) {
      const data = dataName() + pick(['', '+4', '+2000', '-8']);
      const statements = [
        `call ${functionName()}`,
        `tail ${functionName()}`,
        `lui a5, %hi(${data})\n lw a4, %lo(${data})(a5)\n sw a4, %lo(${data})(a5)`,
        `la a0, ${data}`,
        `sd a0, ${dataName()}, t1`,
        'call nobody\n la a1, nobody\n lui a2, %hi(nobody)\n addi a2, a2, %lo(nobody)',
        `.zero ${pick([2, 8, 1000])}`,
        `.balign ${pick([4, 16])}`,
        '1: beqz a0, 2f\n j 1b\n2:',
      ];
      lines.push(pick(statements));
    }
    lines.push('ret', `.size f${part}_${i}, . - f${part}_${i}`);
  }
  lines.push('.weak nobody');
  for (let i = 0; i < 9; i++) {
    const size = pick([1, 8, 100, 1000, 3000]);
    lines.push(pick(['.data', '.section .sdata, "aw"', '.bss', '.section .rodata']));
    lines.push(`.balign ${pick([1, 8, 64, 256])}`, `.globl d${part}_${i}`);
    lines.push(`.size d${part}_${i}, ${size}`, `d${part}_${i}: .zero ${size}`);
  }
  return `${lines.join('\n')}\n`;
}

describe('code marked for relaxation', () => {
  test.each([0x400, 0x10000, 0x1c000, 0x1e800])('is shortened alike at %i', (start) => {
    for (const pointer of ['', '__global_pointer$ = . + 0x800;']) {
      const objects = [0, 1].map((part) => compile(`relax${part}`, relaxable(start, part), AS));
      compare(
        objects,
        `ENTRY(_start) SECTIONS { . = ${start}; .text : { *(.text .text.*) }
        .rodata : { *(.rodata .rodata.*) } .data : { *(.data .data.*) ${pointer} *(.sdata) }
        .bss : { *(.bss .bss.*) *(COMMON) } _end = .; }`,
      );
    }
  });
});

const CXX = [
  `${'riscv64-unknown-elf-g++'}`,
  '-march=rv64imac_zicsr',
  '-mabi=lp64',
  '-c',
  '-fno-rtti',
];
const SHAPES = `
template <class T> struct Box {
  T items[4];
  virtual T sum() { T s = 0; for (auto each : items) s += each; return s; }
  virtual ~Box() {}
};
inline int counter() { static int n = 0; return ++n; }
void operator delete(void *, unsigned long) {}
`;
const CXX_PARTS = [
  `${SHAPES} int other(Box<int> *); int may_throw(int);
   int guarded(int x) { Box<int> b; b.items[0] = x; try { return may_throw(b.sum()); } catch (...) { return 1; } }
   int _start() asm("_start"); int _start() { Box<int> b; for (int i = 0; i < 4; i++) b.items[i] = i; return b.sum() + other(&b) + counter(); }`,
  `${SHAPES.replace(/void operator.*/, '')} int other(Box<int> *b) { Box<char> c; return b->sum() + c.sum() + counter(); }
   int may_throw(int x) { return x; }`,
];
/** What the language's library would have. */
const CXX_LIBRARY = [
  ...['_Unwind_Resume', '__cxa_begin_catch', '__cxa_end_catch', '__gxx_personality_v0'],
  ...['_ZTVN10__cxxabiv117__class_type_infoE', '_ZdlPvm'],
];
const KERNEL = `ENTRY(_start) SECTIONS { . = 0x80000000;
    .text : { *(.text .text.*) }
    .rodata : { *(.rodata .rodata.* .srodata .srodata.*) }
    .eh_frame : { KEEP(*(.eh_frame)) } .gcc_except_table : { *(.gcc_except_table*) }
    . = ALIGN(4096); .data : { *(.data .data.*) *(.sdata .sdata.*) }
    .bss : { *(.sbss .sbss.*) *(.bss .bss.*) *(COMMON) } _end = .;
    ${CXX_LIBRARY.map((name) => `PROVIDE(${name} = 0x80000000);`).join(' ')} }`;

describe('section groups and what unwinds the stack', () => {
  test.each(['-O0', '-O1', '-O2 -g', '-O2 -g -mno-relax', '-Os -fno-exceptions'])(
    'C++ with %s is linked alike, with garbage collection and without',
    (options) => {
      const catches = !options.includes('-fno-exceptions');
      const objects = CXX_PARTS.map((part, i) => {
        const source = catches
          ? part
          : part.replace(/ try .*\n/, ' return may_throw(b.sum()); }\n');
        writeFileSync(join(folder, `part${i}.cc`), source);
        const given = ['-mcmodel=medany', ...options.split(' ')];
        run(CXX, ...given, '-o', `part${i}.o`, `part${i}.cc`);
        return `part${i}.o`;
      });
      for (const gcSections of [false, true]) compare(objects, KERNEL, { gcSections });
    },
  );
});

describe('relocations stay in the output', () => {
  const parts = (options: string) =>
    CXX_PARTS.map((part, i) => {
      writeFileSync(join(folder, `joined${i}.cc`), part);
      run(CXX, ...options.split(' '), '-o', `joined${i}.o`, `joined${i}.cc`);
      return `joined${i}.o`;
    });

  test.each(['-O1 -ffunction-sections', '-O2 -g', '-Os -g -mno-relax'])(
    'objects of C++ with %s are joined alike into one',
    (options) => compare(parts(options), undefined, { relocatable: true }),
  );

  test('objects with all kinds of references are joined alike into one', () =>
    compare([compile('first', FIRST, AS)], undefined, { relocatable: true }));

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
  compare([compile('near', source, AS)], script);
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
    compareMaps([compile('first', FIRST, AS), compile('second', SECOND, AS)], statements));

  test.each([false, true])('of C++, with garbage collection: %s', (gcSections) => {
    const objects = CXX_PARTS.map((part, i) => {
      writeFileSync(join(folder, `mapped${i}.cc`), part);
      run(CXX, '-O1', '-mcmodel=medany', '-o', `mapped${i}.o`, `mapped${i}.cc`);
      return `mapped${i}.o`;
    });
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
      [...GCC, '-fPIC'],
    ),
    compile(
      'user',
      'int there[4] = {1, 2, 3}; extern int change(int), shared; int *held = &shared; int _start(void) { there[2] = shared; return change(3); }',
      [...GCC, '-fPIC'],
    ),
  ];
  compare(objects, undefined);
  compare(objects, SCRIPTS['a plain script']);
});

test('without a script a C program is linked alike', () => {
  const object = compile('unscripted', PROGRAM, [...GCC, '-g']);
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
  const parts = () => NOTES.map((source, i) => compile(`note${i}`, `${source}\n`, AS));

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
