/**
 * The same objects and scripts through GNU ld 2.40 and through ours, by either width of addresses: how
 * they are built and compared, and the programs that the tests of linking share. Needs
 * binutils-riscv64-unknown-elf and gcc-riscv64-unknown-elf.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  type Bits,
  bitsOf,
  type ElfFile,
  type ElfSymbol,
  R,
  type Relocation,
  readElf,
} from '@ireko/elf';
import { afterAll, expect } from 'vitest';
import { formatDiagnostic } from '../src/diagnostic.ts';
import { type LinkOptions, link } from '../src/link/link.ts';

const folder: string = mkdtempSync(join(tmpdir(), 'link-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The compilers' options and the linker, by how wide addresses are. */
// biome-ignore format: columns are the point.
const TARGETS = {
  64: { assembled: '-march=rv64imac_zicsr_zifencei', compiled: '-march=rv64imac_zicsr', abi: '-mabi=lp64',  emulation: 'elf64lriscv' },
  32: { assembled: '-march=rv32imac_zicsr_zifencei', compiled: '-march=rv32imac_zicsr', abi: '-mabi=ilp32', emulation: 'elf32lriscv' },
} as const;

/** The tools of GNU for programs whose addresses are so wide. */
export interface Tools {
  readonly as: string[];
  readonly gcc: string[];
  readonly cxx: string[];
}

/** Assembles and compiles for programs whose addresses are so wide. */
export function toolsFor(bits: Bits): Tools {
  const { assembled, compiled, abi } = TARGETS[bits];
  return {
    as: ['riscv64-unknown-elf-as', assembled, abi],
    gcc: ['riscv64-unknown-elf-gcc', compiled, abi, '-c', '-O2'],
    cxx: ['riscv64-unknown-elf-g++', compiled, abi, '-c', '-fno-rtti'],
  };
}

/** GNU ld must be told what ours sees. */
function linkerFor([first = '']: readonly string[]): string[] {
  const bits = bitsOf(readFileSync(resolve(folder, first))) ?? 64;
  return ['riscv64-unknown-elf-ld', '-m', TARGETS[bits].emulation];
}

/** What a source is written in, by the end of the name of the tool that takes it. */
const LANGUAGES: Readonly<Record<string, string>> = { gcc: 'c', 'g++': 'cc' };

function run([command = '', ...options]: string[], ...more: string[]): void {
  execFileSync(command, [...options, ...more], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** Builds an object of a source, and returns its name. */
export function compile(name: string, source: string, tool: string[]): string {
  const input = `${name}.${LANGUAGES[tool[0]?.slice(-3) ?? ''] ?? 's'}`;
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
  const placeName = (place: ElfSymbol['section']) =>
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
      [...each.relocations].filter(isActive).map(({ offset, type, symbol, addend }) => {
        const named = symbol && `${symbol.name} ${placeName(symbol.section)} ${hex(symbol.value)}`;
        return [each.name, hex(offset), type, named, addend].join(' ');
      }),
    ),
    ...file.segments.map((each) =>
      Object.entries(each)
        .map(([name, value]) => `${name}=${hex(value)}`)
        .join(' '),
    ),
    ...file.symbols.map(({ name, value, size, type, binding, visibility, attributes, section }) =>
      [name, hex(value), size, type, binding, visibility | attributes, placeName(section)].join(
        ' ',
      ),
    ),
  ];
}

/** The executables, or with `-r` the objects, of both linkers must be the same; see the head of `link.test.ts`. */
export function compare(
  objects: string[],
  script: string | undefined,
  options: LinkOptions = {},
): void {
  if (script !== undefined) writeFileSync(join(folder, 'script.ld'), script);
  const id = options.buildId?.of(new Uint8Array(0));
  run(
    [
      ...linkerFor(objects),
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
    { scriptAfter: script === undefined ? files.length : 0, ...options },
  );
  const problems = diagnostics.map((each) => formatDiagnostic(each));
  expect(problems).toEqual([]);
  const gnu = parse(new Uint8Array(readFileSync(join(folder, 'gnu.elf'))));
  expect(describeFile(parse(elf ?? new Uint8Array()))).toEqual(describeFile(gnu));
}

/** The executables of a link with mistakes, or with switches that this has no table for, must be the same. */
export function compareDespite(
  objects: string[],
  switches: readonly string[],
  options: LinkOptions,
  lists: Readonly<Record<string, string>> = {},
): void {
  for (const [name, text] of Object.entries(lists)) writeFileSync(join(folder, name), text);
  run([...linkerFor(objects), ...switches], '-o', 'gnu.elf', ...objects);
  const files = objects.map((name) => ({
    name,
    bytes: new Uint8Array(readFileSync(resolve(folder, name))),
  }));
  const { elf } = link(files, undefined, options);
  const gnu = parse(new Uint8Array(readFileSync(join(folder, 'gnu.elf'))));
  expect(describeFile(parse(elf ?? new Uint8Array()))).toEqual(describeFile(gnu));
}

/** The lines of a map but for those of sections for dynamic linking, which GNU ld makes and drops. */
function mapLines(map: string): string[] {
  const lines = map.replace(/ \.rela[^ \n]*\n +0x/g, ' .rela 0x').split('\n');
  return lines.filter((line) => !/^ ?(\*\()?\.(i?rela|dyn|hash|gnu)|^$/.test(line));
}

/** The map of a link by a script must be the same but for empty lines. */
export function compareMaps(objects: string[], script: string, gcSections = false): void {
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
  run([...linkerFor(objects), ...(gcSections ? ['--gc-sections'] : [])], ...gnu);
  const files = objects.map((name) => ({
    name,
    bytes: new Uint8Array(readFileSync(resolve(folder, name))),
  }));
  const { map = '' } = link(
    files,
    { name: 'script.ld', text: script },
    { map: { outputName: 'gnu.elf' }, scriptAfter: 0, crossReference: true, gcSections },
  );
  expect(mapLines(map)).toEqual(mapLines(readFileSync(join(folder, 'gnu.map'), 'utf8')));
}

export const FIRST: string = `
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
export const SECOND: string = `
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
export const PROGRAM: string = `
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

export const SCRIPTS: Readonly<Record<string, string>> = {
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

/** Calls and addresses near and far, between alignments, from a generator of pseudo-random numbers. */
export function relaxable(seed: number, part: number): string {
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

const SHAPES = `
template <class T> struct Box {
  T items[4];
  virtual T sum() { T s = 0; for (auto each : items) s += each; return s; }
  virtual ~Box() {}
};
inline int counter() { static int n = 0; return ++n; }
void operator delete(void *, __SIZE_TYPE__) {}
`;
export const CXX_PARTS: readonly string[] = [
  `${SHAPES} int other(Box<int> *); int may_throw(int);
   int guarded(int x) { Box<int> b; b.items[0] = x; try { return may_throw(b.sum()); } catch (...) { return 1; } }
   int _start() asm("_start"); int _start() { Box<int> b; for (int i = 0; i < 4; i++) b.items[i] = i; return b.sum() + other(&b) + counter(); }`,
  `${SHAPES.replace(/void operator.*/, '')} int other(Box<int> *b) { Box<char> c; return b->sum() + c.sum() + counter(); }
   int may_throw(int x) { return x; }`,
];
/** What the language's library would have. */
const CXX_LIBRARY = [
  ...['_Unwind_Resume', '__cxa_begin_catch', '__cxa_end_catch', '__gxx_personality_v0'],
  ...['_ZTVN10__cxxabiv117__class_type_infoE', '_ZdlPvm', '_ZdlPvj'],
];
export const KERNEL: string = `ENTRY(_start) SECTIONS { . = 0x80000000;
    .text : { *(.text .text.*) }
    .rodata : { *(.rodata .rodata.* .srodata .srodata.*) }
    .eh_frame : { KEEP(*(.eh_frame)) } .gcc_except_table : { *(.gcc_except_table*) }
    . = ALIGN(4096); .data : { *(.data .data.*) *(.sdata .sdata.*) }
    .bss : { *(.sbss .sbss.*) *(.bss .bss.*) *(COMMON) } _end = .;
    ${CXX_LIBRARY.map((name) => `PROVIDE(${name} = 0x80000000);`).join(' ')} }`;
