/** Every assembly source of this repository that images may have: the object of GNU as. */

import { execFileSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { gnuObject, ourObject, view } from './oracle.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

const sources = execFileSync('git', ['ls-files', '*.s'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '' && !path.includes('/golden/'));

/** Sources that include what is generated: packages/vmm compares them. */
const needsGenerated = (path: string) => path.startsWith('packages/vmm/vmm/');

/** Folders in which any of them looks for `.include` files. */
const includePaths = [...new Set(sources.map((path) => `${root}${dirname(path)}`))];

/** Sources of one family of instructions, which need its extension: `directives.test.ts` has them. */
const needsExtension = (path: string) => path.includes('/programs/instructions/');

/** Sources that `.incbin` an image, which must be built before they can be assembled. */
const needsImage = (path: string) => path.includes('/mix/') || path.includes('/mixes/');

/** The example that shows mistakes. */
const isWrong = (path: string) => path === 'examples/grading/submissions/careless.s';

describe.each([
  ['as images are built', false],
  ['for a linker that shortens code', true],
])('%s', (_, relax) => {
  const isWhole = (path: string) =>
    !needsGenerated(path) && !needsImage(path) && !needsExtension(path) && !isWrong(path);
  test.each(sources.filter(isWhole))('%s', (path) => {
    const options = {
      ...({ abi: 'lp64', relax } as const),
      includePaths: [dirname(`${root}${path}`), ...includePaths],
    };
    const ours = view(ourObject(`${root}${path}`, options));
    expect(ours).toEqual(view(gnuObject(`${root}${path}`, options)));
  });
});
