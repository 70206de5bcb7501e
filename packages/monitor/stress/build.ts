/** Images whose job list is made here: how long a run lasts is a number of the list. */
import type { Image } from '@ireko/asm';
import { buildFrom, read } from '../test/build.ts';

/** The executable of `image`, with a text in the place of its mix. */
export function buildWithMix(image: Image, mix: (text: string) => string): Uint8Array {
  return buildFrom(image, (path) => {
    const bytes = read(path);
    if (!bytes || !path.includes('/mixes/')) return bytes;
    return new TextEncoder().encode(mix(new TextDecoder().decode(bytes)));
  });
}
