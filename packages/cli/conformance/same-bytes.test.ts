/**
 * Every image of the repository, built by our assembler and linker and by GNU's from the same
 * sources, is loaded as the same bytes at the same addresses, and begins at the same one. There
 * is no deliberate difference.
 */

import { PT_LOAD, readElf } from '@ireko/elf';
import { monitorCompute } from '@ireko/monitor';
import { vmmImage } from '@ireko/vmm';
import { describe, expect, test } from 'vitest';
import { hello } from '../src/examples.ts';
import { images } from '../src/images.ts';
import { build } from '../src/repository.ts';
import { buildWithGnu, gnuFolder } from './gnu.ts';

/** What of an image gets into memory. */
function loaded(file: Uint8Array) {
  const elf = readElf(file);
  if ('problem' in elf) throw new Error(elf.problem);
  const segments = elf.segments
    .filter(({ type, memorySize }) => type === PT_LOAD && memorySize > 0)
    .map(({ physicalAddress, offset, fileSize, memorySize, flags }) => ({
      physicalAddress,
      memorySize,
      flags,
      bytes: Buffer.from(file.subarray(offset, offset + fileSize)).toString('hex'),
    }));
  return { entry: elf.entry, segments };
}

const programs = new Map(images.flatMap(({ needs }) => needs).map((need) => [need.name, need]));

describe('built by either tools', () => {
  test.each([...images, ...programs.values()])('$name is the same', (image) => {
    expect(loaded(build(image))).toEqual(loaded(buildWithGnu(image, gnuFolder())));
  });

  test('the VMM with two guests is the same', () => {
    const made = vmmImage(
      [hello, monitorCompute].map((image) => ({
        name: image.name,
        kernel: build(image),
        file: image.name,
        memoryBytes: 8 * 2 ** 20,
      })),
    );
    if ('problems' in made) throw new Error(made.problems.join('\n'));
    const { image, files } = made;
    expect(loaded(build(image, files))).toEqual(loaded(buildWithGnu(image, gnuFolder(), files)));
  });
});
