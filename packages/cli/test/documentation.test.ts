/** The documentation holds together: links lead somewhere, citations can be looked up. */

import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../src/repository.ts';

const files = globSync('**/*.{ts,s,inc,ld,md}', {
  cwd: repositoryRoot,
  exclude: (path) => /(^|\/)(node_modules|dist|\.git)$/.test(path),
});

const read = (path: string) => readFileSync(join(repositoryRoot, path), 'utf8');

test('every relative link in a Markdown file leads to a file', () => {
  const broken: string[] = [];
  for (const page of files.filter((path) => path.endsWith('.md'))) {
    for (const [, target = ''] of read(page).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(https?:|#)/.test(target)) continue;
      const path = join(repositoryRoot, dirname(page), target.split('#', 1)[0] ?? '');
      if (!existsSync(path)) broken.push(`${page}: ${target}`);
    }
  }
  expect(broken).toEqual([]);
});

test('every package has a page, and the README names it', () => {
  const packages = readdirSync(`${repositoryRoot}packages`);
  const without = packages.filter((name) => !files.includes(`packages/${name}/README.md`));
  expect(without).toEqual([]);
  for (const name of packages) expect(read('README.md')).toContain(`[${name}](packages/${name})`);
});

test('the page of the command names every file beside it', () => {
  const page = read('packages/cli/README.md');
  const names = readdirSync(`${repositoryRoot}packages/cli/src`).filter((name) =>
    /\.ts$/.test(name),
  );
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test('every decision record is in the list', () => {
  const records = files.filter((path) => /^docs\/decisions\/\d/.test(path));
  expect(records.length).toBeGreaterThan(0);
  const list = read('docs/decisions/README.md');
  for (const record of records)
    expect(list).toContain(`(${record.slice('docs/decisions/'.length)})`);
});

test('every source that a comment cites is in the list of sources', () => {
  const known = [...read('docs/sources.md').matchAll(/^\| `\[([^\]]+)\]`/gm)].map(([, name]) =>
    name?.toLowerCase(),
  );
  expect(known.length).toBeGreaterThan(5);
  const unknown: string[] = [];
  for (const path of files) {
    for (const [, name = ''] of read(path).matchAll(/\[([A-Za-z0-9]+)(?: §|, ["§])/g))
      if (!known.includes(name.toLowerCase())) unknown.push(`${path}: [${name}]`);
  }
  expect(unknown).toEqual([]);
});
