/** Virtual time: what the processor did with it, and which guests had the processor. */

import { summarize } from '../costs.ts';
import type { DiskUse, GuestReport, MachineReport, VmmReport } from '../report.ts';
import { count, countOrDot, milliseconds, share, sum } from './figures.ts';
import { table, title } from './table.ts';

export function time({ instructions, busyNs, idleNs, waits }: MachineReport): string {
  const allNs = busyNs + idleNs;
  const each = instructions === 0 ? '' : `${count(busyNs / instructions)} ns for each instruction`;
  return [
    title('Time', each),
    '',
    table(
      ['processor', 'time', 'share', 'waits'],
      [
        ['busy', milliseconds(busyNs), share(busyNs, allNs), ''],
        ['idle', milliseconds(idleNs), share(idleNs, allNs), countOrDot(waits)],
      ],
      ['all', milliseconds(allNs), share(allNs, allNs), countOrDot(waits)],
    ),
  ].join('\n');
}

export function guestsInTime({ guests, otherDisk }: VmmReport): string {
  const disk = ({ requests, sectors }: DiskUse) => [countOrDot(requests), countOrDot(sectors)];
  const rows = guests.map((guest) => [
    guest.name,
    countOrDot(guest.switches),
    countOrDot(interruptions(guest)),
    ...disk(guest.disk),
  ]);
  if (otherDisk.requests > 0) rows.push(['no guest', '·', '·', ...disk(otherDisk)]);
  return table(['guest', 'switches to it', 'interrupted', 'disk requests', 'sectors'], rows);
}

const interruptions = ({ exits }: GuestReport): number =>
  sum(
    exits
      .filter(({ service }) => service === 'interrupt')
      .map(({ costs }) => summarize(costs).times),
  );
