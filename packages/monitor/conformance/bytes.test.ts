/**
 * Our assembler and linker put the same bytes into memory as GNU as and ld,
 * for every image and every program in one. There is no deliberate difference.
 *
 * An archive holds whole ELF files, which carry more than loaded bytes. So
 * both monitors are built around the same files, ours.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { images } from '../src/index.ts';
import { build } from '../test/build.ts';
import * as testImages from '../test/images.ts';
import { buildAloneWithGnu, loadedBytes } from './gnu.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ireko-monitor-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const all = [...images, ...Object.values(testImages)];

test.each(all.flatMap((image) => [...image.needs, image]))(
  '$name has the bytes of GNU',
  (image) => {
    const theirs = loadedBytes(buildAloneWithGnu(image, folder));
    const ours = join(folder, `${image.name}.elf`);
    writeFileSync(ours, build(image)); // from here on, for those that need it
    expect(Buffer.compare(loadedBytes(ours), theirs)).toBe(0);
  },
);
