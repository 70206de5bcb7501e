/**
 * Smepmp: what every kind of entry allows M-mode and U-mode in lockdown, against QEMU. Without lockdown
 * QEMU 7.2 takes RLB for a leave to pass locked entries, where it is one to change them [smepmp §2].
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { engineNames } from '../src/index.ts';
import { runHere, runOnQemu } from './qemu.ts';

/** 16 configurations and no entry at all, without and with the whitelist policy. */
const LINES = 2 * 17;

function assemble(source: string): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'ireko-smepmp-'));
  try {
    const [object, executable] = [join(folder, 'program.o'), join(folder, 'program.elf')];
    execFileSync('riscv64-unknown-elf-as', [
      ...['-march=rv64ima_zicsr', '-mabi=lp64', '-mno-relax'],
      ...['-o', object, join(import.meta.dirname, source)],
    ]);
    execFileSync('riscv64-unknown-elf-ld', [
      ...['-Ttext=0x80000000', '--no-warn-rwx-segments', '-o', executable, object],
    ]);
    return readFileSync(executable);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('every configuration of an entry in lockdown allows what QEMU’s does', () => {
  const program = assemble('smepmp.s');
  const theirs = runOnQemu(program, 'rv64,x-epmp=on').trim().split('\n');
  expect(theirs.length).toBe(LINES);
  for (const engine of engineNames)
    expect(runHere(program, engine).trim().split('\n')).toEqual(theirs);
});
