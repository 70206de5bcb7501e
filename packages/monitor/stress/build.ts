/** Images whose job list is made here: how long a run lasts is a number of the list. */
import { readFileSync } from 'node:fs';
import { buildImage, formatDiagnostic, type Image } from '@ireko/asm';

const repository = `${import.meta.dirname}/../../..`;

/** The executable of `image`, with a text in the place of its mix. */
export function buildWithMix(image: Image, mix: (text: string) => string): Uint8Array {
  const read = (path: string) => {
    const bytes = readFileSync(`${repository}/${path}`);
    if (!path.includes('/mixes/')) return bytes;
    return new TextEncoder().encode(mix(bytes.toString('utf8')));
  };
  const { elf, diagnostics } = buildImage(image, (path) => {
    try {
      return read(path);
    } catch {
      return undefined;
    }
  });
  if (!elf || diagnostics.length > 0) {
    throw new Error(diagnostics.map((diagnostic) => formatDiagnostic(diagnostic)).join('\n'));
  }
  return elf;
}
