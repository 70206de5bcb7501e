/**
 * How busy the processor is, by the degree of multiprogramming: eight programs that wait most of
 * the time, n of them at once. If each waits for something of its own, the share should be near 1 − pⁿ, p
 * being the share of the time that one alone waits; if all wait for one disk, it cannot be.
 */
import type { Image } from '@ireko/asm';
import { Machine, MemoryDisk } from '../../machine/src/index.ts';
import { makeDisk } from '../src/index.ts';
import { build } from '../test/build.ts';
import { monitorNappers, monitorReaders } from '../test/images.ts';

const nsPerInstruction = 10;
const barLength = 40;

/** The share of the time in which the processor works, with `degree` programs at once. */
function busyShare(image: Image, degree: number): number {
  const machine = new Machine({
    engine: 'interpreter',
    ramBytes: 8 * 2 ** 20,
    disks: [new MemoryDisk(makeDisk())],
    bootArguments: `degree=${degree}`,
  });
  const problem = machine.load(build(image));
  if (problem !== undefined) throw new Error(problem);
  const outcome = machine.run({ maxInstructions: 1e9 });
  if (outcome.kind !== 'finished' || outcome.status !== 0) throw new Error('it did not end');
  const busyNs = machine.instructions * nsPerInstruction;
  return busyNs / (busyNs + machine.idleNs);
}

/** The degrees as a Markdown table, and plots in text. */
export function degrees(): string {
  const runs = [1, 2, 3, 4, 5, 6, 7, 8].map((degree) => ({
    degree,
    own: busyShare(monitorNappers, degree),
    disk: busyShare(monitorReaders, degree),
  }));
  const waits = 1 - (runs[0]?.own ?? 0);
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const bar = (share: number) => '█'.repeat(Math.round(share * barLength)).padEnd(barLength, '·');
  return [
    '| at once | each waits for its own | 1 − pⁿ | all wait for one disk |',
    '| ---: | ---: | ---: | ---: |',
    ...runs.map(
      ({ degree, own, disk }) =>
        `| ${degree} | ${percent(own)} | ${percent(1 - waits ** degree)} | ${percent(disk)} |`,
    ),
    '',
    '```',
    `   each waits for its own${' '.repeat(barLength - 20)}all wait for one disk`,
    ...runs.map(({ degree, own, disk }) => `${degree}  ${bar(own)}  ${bar(disk)}`),
    '```',
  ].join('\n');
}
