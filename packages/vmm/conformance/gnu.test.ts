/** The VMM's sources, with the files that are generated for them, give the objects of GNU as. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gnuObject, ourObject, view } from '../../asm/conformance/oracle.ts';
import { vmmImage } from '../src/index.ts';
import { minimalOs, vm } from '../test/boot.ts';

const made = vmmImage([vm('a', minimalOs)]);
if ('problems' in made) throw new Error(made.problems.join('\n'));
const { image, files } = made;

const root = fileURLToPath(new URL('../../../', import.meta.url));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmm-'));
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each([
  ['as images are built', false],
  ['for a linker that shortens code', true],
])('%s', (_, relax) => {
  test.each(image.sources)('%s', (path) => {
    const place = (each: string) => join(files.has(each) ? folder : root, each);
    const generated = [...new Set([...files.keys()].map((each) => join(folder, dirname(each))))];
    const options = {
      ...({ abi: 'lp64', relax } as const),
      includePaths: [...(image.includePaths ?? []).map((each) => join(root, each)), ...generated],
    };
    expect(view(ourObject(place(path), options))).toEqual(view(gnuObject(place(path), options)));
  });
});
