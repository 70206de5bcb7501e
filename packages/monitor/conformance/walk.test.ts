/**
 * docs/explain/monitor.md tells how many instructions each step takes. Its tables are made here;
 * `UPDATE=1` writes them anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { costTable } from '../bench/costs.ts';
import { degrees } from '../bench/degrees.ts';
import { table, walk } from '../bench/walk.ts';

const page = `${import.meta.dirname}/../../../docs/explain/monitor.md`;

test('the counts that the explanation gives are those of the monitor as it is', () => {
  const stretches = walk();
  const text = readFileSync(page, 'utf8');
  const measured = text.replaceAll(
    /(<!-- measured: (.*?) -->\n)[\s\S]*?(\n<!-- end -->)/g,
    (_, start: string, why: string, end: string) => {
      if (why === 'degrees') return `${start}\n${degrees()}\n${end}`;
      if (why === 'costs') return `${start}\n${costTable(stretches)}\n${end}`;
      const stretch = stretches.find((each) => each.why.startsWith(why));
      if (!stretch) throw new Error(`nothing happened because of ${why}`);
      return `${start}\n${table(stretch)}\n${end}`;
    },
  );
  if (process.env['UPDATE']) writeFileSync(page, measured);
  expect(readFileSync(page, 'utf8')).toBe(measured);
  expect(measured.split('<!-- measured: ').length - 1).toBe(6);
});
