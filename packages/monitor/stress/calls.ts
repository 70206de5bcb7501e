/**
 * System calls by chance, with arguments by chance, from many processes at once, beside a witness who
 * keeps a secret in its memory. No one may stop the monitor, change the witness's memory, or ever have
 * the secret in a page of its own: the processes look for that themselves, and so does this program, in
 * the whole memory of all of them.
 */
import { type EngineName, type Machine, MemoryDisk } from '../../machine/src/index.ts';
import { makeFileSystem, readFileSystem } from '../src/index.ts';
import { monitorFuzzLong } from '../test/images.ts';
import { type View, view } from '../test/view.ts';
import { buildWithMix } from './build.ts';
import { computer } from './computer.ts';
import { left, type Outcome } from './whole.ts';

const ramBytes = 8 * 2 ** 20;
const sampleInstructions = 1_000_000;
/** Of the witness: it is the first job. */
const witness = 1;
/** As `secret.inc` computes it. */
const secret = BigInt.asUintN(64, ~(0x1e3779b97f4a7c15n << 3n));
const typed = new TextEncoder().encode('one line\rtwo\x04\r');
const poem = new TextEncoder().encode('boxes\nthat nest\n');

/** What is wrong at this moment: who else has the secret, and whether the witness still has it. */
function wrong(machine: Machine, monitor: View): string | undefined {
  for (const field of monitor.processes()) {
    const pid = field('P_PID');
    const pages = monitor.mappings(field('P_ROOT')).filter(({ user }) => user);
    for (const { physical, address, bytes } of pages) {
      const page = new BigUint64Array(
        machine.bytes(physical, physical + bytes)?.buffer ?? new ArrayBuffer(0),
      );
      const found = page.filter((each) => each === secret).length;
      if (pid !== witness && found > 0) return `process ${pid} has it at ${address.toString(16)}`;
      if (pid === witness && found > 1 && found !== page.length) {
        return `a page of the witness was changed at ${address.toString(16)}`;
      }
    }
  }
  return undefined;
}

/**
 * @param rounds of 40 ms, after each of which all are killed; about 5.5 million instructions each.
 * @param seed of what they ask.
 */
export function calls(rounds: number, seed: number, engine: EngineName): Outcome {
  const image = buildWithMix(monitorFuzzLong, (mix) =>
    mix
      .replace(/witness, *\d+/, `witness, ${10 * rounds}`)
      .replace(/fuzzer, *\d+/, `fuzzer, ${rounds} + (${seed} << 16)`),
  );
  const made = makeFileSystem(new Map([['poem', poem]]), 256, 4000);
  if (typeof made === 'string') throw new Error(made);
  const disk = new MemoryDisk(made);
  const guest = computer(image, { ramBytes, disk, engine });
  const { machine } = guest;
  const monitor = view(machine, image);
  const problems: string[] = [];
  let looks = 0;
  let outcome = machine.run({ maxInstructions: sampleInstructions });
  while (outcome.kind === 'limit' && problems.length === 0) {
    const found = wrong(machine, monitor);
    if (found) problems.push(found);
    looks++;
    machine.receive(typed); // for those that read from the console
    if (machine.instructions > rounds * 2e7 + 1e8) problems.push('it does not come to an end');
    outcome = machine.run({ maxInstructions: machine.instructions + sampleInstructions });
  }
  if (outcome.kind !== 'finished' || outcome.status !== 0) {
    problems.push(`the run ended as ${JSON.stringify(outcome)}`, guest.said.slice(-1500));
  }
  if (!guest.said.includes('nobody has changed it'))
    problems.push('the witness did not say its word');
  if (!guest.said.includes('nobody has read it')) problems.push('somebody has read it');
  const files = readFileSystem(disk.bytes);
  if (typeof files === 'string') problems.push(files);
  else problems.push(...left(monitor, ramBytes, disk.bytes));
  return {
    problems,
    instructions: machine.instructions,
    facts: [
      `${guest.said.split(' ended, status ').length - 1} processes`,
      `${[...guest.said.matchAll(/, (\d+) calls, /g)].reduce((sum, [, n]) => sum + Number(n), 0)} calls`,
      `${looks} times all of their memory was searched`,
    ],
  };
}
