/** `ireko toolchain`: a command whose programs find our tools where they look for GNU's. */

import { spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Command, defineCommand } from '../command.ts';
import { Mistake } from '../mistake.ts';
import { repositoryRoot } from '../repository.ts';
import { makeToolchain } from '../tools/toolchain.ts';

export const command: Command = defineCommand({
  name: 'toolchain',
  usage: '[COMMAND [argument…]]',
  about: `
Runs a command, as make, with our tools in the place of GNU's: riscv64-unknown-elf-as, -ld,
-objdump, -objcopy, -nm, -ar and so on are those of ireko, likewise with riscv64-linux-gnu-,
riscv-none-elf- and other prefixes. Compilers remain those of the host (any prefix finds one if
there is one), and call our assembler and linker; qemu-system-riscv64 is ireko run. Nothing
outside of the command changes.

Without a command it prints the folder in which they have these names, for a PATH of your own.`,
  options: {},
  passesOn: true,
  examples: [
    ['ireko toolchain make', 'build a project with our tools'],
    ['ireko toolchain make qemu', 'build xv6, and run it on our computer'],
    ['PATH=$(ireko toolchain):$PATH', 'the same for all commands of a shell'],
  ],
  errors: `
A command that cannot be run: one line on stderr, exit status 1. Otherwise the exit
status is that of the command.`,
  run({ operands }) {
    const folder = join(repositoryRoot, 'node_modules', '.ireko', 'toolchain');
    const path = process.env['PATH'] ?? '';
    makeToolchain(folder, repositoryRoot, path);
    const [program, ...rest] = operands;
    if (program === undefined) {
      process.stdout.write(`${folder}\n`);
      return 0;
    }
    const env = { ...process.env, PATH: `${folder}${delimiter}${path}` };
    const { error, status, signal } = spawnSync(program, rest, { stdio: 'inherit', env });
    if (error) throw new Mistake(`${program}: cannot be run; check its name`);
    return status ?? 128 + (signal === null ? 0 : constants.signals[signal]);
  },
});
