/**
 * The images of this package: three monitors, each with another job mix, and
 * the programs in their archives.
 *
 * All monitors share every kernel source; a mix adds one file that names its
 * programs and its jobs. The archive holds finished programs, so a monitor
 * needs them built first.
 */
import type { Image } from './image.ts';

const folder = 'packages/monitor';
const includePaths = [`${folder}/kernel`, `${folder}/mix`];

/** Kernel sources in reading order; `start` is first in memory by the linker script, not by this. */
const kernel = [
  'start',
  'main',
  'device-tree',
  'pages',
  'address-space',
  'program',
  'process',
  'jobs',
  'scheduler',
  'trap',
  'timer',
  'fault',
  'user-memory',
  'system-calls',
  'console',
  'uart',
  'plic',
  'disk',
  'print',
  'text',
].map((name) => `${folder}/kernel/${name}.s`);

const program = (name: string): Image => ({
  name,
  sources: ['start', name, 'calls', 'print'].map((file) => `${folder}/user/${file}.s`),
  script: `${folder}/user.ld`,
  includePaths,
  needs: [],
});

const primes = program('primes');
const matrix = program('matrix');
const sort = program('sort');
const fibonacci = program('fibonacci');
const collatz = program('collatz');
const mandelbrot = program('mandelbrot');
const checksum = program('checksum');
const search = program('search');
const sleeper = program('sleeper');
const toucher = program('toucher');
const family = program('family');
const child = program('child');
const crooked = program('crooked');
const wild = program('wild');
const shell = program('shell');

const monitor = (mix: string, needs: readonly Image[]): Image => ({
  name: `monitor-${mix}`,
  sources: [...kernel, `${folder}/mix/${mix}.s`],
  script: `${folder}/kernel.ld`,
  includePaths,
  needs,
});

/** Programs that only compute, and share the processor by their quanta. No disk, no input. */
export const monitorCompute: Image = monitor('compute', [
  primes,
  matrix,
  sort,
  fibonacci,
  collatz,
  mandelbrot,
]);

/** Programs that wait for the disk ({@link makeDisk}), for time, for each other; two misbehave. */
export const monitorIo: Image = monitor('io', [
  checksum,
  search,
  sleeper,
  toucher,
  family,
  child,
  crooked,
  wild,
]);

/** A shell on the console: it runs the programs that the user names, until Ctrl-D. */
export const monitorShell: Image = monitor('shell', [
  shell,
  primes,
  sort,
  fibonacci,
  collatz,
  mandelbrot,
  wild,
]);

/** All monitors. Their programs are in their `needs`. */
export const images: readonly Image[] = [monitorCompute, monitorIo, monitorShell];
