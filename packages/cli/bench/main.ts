/**
 * `pnpm bench`: the speed of the computer, beside QEMU's on the same image where QEMU is installed.
 *
 * Each program runs on both in turn, several times, and the medians are compared: on a shared
 * machine absolute times mean little, ratios measured side by side do. QEMU's time is that of its
 * process less that of one with nothing to do; ours is that of the run.
 *
 *   pnpm bench [program…] [--rounds N] [--engine NAME]
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Image } from '@ireko/asm';
import { type EngineName, Machine } from '@ireko/machine';
import { build } from '../src/repository.ts';

const folder = 'packages/cli/bench/programs';

/** What each program is about, and which speed is told: of instructions, or of these events. */
interface Program {
  readonly name: string;
  readonly about: string;
  /** Its source files; one of its name unless told otherwise. */
  readonly sources?: readonly string[];
  readonly events?: { readonly name: string; readonly count: number };
}

// biome-ignore format: columns are the point.
const programs: readonly Program[] = [
  { name: 'mixed',        about: 'loads, stores, arithmetic, branches' },
  { name: 'integer',      about: 'arithmetic in registers' },
  { name: 'memory',       about: 'copying 256 KiB' },
  { name: 'calls',        about: 'recursion' },
  { name: 'branches',     about: 'sorting by insertion' },
  { name: 'strings',      about: 'bytes of strings' },
  { name: 'floating',     about: 'sums, products, quotients, roots' },
  { name: 'two-stages',   about: 'mixed, as a guest in VS-mode', sources: ['two-stages', 'mixed'] },
  { name: 'csrs',         about: 'CSR instructions',          events: { name: 'CSRs',     count: 40_000_000 } },
  { name: 'walks',        about: 'fences, and page walks',    events: { name: 'walks',    count: 3_200_000 } },
  { name: 'system-calls', about: 'U-mode to S-mode and back', events: { name: 'calls',    count: 2_000_000 } },
  { name: 'page-faults',  about: 'fault, map, return',        events: { name: 'faults',   count: 512_000 } },
  { name: 'switches',     about: 'address spaces',            events: { name: 'switches', count: 300_000 } },
];

const image = (name: string, sources: readonly string[] = [name]): Image => ({
  name,
  sources: ['start', ...sources].map((source) => `${folder}/${source}.s`),
  script: `${folder}/bench.ld`,
  includePaths: [folder],
  needs: [],
});

interface Run {
  readonly seconds: number;
  readonly output: string;
  readonly instructions: number;
}

function runHere(elf: Uint8Array, engine: EngineName): Run {
  let output = '';
  const machine = new Machine({
    engine,
    console: (byte) => {
      output += String.fromCharCode(byte);
    },
  });
  const problem = machine.load(elf);
  if (problem !== undefined) throw new Error(problem);
  const start = performance.now();
  const { kind } = machine.run({ maxInstructions: 20_000_000_000 });
  const seconds = (performance.now() - start) / 1000;
  return {
    seconds,
    output: output + (kind === 'finished' ? '' : kind),
    instructions: machine.instructions,
  };
}

function runOnQemu(elf: Uint8Array): Run | undefined {
  const place = mkdtempSync(join(tmpdir(), 'ireko-bench-'));
  try {
    const file = join(place, 'program.elf');
    writeFileSync(file, elf);
    const options = ['-M', 'virt', '-smp', '1', '-nographic', '-bios', 'none', '-kernel', file];
    const start = performance.now();
    const { stdout, error } = spawnSync('qemu-system-riscv64', options, {
      encoding: 'utf8',
      timeout: 120_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const seconds = (performance.now() - start) / 1000;
    return error ? undefined : { seconds, output: stdout.replaceAll('\r', ''), instructions: 0 };
  } finally {
    rmSync(place, { recursive: true });
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** A program that ends at once: what starting costs. */
const nothing = (): Uint8Array => build(image('nothing'));

function measure(program: Program, engine: EngineName, rounds: number): number | undefined {
  const elf = build(image(program.name, program.sources));
  const empty = nothing();
  const ours: number[] = [];
  const theirs: number[] = [];
  let last: Run | undefined;
  for (let round = 0; round < rounds; round++) {
    const here = runHere(elf, engine);
    const start = runOnQemu(empty);
    const there = runOnQemu(elf);
    if (there && there.output !== here.output) {
      throw new Error(`${program.name} printed ${here.output} here and ${there.output} on QEMU`);
    }
    ours.push(here.seconds);
    if (start && there) theirs.push(there.seconds - start.seconds);
    last = here;
  }
  const seconds = median(ours);
  const { events } = program;
  const speed = events
    ? `${(events.count / seconds / 1e6).toFixed(2)} M ${events.name}/s`
    : `${((last?.instructions ?? 0) / seconds / 1e6).toFixed(0)} M instructions/s`;
  const ratio = theirs.length > 0 ? median(theirs) / seconds : undefined;
  const cells = [
    program.name.padEnd(13),
    program.about.padEnd(37),
    speed.padStart(26),
    ratio === undefined ? '' : `${ratio.toFixed(2)} × QEMU`.padStart(14),
  ];
  console.log(cells.join(' ').trimEnd());
  return ratio;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    engine: { type: 'string', default: 'translator' },
  },
});
const chosen = programs.filter(
  ({ name }) => positionals.length === 0 || positionals.includes(name),
);
const ratios = chosen
  .map((program) => measure(program, values.engine as EngineName, Number(values.rounds)))
  .filter((ratio) => ratio !== undefined);
if (ratios.length > 0) {
  const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
  console.log(`geometric mean of ${ratios.length}: ${mean.toFixed(2)} × QEMU`);
} else {
  console.log('QEMU is not installed, so there is nothing to compare with');
}
