/**
 * `npm run bench:assembler`: how many lines a second the assembler takes, whole process, beside GNU
 * as on the same files. Each assembles in turn, several times; the processor time of each is told,
 * as other programs that run meanwhile do not change it much.
 *
 * Then how soon the assembler as a library has assembled the first 2,000 lines of each anew, as an
 * editor asks for after a change.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assemble } from '@ireko/asm/assemble';
import { median, processorTime } from '../measure.ts';
import { branchy, compiled, macros } from './sources.ts';

const ROUNDS = 3;
const ireko = fileURLToPath(new URL('../../../../ireko', import.meta.url));
const place = mkdtempSync(join(tmpdir(), 'ireko-bench-'));

/** Seconds of processor time that a command took; undefined if it failed. */
function seconds(command: string, ...options: readonly string[]): number | undefined {
  const { seconds: taken, status } = processorTime(command, options);
  return status === 0 ? taken : undefined;
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

const EDITED_LINES = 2000;
const EDITS = 30;

/** Processor time to assemble a file anew, one line of it changed. */
function measureEdits(name: string, text: string): void {
  const lines = text.split('\n').slice(0, EDITED_LINES);
  const times: number[] = [];
  for (let edit = 0; edit < EDITS; edit++) {
    lines[EDITED_LINES / 2] = `        li      a0, ${edit}`;
    const bytes = new TextEncoder().encode(lines.join('\n'));
    const start = process.cpuUsage();
    assemble('edited.s', () => bytes, { architecture: 'rv64gc' });
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / 1000);
  }
  const time = `${median(times).toFixed(0)} ms after an edit`;
  console.log(`${name.padEnd(10)} ${time.padStart(24)}   ${EDITED_LINES} lines, in memory`);
}

try {
  const source = compiled();
  const debug = compiled('-g');
  if (source === undefined)
    console.log('riscv64-unknown-elf-gcc is not installed: no compiled code');
  const sources = {
    ...(source !== undefined && { compiled: source }),
    ...(debug !== undefined && { debug }),
    ...{ branchy: branchy(), macros: macros() },
  };
  for (const [name, text] of Object.entries(sources)) measure(name, text);
  for (const [name, text] of Object.entries(sources)) measureEdits(name, text);
} finally {
  rmSync(place, { recursive: true });
}
