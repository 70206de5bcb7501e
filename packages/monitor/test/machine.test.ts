/**
 * The images, built by our assembler, run on our machine and do what they do
 * everywhere (runs.ts).
 */
import { expect, test } from 'vitest';
import { start } from './machine-run.ts';
import { expectRun, type Run, runs } from './runs.ts';

test.each(runs)('on our machine, $claim', (run) => {
  const { console, status } = start(run, 'interpreter');
  expectRun(run, console, status);
});

test('a run is the same to the last letter, on every engine and every time', () => {
  const run = runs.find(({ claim }) => claim.startsWith('every fault')) as Run;
  const ending = start(run, 'interpreter');
  expect(start(run, 'interpreter')).toEqual(ending);
  expect(start(run, 'reference')).toEqual(ending);
});
