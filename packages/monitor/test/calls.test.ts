/**
 * Declarations for C and the reference manual are made from the table of system calls; `UPDATE=1`
 * writes them anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { constants, header, kinds, reference, systemCalls } from '../src/calls.ts';

const here = import.meta.dirname;
const [source = '', processes = '', files = ''] = ['calls', 'process', 'file-system'].map((name) =>
  readFileSync(`${here}/../kernel/${name}.inc`, 'utf8'),
);

test.each([
  ['the declarations for C', `${here}/../c/monitor.h`, header(source, processes)],
  [
    'the reference manual',
    `${here}/../../../docs/reference/monitor-calls.md`,
    reference(source, processes, files),
  ],
])('%s are those of the table', (_, path, made) => {
  if (process.env['UPDATE']) writeFileSync(path, made);
  expect(readFileSync(path, 'utf8')).toBe(made);
});

test('the table has as many rows as it says', () => {
  const [, count] = /SYSTEM_CALLS, +(\d+)/.exec(source) ?? [];
  expect(systemCalls(source).length).toBe(Number(count));
});

test('every kind of argument is in the table, and used', () => {
  const used = systemCalls(source).flatMap((call) => call.arguments.map(({ kind }) => kind));
  expect([...new Set(used)].sort()).toEqual(
    kinds(source)
      .map(({ name }) => name)
      .sort(),
  );
});

test('programs have the same words for errors as the table', () => {
  const complain = readFileSync(`${here}/../user/complain.s`, 'utf8');
  const words = [...complain.matchAll(/ error {3}"(.*)"$/gm)].map(([, text]) => text);
  const errors = constants(source).filter(({ name }) => name.startsWith('ERROR_'));
  expect(errors.map(({ value }) => Number(value))).toEqual(words.map((_, index) => -1 - index));
  expect(words).toEqual(errors.map(({ meaning }) => meaning));
});
