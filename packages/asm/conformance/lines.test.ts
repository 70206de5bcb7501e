/**
 * Lines of source: what `readLines` and addr2line say of every address of compiled code, beside
 * GNU's addr2line. Not of version 5, of whose files that of binutils 2.40 names each for the next
 * one. Needs binutils-riscv64-unknown-elf and gcc-riscv64-unknown-elf.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addr2line } from '../src/tools/addr2line.ts';

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
    const gnu = run('addr2line', [...args, '-e', name], written).replaceAll('??:?', '??:0');
    const found = addr2line(new Uint8Array(readFileSync(join(folder, name))), {
      ...(section !== undefined && { section }),
    });
    if ('problem' in found) throw new Error(found.problem);
    const ours = addresses.map((each) => found.look(BigInt(each)));
    expect(ours.join('').split('\n')).toEqual(gnu.split('\n'));
  }
});
