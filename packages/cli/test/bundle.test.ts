/** The bundle that `ireko` runs: it does what the sources do. */

import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleCommand } from '../bundle/bundle.ts';
import { repositoryRoot } from '../src/repository.ts';
import { ireko } from './command-line.ts';

// As deep in the repository as the bundle that is used: the command finds the repository's images by that.
const parent = join(repositoryRoot, 'node_modules');
mkdirSync(parent, { recursive: true });
const place = mkdtempSync(join(parent, '.ireko-test-'));

beforeAll(() => bundleCommand(place, 'current'), 60_000);
afterAll(() => rmSync(place, { recursive: true }));

test.each([
  ['help', 'as'],
  ['help', 'vmm'],
  ['lab', 'no-such-experiment'],
  ['run', 'no-such-file.elf'],
])('the bundle does what the sources do: ireko %s %s', async (...args) => {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join(place, 'current/main.js'), ...args],
    { encoding: 'utf8' },
  );
  expect({ stdout, stderr, status }).toEqual(await ireko(args));
});

test('the bundle keeps the linker scripts that it has parsed', () => {
  const command = (...args: string[]) =>
    spawnSync(process.execPath, [join(place, 'current/main.js'), ...args], { cwd: place });
  const source = join(place, 'current/a.s');
  writeFileSync(source, '.globl _start\n_start: nop\n');
  command('as', source, '-o', 'current/a.o');
  const first = command('ld', 'current/a.o', '-o', 'current/first.elf');
  const second = command('ld', 'current/a.o', '-o', 'current/second.elf');
  expect([first.status, second.status]).toEqual([0, 0]);
  expect(readdirSync(join(place, 'current/scripts'))).toHaveLength(1);
  const [one, other] = ['first', 'second'].map((name) =>
    readFileSync(join(place, `current/${name}.elf`)),
  );
  expect(one?.equals(other ?? new Uint8Array())).toBe(true);
});

test('the bundle has the code of its functions, and does without where that is damaged', () => {
  const folder = join(place, 'current');
  const codes = readdirSync(folder).filter((name) => name.endsWith('.code'));
  for (const name of ['as-', 'ld-', 'objdump-', 'run-']) expect(codes.join(' ')).toContain(name);
  expect(refused(folder, codes)).toEqual([]);
  const assembled = () => {
    writeFileSync(join(folder, 'b.s'), 'nop\n');
    rmSync(join(folder, 'b.o'), { force: true });
    spawnSync(process.execPath, [join(folder, 'main.js'), 'as', 'b.s', '-o', 'b.o'], {
      cwd: folder,
    });
    return readFileSync(join(folder, 'b.o'), 'latin1');
  };
  const whole = assembled();
  for (const name of codes) writeFileSync(join(folder, name), 'damage');
  expect(assembled()).toBe(whole);
  for (const name of codes) rmSync(join(folder, name));
  expect(assembled()).toBe(whole);
});

/** Those of the files with code that V8 leaves alone when the command starts. */
function refused(folder: string, codes: readonly string[]): unknown {
  const load = `
    import { Loader } from ${JSON.stringify(fileURLToPath(new URL('../bundle/loader.ts', import.meta.url)))};
    const loader = new Loader(${JSON.stringify(folder)});
    for (const name of ${JSON.stringify(codes.map((name) => name.replace(/\.code$/, '')))}) loader.load(name);
    const wrong = [...loader.scripts].filter(([, script]) => script.cachedDataRejected !== false);
    console.log(JSON.stringify(wrong.map(([name]) => name)));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', load], {
    encoding: 'utf8',
  });
  return JSON.parse(stdout);
}

test('a new bundle takes the place of the old one, which stays until there is another', async () => {
  const first = readlinkSync(join(place, 'current'));
  await bundleCommand(place, 'current');
  const second = readlinkSync(join(place, 'current'));
  await bundleCommand(place, 'current');
  const third = readlinkSync(join(place, 'current'));
  expect(readdirSync(place).sort()).toEqual([second, third, 'current'].sort());
  expect(new Set([first, second, third]).size).toBe(3);
});
