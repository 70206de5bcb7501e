/** Files by GNU as and gcc, read and written again. Needs binutils-riscv64-unknown-elf, gcc-riscv64-unknown-elf. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type ElfFile,
  readAttributes,
  readElf,
  relocationName,
  TAG_RISCV_ARCH,
  writeAttributes,
  writeElf,
} from '../src/index.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'elf-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function build(source: string, ...compiler: string[]): Uint8Array {
  const extension = compiler[0]?.endsWith('gcc') ? 'c' : 's';
  const input = join(folder, `input.${extension}`);
  const output = join(folder, 'output');
  writeFileSync(input, source);
  execFileSync(compiler[0] as string, [...compiler.slice(1), '-o', output, input]);
  return new Uint8Array(readFileSync(output));
}

function read(bytes: Uint8Array): ElfFile {
  const file = readElf(bytes);
  if ('problem' in file) throw new Error(file.problem);
  return file;
}

const ASSEMBLY = `
        .globl _start
_start: la sp, stack
        call main
        beq a0, a1, _start
        .section .rodata.str1.1, "aMS", @progbits, 1
        .asciz "hi"
        .data
value:  .dword value, main - _start
        .comm pool, 24, 8
        .weak other
        .bss
stack:  .zero 64
        .equ limit, 0xffffffff80000000
`;
const C = `
static int table[4] = {1, 2, 3, 4};
extern int puts(const char *);
int sum(void) { int s = 0; for (int i = 0; i < 4; i++) s += table[i]; return s; }
int main(void) { puts("hello"); return sum(); }
void _start(void) { main(); }
int puts(const char *text) { return text[0]; }
`;
const C32 = ['-march=rv32imac', '-mabi=ilp32'];
const AS = ['riscv64-unknown-elf-as', '-march=rv64imac_zicsr_zifencei', '-mabi=lp64'];
const GCC = ['riscv64-unknown-elf-gcc', '-march=rv64imac', '-mabi=lp64', '-mcmodel=medany'];

test.each([
  ['GNU as', () => build(ASSEMBLY, ...AS)],
  ['GNU as without relaxation', () => build(ASSEMBLY, ...AS, '-mno-relax')],
  ['gcc -c', () => build(C, ...GCC, '-O2', '-c')],
  ['GNU as for 32 bits', () => build(ASSEMBLY, AS[0] as string, ...C32)],
  ['gcc -c for 32 bits', () => build(C, GCC[0] as string, ...C32, '-O2', '-c')],
])('an object by %s is written again with the same bytes', (_, make) => {
  const bytes = make();
  expect(Buffer.from(writeElf(read(bytes))).equals(bytes)).toBe(true);
});

test.each([
  ['64', GCC],
  ['32', [GCC[0] as string, ...C32]],
])('an executable of %s bits is written again with the same contents', (_, gcc) => {
  const bytes = build(C, ...gcc, '-g', '-nostdlib');
  const before = read(bytes);
  const after = read(writeElf(before));
  expect(after.segments).toEqual(before.segments);
  const contents = (file: ElfFile) =>
    file.sections.map(({ name, address, data }) => ({ name, address, data }));
  expect(contents(after)).toEqual(contents(before));
  expect(after.symbols.map((each) => each.name)).toEqual(before.symbols.map((each) => each.name));
});

test('every relocation type that gcc and GNU as use has a name', () => {
  const objects = [build(C, ...GCC, '-g', '-c'), build(ASSEMBLY, ...AS)];
  const types = objects.flatMap((bytes) =>
    read(bytes).sections.flatMap((each) => [...each.relocations]),
  );
  expect(types.length).toBeGreaterThan(20);
  for (const { type } of types) expect(relocationName(type)).toBeDefined();
});

test('attributes are written as GNU as writes them', () => {
  const section = read(build(ASSEMBLY, ...AS)).sections.find(
    (each) => each.name === '.riscv.attributes',
  );
  const attributes = readAttributes(section?.data ?? new Uint8Array(0));
  expect(attributes.get(TAG_RISCV_ARCH)).toMatch(/^rv64i2p1_m2p0_a2p1_c2p0_zicsr2p0/);
  expect(writeAttributes(attributes)).toEqual(new Uint8Array(section?.data ?? []));
});
