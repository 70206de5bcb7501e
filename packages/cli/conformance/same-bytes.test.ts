/**
 * Every image of the repository, built by our assembler and linker and by GNU's from the same
 * sources, is loaded as the same bytes at the same addresses, and begins at the same one. There
 * is no deliberate difference.
 */

import { PT_LOAD, readElf } from '@ireko/elf';
import { monitorCompute } from '@ireko/monitor';
import { vmmImage } from '@ireko/vmm';
import { expect, test } from 'vitest';
import { guests } from '../src/experiments/techniques.ts';
import { hello } from '../src/images/examples.ts';
import { images } from '../src/images/images.ts';
import { build } from '../src/repository.ts';
import { buildWithGnu } from './gnu.ts';

/** Where two executables differ in what gets into memory; empty: nowhere. */
function differences(ours: Uint8Array, gnu: Uint8Array): readonly string[] {
  const [one, other] = [loaded(ours), loaded(gnu)];
  const found: string[] = [];
  if (one.entry !== other.entry) found.push(`entry ${hex(one.entry)}, by GNU ${hex(other.entry)}`);
  if (String(one.segments) !== String(other.segments))
    found.push(`segments ${one.segments}, by GNU ${other.segments}`);
  for (const [address, byte] of one.bytes)
    if (other.bytes.get(address) !== byte) return [...found, `first at ${hex(address)}`];
  return found;
}

/** What of an executable gets into memory. */
function loaded(file: Uint8Array) {
  const elf = readElf(file);
  if ('problem' in elf) throw new Error(elf.problem);
  const segments = elf.segments.filter(
    ({ type, memorySize }) => type === PT_LOAD && memorySize > 0,
  );
  const bytes = new Map<bigint, number>();
  for (const { physicalAddress, offset, fileSize } of segments)
    for (const [place, byte] of file.subarray(offset, offset + fileSize).entries())
      bytes.set(physicalAddress + BigInt(place), byte);
  return {
    entry: elf.entry,
    bytes,
    segments: segments.map(
      ({ physicalAddress, address, fileSize, memorySize, flags }) =>
        `${hex(physicalAddress)}/${hex(address)}+${fileSize}/${memorySize} flags ${flags}`,
    ),
  };
}

const hex = (value: bigint): string => `0x${value.toString(16)}`;

const programs = new Map(images.flatMap(({ needs }) => needs).map((need) => [need.name, need]));

const all = new Set([...images, ...programs.values(), ...guests.map(({ image }) => image)]);

test.each([...all])('$name is the same by either tools', (image) => {
  expect(differences(build(image), buildWithGnu(image))).toEqual([]);
});

test('the VMM with two guests is the same by either tools', () => {
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
  expect(differences(build(image, files), buildWithGnu(image, files))).toEqual([]);
});
