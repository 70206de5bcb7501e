/**
 * Builds an image with GNU as and ld, in a folder of its own.
 */
import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { Image } from '../src/index.ts';

const repository = resolve(import.meta.dirname, '../../..');

/** Builds `image` and what it needs; returns the path of its ELF file in `folder`. */
export function buildWithGnu(image: Image, folder: string): string {
  for (const needed of image.needs) buildWithGnu(needed, folder);
  const include = [...image.includePaths, folder].map((path) => `-I${path}`);
  const objects = image.sources.map((source, index) => {
    const object = join(folder, `${image.name}-${index}.o`);
    run(
      'as',
      '-march=rv64imac_zicsr_zifencei',
      '-mabi=lp64',
      '-mno-relax',
      ...include,
      source,
      '-o',
      object,
    );
    return object;
  });
  const elf = join(folder, `${image.name}.elf`);
  run(
    'ld',
    '-m',
    'elf64lriscv',
    '--no-relax',
    '--fatal-warnings',
    '-T',
    image.script,
    ...objects,
    '-o',
    elf,
  );
  return elf;
}

function run(tool: string, ...options: string[]): void {
  execFileSync(`riscv64-unknown-elf-${tool}`, options, { cwd: repository });
}
