/**
 * `npm run fuzz`: compares the engines on random sequences of instructions [test/engines/sequences.ts] for as
 * long as one likes, and tells of each on which they end differently or reach outside the guest's RAM: the least of it
 * that still differs, and how to run it again. The unit tests do the same with a few thousand.
 *
 *   npm run fuzz -- [--from NUMBER] [--count N] [--jobs N]
 */

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { fuzzOptions } from '../../isa/test/fuzz-options.ts';
import type { Progress, Task } from './worker.ts';

/** After so many reports the rest is left. */
const MOST_REPORTS = 10;
/** How often it is told how far it is, in milliseconds. */
const TOLD_EVERY = process.stderr.isTTY ? 500 : 60_000;

const { from, count, jobs } = fuzzOptions({ jobs: availableParallelism() });
const began = performance.now();
let run = 0;
let reports = 0;

/** How far it is. */
function state(): string {
  const seconds = (performance.now() - began) / 1000;
  const parts = [
    `${run.toLocaleString('en')} of ${count.toLocaleString('en')} sequences`,
    `from ${from}`,
    `${Math.round(run / seconds).toLocaleString('en')}/s`,
    `${reports} on which the engines differ`,
  ];
  return parts.join(', ');
}

function tell(): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${state()}`);
  else console.error(state());
}

function take({ run: more, report }: Progress, workers: readonly Worker[]): void {
  run += more;
  if (report === undefined) return;
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  console.log(report);
  if (++reports >= MOST_REPORTS) for (const worker of workers) worker.terminate();
}

const ticking = setInterval(tell, TOLD_EVERY);
const workers: Worker[] = [];
const ended = Array.from({ length: jobs }, (_, offset) => {
  const workerData: Task = { start: from, end: from + count, offset, step: jobs };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData });
  workers.push(worker);
  worker.on('message', (progress: Progress) => take(progress, workers));
  return new Promise((resolve, reject) => {
    worker.on('exit', resolve);
    worker.on('error', reject);
  });
});
await Promise.all(ended);
clearInterval(ticking);
if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
console.log(state());
process.exitCode = reports > 0 ? 1 : 0;
