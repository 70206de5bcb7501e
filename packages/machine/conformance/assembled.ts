/** Programs in assembly, built by GNU's tools. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An executable of a source in this folder, with these lines behind it. */
export function assembled(source: string, lines: readonly string[] = []): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'ireko-assembled-'));
  const file = (name: string) => join(folder, name);
  try {
    const text = readFileSync(join(import.meta.dirname, source), 'utf8');
    writeFileSync(file('program.s'), `${text}${lines.join('\n')}\n`);
    execFileSync('riscv64-unknown-elf-as', [
      ...['-march=rv64imafdh_zicsr_zifencei', '-mabi=lp64d', '-mno-relax'],
      ...['-o', file('program.o'), file('program.s')],
    ]);
    execFileSync('riscv64-unknown-elf-ld', [
      ...['-Ttext=0x80000000', '--no-warn-rwx-segments'],
      ...['-o', file('program.elf'), file('program.o')],
    ]);
    return readFileSync(file('program.elf'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
