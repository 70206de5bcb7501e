/** `examples/monitor-c/README.md` shows what its commands print: compiled by gcc, run on the monitor. */

import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../src/repository.ts';
import { folder, run } from '../test/command-line.ts';

test('a program in C is compiled, put on a disk and run as its page says', async () => {
  const page = readFileSync(`${repositoryRoot}examples/monitor-c/README.md`, 'utf8');
  const [, commands = '', output = ''] = /```sh\n([^`]*)```\n\n?```\n([^`]*)```/.exec(page) ?? [];
  const cwd = folder();
  for (const name of ['ireko', 'examples', 'packages', 'LICENSE'])
    symlinkSync(repositoryRoot + name, join(cwd, name));
  const [first = '', ...shown] = output.trimEnd().split('\n');
  const typed = first.replace('command, or Ctrl-D: ', '');
  const { stdout } = await run('sh', ['-ec', commands], { cwd, input: `${typed}\n\u0004` });
  const printed = stdout.split('\n');
  const lines = shown.filter((line) => line !== '…');
  expect(lines.length).toBeGreaterThan(1);
  const start = printed.indexOf(lines[0] ?? '');
  expect(printed.slice(start, start + lines.length)).toEqual(lines);
});
