/**
 * All runs (test/runs.ts) are the same to the last letter and the last instruction on the translator as
 * on the interpreter; those that are not too long for it, on the reference engine as well.
 */
import { expect, test } from 'vitest';
import { start } from '../test/machine-run.ts';
import { runs } from '../test/runs.ts';

/** Instructions: about a second of the reference engine. */
const short = 1_500_000;

test.each(runs)('on every engine, $claim', (run) => {
  const ending = start(run, 'interpreter');
  expect(start(run, 'translator')).toEqual(ending);
  if (ending.instructions <= short) expect(start(run, 'reference')).toEqual(ending);
});
