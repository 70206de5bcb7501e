/**
 * All runs (test/runs.ts) are the same to the last letter and the last instruction on the translator as
 * on the interpreter; those that are not too long for it, on the reference engine as well.
 */
import { expect, test } from 'vitest';
import { monitorAsker } from '../test/images.ts';
import { start } from '../test/machine-run.ts';
import { runs } from '../test/runs.ts';

/** Instructions: about a second of the reference engine. */
const short = 1_500_000;

test.each(runs)('on every engine, $claim', (run) => {
  const ending = start(run, 'interpreter');
  if (run.claim.startsWith('every fault')) expect(start(run, 'interpreter')).toEqual(ending);
  expect(start(run, 'translator')).toEqual(ending);
  if (ending.instructions <= short) expect(start(run, 'reference')).toEqual(ending);
});

test('the disk answers more requests than its counts of 16 bits can tell apart', () => {
  const claim = 'a program reads the disk more than 2^16 times';
  const run = { claim, image: monitorAsker, memory: 8, disk: 'text', status: 0 } as const;
  expect(start(run, 'translator').status).toBe(0);
});
