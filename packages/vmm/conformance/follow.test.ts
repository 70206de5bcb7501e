/**
 * docs/explain/vmm.md tells how many instructions each step takes. Its tables are made here;
 * `UPDATE=1` writes them anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { follow, table } from './follow.ts';

const page = `${import.meta.dirname}/../../../docs/explain/vmm.md`;

test('the counts that the explanation gives are those of the VMM as it is', () => {
  const exits = { trap: follow('trap'), tvm: follow('tvm'), h: follow('h') };
  const text = readFileSync(page, 'utf8');
  const measured = text.replaceAll(
    /(<!-- measured: (trap|tvm|h) (\w+) -->\n)[\s\S]*?(\n<!-- end -->)/g,
    (_, start: string, technique: keyof typeof exits, label: string, end: string) => {
      const exit = exits[technique].find((each) => each.label === label);
      if (!exit) throw new Error(`by ${technique} the guest was not left at ${label}`);
      return `${start}\n${table(exit)}\n${end}`;
    },
  );
  if (process.env['UPDATE']) writeFileSync(page, measured);
  expect(readFileSync(page, 'utf8')).toBe(measured);
  expect(measured.split('<!-- measured: ').length - 1).toBe(10);
  expect(exits.tvm.map(({ label }) => label)).not.toContain('instruction');
  expect(exits.h.map(({ label }) => label)).toEqual(['memory', 'read', 'wait', 'timer']);
});
