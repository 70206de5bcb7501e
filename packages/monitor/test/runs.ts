/**
 * The runs that the monitor promises: on QEMU (conformance/), on our machine
 * and its engines (machine.test.ts), always with the same expectations.
 *
 * Goldens (test/golden) hold what the processes print, process by process;
 * `UPDATE=1` with the conformance test writes them anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Image } from '@ireko/asm';
import { expect } from 'vitest';
import {
  makeDisk,
  makeFileSystem,
  monitorCompute,
  monitorIo,
  monitorShell,
  processOutput,
} from '../src/index.ts';
import {
  monitorBroken,
  monitorControl,
  monitorCrowd,
  monitorDefect,
  monitorFaults,
  monitorFiles,
  monitorForks,
  monitorFuzz,
  monitorHog,
  monitorMonkeys,
  monitorPaging,
  monitorSharing,
  monitorSqueeze,
  monitorStress,
} from './images.ts';

/** An image on a computer, and what must come of it. */
export interface Run {
  readonly claim: string;
  readonly image: Image;
  /** Memory, in MiB. */
  readonly memory: number;
  /** Is there a disk, with the text of `makeDisk`, or with files, or with files and a swap area? */
  readonly disk?: 'text' | 'files' | 'swap';
  /** Typed one after the other, each when the console shows `prompt` once more. */
  readonly typed?: readonly string[];
  /** What the device tree has as `bootargs`. */
  readonly bootArguments?: string;
  /** Exit status. */
  readonly status: number;
  /** Compare with the golden of the image? */
  readonly golden?: boolean;
  /** What the console must show, in this order. */
  readonly shows?: readonly RegExp[];
}

/** The disk of a run, if it has one. */
export function diskOf(run: Run): Uint8Array | undefined {
  if (run.disk === undefined) return undefined;
  if (run.disk === 'text') return makeDisk();
  const text = new TextEncoder();
  const files = new Map([
    ['poem', text.encode('boxes\nthat nest\n')],
    ['deck', text.encode('echo first card\nprimes 100 &\ncat poem | count\ncollatz 10')],
  ]);
  if (run.disk === 'swap') files.set('jobs', text.encode(jobs));
  const disk = makeFileSystem(files, 64, run.disk === 'swap' ? 8000 : 0);
  if (typeof disk === 'string') throw new Error(disk);
  return disk;
}

const jobs = `# NAME [time=N] [memory=N] [output=N] PROGRAM [WORDS]
first primes 100
long time=3000 primes 900000
big memory=20 paging 100
loud output=100 mandelbrot

paged memory=3000 paging 1950
nothing nowhere`;

/** What monitor-shell shows when it waits for a line. */
export const prompt = 'Ctrl-D: ';

// biome-ignore format: a run reads best as a few lines
export const runs: readonly Run[] = [
  { claim: 'computing jobs end well in the least memory', image: monitorCompute, memory: 8,
    status: 0, golden: true, shows: [/^monitor: memory: 8 MiB$/m] },
  { claim: 'more memory changes nothing that a job can see', image: monitorCompute, memory: 128,
    status: 0, golden: true, shows: [/^monitor: memory: 128 MiB$/m] },
  { claim: 'jobs that wait for disk, time and children end well', image: monitorIo, memory: 8, disk: 'text',
    status: 0, golden: true },
  { claim: 'one job at a time is a boot argument away', image: monitorIo, memory: 8, disk: 'text', bootArguments: 'degree=1',
    status: 0, golden: true, shows: [/1 checksum ended(.|\n)*2 search\](.|\n)*2 search ended(.|\n)*3 sleeper\]/] },
  { claim: 'without a disk, its readers fail and nobody else', image: monitorIo, memory: 8,
    status: 1, shows: [/cannot read the disk, error -7$/m, /slept 5 times$/m, /^monitor: jobs done: 7, not as expected: 3$/m] },
  { claim: 'the shell runs what is typed, until Ctrl-D', image: monitorShell, memory: 8,
    typed: ['primes 100\r', 'all wrong\x15prim\b\bimes 10\r', 'nothing\r', '\r', 'wild\r', 'sort 500 and more\n', '\x04'],
    status: 0, golden: true },
  { claim: 'the shell has files, pipes and processes in the background', image: monitorShell, memory: 8, disk: 'files',
    typed: ['ls\r', 'cat poem\r', 'echo  to  be kept > note\r', 'cat < note|count\r', 'ls |cat| count\r', 'shell 1 < deck\r', 'rm poem\r', 'ls\r', 'cat poem\r',
      'sleeper 9999 &\rps\rkill 19\recho all went well\r', '\x04'],
    status: 0, shows: [/ls\] 16 poem$/m, /cat\] boxes$/m, /cat\] that nest$/m, /count\] 1 lines, 11 bytes$/m, /count\] 3 lines, 24 bytes$/m,
      /10 shell\] echo first card$/m, /echo\] first card$/m, /count\] 2 lines, 16 bytes/m, /10 shell\] collatz 10$/m, /10 shell ended, status 0/m,
      /ls\] 11 note$/m, /\[1 shell\] status 1$/m, /\[1 shell\] started 19$/m, /ps\] 19 1 4 (sleeps|ready) \d+ \d+ sleeper$/m, /19 sleeper killed by process 21$/m, /echo\] all went well$/m] },
  { claim: 'a deck of jobs runs unattended, each within its limits', image: monitorShell, memory: 8, disk: 'swap',
    typed: ['batch 1 < jobs\r', 'free\r', '\x04'],
    status: 0, shows: [/^\[2 batch\] first: status 0, \d+ thousand instructions, 6 pages/m, /primes killed: it computed longer than its limit$/m,
      /batch\] long: status -1, /m, /paging killed: it used more pages than its limit$/m, /mandelbrot killed: it printed more than its limit$/m,
      /1950 pages kept what was written/m, /batch\] paged: status 0/m, /batch\] nothing: status 1/m, /batch\] 6 jobs, 4 not well/m, /free\] 79\d\d of 8000 in the swap area; [1-9]/m] },
  { claim: 'a line can be changed while it is typed, and typed again', image: monitorShell, memory: 8,
    typed: ['primes 10\x1b[D\x1b[D\x1b[D\x1b[D\be\x1b[C\x1b[C\x1b[C\x1b[C\x1b[D0\r', '\x1b[A\x1b[A\x1b[B\x1b[A\r', 'junk\x15primes 2\x7f3\r', '\x04'],
    status: 0, shows: [/^\[2 primes\] 25 primes up to 100, /m, /^\[3 primes\] 25 primes up to 100, /m, /^\[4 primes\] 2 primes up to 3, /m] },
  { claim: 'every fault kills its process alone', image: monitorFaults, memory: 8,
    status: 0, golden: true },
  { claim: 'a broken program does not start', image: monitorBroken, memory: 8,
    status: 1, golden: true, shows: [/^monitor: jobs done: 17, not as expected: 16$/m] },
  { claim: 'records and children are used again', image: monitorCrowd, memory: 8,
    status: 0, golden: true },
  { claim: 'fork, exec and instances of a program share pages until one writes', image: monitorForks, memory: 8, bootArguments: 'degree=1',
    status: 0, golden: true },
  { claim: 'a process can end others, come before them, and see its account', image: monitorControl, memory: 8, disk: 'text', bootArguments: 'degree=1',
    status: 0, shows: [/^monitor: 11 killer killed by process 11$/m, /^\[1 killer\] all killed$/m, /\] level 1$(.|\n)*\] level 5$(.|\n)*\] level 7$/m] },
  { claim: 'files, pipes and maps give what they were given', image: monitorFiles, memory: 8, disk: 'files',
    status: 0, shows: [/^\[4 plumber\] quick$/m, /^monitor: jobs done: 5, not as expected: 0$/m] },
  { claim: 'killed in whatever they do, processes leave nothing behind', image: monitorStress, memory: 8, disk: 'files',
    status: 0, shows: [/^\[1 stress\] nothing is left$/m] },
  { claim: 'senseless system calls hurt nobody', image: monitorMonkeys, memory: 8, disk: 'files',
    status: 0, shows: [/^monitor: jobs done: 5, not as expected: 0$/m] },
  { claim: 'whatever processes ask by chance, the monitor lives, and no other process notices', image: monitorFuzz, memory: 8, disk: 'swap',
    status: 0, shows: [/^\[1 witness\] nobody has changed it$/m, /^monitor: jobs done: 2, not as expected: 0$/m] },
  { claim: 'a fault of the monitor itself ends the run as failed', image: monitorDefect, memory: 8,
    status: 2, shows: [/^monitor: defect: trap in the monitor, scause 0xd, sepc 0x8000[0-9a-f]+, stval 0x0$/m] },
  { claim: 'a process that never waits is preempted', image: monitorSharing, memory: 8,
    status: 0, golden: true, shows: [/\] quick$/m, /\] spun$/m] },
  { claim: 'programs that need twice the memory there is find in each page what they wrote', image: monitorPaging, memory: 8, disk: 'swap',
    status: 0, golden: true },
  { claim: 'killed while pages come and go, processes leave no page behind, in memory or on the disk', image: monitorSqueeze, memory: 8, disk: 'swap',
    status: 0, shows: [/^\[1 stress\] nothing is left$/m] },
  { claim: 'the pages of a process come back, every one', image: monitorHog, memory: 8,
    status: 0, shows: [/2 hog killed: no memory is left(.|\n)*\((\d+) pages(.|\n)*3 hog killed(.|\n)*\(\2 pages(.|\n)*4 hog killed(.|\n)*\(\2 pages/] },
];

/** Expects of a run what it promises. */
export function expectRun(run: Run, console: string, status: number | null): void {
  if (run.golden) {
    const file = `${import.meta.dirname}/golden/${run.image.name}.txt`;
    const output = processOutput(console);
    if (process.env['UPDATE']) writeFileSync(file, output);
    expect(output).toBe(readFileSync(file, 'utf8'));
  }
  let rest = console.replaceAll('\r\n', '\n');
  for (const pattern of run.shows ?? []) {
    expect(rest).toMatch(pattern);
    rest = rest.slice(rest.search(pattern));
  }
  expect(status).toBe(run.status);
}
