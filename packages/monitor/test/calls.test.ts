/**
 * Declarations for C and the reference manual are made from the table of system calls; `UPDATE=1`
 * writes them anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { header, reference, systemCalls } from '../src/calls.ts';

const here = import.meta.dirname;
const source = readFileSync(`${here}/../kernel/calls.inc`, 'utf8');

test.each([
  ['the declarations for C', `${here}/../c/monitor.h`, header(source)],
  ['the reference manual', `${here}/../../../docs/reference/monitor-calls.md`, reference(source)],
])('%s are those of the table', (_, path, made) => {
  if (process.env['UPDATE']) writeFileSync(path, made);
  expect(readFileSync(path, 'utf8')).toBe(made);
});

test('the table has as many rows as it says', () => {
  const [, count] = /SYSTEM_CALLS, +(\d+)/.exec(source) ?? [];
  expect(systemCalls(source).length).toBe(Number(count));
});
