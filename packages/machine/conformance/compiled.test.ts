/** A C program as GCC compiles it, on QEMU and on every engine: the same output. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { engineNames } from '../src/index.ts';
import { runHere, runOnQemu } from './qemu.ts';

const sources = join(import.meta.dirname, 'compiled');

function compile(architecture: string, optimization: string): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'ireko-compiled-'));
  try {
    const executable = join(folder, 'numbers.elf');
    const options = [
      `-march=${architecture}`,
      optimization,
      '-mabi=lp64d',
      '-mcmodel=medany',
      '-ffreestanding',
      '-fno-math-errno',
      '-nostdlib',
      '-Wl,--no-warn-rwx-segments',
      '-T',
      join(sources, 'image.ld'),
    ];
    const files = ['start.S', 'numbers.c'].map((name) => join(sources, name));
    execFileSync('riscv64-unknown-elf-gcc', [...options, ...files, '-lgcc', '-o', executable]);
    return readFileSync(executable);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.each([
  ['rv64gc', '-O2'],
  ['rv64gc_zba_zbb_zbs', '-O3'],
])(
  'a program compiled for %s with %s prints what it prints on QEMU',
  (architecture, optimization) => {
    const elf = compile(architecture, optimization);
    const theirs = runOnQemu(elf);
    expect(theirs.split('\n').length).toBe(23);
    for (const engine of engineNames) {
      if (engine === 'reference') continue;
      expect([engine, runHere(elf, engine)]).toEqual([engine, theirs]);
    }
  },
);
