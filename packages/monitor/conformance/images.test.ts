/**
 * The images, built by GNU as and ld, boot on QEMU and print what they print
 * everywhere: the goldens in test/golden, which every engine and every
 * virtual machine is held to.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDisk, monitorCompute, monitorIo, monitorShell, processOutput } from '../src/index.ts';
import { golden, session } from '../test/golden.ts';
import { buildWithGnu } from './gnu.ts';
import { boot } from './qemu.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ireko-monitor-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each([8, 16, 128])('monitor-compute ends well in %i MiB', async (memory) => {
  const outcome = await boot({ elf: buildWithGnu(monitorCompute, folder), memory });
  expect(processOutput(outcome.console)).toBe(golden('monitor-compute'));
  expect(outcome.console).toContain(`monitor: memory: ${memory} MiB\n`);
  expect(outcome.status).toBe(0);
});

test.each([8, 128])('monitor-io ends well with a disk in %i MiB', async (memory) => {
  const disk = join(folder, 'disk.img');
  writeFileSync(disk, makeDisk());
  const outcome = await boot({ elf: buildWithGnu(monitorIo, folder), memory, disk });
  expect(processOutput(outcome.console)).toBe(golden('monitor-io'));
  expect(outcome.status).toBe(0);
});

test('without a disk, those that read it fail alone, and the run with them', async () => {
  const outcome = await boot({ elf: buildWithGnu(monitorIo, folder), memory: 16 });
  const output = processOutput(outcome.console);
  expect(output).toContain('[1 checksum] cannot read the disk, error -7\n');
  expect(output).toContain('[3 sleeper] slept 5 times\n');
  expect(outcome.console).toContain('monitor: jobs done: 7, not as expected: 3\n');
  expect(outcome.status).toBe(1);
});

test('monitor-shell runs what is typed until Ctrl-D', async () => {
  const elf = buildWithGnu(monitorShell, folder);
  const outcome = await boot({ elf, memory: 16, typed: session, prompt: 'Ctrl-D: \n' });
  expect(processOutput(outcome.console)).toBe(golden('monitor-shell'));
  expect(outcome.status).toBe(0);
});
