/**
 * A program in C, compiled by riscv64-unknown-elf-gcc with the runtime of `c/`, runs from the disk:
 * linked by GNU ld, and by ours from the assembly that gcc makes.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildImage } from '@ireko/asm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Machine, MemoryDisk } from '../../machine/src/index.ts';
import { makeFileSystem, monitorShell } from '../src/index.ts';
import { build } from '../test/build.ts';

const repository = resolve(import.meta.dirname, '../../..');
const monitor = 'packages/monitor';
const target =
  '-O2 -Wall -Wextra -Werror -march=rv64imac -mabi=lp64 -mcmodel=medany -ffreestanding';
const options = [...target.split(' '), `-I${monitor}/c`, `-I${monitor}/kernel`];
const program = 'examples/monitor-c/words.c';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ireko-monitor-c-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const gcc = (...more: readonly string[]) =>
  execFileSync('riscv64-unknown-elf-gcc', [...options, ...more], { cwd: repository });

/** What the shell's console shows when it runs `words text` from a disk. */
function run(elf: Uint8Array): string {
  const text = new TextEncoder().encode('a box in a box\nin a box\n');
  const disk = makeFileSystem(
    new Map([
      ['words', elf],
      ['text', text],
    ]),
  );
  if (typeof disk === 'string') throw new Error(disk);
  let console = '';
  const machine = new Machine({
    ramBytes: 8 * 2 ** 20,
    disks: [new MemoryDisk(disk)],
    console: (byte) => {
      console += String.fromCharCode(byte);
    },
  });
  expect(machine.load(build(monitorShell))).toBeUndefined();
  for (const line of ['words text\r', 'words nothing\r', '\x04']) {
    expect(machine.run({ maxInstructions: 100_000_000 })).toEqual({ kind: 'waiting' });
    machine.receive(new TextEncoder().encode(line));
  }
  expect(machine.run({ maxInstructions: 100_000_000 })).toEqual({ kind: 'finished', status: 0 });
  return console;
}

const expected = ['  3 a', '  3 box', '  2 in', 'nothing: error -4'];

/** What the processes of `words` print, in alphabetical order where the counts are equal. */
function lines(console: string): readonly string[] {
  return [...console.matchAll(/^\[\d+ words\] (.*)$/gm)].map(([, line = '']) => line).sort();
}

test('a program in C, linked by GNU ld, runs from the disk', () => {
  const elf = join(folder, 'words.elf');
  const runtime = [`${monitor}/c/start.s`, `${monitor}/c/runtime.c`, `${monitor}/user/calls.s`];
  gcc('-nostdlib', `-T${monitor}/user.ld`, program, ...runtime, '-o', elf);
  expect(lines(run(readFileSync(elf)))).toEqual([...expected].sort());
});

test('so does the same program, assembled and linked by ours', () => {
  const compiled = [program, `${monitor}/c/runtime.c`].map((source, index) => {
    const assembly = join(folder, `${index}.s`);
    gcc('-S', source, '-o', assembly);
    return assembly;
  });
  const { elf, diagnostics } = buildImage(
    {
      name: 'words',
      sources: [`${monitor}/c/start.s`, ...compiled, `${monitor}/user/calls.s`],
      script: `${monitor}/user.ld`,
      includePaths: [`${monitor}/kernel`],
      needs: [],
    },
    (path) => {
      try {
        return readFileSync(resolve(repository, path));
      } catch {
        return undefined;
      }
    },
  );
  expect(diagnostics).toEqual([]);
  if (!elf) throw new Error('no executable');
  expect(lines(run(elf))).toEqual([...expected].sort());
});
