/**
 * `npm run fuzz:vmm`: runs random guests on the bare machine and by each technique of the VMM, in
 * step, for as long as one likes, and tells of each seed that differs, and where. The unit tests do
 * the same with a few.
 *
 *   npm run fuzz:vmm -- [--from SEED] [--count N] [--instructions N]
 */

import { parseArgs } from 'node:util';
import { techniques } from '@ireko/vmm';
import { randomGuests } from '../test/random-guests.ts';

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '1' },
    count: { type: 'string', default: '1000000' },
    instructions: { type: 'string', default: '20000' },
  },
});
const from = Number(values.from);
const end = from + Number(values.count);
const guests = techniques.map((technique) => ({ technique, run: randomGuests(technique) }));

let different = 0;
let compared = 0;
for (let seed = from; seed < end; seed++) {
  for (const { technique, run } of guests) {
    const { instructions, difference } = run(seed, Number(values.instructions));
    compared += instructions;
    if (!difference) continue;
    different++;
    const { pc, instruction, within, unequal } = difference;
    console.log(
      `seed ${seed}, ${technique}: after ${instructions} instructions, within ${within}: 0x${pc.toString(16)} ${instruction}`,
    );
    for (const { name, bare, virtual } of unequal)
      console.log(`  ${name}: 0x${bare.toString(16)} bare, 0x${virtual.toString(16)} virtual`);
  }
  if (process.stderr.isTTY) process.stderr.write(`\r${seed - from + 1} of ${end - from} guests`);
}
if (process.stderr.isTTY) process.stderr.write('\n');
console.log(
  `${end - from} guests by ${techniques.length} techniques, ${compared} instructions compared, ${different} differences`,
);
process.exitCode = different > 0 ? 1 : 0;
