/** What the READMEs show is what one sees: their commands are run, and the output compared. */

import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../src/repository.ts';
import { folder, ireko, run } from '../test/command-line.ts';

/** Commands and, right behind them, what they print. */
const shown = /```sh\n(?<commands>[^`]*)```\n```\n(?<output>(?:[^`]|`(?!``))*)```/g;

const read = (path: string) => readFileSync(repositoryRoot + path, 'utf8');

/** A folder that looks like the root of the repository, to litter in. */
function likeTheRoot(): string {
  const path = folder();
  for (const name of ['ireko', 'examples', 'packages'])
    symlinkSync(repositoryRoot + name, join(path, name));
  return path;
}

const examples = readdirSync(`${repositoryRoot}examples`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `examples/${name}/README.md`)
  // Those that need a compiler are followed by `compiled-example.test.ts`.
  .filter((path) => !read(path).includes('riscv64-unknown-elf-gcc'));

test.each(examples)('%s shows what its commands print', async (path) => {
  const blocks = [...read(path).matchAll(shown)];
  expect(blocks.length).toBeGreaterThan(0);
  for (const { groups } of blocks) {
    const { stdout } = await run('sh', ['-e', '-c', `exec 2>&1\n${groups?.['commands']}`], {
      cwd: likeTheRoot(),
    });
    expect(stdout).toBe(groups?.['output']);
  }
});

/** A text without its figures, and without what lines them up. */
const withoutFigures = (text: string) =>
  text
    .replaceAll(/(?:< )?[\d,.]+|·/g, '0')
    .replaceAll(/[─ ]+/g, ' ')
    .replaceAll(/ +$/gm, '');

/** The lines of an excerpt that are not among what was printed, figures aside. */
function missing(excerpt: string, printed: string): readonly string[] {
  const lines = new Set(withoutFigures(printed).split('\n'));
  return withoutFigures(excerpt)
    .split('\n')
    .filter((line) => line !== '' && line !== '…' && !lines.has(line));
}

test('docs/tour.md shows excerpts of what its commands print, but for the figures', async () => {
  const cwd = likeTheRoot();
  const blocks = [...read('docs/tour.md').matchAll(shown)];
  expect(blocks.length).toBeGreaterThan(4);
  for (const { groups } of blocks) {
    const { stdout } = await run('sh', ['-e', '-c', `exec 2>&1\n${groups?.['commands']}`], { cwd });
    expect(missing(groups?.['output'] ?? '', stdout)).toEqual([]);
  }
}, 240_000);

test('README.md shows an excerpt of what npm start prints, but for the figures', async () => {
  const [, transcript = ''] = /```\n\$ npm start\n([^`]*)```/.exec(read('README.md')) ?? [];
  expect(transcript.split('\n').length).toBeGreaterThan(20);
  expect(missing(transcript, (await ireko(['demo'])).stdout)).toEqual([]);
});
