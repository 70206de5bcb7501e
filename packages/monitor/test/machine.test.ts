/**
 * The images, built by our assembler, run on our machine and do what they do
 * everywhere (runs.ts).
 */
import { test } from 'vitest';
import { start } from './machine-run.ts';
import { expectRun, runs } from './runs.ts';

test.each(runs)('on our machine, $claim', (run) => {
  const { console, status } = start(run, 'interpreter');
  expectRun(run, console, status);
});
