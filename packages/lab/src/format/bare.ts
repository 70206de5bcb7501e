/** The tables of an image that has the machine to itself. */

import type { BareReport } from '../report.ts';
import { count, share, sum } from './figures.ts';
import { paragraph, table, title } from './table.ts';

export function bareLayers({ layers, instructions }: BareReport): string {
  const row = (name: string, value: number) => [name, count(value), share(value, instructions)];
  return [
    title('Where the instructions went', `all ${count(instructions)} that the processor began`),
    '',
    table(
      ['mode', 'instructions', 'share'],
      [
        row('program (U-mode)', layers.program),
        row('OS (S-mode)', layers.os),
        row('M-mode', layers.machine),
      ],
      row('all', instructions),
    ),
    '',
    paragraph(
      'M-mode is the firmware of an OS in S-mode, an OS that needs no other mode, or a program ' +
        'on the bare machine. These are instructions, not cycles.',
    ),
  ].join('\n');
}

export function bareTraps({ traps, disk }: BareReport): string {
  const rows = traps.map(({ name, times }) => [name, count(times)]);
  const all = count(sum(traps.map(({ times }) => times)));
  const taken =
    rows.length > 0
      ? table(['trap', 'times'], rows, ['all', all])
      : paragraph('No trap was taken.');
  if (disk.requests === 0) return taken;
  const { requests, sectors } = disk;
  const moved = `The disk was given ${count(requests)} requests, for ${count(sectors)} sectors.`;
  return `${taken}\n\n${paragraph(moved)}`;
}
