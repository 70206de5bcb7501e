/** A report as people read it: where the instructions went, why guests were left, and the time. */

import type { Report } from '../report.ts';
import { bareLayers, bareTraps } from './bare.ts';
import { layers } from './layers.ts';
import { otherExits, privilegedInstructions } from './reasons.ts';
import { guestsInTime, time } from './time.ts';

/**
 * The tables of a report: lines of at most 100 characters if there are at most four guests, the
 * last with a newline. The same report always gives the same text.
 */
export function formatReport(report: Report): string {
  const sections =
    report.kind === 'vmm'
      ? [
          layers(report),
          privilegedInstructions(report),
          otherExits(report),
          time(report),
          guestsInTime(report),
        ]
      : [bareLayers(report), bareTraps(report), time(report)];
  return `${sections.join('\n\n')}\n`;
}
