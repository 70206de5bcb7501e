/**
 * `npm run fuzz:coverage`: what the sequences of `npm run fuzz` reach: which instructions of the table retire, in
 * which modes and with which page tables, and which traps are taken from where to where.
 *
 *   npm run fuzz:coverage -- [--from NUMBER] [--count N]
 */

import { instructions } from '@ireko/isa';
import { fuzzOptions } from '../../isa/test/fuzz-options.ts';
import { Coverage, type Tally } from '../test/engines/coverage.ts';
import { Sequences } from '../test/engines/sequences.ts';

const { from, count } = fuzzOptions({}, 10_000);
const coverage = new Coverage();
const sequences = new Sequences();
for (let number = from; number < from + count; number++) coverage.add(sequences.make(number));

const show = (title: string, { all }: Tally) => {
  const width = Math.max(...all.map(([, times]) => String(times).length));
  console.log(`${title}:`);
  for (const [what, times] of all) console.log(`  ${String(times).padStart(width)}  ${what}`);
};
show('traps', coverage.traps);
show('instructions that retired, by mode and how addresses are translated', coverage.modes);
show('how sequences ended', coverage.endings);
const names = instructions.map(({ mnemonic }) => mnemonic);
const never = names.filter((name) => coverage.retired.of(name) === 0);
const rarest = names
  .map((name) => ({ name, times: coverage.retired.of(name) }))
  .sort((a, b) => a.times - b.times)
  .slice(0, 10);
console.log(`of ${names.length} instructions never retired: ${never.join(' ') || 'none'}`);
console.log(`rarest: ${rarest.map(({ name, times }) => `${name} ${times}`).join(', ')}`);
