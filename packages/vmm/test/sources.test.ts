/** What holds for the VMM's own sources. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { vmmImage } from '../src/index.ts';
import { minimalOs, vm } from './boot.ts';

const folder = join(import.meta.dirname, '../vmm');
const sources = readdirSync(folder).filter((file) => /\.(s|inc)$/.test(file));
const linesOf = (file: string): readonly string[] =>
  readFileSync(join(folder, file), 'utf8').split('\n').slice(0, -1);

/** The promise: all of it can be read. Remarks and blank lines, which help with that, do not count. */
const lineBudget = 5800;

test(`the VMM is at most ${lineBudget} lines of assembly`, () => {
  const assembled = sources.map((file) => linesOf(file).filter((line) => /^ *[^ #]/.test(line)));
  expect(assembled.flat().length).toBeLessThanOrEqual(lineBudget);
});

test.each(sources)('%s keeps to 100 columns, blanks only', (file) => {
  expect(linesOf(file).filter((line) => line.length > 100 || /\t|\s$/.test(line))).toEqual([]);
});

test('every source is in the image', () => {
  const made = vmmImage([vm('a', minimalOs)]);
  if ('problems' in made) throw new Error(made.problems.join('\n'));
  const listed = made.image.sources.map((path) => path.split('/').at(-1));
  expect(sources.filter((file) => file.endsWith('.s') && !listed.includes(file))).toEqual([]);
});
