/**
 * docs/experiments.md shows what the experiments come to, and docs/figures their figures.
 * `UPDATE=1` writes them anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { svgPlot } from '@ireko/lab';
import { expect, test } from 'vitest';
import { experiments } from '../src/commands/lab.ts';
import { repositoryRoot } from '../src/repository.ts';

const page = `${repositoryRoot}docs/experiments.md`;

test.each(Object.entries(experiments))(
  '%s comes to what its page shows',
  (name, experiment) => {
    const { text, figure } = experiment.run();
    const shown = `<!-- measured: ${name} -->\n\`\`\`\n${text.trimEnd()}\n\`\`\`\n<!-- end -->`;
    const place = new RegExp(`<!-- measured: ${name} -->\n[\\s\\S]*?<!-- end -->`);
    if (process.env['UPDATE']) {
      writeFileSync(
        page,
        readFileSync(page, 'utf8').replace(place, () => shown),
      );
      if (figure) writeFileSync(`${repositoryRoot}docs/figures/${name}.svg`, svgPlot(figure));
    }
    expect(place.exec(readFileSync(page, 'utf8'))?.[0]).toBe(shown);
    if (figure)
      expect(readFileSync(`${repositoryRoot}docs/figures/${name}.svg`, 'utf8')).toBe(
        svgPlot(figure),
      );
  },
  400_000,
);
