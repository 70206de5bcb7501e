/** Where the instructions went: a row for each guest, a column for each layer. */

import { summarize } from '../costs.ts';
import type { ExitReport, Layers, VmmReport } from '../report.ts';
import { count, share, sum, times } from './figures.ts';
import { paragraph, type Row, table, title } from './table.ts';

export function layers({ guests, vmmAlone, instructions }: VmmReport): string {
  const all = {
    program: sum(guests.map(({ layers }) => layers.program)),
    os: sum(guests.map(({ layers }) => layers.os)),
    machine: sum(guests.map(({ layers }) => layers.machine)),
  };
  const own = ownOf(all);
  const trapped = sum(guests.flatMap(({ exits }) => exits.map(trappedIn)));
  return [
    title('Where the instructions went', `all ${count(instructions)} that the processor began`),
    '',
    table(
      ['guest', 'program', 'OS', 'VMM', 'total', 'VMM share', 'slowdown'],
      [
        ...guests.map(({ name, layers, vmm }) => row(name, layers, vmm)),
        ['no guest', '·', '·', count(vmmAlone), count(vmmAlone), '·', '·'],
      ],
      row('all', all, instructions - own),
    ),
    '',
    paragraph(
      'Every instruction is booked once, to who caused it. Program: a guest in U-mode. OS: the ' +
        'same guest in S- and M-mode. VMM: what the guest made the VMM do; for no guest, the start ' +
        'of the machine and the ends of its waits. Slowdown: the total over what the guest began ' +
        'itself. They are instructions, not cycles.',
    ),
    '',
    paragraph(
      `${share(own - trapped, own)} of the guests' own instructions ran directly on the ` +
        `processor; ${count(trapped)} trapped to the VMM.`,
    ),
  ].join('\n');
}

function row(name: string, layers: Layers, vmm: number): Row {
  const own = ownOf(layers);
  const total = own + vmm;
  return [
    name,
    count(layers.program),
    count(layers.os + layers.machine),
    count(vmm),
    count(total),
    share(vmm, total),
    times(total, own),
  ];
}

const ownOf = ({ program, os, machine }: Layers): number => program + os + machine;

/** Every exit but those for interrupts is the doing of one instruction of the guest. */
function trappedIn({ service, costs }: ExitReport): number {
  return service === 'interrupt' ? 0 : summarize(costs).times;
}
