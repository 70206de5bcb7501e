/**
 * Builds images with GNU as and ld, in a folder of the caller's.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Image } from '@ireko/asm';

const repository = resolve(import.meta.dirname, '../../..');
const options = ['-march=rv64imac_zicsr_zifencei', '-mabi=lp64', '-mno-relax'];

/** Builds `image` and what it needs; returns the path of its ELF file in `folder`. */
export function buildWithGnu(image: Image, folder: string): string {
  for (const needed of image.needs) buildWithGnu(needed, folder);
  return buildAloneWithGnu(image, folder);
}

/** The same, when what it needs is in `folder` already. */
export function buildAloneWithGnu(image: Image, folder: string): string {
  const include = [...image.includePaths, folder].map((path) => `-I${path}`);
  const objects = image.sources.map((source, index) => {
    const object = join(folder, `${image.name}-${index}.o`);
    run('as', ...options, ...include, source, '-o', object);
    return object;
  });
  const elf = join(folder, `${image.name}.elf`);
  run(
    'ld',
    '-melf64lriscv',
    '--no-relax',
    '--fatal-warnings',
    `-T${image.script}`,
    ...objects,
    '-o',
    elf,
  );
  return elf;
}

/** What an executable puts into memory, from its first loaded byte to its last. */
export function loadedBytes(elf: string): Uint8Array {
  run('objcopy', '-O', 'binary', elf, `${elf}.bin`);
  return readFileSync(`${elf}.bin`);
}

function run(tool: string, ...options: string[]): void {
  execFileSync(`riscv64-unknown-elf-${tool}`, options, { cwd: repository });
}
