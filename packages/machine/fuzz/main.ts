/**
 * `npm run fuzz`: runs random programs on all engines, on one to three harts in turn, for as long as
 * one likes, and tells of each seed on which they end differently or reach outside the guest's RAM.
 * The unit tests do the same with a few dozen.
 *
 *   npm run fuzz -- [--from SEED] [--count N] [--instructions N]
 */

import { fuzzOptions } from '../../isa/test/fuzz-options.ts';
import { type EngineName, engineNames, Machine, MemoryDisk } from '../src/index.ts';
import { randomProgram, randomProgramRamBytes } from '../test/engines/random-program.ts';
import { unsound } from '../test/soundness.ts';

const { from, count, instructions: maxInstructions } = fuzzOptions({ instructions: 1500 });
const end = from + count;

/** How a seed's program ends: whatever two engines must have in common. */
function ending(seed: number, program: Uint8Array, engine: EngineName): string {
  const machine = new Machine({
    ramBytes: randomProgramRamBytes,
    engine,
    harts: (seed % 3) + 1,
    turnInstructions: 1 + (seed % 60),
    hotAfter: 2,
    disks: [new MemoryDisk(new Uint8Array(8 * 512))],
  });
  machine.hart.ram.set(program);
  const { kind } = machine.run({ maxInstructions });
  const pc = machine.hart.pc.toString(16);
  const problem = unsound(machine);
  if (problem !== undefined) unsoundEndings++;
  return `${kind} after ${machine.instructions} at ${pc}, ${machine.nowNs} ns, ${machine.stateHash()}${problem ? `, ${problem}` : ''}`;
}

let different = 0;
let unsoundEndings = 0;
for (let seed = from; seed < end; seed++) {
  const program = randomProgram(seed);
  const endings = engineNames.map((engine) => ({ engine, text: ending(seed, program, engine) }));
  const differ = new Set(endings.map(({ text }) => text)).size > 1;
  if (differ || unsoundEndings > 0) {
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
