/**
 * `npm run fuzz:vmm`: random guests for as long as one likes, by each technique of the VMM. Each
 * runs in step with itself on the bare machine, and every seed that differs is told, and where;
 * and two run beside a witness, with an eye on every store, and every trespass is told, and how
 * long the witness was kept waiting. The unit tests do the same with a few.
 *
 *   npm run fuzz:vmm -- [--from SEED] [--count N] [--instructions N] [--depth N]
 *
 * With a depth of 2 or more, each guest is beneath so many VMMs, and has no witness; the seed chooses the
 * techniques of the inner ones.
 */

import { type Technique, techniques } from '@ireko/vmm';
import { fuzzOptions } from '../../isa/test/fuzz-options.ts';
import { fuzzProgress } from '../../isa/test/fuzz-progress.ts';
import { hostility, longestWaitAllowed } from '../test/hostile.ts';
import { randomGuests } from '../test/random-guests.ts';

const {
  from,
  count,
  depth,
  instructions: maxInstructions,
} = fuzzOptions({ instructions: 20_000, depth: 1 });
const end = from + count;
const progress = fuzzProgress('guests', count);
const hostilities = new Map(
  depth === 1 ? techniques.map((technique) => [technique, hostility(technique)]) : [],
);

/** The techniques of the inner VMMs: in a virtual machine there is no hypervisor extension. */
const inner = (seed: number): readonly Technique[] =>
  Array.from({ length: depth - 1 }, (_, level) => ((seed >> level) & 1 ? 'tvm' : 'trap'));

let different = 0;
let compared = 0;
let wrongs = 0;
let stores = 0;
let longestWait = 0;

/** Runs the guest of a seed beside a witness, if that is asked for. */
function besideWitness(seed: number, technique: Technique): void {
  const beside = hostilities.get(technique)?.run(seed);
  if (!beside) return;
  stores += beside.stores;
  longestWait = Math.max(longestWait, beside.longestWait);
  const wrong = [
    ...beside.trespasses.map(
      ({ by, owner, pc, begun }) =>
        `${by} stored into memory of ${owner} at 0x${pc.toString(16)}, after ${begun} instructions`,
    ),
    ...beside.vmm.filter((line) => line.includes('defect')),
    ...(beside.longestWait > longestWaitAllowed
      ? [`the witness waited ${beside.longestWait} instructions`]
      : []),
    ...(beside.vmm.includes('vmm: witness ended, status 0') ? [] : ['the witness did not end']),
  ];
  for (const line of wrong.slice(0, 5)) console.log(`seed ${seed}, ${technique}: ${line}`);
  if (wrong.length > 0) wrongs++;
}

/** By their names: each way to run guests is kept, as its computers take long to make. */
const ways = new Map<string, ReturnType<typeof randomGuests>>();

/** Runs the guest of a seed in step with itself on the bare machine. */
function inStep(seed: number, outermost: Technique): void {
  const by = [outermost, ...inner(seed)];
  const name = by.join(', ');
  const run = ways.get(name) ?? randomGuests(...by);
  ways.set(name, run);
  const { instructions, difference } = run(seed, maxInstructions);
  compared += instructions;
  if (!difference) return;
  different++;
  const { pc, instruction, within, unequal } = difference;
  console.log(
    `seed ${seed}, ${name}: after ${instructions} instructions, within ${within}: 0x${pc.toString(16)} ${instruction}`,
  );
  for (const { name, bare, virtual } of unequal)
    console.log(`  ${name}: 0x${bare.toString(16)} bare, 0x${virtual.toString(16)} virtual`);
}

for (let seed = from; seed < end; seed++) {
  for (const technique of techniques) {
    besideWitness(seed, technique);
    inStep(seed, technique);
  }
  progress(seed - from + 1);
}
console.log(
  `${count} guests by ${techniques.length} techniques, ${compared} instructions compared, ${different} differences`,
);
if (depth === 1)
  console.log(
    `beside a witness: ${stores} stores seen, ${wrongs} runs with a trespass, a defect or a delay; it waited ${longestWait} instructions at most`,
  );
process.exitCode = different + wrongs > 0 ? 1 : 0;
