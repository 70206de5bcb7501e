/** What a run came to, in a few lines. */

import type { Machine } from '@ireko/machine';

/** Instructions, virtual time, and how much of it the processor stood idle. */
export function statistics(machine: Machine): string {
  const { instructions, nowNs, idleNs } = machine;
  const idle = nowNs === 0 ? 0 : (100 * idleNs) / nowNs;
  return (
    `${group(instructions)} instructions in ${milliseconds(nowNs)} of virtual time, ` +
    `of which the processor was idle ${milliseconds(idleNs)} (${idle.toFixed(1)} %)\n`
  );
}

const milliseconds = (ns: number): string => `${(ns / 1e6).toFixed(3)} ms`;

/** `1 234 567` */
const group = (count: number): string => String(count).replaceAll(/\B(?=(\d{3})+$)/g, ' ');
