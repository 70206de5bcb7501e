/**
 * The images of this package: three monitors, each with another job mix, and
 * the programs in their archives.
 *
 * Every monitor has every kernel source; a mix adds one file that names its
 * programs and its jobs. The archive holds finished programs, so a monitor
 * needs them built first.
 */
import type { Image } from '@ireko/asm';

const folder = 'packages/monitor';
const includePaths = [`${folder}/kernel`, `${folder}/mix`];

/** Kernel sources in reading order; `start` is first in memory by the linker script, not by this. */
const kernel = [
  'start',
  'main',
  'device-tree',
  'pages',
  'kernel-space',
  'address-space',
  'user-page',
  'pager',
  'swap',
  'load',
  'program',
  'program-file',
  'map',
  'process',
  'spawn',
  'jobs',
  'scheduler',
  'trap',
  'timer',
  'fault',
  'kill',
  'limits',
  'user-memory',
  'system-calls',
  'console',
  'uart',
  'plic',
  'disk',
  'files',
  'directory',
  'catalogue',
  'buffers',
  'file-data',
  'pipe',
  'print',
  'text',
].map((name) => `${folder}/kernel/${name}.s`);

/**
 * The recipe of a program that a monitor can run.
 *
 * @param name what the mix and `spawn` call it: at most 15 characters.
 * @param source its assembly file, which defines `main`, relative to the repository.
 * @param others files that it needs beside.
 */
export function programImage(
  name: string,
  source = `${folder}/user/${name}.s`,
  others: readonly string[] = [],
): Image {
  const sources = [
    `${folder}/user/start.s`,
    source,
    ...others,
    `${folder}/user/calls.s`,
    `${folder}/user/print.s`,
  ];
  return { name, sources, script: `${folder}/user.ld`, includePaths, needs: [] };
}

/**
 * The recipe of a monitor with a job mix.
 *
 * @param name of the image.
 * @param mix the file that names its programs and its jobs (`mix/mix.inc`), relative to the repository.
 * @param programs at least those that the mix names.
 */
export function monitorImage(name: string, mix: string, programs: readonly Image[]): Image {
  return {
    name,
    sources: [...kernel, mix],
    script: `${folder}/kernel.ld`,
    includePaths,
    needs: programs,
  };
}

const primes = programImage('primes');
const matrix = programImage('matrix');
const sort = programImage('sort');
const fibonacci = programImage('fibonacci');
const collatz = programImage('collatz');
const mandelbrot = programImage('mandelbrot');
const checksum = programImage('checksum');
const search = programImage('search');
const sleeper = programImage('sleeper');
const toucher = programImage('toucher');
const family = programImage('family');
const child = programImage('child');
const crooked = programImage('crooked');
const wild = programImage('wild');
const paging = programImage('paging');
/** What the shell has beside itself and programs of the other monitors; some say what went wrong. */
const commands = ['batch', 'count', 'echo', 'free', 'help', 'ps', 'uptime'];
const complaining = ['cat', 'kill', 'ls', 'rm'];
const complain = `${folder}/user/complain.s`;

/** Programs that only compute, and share the processor by their quanta. No disk, no input. */
export const monitorCompute: Image = monitorImage('monitor-compute', `${folder}/mix/compute.s`, [
  primes,
  matrix,
  sort,
  fibonacci,
  collatz,
  mandelbrot,
]);

/** Programs that wait for the disk ({@link makeDisk}), for time, for each other; two misbehave. */
export const monitorIo: Image = monitorImage('monitor-io', `${folder}/mix/io.s`, [
  checksum,
  search,
  sleeper,
  toucher,
  family,
  child,
  crooked,
  wild,
]);

/** A shell on the console: it runs what the user types, until Ctrl-D. It may have a disk with files. */
export const monitorShell: Image = monitorImage('monitor-shell', `${folder}/mix/shell.s`, [
  programImage('shell', `${folder}/user/shell.s`, [`${folder}/user/edit.s`, complain]),
  ...commands.map((name) => programImage(name)),
  ...complaining.map((name) => programImage(name, `${folder}/user/${name}.s`, [complain])),
  primes,
  sort,
  fibonacci,
  collatz,
  mandelbrot,
  checksum,
  search,
  toucher,
  family,
  child,
  programImage('plumber'),
  sleeper,
  wild,
  paging,
]);

/** All monitors. Their programs are in their `needs`. */
export const images: readonly Image[] = [monitorCompute, monitorIo, monitorShell];
