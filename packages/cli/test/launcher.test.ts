import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { version } from '../src/version.ts';
import { folder, ireko, launcher, run } from './command-line.ts';

test('works from any folder', async () => {
  expect(await ireko(['--version'], { cwd: folder() })).toEqual({
    status: 0,
    stdout: `ireko ${version}\n`,
    stderr: '',
  });
});

test('works through symbolic links, also relative ones', async () => {
  const cwd = folder();
  symlinkSync(launcher, join(cwd, 'first'));
  symlinkSync('first', join(cwd, 'second'));
  expect((await run(join(cwd, 'second'), ['--version'])).stdout).toBe(`ireko ${version}\n`);
  expect((await run('./second', ['--version'], { cwd })).stdout).toBe(`ireko ${version}\n`);
});

test('hands arguments on as they are', async () => {
  const { stderr } = await ireko(['two words * $HOME']);
  expect(stderr).toContain("no command 'two words * $HOME'");
});

test('is a tool when it is called by the name of one', async () => {
  const cwd = folder();
  for (const name of ['ld', 'riscv64-unknown-elf-as']) symlinkSync(launcher, join(cwd, name));
  expect((await run(join(cwd, 'ld'), ['--version'])).stdout).toMatch(/^GNU ld \(ireko .*\) 2/);
  expect((await run(join(cwd, 'riscv64-unknown-elf-as'), ['--version'])).stdout).toMatch(
    /^GNU assembler \(ireko/,
  );
});
