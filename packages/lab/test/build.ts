/** Images for tests, built from source in memory. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildImage, type Image, ObjectCache } from '@ireko/asm';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = 'packages/lab/test/images';

/** The example with two tasks and a timer. */
export const minimalOs: Image = {
  name: 'minimal-os',
  sources: ['examples/minimal-os/minimal-os.s', 'examples/minimal-os/tasks.s'],
  script: 'examples/minimal-os/minimal-os.ld',
  includePaths: ['examples/minimal-os'],
  needs: [],
};

const objects = new ObjectCache();

/** Builds an image of the repository; `files` are laid over it. */
export function build(
  image: Image,
  files: ReadonlyMap<string, Uint8Array> = new Map(),
): Uint8Array {
  const read = (path: string) => files.get(path) ?? readIfThere(root + path);
  const { elf, diagnostics } = buildImage(image, read, objects);
  if (!elf) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return elf;
}

/** Builds one of this folder's sources. */
export const buildSource = (name: string): Uint8Array =>
  build({
    name,
    sources: [`${folder}/${name}.s`],
    script: `${folder}/plain.ld`,
    includePaths: [],
    needs: [],
  });

function readIfThere(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
