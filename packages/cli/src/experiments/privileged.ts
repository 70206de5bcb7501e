/**
 * What it costs to simulate a privileged instruction: "hundreds of steps", as has been said since
 * there are virtual machines. Counted is each that the guests of `ireko demo` execute, by the
 * technique `trap`, from the trap out of the guest to the return to it. [docs/experiments.md]
 */

import {
  Accounting,
  type Costs,
  count,
  mergeCosts,
  share,
  summarize,
  table,
  textBars,
} from '@ireko/lab';
import { MemoryDisk } from '@ireko/machine';
import { makeDisk } from '@ireko/monitor';
import { demoImage } from '../images/demo-image.ts';
import { type Experiment, runImage } from './experiment.ts';

/** Ranges of the histogram: so wide, and up to there; the rest is one more. */
const step = 50;
const last = 600;
/** Rows of the table. */
const most = 12;

export const privileged: Experiment = {
  summary: 'how many instructions the VMM takes to simulate a privileged one',
  run() {
    const disk = new MemoryDisk(makeDisk());
    const image = demoImage(disk);
    const accounting = new Accounting(image);
    runImage(image, [disk], accounting.probe);
    const report = accounting.report();
    if (report.kind !== 'vmm') throw new Error('the demo runs without the VMM');

    const byName = new Map<string, Costs[]>();
    for (const { service, name, costs } of report.guests.flatMap(({ exits }) => exits))
      if (service === 'instruction') byName.set(name, [...(byName.get(name) ?? []), costs]);
    const rows = [...byName]
      .map(([name, costs]) => ({ name, costs: mergeCosts(costs) }))
      .sort((a, b) => summarize(b.costs).times - summarize(a.costs).times);
    const all = mergeCosts(rows.map(({ costs }) => costs));
    const { times } = summarize(all);
    const under = (limit: number) =>
      summarize(all.filter(([instructions]) => instructions < limit)).times;

    const edges = Array.from({ length: last / step }, (_, index) => index * step);
    const bars = [
      ...edges.map((edge) => ({
        name: `${edge} … ${edge + step - 1}`,
        count: under(edge + step) - under(edge),
      })),
      { name: `${last} and more`, count: times - under(last) },
    ];
    const text = [
      'Instructions of the VMM for each privileged instruction of a guest',
      '',
      textBars(bars, (value) => `${count(value)}  ${share(value, times)}`),
      table(
        ['instruction', 'times', 'least', 'median', 'mean', 'most'],
        rows.slice(0, most).map(({ name, costs }) => row(name, costs)),
        row(`all, of ${rows.length} kinds`, all),
      ),
      '',
      `  Under 100 instructions: ${share(under(100), times)}; under 1,000: ${share(under(1000), times)}.`,
      '',
    ].join('\n');
    return { text };
  },
};

function row(name: string, costs: Costs): readonly string[] {
  const { times, min, median, mean, max } = summarize(costs);
  return [name, ...[times, min, median, mean, max].map(count)];
}
