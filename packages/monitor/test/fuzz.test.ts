/** System calls by chance, for a short time: `npm run stress` does the same for long. */
import { expect, test } from 'vitest';
import { calls } from '../stress/calls.ts';

test('no process ever has the secret of another one in its memory, nor stops the monitor', () => {
  expect(calls(1, 1, 'interpreter').problems).toEqual([]);
});
