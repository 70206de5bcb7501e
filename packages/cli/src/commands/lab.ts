/** `ireko lab`: experiments that show what has been said of operating systems and VMMs. */

import { svgPlot } from '@ireko/lab';
import { type Command, defineCommand } from '../command.ts';
import type { Experiment } from '../experiments/experiment.ts';
import { interrupts } from '../experiments/interrupts.ts';
import { privileged } from '../experiments/privileged.ts';
import { shadows } from '../experiments/shadows.ts';
import { techniques } from '../experiments/techniques.ts';
import { utilisation } from '../experiments/utilisation.ts';
import { columns } from '../help.ts';
import { writeOutput } from '../host/files.ts';
import { Mistake } from '../mistake.ts';
import { didYouMean } from '../nearest.ts';

/** The experiments by name, in the order in which the help lists them. */
export const experiments: Readonly<Record<string, Experiment>> = {
  utilisation,
  privileged,
  interrupts,
  techniques,
  shadows,
};

export const command: Command = defineCommand({
  name: 'lab',
  usage: '[option…] EXPERIMENT',
  about: `
Repeats an experiment and prints what it comes to, as a figure and a table. It
builds what it needs from the sources, runs it on the computer and counts: twice
the same experiment has twice the same result, to the last digit.

${columns(Object.entries(experiments).map(([name, { summary }]) => [name, summary] as const))}

docs/experiments.md explains them.`,
  options: {
    svg: { value: 'FILE', help: 'draw the figure into FILE, too' },
  },
  examples: [
    ['ireko lab utilisation', 'what a VMM does for programs that wait for their disks'],
    ['ireko lab techniques', 'what a guest costs by trap, tvm and h, against the bare machine'],
    ['ireko lab --svg=figure.svg utilisation', 'the same, and the figure for a page'],
  ],
  errors: 'Mistakes in the sources are reported as by ireko as; then the exit status is 1.',
  run({ values, operands: [name, ...rest] }) {
    const names = Object.keys(experiments);
    if (name === undefined) throw new Mistake(`no experiment; there are ${names.join(', ')}`);
    if (rest.length > 0) throw new Mistake(`${rest[0]}: one experiment at a time`);
    const experiment = Object.hasOwn(experiments, name) ? experiments[name] : undefined;
    if (!experiment) {
      const hint = didYouMean(name, names) || `; there are ${names.join(', ')}`;
      throw new Mistake(`no experiment '${name}'${hint}`);
    }
    const { text, figure } = experiment.run();
    process.stdout.write(text);
    if (values.svg !== undefined) {
      if (!figure) throw new Mistake(`--svg: '${name}' has a table, but no figure`);
      writeOutput(values.svg, new TextEncoder().encode(svgPlot(figure)));
    }
    return 0;
  },
});
