/**
 * 64 processes at once, in a quarter of the memory that they need, with a disk that takes its time and a
 * parent that kills some of them in whatever they do.
 *
 * The processes check their own pages and files. From outside, again and again, the disk is read as
 * it is at that moment: every byte of every file must be one that was written there. At the end, all
 * that was taken must have been given back.
 */
import { type EngineName, MemoryDisk } from '../../machine/src/index.ts';
import { makeFileSystem, readFileSystem } from '../src/index.ts';
import { monitorStressLong } from '../test/images.ts';
import { view } from '../test/view.ts';
import { buildWithMix } from './build.ts';
import { computer } from './computer.ts';
import { left, type Outcome } from './whole.ts';

const pageBytes = 4096;
const ramBytes = 2.5 * 2 ** 20;
const sampleInstructions = 2_000_000;
/** The factor of the file that the processes map (stress.s). */
const step = 0x9e3779b1n;

const numbers = (() => {
  const bytes = new Uint8Array(30 * pageBytes);
  const words = new BigUint64Array(bytes.buffer);
  for (let i = 0; i < words.length; i++) words[i] = BigInt.asUintN(64, step * BigInt(i + 1));
  return bytes;
})();
const poem = new TextEncoder().encode('boxes\nthat nest\n');

/**
 * What is wrong with a file that a process has written, or is writing: it holds the first bytes of the
 * process's heap, where each page begins with its address and the process's number.
 */
function wrongByte(name: string, bytes: Uint8Array): string | undefined {
  const pid = [...name.slice(1)].reduce((sum, c, i) => sum + (c.charCodeAt(0) - 97) * 16 ** i, 0);
  const doublewords = new BigUint64Array(bytes.slice(0, bytes.length - (bytes.length % 8)).buffer);
  const heap = doublewords[0] ?? 0n;
  for (const [i, found] of doublewords.entries()) {
    const place = i % (pageBytes / 8);
    const page = BigInt(Math.floor(i / (pageBytes / 8)) * pageBytes);
    const expected = place === 0 ? heap + page : place === 1 ? BigInt(pid) : 0n;
    if (found !== expected || heap % BigInt(pageBytes) !== 0n)
      return `'${name}' has ${found} at ${8 * i}, not ${expected}`;
  }
  return undefined;
}

const equal = (a: Uint8Array | undefined, b: Uint8Array) =>
  a !== undefined && Buffer.compare(a, b) === 0;

/** @param children in all; about 700,000 instructions each. */
export function processes(children: number, engine: EngineName): Outcome {
  const image = buildWithMix(monitorStressLong, (mix) =>
    mix.replace(/stress, *\d+/, `stress, ${children}`),
  );
  const made = makeFileSystem(
    new Map([
      ['poem', poem],
      ['numbers', numbers],
    ]),
    256,
    8000,
  );
  if (typeof made === 'string') throw new Error(made);
  const disk = new MemoryDisk(made);
  const guest = computer(image, { ramBytes, disk, engine });
  const { machine } = guest;
  const monitor = view(machine, image);

  const problems: string[] = [];
  let mostProcesses = 0;
  const need: number[] = [];
  let filesSeen = 0;
  let lastEnded = 0;
  let lastChange = 0;
  let outcome = machine.run({ maxInstructions: sampleInstructions });
  for (; outcome.kind === 'limit'; ) {
    const files = readFileSystem(disk.bytes);
    if (typeof files === 'string') problems.push(files);
    else {
      if (!equal(files.get('poem'), poem)) problems.push("'poem' has changed");
      if (!equal(files.get('numbers'), numbers)) problems.push("'numbers' has changed");
      for (const [name, bytes] of files) {
        if (!name.startsWith('=')) continue;
        filesSeen++;
        const wrong = wrongByte(name, bytes);
        if (wrong) problems.push(wrong);
      }
    }
    const there = monitor.processes().length - 1;
    mostProcesses = Math.max(mostProcesses, there);
    const [given, free] = [monitor.variable('pages_given'), monitor.variable('pages_left')];
    const swapped = monitor.variable('slots') - monitor.variable('slots_left');
    if (there >= 60) need.push((given - free + swapped) / given);
    const ended = guest.said.split(' ended, status ').length;
    if (ended !== lastEnded) [lastEnded, lastChange] = [ended, machine.instructions];
    if (machine.instructions - lastChange > 2e8) problems.push('nothing ends any more');
    if (problems.length > 0) break;
    outcome = machine.run({ maxInstructions: machine.instructions + sampleInstructions });
  }

  if (outcome.kind !== 'finished' || outcome.status !== 0) {
    problems.push(`the run ended as ${JSON.stringify(outcome)}`);
  }
  if (!guest.said.includes('[1 stress] nothing is left\n')) problems.push(guest.said.slice(-1500));
  const files = readFileSystem(disk.bytes);
  if (typeof files === 'string') problems.push(files);
  else {
    const names = [...files.keys()].join(' ');
    if (names !== 'poem numbers') problems.push(`files at the end: ${names}`);
    problems.push(...left(monitor, ramBytes, disk.bytes));
  }
  need.sort((a, b) => a - b);
  const middle = need[Math.floor(need.length / 2)] ?? 0;
  return {
    problems,
    instructions: machine.instructions,
    facts: [
      `${guest.said.split(' ended, status ').length - 1} processes, up to ${mostProcesses} at once`,
      `${guest.said.split(' killed by process ').length - 1} killed`,
      `they need ${middle.toFixed(1)} times the memory there is (median)`,
      `${monitor.variable('transfers')} pages read from the swap area`,
      `${filesSeen} files read while they were written`,
      `${(machine.idleNs / 1e6).toFixed(0)} ms idle`,
    ],
  };
}
