/** A C program as GCC compiles it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const sources = join(import.meta.dirname, 'compiled');

/** Compiles the C program for an architecture, with an option such as `-O2`. */
export function compile(architecture: string, optimization: string): Uint8Array {
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
