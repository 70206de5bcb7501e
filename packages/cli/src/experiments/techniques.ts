/**
 * What a virtual machine costs from end to end, by each technique: the instructions of the same
 * unmodified guests on the bare machine and on the VMM. [docs/experiments.md]
 *
 * Counted is from a guest's first instruction to its end, the VMM's own included, and what it does
 * while the guest waits. The VMM's start, in which it loads the guest, is left out: it is once.
 */

import type { Image } from '@ireko/asm';
import {
  Accounting,
  count,
  type ExitReport,
  mergeCosts,
  StretchProbe,
  share,
  summarize,
  table,
} from '@ireko/lab';
import { type Disk, defaultRamBytes, MemoryDisk } from '@ireko/machine';
import { makeDisk, monitorCompute, monitorIo } from '@ireko/monitor';
import { techniques as names, type ShadowPolicy, type Technique } from '@ireko/vmm';
import { buildVmm } from '../guests/guests.ts';
import { slowDiskWfi } from '../images/examples.ts';
import { build } from '../repository.ts';
import { type Experiment, numberedDisk, runImage } from './experiment.ts';

const mebibyte = 2 ** 20;
const folder = 'packages/cli/src/experiments/guests';

/** What is run: alone on its computer, or alone on the VMM. */
export interface Guest {
  readonly name: string;
  readonly image: Image;
  readonly memoryBytes: number;
  /** Makes the disk that it has. */
  readonly disk?: () => Disk;
}

/** A program on the small operating system. */
const onSmallOs = (name: string, file: string): Guest => ({
  name,
  image: {
    name: file,
    sources: [`${folder}/small-os.s`, `${folder}/${file}.s`],
    script: `${folder}/small-os.ld`,
    includePaths: [folder],
    needs: [],
  },
  memoryBytes: 4 * mebibyte,
});

export const compute: Guest = onSmallOs('compute', 'compute');
export const systemCalls: Guest = onSmallOs('system calls', 'system-calls');
export const pageFaults: Guest = onSmallOs('page faults', 'page-faults');

const monitorDisk = () => new MemoryDisk(makeDisk());

/** Processes, their memory swapped, and files. */
export const monitorWithDisk: Guest = {
  ...{ name: 'monitor-io', image: monitorIo, memoryBytes: 16 * mebibyte, disk: monitorDisk },
};

/** Programs of one kind each, and two systems that do a bit of everything. */
export const guests: readonly Guest[] = [
  compute,
  systemCalls,
  pageFaults,
  { name: 'I/O', image: slowDiskWfi, memoryBytes: 2 * mebibyte, disk: numberedDisk },
  { name: 'monitor-compute', image: monitorCompute, memoryBytes: 8 * mebibyte },
  monitorWithDisk,
];

export const techniques: Experiment = {
  summary: 'what guests cost from end to end, by each technique, against the bare machine',
  run() {
    const runs = guests.map((guest) => ({
      name: guest.name,
      bare: bareInstructions(guest),
      virtual: names.map((technique) => {
        const image = imageOf(guest, technique);
        const instructions = vmmInstructions(image, guest);
        return { technique, instructions, exits: exitsOf(image, guest) };
      }),
    }));
    const text = [
      'Instructions of a guest on the bare machine; how many times as many on the VMM, and exits',
      '',
      table(
        ['guest', 'bare', ...names.flatMap((technique) => [technique, 'exits'])],
        runs.map(({ name, bare, virtual }) => [
          name,
          count(bare),
          ...virtual.flatMap(({ instructions, exits }) => [
            `×${(instructions / bare).toFixed(3)}`,
            count(summarize(mergeCosts(exits.map(({ costs }) => costs))).times),
          ]),
        ]),
      ),
      '',
      'What the VMM works for most: how often, how many instructions each time, and their part of all',
      '',
      table(
        ['guest', 'technique', 'reason', 'times', 'mean', 'part'],
        runs.flatMap(({ name, virtual }) =>
          virtual.map(({ technique, instructions, exits: [most] }) => {
            const { times, mean, total } = summarize(most?.costs ?? []);
            const reason = most ? `${most.service}: ${most.name}` : 'none';
            return [name, technique, reason, count(times), count(mean), share(total, instructions)];
          }),
        ),
      ),
      '',
    ].join('\n');
    return { text };
  },
};

const disksOf = ({ disk }: Guest): readonly Disk[] => (disk ? [disk()] : []);

/** What a guest begins when it has the computer to itself. */
export const bareInstructions = (guest: Guest): number =>
  runImage(build(guest.image), disksOf(guest)).instructions;

/** The VMM with this guest alone. */
export function imageOf(
  guest: Guest,
  technique: Technique,
  shadows: ShadowPolicy = 'page',
): Uint8Array {
  const { image, memoryBytes } = guest;
  const kernel = build(image);
  const vm = { name: 'guest', kernel, file: image.name, memoryBytes, technique, shadows };
  const disks = disksOf(guest);
  return buildVmm([{ ...vm, disks: disks.map(() => ({})) }], { ramBytes: defaultRamBytes, disks });
}

/** What the guest and the VMM begin, from the guest's first instruction to its end. */
export function vmmInstructions(image: Uint8Array, guest: Guest): number {
  const probe = new StretchProbe('guest');
  const { nsPerInstruction } = runImage(image, disksOf(guest), probe.probe);
  const { elapsedNs, idleNs } = probe.stretch;
  return Math.round((elapsedNs - idleNs) / nsPerInstruction);
}

/** Why the guest was left, the most expensive reason first: of the same run once more. */
export function exitsOf(image: Uint8Array, guest: Guest): readonly ExitReport[] {
  const accounting = new Accounting(image);
  runImage(image, disksOf(guest), accounting.probe);
  const report = accounting.report();
  if (report.kind !== 'vmm') throw new Error('a guest runs without the VMM');
  return report.guests.flatMap(({ exits }) => exits);
}
