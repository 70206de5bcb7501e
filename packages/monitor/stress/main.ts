/**
 * `npm run stress`: the monitor for a long time in bad company. Two runs, each of which is a test
 * in its short form (test/runs.ts):
 *
 * - stress: 56 children at a time, more than 1,500 in all, in a quarter of the memory that they need, with
 *   a disk that is slow; half of them are killed in whatever they do.
 * - fuzz: system calls by chance, beside a witness.
 *
 * The monitor itself counts pages and slots at the end and fails if one is lost; the processes check their
 * pages and files, this program the disk.
 */
import { type EngineName, Machine, MemoryDisk } from '../../machine/src/index.ts';
import { makeFileSystem, readFileSystem } from '../src/index.ts';
import { build } from '../test/build.ts';
import { monitorFuzzLong, monitorStressLong } from '../test/images.ts';

const engine = (process.argv[2] ?? 'interpreter') as EngineName;
const poem = new TextEncoder().encode('boxes\nthat nest\n');

let failures = 0;
for (const [image, memoryMiB, shows] of [
  [monitorStressLong, 2, '[1 stress] nothing is left\n'],
  [monitorFuzzLong, 8, '[1 witness] nobody has changed it\n'],
] as const) {
  const made = makeFileSystem(new Map([['poem', poem]]), 256, 4000);
  if (typeof made === 'string') throw new Error(made);
  const disk = new MemoryDisk(made);
  let console = '';
  const machine = new Machine({
    engine,
    ramBytes: memoryMiB * 2 ** 20,
    disks: [disk],
    console: (byte) => {
      console += String.fromCharCode(byte);
    },
  });
  const problem = machine.load(build(image));
  if (problem !== undefined) throw new Error(problem);
  const outcome = machine.run({ maxInstructions: 1e11 });
  const files = readFileSystem(disk.bytes);
  const good =
    outcome.kind === 'finished' &&
    outcome.status === 0 &&
    console.includes(shows) &&
    typeof files !== 'string';
  if (!good) failures++;
  const ended = console.split(' ended, status ').length - 1;
  const killed = console.split(' killed by process ').length - 1;
  process.stdout.write(
    `${image.name}: ${good ? 'good' : 'FAILED'}, ${machine.instructions.toLocaleString('en')} instructions, ` +
      `${(machine.idleNs / 1e6).toFixed(0)} ms idle, ${ended} processes, ${killed} killed\n`,
  );
  if (!good) process.stdout.write(`${console.slice(-2000)}\n`);
  if (typeof files === 'string') process.stdout.write(`${files}\n`);
}
process.exitCode = failures === 0 ? 0 : 1;
