/**
 * Builds an image with GNU as and ld, from the same sources and the same script. Executables that
 * it takes in by `.incbin` are ours, so that one image is compared at a time: what is not loaded of
 * them, as symbol tables, is in the image all the same.
 */

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Image } from '@ireko/asm';
import { build, repositoryRoot } from '../src/repository.ts';
import { folder as temporaryFolder } from '../test/command-line.ts';

const assembler = 'riscv64-unknown-elf-as';
const assemblerOptions = ['-mno-relax', '-march=rv64imac_zicsr_zifencei', '-mabi=lp64'];
const linker = 'riscv64-unknown-elf-ld';
const linkerOptions = ['-m', 'elf64lriscv', '--no-relax', '--no-warn-rwx-segments'];

/**
 * Assemble and link an image.
 * @param files sources that are not in the repository, by path.
 * @returns the ELF executable.
 */
export function buildWithGnu(
  image: Image,
  files: ReadonlyMap<string, Uint8Array> = new Map(),
): Uint8Array {
  const folder = temporaryFolder();
  for (const needed of image.needs)
    writeFileSync(join(folder, `${needed.name}.elf`), build(needed));
  for (const [path, bytes] of files) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  const include = [
    ...image.includePaths,
    folder,
    ...image.includePaths.map((path) => join(folder, path)),
  ];
  const options = [...assemblerOptions, ...include.flatMap((path) => ['-I', path])];
  const run = (command: string, args: readonly string[]) =>
    execFileSync(command, args, { cwd: repositoryRoot, stdio: ['ignore', 'pipe', 'inherit'] });

  const objects = image.sources.map((source, index) => {
    const object = join(folder, `${image.name}-${index}.o`);
    run(assembler, [...options, '-o', object, files.has(source) ? join(folder, source) : source]);
    return object;
  });
  const executable = join(folder, `${image.name}.elf`);
  run(linker, [...linkerOptions, '-T', image.script, '-o', executable, ...objects]);
  return readFileSync(executable);
}
