/** How soon a file that is being edited is assembled anew, as an editor does after each change. */

import { expect, test } from 'vitest';
import { assemble } from '../src/assemble.ts';

const LINES = 2000;
const EDITS = 25;
const MOST_MS = 50;

/** A file of labels, branches to them, calls, and loads of what they name. */
function lines(): string[] {
  const written: string[] = [];
  for (let block = 0; written.length < LINES; block++) {
    written.push(`block${block}:`, `        addi    a${block % 8}, a1, ${block}`);
    written.push(
      `        la      t0, block${block >> 1}`,
      `        lw      a2, ${block % 500}(t0)`,
    );
    written.push(`        beq     a2, a3, block${Math.max(0, block - 3)}`);
    written.push(`        call    block${Math.max(0, block - 100)}`, '        .align  2');
    written.push(`        .word   block${block} - block0 + ${block}`);
  }
  return written.slice(0, LINES);
}

/** Milliseconds of processor time, which other programs do not change much. */
function processorTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

test(`an edited file of ${LINES} lines is assembled anew within ${MOST_MS} ms`, () => {
  const source = lines();
  const times: number[] = [];
  for (let edit = 0; edit < EDITS; edit++) {
    source[LINES / 2] = `        li      a0, ${edit}`;
    const bytes = new TextEncoder().encode(source.join('\n'));
    const took = processorTime(() => {
      const { object } = assemble('edited.s', () => bytes, { architecture: 'rv64gc' });
      expect(object).toBeDefined();
    });
    times.push(took);
  }
  // The first are slow, until the host has compiled the assembler; and caches are shared with others.
  expect(Math.min(...times)).toBeLessThan(MOST_MS);
});
