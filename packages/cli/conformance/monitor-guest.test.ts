/**
 * The monitor under the VMM passes its own tests, with the output that it has everywhere
 * (packages/monitor/test/runs.ts), by every technique.
 */
import { Machine, MemoryDisk } from '@ireko/machine';
import { techniques } from '@ireko/vmm';
import { expect, test } from 'vitest';
import { diskOf, expectRun, type Run, runs } from '../../monitor/test/runs.ts';
import { buildVmm } from '../src/guests.ts';
import { build } from '../src/repository.ts';

const mebibyte = 2 ** 20;

/** Runs it as the only guest, typing whenever all wait; its console is what follows its name. */
function underVmm(
  run: Run,
  technique: (typeof techniques)[number],
): { readonly console: string; readonly status: number | null } {
  const contents = diskOf(run);
  const disks = contents ? [new MemoryDisk(contents)] : [];
  const ramBytes = (run.memory + 24) * mebibyte;
  const image = buildVmm(
    [
      {
        name: 'm',
        kernel: build(run.image),
        file: run.image.name,
        memoryBytes: run.memory * mebibyte,
        technique,
        ...(run.bootArguments && { bootArguments: run.bootArguments }),
        ...(contents && { disks: [{}] }),
      },
    ],
    { ramBytes, disks },
  );
  const bytes: number[] = [];
  const machine = new Machine({ ramBytes, disks, console: (byte) => bytes.push(byte) });
  expect(machine.load(image)).toBeUndefined();
  const typed = [...(run.typed ?? [])];
  for (;;) {
    const { kind } = machine.run({ maxInstructions: 3_000_000_000 });
    const line = kind === 'waiting' ? typed.shift() : undefined;
    if (line === undefined) break;
    machine.receive(new TextEncoder().encode(line));
  }
  const output = new TextDecoder().decode(Uint8Array.from(bytes));
  const [, status] = /^vmm: m ended, status (\d+)$/m.exec(output) ?? [];
  const lines = output.split('\n').filter((line) => line.startsWith('m| '));
  const console = lines.map((line) => `${line.slice('m| '.length)}\n`).join('');
  return { console, status: status === undefined ? null : Number(status) };
}

/**
 * Without a second stage of page tables, a page that comes and goes costs the VMM so much that these take
 * minutes.
 */
const slow = /twice the memory|come and go|a deck of jobs/;

const all = techniques.flatMap((technique) =>
  runs
    .filter(({ claim }) => technique === 'h' || !slow.test(claim))
    .map((run) => ({ technique, ...run })),
);

test.each(all)('by $technique, $claim', { timeout: 300_000 }, ({ technique, ...run }) => {
  const { console, status } = underVmm(run, technique);
  expectRun(run, console, status);
});
