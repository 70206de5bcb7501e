/**
 * `npm run bench:assembler`: how many lines a second the assembler takes, whole process, beside GNU
 * as on the same files. Each assembles in turn, several times; the processor time of each is told,
 * as other programs that run meanwhile do not change it much.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { branchy, compiled } from './sources.ts';

const ROUNDS = 3;
const ireko = fileURLToPath(new URL('../../../../ireko', import.meta.url));
const place = mkdtempSync(join(tmpdir(), 'ireko-bench-'));

/** Seconds of processor time that a command took, those of its children included. */
function seconds(command: string, ...options: readonly string[]): number | undefined {
  const report = join(place, 'times');
  const script = `"$0" "$@" || exit 1; times > '${report}'`;
  const { status } = spawnSync('sh', ['-c', script, command, ...options], { stdio: 'inherit' });
  if (status !== 0) return undefined;
  const [, children = ''] = readFileSync(report, 'utf8').split('\n');
  const parts = [...children.matchAll(/(\d+)m([\d.]+)s/g)];
  return parts.reduce((sum, [, minutes, rest]) => sum + 60 * Number(minutes) + Number(rest), 0);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function measure(name: string, text: string): void {
  const file = join(place, `${name}.s`);
  const object = join(place, `${name}.o`);
  writeFileSync(file, text);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const options = ['-march=rv64gc', '-o', object, file];
    const here = seconds(ireko, 'as', ...options);
    const there = seconds('riscv64-unknown-elf-as', ...options);
    if (here !== undefined) ours.push(here);
    if (there !== undefined) theirs.push(there);
  }
  const lines = text.split('\n').length - 1;
  const speed = `${(lines / median(ours) / 1000).toFixed(0)} thousand lines/s`;
  const ratio = theirs.length > 0 ? `${(median(theirs) / median(ours)).toFixed(2)} × GNU as` : '';
  console.log(`${name.padEnd(10)} ${speed.padStart(24)} ${ratio.padStart(16)}`.trimEnd());
}

try {
  const source = compiled();
  if (source === undefined)
    console.log('riscv64-unknown-elf-gcc is not installed: no compiled code');
  else measure('compiled', source);
  measure('branchy', branchy());
} finally {
  rmSync(place, { recursive: true });
}
