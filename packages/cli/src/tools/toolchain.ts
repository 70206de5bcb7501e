/**
 * A folder in which the tools of this repository have the names that makefiles use, for each prefix that
 * cross toolchains have: `riscv64-unknown-elf-ld`. Its compilers are those of the host, which call our
 * assembler and linker.
 */

import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';

/** The beginnings of names: processor, vendor and system. The first that has a compiler lends it to the others. */
export const prefixes: readonly string[] = [
  ...['riscv64-unknown-elf-', 'riscv32-unknown-elf-', 'riscv-none-elf-', 'riscv-none-embed-'],
  ...['riscv64-elf-', 'riscv32-elf-', 'riscv64-linux-gnu-', 'riscv64-unknown-linux-gnu-'],
];

/** Names of the tools behind a prefix; the launcher is each that it is called by. */
const TOOLS = [
  ...['addr2line', 'ar', 'as', 'ld', 'ld.bfd', 'nm', 'objcopy', 'objdump', 'ranlib', 'readelf'],
  ...['size', 'strings', 'strip'],
];

const COMPILERS = ['gcc', 'g++', 'c++', 'cpp'];

/** The computer, under the name of the program whose options it takes. */
const COMPUTER = 'qemu-system-riscv64';

/**
 * Fills the folder. What is there already stays, since commands may run that use it.
 * @param root the repository, of which the launcher and `gnu/` are used.
 * @param path folders in which compilers are looked for, as `PATH` has them.
 */
export function makeToolchain(folder: string, root: string, path: string): void {
  mkdirSync(folder, { recursive: true });
  const tools = prefixes.flatMap((prefix) => TOOLS.map((tool) => prefix + tool));
  for (const name of [COMPUTER, ...tools]) {
    const link = join(folder, name);
    if (!existsSync(link)) symlinkSync(join(root, 'ireko'), link);
  }
  const folders = path.split(delimiter).filter((each) => each !== '' && each !== folder);
  for (const compiler of COMPILERS) {
    const found = new Map(
      prefixes.map((prefix) => [prefix, findProgram(prefix + compiler, folders)] as const),
    );
    const usual = [...found.values()].find((each) => each !== undefined);
    for (const [prefix, own = usual] of found)
      if (own !== undefined)
        writeProgram(join(folder, prefix + compiler), callOf(own, join(root, 'gnu')));
  }
}

/** Writes a program at once, so that nobody runs half of it. */
function writeProgram(file: string, text: string): void {
  const whole = `${file}.${process.pid}`;
  writeFileSync(whole, text, { mode: 0o755 });
  renameSync(whole, file);
}

function callOf(compiler: string, tools: string): string {
  return `#!/bin/sh\nexec '${compiler}' -B '${tools}/' "$@"\n`;
}

function findProgram(name: string, folders: readonly string[]): string | undefined {
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
