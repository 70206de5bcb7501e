/** What a run came to, in a few lines. */

import type { Machine } from '@ireko/machine';

/** Instructions, virtual time, and how much of it the harts stood idle. */
export function statistics(machine: Machine): string {
  const { instructions, nowNs, idleNs, harts } = machine;
  const line = (begun: number, idle: number, who: string) =>
    `${group(begun)} instructions in ${milliseconds(nowNs)} of virtual time, ` +
    `of which ${who} idle ${milliseconds(idle)} (${percent(idle, nowNs)} %)\n`;
  if (harts === 1) return line(instructions, idleNs, 'the processor was');
  const each = Array.from({ length: harts }, (_, hart) => {
    const work = machine.workOf(hart);
    return `  hart ${hart}: ${group(work.instructions)} instructions, idle ${percent(work.idleNs, nowNs)} %\n`;
  });
  return line(instructions, idleNs / harts, 'a hart was on average') + each.join('');
}

const percent = (part: number, whole: number): string =>
  (whole === 0 ? 0 : (100 * part) / whole).toFixed(1);

const milliseconds = (ns: number): string => `${(ns / 1e6).toFixed(3)} ms`;

/** `1 234 567` */
const group = (count: number): string => String(count).replaceAll(/\B(?=(\d{3})+$)/g, ' ');
