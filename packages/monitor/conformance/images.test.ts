/**
 * The images, built by GNU as and ld, boot on QEMU and do what they do
 * everywhere (test/runs.ts).
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { diskOf, expectRun, prompt, runs } from '../test/runs.ts';
import { buildWithGnu } from './gnu.ts';
import { boot } from './qemu.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ireko-monitor-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(runs)('on QEMU, $claim', async (run) => {
  const elf = buildWithGnu(run.image, folder);
  const disk = diskOf(run);
  if (disk) writeFileSync(join(folder, 'disk.img'), disk);
  const { console, status } = await boot({
    elf,
    memory: run.memory,
    ...(disk && { disk: join(folder, 'disk.img') }),
    ...(run.bootArguments && { bootArguments: run.bootArguments }),
    ...(run.typed && { typed: run.typed, prompt }),
  });
  expectRun(run, console, status);
});
