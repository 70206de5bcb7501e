/**
 * `npm run bench`: the speed of the computer, beside QEMU's on the same image where QEMU is installed.
 *
 * Each program runs on both in turn, several times, and the medians are compared: on a shared
 * machine absolute times mean little, ratios measured side by side do. Each run is a process of its own, `ireko run` or
 * QEMU, with the same options; its time is that of processors, the host's compilers included, less that of such a process
 * with nothing to do. In the group `processes` nothing is left out. How long whole processes took by the clock is compared
 * as well: less, where compilers work beside the guest in threads of their own, if the machine has nothing else to do.
 *
 *   npm run bench -- [option…] [program…], or the group of some
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineName } from '@ireko/machine';
import { monitorReport } from '../../monitor/bench/report.ts';
import { optionLines } from '../src/help.ts';
import { Mistake } from '../src/mistake.ts';
import { parseOptions } from '../src/options/options.ts';
import { parseCount } from '../src/options/quantity.ts';
import { repositoryRoot } from '../src/repository.ts';
import { parseEngine } from '../src/run/computer.ts';
import { type Group, type Guest, nothing, type Program, programs } from './guests.ts';
import { type Measured, median, processorTime } from './measure.ts';

/** A run. */
interface Run extends Times {
  readonly output: string;
  readonly instructions: number;
}

/** The time of processors and that of the clock: of runs, or how many times as much QEMU took. */
interface Times {
  readonly seconds: number;
  readonly elapsed: number;
}

/** The shortest time that anything is taken to need: what is measured with tells no less. */
const TICK_SECONDS = 0.001;
const ramMebibytes = 128;
const ireko = `${repositoryRoot}ireko`;

/** The options for a guest, QEMU's and ours, whose files are written into a folder. */
function optionsFor(guest: Guest, place: string): readonly string[] {
  const file = (name: string, bytes: Uint8Array) => {
    writeFileSync(join(place, name), bytes);
    return join(place, name);
  };
  const { image, firmware, kernel, initialRamDisk } = guest.files;
  const kernelFile = kernel ?? image;
  const options = ['-M', 'virt', '-smp', '1', '-nographic'];
  options.push('-m', `${guest.ramMebibytes ?? ramMebibytes}M`);
  options.push('-bios', firmware ? file('firmware', firmware) : 'none');
  if (kernelFile) options.push('-kernel', file('kernel', kernelFile));
  if (initialRamDisk) options.push('-initrd', file('initrd', initialRamDisk));
  if (guest.needsHypervisor) options.push('-cpu', 'rv64,h=true');
  if (guest.bootArguments) options.push('-append', guest.bootArguments);
  if (guest.disk) {
    options.push('-global', 'virtio-mmio.force-legacy=false');
    options.push('-drive', `file=${file('disk', guest.disk)},if=none,format=raw,id=disk`);
    options.push('-device', 'virtio-blk-device,drive=disk,bus=virtio-mmio-bus.0');
  }
  return options;
}

/** Runs a guest in a new process. @param more options for ours. */
function runProcess(command: string, guest: Guest, more: readonly string[]): Measured {
  const place = mkdtempSync(join(tmpdir(), 'ireko-bench-'));
  try {
    return processorTime(command, [...more, ...optionsFor(guest, place)]);
  } finally {
    rmSync(place, { recursive: true });
  }
}

function runHere(guest: Guest, engine: EngineName): Run {
  const options = ['run', '--stats', `--engine=${engine}`];
  const ran = runProcess(ireko, guest, options);
  if (ran.status !== 0) throw new Error(ran.stderr);
  const [, count = '0'] = /([\d ]+) instructions/.exec(ran.stderr) ?? [];
  return { ...ran, output: ran.stdout, instructions: Number(count.replaceAll(' ', '')) };
}

function runOnQemu(guest: Guest): Run | undefined {
  const ran = runProcess('qemu-system-riscv64', guest, []);
  const NOT_FOUND = 127;
  if (ran.status === NOT_FOUND || ran.status === null) return undefined;
  return { ...ran, output: ran.stdout.replaceAll('\r', ''), instructions: 0 };
}

/** A run less the processor time of one with nothing to do, if that is left out. */
const without = ({ seconds, elapsed }: Run, nothing: Run | undefined): Times => ({
  seconds: Math.max(seconds - (nothing?.seconds ?? 0), TICK_SECONDS),
  elapsed,
});

function check(name: string, { shows }: Guest, here: string, there: string): void {
  if (shows === undefined && here !== there) {
    throw new Error(`${name} printed ${here} here and ${there} on QEMU`);
  }
  for (const output of [here, there]) {
    if (!output.includes(shows ?? '')) throw new Error(`${name} ended with ${output.slice(-200)}`);
  }
}

function measure(program: Program, engine: EngineName, rounds: number): Times | undefined {
  const { name, group, about, events } = program;
  const title = `${name.padEnd(13)} ${about.padEnd(37)}`;
  const guest = program.guest(name);
  if (typeof guest === 'string') {
    console.log(`${title}   left out: ${guest}`);
    return undefined;
  }
  const empty = group === 'processes' ? undefined : nothing();
  const ours: Times[] = [];
  const theirs: Times[] = [];
  let instructions = 0;
  for (let round = 0; round < rounds; round++) {
    const here = runHere(guest, engine);
    ours.push(without(here, empty && runHere(empty, engine)));
    instructions = here.instructions;
    const there = runOnQemu(guest);
    if (!there) continue;
    theirs.push(without(there, empty && runOnQemu(empty)));
    check(name, guest, here.output, there.output);
  }
  const medianOf = (runs: readonly Times[], what: keyof Times) =>
    median(runs.map((run) => run[what]));
  const seconds = medianOf(ours, 'seconds');
  let speed = `${(instructions / seconds / 1e6).toFixed(0)} M instructions/s`;
  if (events) speed = `${(events.count / seconds / 1e6).toFixed(2)} M ${events.name}/s`;
  if (!empty) speed = `${(seconds * 1000).toFixed(0)} ms`;
  const ratio = (what: keyof Times) => medianOf(theirs, what) / medianOf(ours, what);
  const ratios =
    theirs.length > 0 ? { seconds: ratio('seconds'), elapsed: ratio('elapsed') } : undefined;
  console.log(`${title} ${speed.padStart(26)} ${ratios ? comparison(ratios) : ''}`.trimEnd());
  return ratios;
}

const comparison = ({ seconds, elapsed }: Times): string =>
  `${seconds.toFixed(2).padStart(6)} × QEMU, ${elapsed.toFixed(2)} by the clock`;

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

const options = {
  rounds: { value: 'N', help: 'how often each runs on each of both (default: 3)' },
  engine: { value: 'ENGINE', help: 'translator (default), interpreter or reference' },
  linux: { value: 'FOLDER', help: 'where a Linux to boot is; nothing boots one without' },
  help: { short: 'h', help: 'show this help' },
} as const;

/** What is told of the monitor itself, beside its speed: no program, but asked for like one. */
const monitorTables = 'monitor-costs';

/** The programs that are asked for, by their names or those of their groups; all if none is. */
function chosen(from: readonly Program[], names: readonly string[]): readonly Program[] {
  const known = new Set([...from.flatMap(({ name, group }) => [group, name]), monitorTables]);
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined)
    throw new Mistake(`there is no program ${unknown}; there are ${[...known].join(', ')}`);
  return from.filter(
    ({ name, group }) => names.length === 0 || names.includes(name) || names.includes(group),
  );
}

function bench(args: readonly string[]): void {
  const { values, operands } = parseOptions(options, args);
  if (values.help) {
    console.log(`Usage: npm run bench -- [option…] [PROGRAM…]\n\n${optionLines(options)}`);
    return;
  }
  const engine = parseEngine(values.engine);
  const rounds = parseCount(values.rounds ?? '3', '--rounds');
  processorTime(ireko, ['--version']); // bundles the command first, if a source has changed
  const measured: { readonly group: Group; readonly ratios: Times }[] = [];
  for (const program of chosen(programs(values.linux), operands)) {
    const ratios = measure(program, engine, rounds);
    if (ratios) measured.push({ group: program.group, ratios });
  }
  if (measured.length === 0 && operands.some((name) => name !== monitorTables))
    console.log('QEMU is not installed, so there is nothing to compare with');
  for (const [group, members] of Map.groupBy(measured, (each) => each.group)) {
    const mean = (what: keyof Times) => geometricMean(members.map(({ ratios }) => ratios[what]));
    const means = { seconds: mean('seconds'), elapsed: mean('elapsed') };
    console.log(`${group}: geometric mean of ${members.length}: ${comparison(means).trim()}`);
  }
  if (operands.length === 0 || operands.includes(monitorTables))
    console.log(`\n${monitorReport()}`);
}

try {
  bench(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Mistake)) throw error;
  console.error(`bench: error: ${error.message}`);
  process.exitCode = 1;
}
