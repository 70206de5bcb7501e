import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../../src/repository.ts';
import { makeToolchain } from '../../src/tools/toolchain.ts';
import { folder, launched, run } from '../command-line.ts';

test('a command finds our tools where it looks for those of GNU', async () => {
  const script =
    'riscv64-unknown-elf-ld --version; riscv64-linux-gnu-nm --version; qemu-system-riscv64 --version; exit 7';
  const { status, stdout } = await launched(['toolchain', 'sh', '-c', script]);
  expect(status).toBe(7);
  expect(stdout).toMatch(/^GNU ld \(ireko .*\n.*\nGNU nm \(ireko .*\n.*\nQEMU emulator version 7/);
});

test('a compiler of the host calls our tools, under all prefixes', async () => {
  const host = folder({ 'riscv64-unknown-elf-gcc': '#!/bin/sh\necho "$@"\n' });
  chmodSync(join(host, 'riscv64-unknown-elf-gcc'), 0o755);
  const made = folder();
  makeToolchain(made, repositoryRoot, host);
  for (const name of ['riscv64-unknown-elf-gcc', 'riscv-none-elf-gcc']) {
    const { stdout } = await run(join(made, name), ['-c', 'two words.c']);
    expect(stdout).toBe(`-B ${repositoryRoot}gnu/ -c two words.c\n`);
  }
});

test('a command that is not there is a mistake', async () => {
  const { status, stderr } = await launched(['toolchain', 'no-such-command', '--option']);
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: 'ireko toolchain: error: no-such-command: cannot be run; check its name\n',
  });
});
