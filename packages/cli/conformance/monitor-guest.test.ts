/**
 * The monitor under the VMM passes its own tests, with the output that it has everywhere
 * (packages/monitor/test/runs.ts), by every technique.
 */
import { Machine, MemoryDisk } from '@ireko/machine';
import { type Technique, techniques, type VirtualMachine } from '@ireko/vmm';
import { expect, test } from 'vitest';
import { diskOf, expectRun, type Run, runs } from '../../monitor/test/runs.ts';
import { buildVmm } from '../src/guests/guests.ts';
import { build } from '../src/repository.ts';

const mebibyte = 2 ** 20;

/**
 * Runs it as the only guest of a VMM, or of the innermost of VMMs in one another, typing whenever all wait; its
 * console is what follows its name.
 * @param by the techniques, the outermost VMM's first.
 */
function underVmm(
  run: Run,
  ...by: readonly Technique[]
): { readonly console: string; readonly status: number | null } {
  const contents = diskOf(run);
  const disks = contents ? [new MemoryDisk(contents)] : [];
  let ramBytes = run.memory * mebibyte;
  let guest: Pick<VirtualMachine, 'kernel' | 'bootArguments'> = {
    kernel: build(run.image),
    ...(run.bootArguments && { bootArguments: run.bootArguments }),
  };
  for (const technique of by.toReversed()) {
    const vm: VirtualMachine = {
      ...{ ...guest, name: 'm', file: 'm.elf', memoryBytes: ramBytes, technique },
      // What an instruction of an inner VMM takes would be more than the time slice of the guest.
      clock: by.length > 1 ? 'own' : 'elapsed',
      ...(contents && { disks: [{}] }),
    };
    ramBytes += 24 * mebibyte;
    guest = { kernel: buildVmm([vm], { ramBytes, disks }) };
  }
  const image = guest.kernel as Uint8Array;
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
  const names = 'm| '.repeat(by.length);
  const lines = output.split('\n').filter((line) => line.startsWith(names));
  const console = lines.map((line) => `${line.slice(names.length)}\n`).join('');
  const end = lines.length > 0 ? output.slice(output.lastIndexOf(lines.at(-1) as string)) : output;
  const [, status] = /vmm: m ended, status (\d+)$/m.exec(end) ?? [];
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

/**
 * What the monitor does in three VMMs. In a virtual machine there is no hypervisor extension: only the outermost
 * VMM can use it.
 */
const nested: readonly { readonly by: readonly Technique[]; readonly claim: string }[] = [
  { by: ['trap', 'trap', 'trap'], claim: 'computing jobs end well in the least memory' },
  { by: ['h', 'tvm', 'tvm'], claim: 'jobs that wait for disk, time and children end well' },
];

test.each(nested)('in three VMMs, by $by, $claim', { timeout: 300_000 }, ({ by, claim }) => {
  const run = runs.find((each) => each.claim === claim);
  if (!run) throw new Error('there is no such run');
  const { console, status } = underVmm(run, ...by);
  expectRun(run, console, status);
});
