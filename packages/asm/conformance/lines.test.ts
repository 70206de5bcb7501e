/**
 * Lines of source: what addr2line says of every address of compiled code, and of the functions that
 * were inlined there, beside GNU's addr2line; and the lines of objdump and nm. Of version 5 the names of files are
 * left out: binutils 2.40 names each for the next one. Needs binutils-riscv64-unknown-elf and gcc-riscv64-unknown-elf.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addr2line } from '../src/tools/addr2line.ts';
import { nm } from '../src/tools/nm.ts';
import { objdump } from '../src/tools/objdump.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lines-'));
  writeFileSync(
    join(folder, 'part.h'),
    'static inline int twice(int x) {\n  return x\n    * 2;\n}\n',
  );
  writeFileSync(join(folder, 'main.c'), MAIN);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Functions inlined into functions, into several ranges, and split. */
const INLINED = `
struct node { struct node *next; int key, value; } *table[64], pool[100];
int used;
static inline int hash(int k) { k ^= k >> 7; k *= 31; return k & 63; }
static inline struct node *find(int k) {
  for (struct node *n = table[hash(k)]; n; n = n->next)
    if (n->key == k) return n;
  return 0;
}
static int clamp(int x, int low, int high) {
  if (x < low) return low;
  return x > high ? high : x;
}
static inline __attribute__((always_inline)) void put(struct node *n) {
  struct node **head = &table[hash(n->key)];
  n->next = *head; *head = n;
}
static __attribute__((noinline)) int sum(int a, int b) {
  volatile int s = 0;
  for (int i = 0; i < a; i++) s += clamp(i * b, -5, 77);
  return s;
}
int get(int k) { struct node *n = find(k); return n ? clamp(n->value, 0, 100) : -1; }
int set(int k, int v) {
  struct node *n = find(k);
  if (!n) { if (used == 100) return -1; n = &pool[used++]; n->key = k; put(n); }
  n->value = clamp(v, -100, 100);
  return sum(3, n->value) + sum(4, 3);
}
static int part(int x) {
  int s = x;
  if (__builtin_expect(x > 1000, 0))
    for (int i = 0; i < x; i++) s += get(i) * set(i, s);
  return s;
}
void _start(void) {
  for (int i = 0; i < 100; i++) set(i, part(get(i + 1)) + part(i));
  for (;;);
}
`;

const MAIN = `#include "part.h"
int table[8];
int sum(int n) {
  int s = 0;
  for (int i = 0; i < n; i++)
    s += twice(table[i & 7]);
  return s;
}
void _start(void) {
  table[sum(3)] = 1;
  for (;;);
}
`;

test.each([
  ...['-O0 -gdwarf-2', '-O0 -gdwarf-4', '-O2 -gdwarf-3', '-O2 -gdwarf-4'],
  ...['-O1 -gdwarf-4 -mno-relax', '-O2 -gdwarf-4 -ffunction-sections'],
])('of code compiled with %s', (options) => {
  const run = (tool: string, args: string[], input = '') =>
    execFileSync(`riscv64-unknown-elf-${tool}`, args, { cwd: folder, encoding: 'utf8', input });
  run('gcc', ['-mcmodel=medany', ...options.split(' '), '-c', '-o', 'main.o', 'main.c']);
  run('ld', ['-Ttext=0x80000000', '-o', 'main.elf', 'main.o']);
  for (const [name, section, start] of [
    ['main.elf', undefined, 0x8000_0000],
    ['main.o', options.includes('sections') ? '.text.sum' : '.text', 0],
  ] as const) {
    const addresses = Array.from({ length: 80 }, (_, i) => start + 2 * i);
    const written = addresses.map((each) => `0x${each.toString(16)}\n`).join('');
    const args = section === undefined ? [] : ['-j', section];
    const gnu = run('addr2line', [...args, '-e', name], written);
    const found = addr2line(new Uint8Array(readFileSync(join(folder, name))), {
      ...(section !== undefined && { section }),
    });
    if ('problem' in found) throw new Error(found.problem);
    const ours = addresses.map((each) => found.look(BigInt(each)));
    expect(ours.join('').split('\n')).toEqual(gnu.split('\n'));
  }
});

test.each([
  ...['-O1 -gdwarf-2', '-O3 -gdwarf-3', '-O2 -gdwarf-4', '-O2 -gdwarf-4 -ffunction-sections'],
  ...['-O2 -gdwarf-5', '-Os -gdwarf-5 -mno-relax', '-O2 -gdwarf-5 -march=rv32imac -mabi=ilp32'],
])('of functions inlined with %s', (options) => {
  const run = (tool: string, args: string[], input = '') =>
    execFileSync(`riscv64-unknown-elf-${tool}`, args, { cwd: folder, encoding: 'utf8', input });
  writeFileSync(join(folder, 'inlined.c'), INLINED);
  const code = options.includes('-mabi') ? [] : ['-mcmodel=medany'];
  run('gcc', [...code, ...options.split(' '), '-c', '-o', 'inlined.o', 'inlined.c']);
  const emulation = options.includes('rv32') ? 'elf32lriscv' : 'elf64lriscv';
  run('ld', ['-m', emulation, '-Ttext=0x80000000', '-o', 'inlined.elf', 'inlined.o']);
  const known = (shown: string) =>
    options.includes('dwarf-5') ? shown.replaceAll(/\/\S*:(?=\d)/g, 'file:') : shown;
  for (const [name, section, start] of [
    ['inlined.elf', undefined, 0x8000_0000],
    ['inlined.o', options.includes('sections') ? '.text.set' : '.text', 0],
  ] as const) {
    const bytes = new Uint8Array(readFileSync(join(folder, name)));
    const addresses = Array.from({ length: 400 }, (_, i) => start + 2 * i);
    const written = addresses.map((each) => `0x${each.toString(16)}\n`).join('');
    const args = section === undefined ? [] : ['-j', section];
    for (const pretty of [false, true]) {
      const gnu = run('addr2line', [...args, pretty ? '-afip' : '-afi', '-e', name], written);
      const found = addr2line(bytes, {
        ...{ addresses: true, functions: true, inlines: true, pretty },
        ...(section !== undefined && { section }),
      });
      if ('problem' in found) throw new Error(found.problem);
      const ours = addresses.map((each) => found.look(BigInt(each)));
      expect(known(ours.join('')).split('\n')).toEqual(known(gnu).split('\n'));
    }
    const listing = objdump(name, bytes, { disassemble: true, lines: true, inlines: true });
    if ('problem' in listing) throw new Error(listing.problem);
    const gnu = run('objdump', ['-dl', '--inlines', name]);
    expect(known(listing.text).split('\n')).toEqual(known(gnu).split('\n'));
    const symbols = nm(bytes, { lines: true });
    if ('problem' in symbols) throw new Error(symbols.problem);
    expect(known(symbols.text)).toBe(known(run('nm', ['-l', name])));
  }
});
