/** Builds images with our assembler and linker, from the sources in the repository. */
import { readFileSync } from 'node:fs';
import { buildImage, formatDiagnostic, type Image, ObjectCache, type ReadFile } from '@ireko/asm';

/** Reads a source of the repository. */
export const read: ReadFile = (path) => {
  try {
    return readFileSync(`${import.meta.dirname}/../../../${path}`);
  } catch {
    return undefined;
  }
};

const built = new Map<Image, Uint8Array>();
const objects = new ObjectCache();

/** The executable of an image. It is built once; a mistake in a source is thrown. */
export function build(image: Image): Uint8Array {
  const before = built.get(image);
  if (before) return before;
  const elf = buildFrom(image, read);
  built.set(image, elf);
  return elf;
}

/** The executable of an image of sources that are read so; a mistake in one is thrown. */
export function buildFrom(image: Image, read: ReadFile): Uint8Array {
  const { elf, diagnostics } = buildImage(image, read, objects);
  if (!elf || diagnostics.length > 0) {
    throw new Error(diagnostics.map((diagnostic) => formatDiagnostic(diagnostic)).join('\n'));
  }
  return elf;
}
