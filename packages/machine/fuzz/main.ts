/**
 * `pnpm fuzz`: runs random programs on all engines for as long as one likes, and tells the first
 * seed on which they end differently. The unit tests do the same with a few dozen.
 *
 *   pnpm fuzz [--from SEED] [--count N] [--instructions N]
 */

import { parseArgs } from 'node:util';
import { type EngineName, engineNames, Machine } from '../src/index.ts';
import { randomProgram, randomProgramRamBytes } from '../test/engines/random-program.ts';

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '1' },
    count: { type: 'string', default: '1000000' },
    instructions: { type: 'string', default: '1500' },
  },
});
const from = Number(values.from);
const end = from + Number(values.count);
const maxInstructions = Number(values.instructions);

/** How a program ends: whatever two engines must have in common. */
function ending(seed: number, engine: EngineName): string {
  const machine = new Machine({ ramBytes: randomProgramRamBytes, engine, hotAfter: 2 });
  machine.hart.ram.set(randomProgram(seed));
  const { kind } = machine.run({ maxInstructions });
  const pc = machine.hart.pc.toString(16);
  return `${kind} after ${machine.instructions} at ${pc}, ${machine.nowNs} ns, ${machine.stateHash()}`;
}

let different = 0;
for (let seed = from; seed < end; seed++) {
  const endings = engineNames.map((engine) => ({ engine, text: ending(seed, engine) }));
  if (new Set(endings.map(({ text }) => text)).size > 1) {
    different++;
    for (const { engine, text } of endings) console.log(`seed ${seed}: ${engine} ${text}`);
  }
  if (process.stderr.isTTY && seed % 100 === 0) {
    process.stderr.write(`\r${seed - from} of ${end - from} programs`);
  }
}
if (process.stderr.isTTY) process.stderr.write('\n');
console.log(`${end - from} programs, ${different} on which the engines differ`);
process.exitCode = different > 0 ? 1 : 0;
