/** What the monitor costs, for `npm run bench`. The same tables stand in docs/explain/monitor.md. */
import { costTable } from './costs.ts';
import { degrees } from './degrees.ts';
import { walk } from './walk.ts';

/** Costs of the monitor's services, and how busy the processor is by the degree of multiprogramming. */
export function monitorReport(): string {
  return [
    'The monitor: instructions of its services, beside those of xv6',
    '',
    costTable(walk()),
    '',
    'The monitor: the share of the time in which the processor works, by the degree of',
    'multiprogramming, of eight programs that wait for most of theirs',
    '',
    degrees(),
  ].join('\n');
}
