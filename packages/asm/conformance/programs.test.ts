/**
 * Every assembly source of this repository that images may have: the object of GNU as, byte by byte but for
 * a few whose symbols stand in another order.
 */

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

/** Names that get a value before what it is made of is mentioned, sections that join groups late, and others. */
const hasOtherOrder = (path: string) =>
  /\/directives\/(flags|names|groups|sections|stabs|storage|symbols)\.s$/.test(path);

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
    const ours = ourObject(`${root}${path}`, options);
    const gnu = gnuObject(`${root}${path}`, options);
    expect(view(ours)).toEqual(view(gnu));
    if (!hasOtherOrder(path)) expect(Buffer.compare(ours, gnu)).toBe(0);
  });
});
