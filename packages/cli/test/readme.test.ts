/** What the READMEs show is what one sees: their commands are run, and the output compared. */

import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../src/repository.ts';
import { folder, ireko, run } from './command-line.ts';

/** Commands and, right behind them, what they print. */
const shown = /```sh\n(?<commands>[^`]*)```\n```\n(?<output>[^`]*)```/g;

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
  .map(({ name }) => `examples/${name}/README.md`);

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

test('README.md shows what npm start prints, but for the figures', async () => {
  const [, transcript = ''] = /```\n\$ npm start\n([^`]*)```/.exec(read('README.md')) ?? [];
  const plain = (text: string) => text.replaceAll(/[\d,.]+/g, '0').replaceAll(/[─ ]+/g, ' ');
  const printed = plain((await ireko(['demo'])).stdout);
  const lines = plain(transcript)
    .split('\n')
    .filter((line) => line.trim() !== '' && line !== '…');
  expect(lines.length).toBeGreaterThan(20);
  expect(lines.filter((line) => !printed.includes(line))).toEqual([]);
});
