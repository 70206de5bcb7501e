/** Virtual time: what the processor did with it, and which guests had the processor. */

import { summarize } from '../costs.ts';
import type { DiskUse, GuestReport, MachineReport, VmmReport } from '../report.ts';
import { count, countOrDot, milliseconds, share, sum } from './figures.ts';
import { table, title } from './table.ts';

export function time(report: MachineReport): string {
  const { instructions, busyNs, idleNs, waits, harts } = report;
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
    ...(harts.length > 1 ? ['', hartsInTime(report)] : []),
  ].join('\n');
}

/** Each hart's part: all have the same time. */
function hartsInTime({ busyNs, idleNs, harts }: MachineReport): string {
  const allNs = (busyNs + idleNs) / harts.length;
  return table(
    ['hart', 'instructions', 'idle', 'share'],
    harts.map((hart, id) => [
      String(id),
      count(hart.instructions),
      milliseconds(hart.idleNs),
      share(hart.idleNs, allNs),
    ]),
  );
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
