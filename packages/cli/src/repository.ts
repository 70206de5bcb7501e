/** The sources of this repository, and the images that are built from them. */

import { fileURLToPath } from 'node:url';
import { buildImage, type Image, ObjectCache } from '@ireko/asm';
import { readIfThere } from './host/files.ts';
import { reportDiagnostics } from './report.ts';

/** The folder that the paths in an `Image` begin from; it ends with a slash. */
export const repositoryRoot: string = fileURLToPath(new URL('../../../', import.meta.url));

const noFiles: ReadonlyMap<string, Uint8Array> = new Map();

/** Of all that a command builds: its VMMs, for one, differ in the table of their guests alone. */
const objects = new ObjectCache();

/**
 * Assemble and link an image, wholly in memory.
 * @param files further files, by their paths, that are not in the repository.
 * @returns the ELF executable.
 * @throws {AlreadyReported} when the sources have mistakes, which are then on stderr.
 */
export function build(image: Image, files: ReadonlyMap<string, Uint8Array> = noFiles): Uint8Array {
  const { elf, diagnostics } = buildImage(
    image,
    (path) => files.get(path) ?? readIfThere(path.startsWith('/') ? path : repositoryRoot + path),
    objects,
  );
  reportDiagnostics(diagnostics, image.name);
  if (!elf) throw new Error(`${image.name} has neither an executable nor an error`);
  return elf;
}
