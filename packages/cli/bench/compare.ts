/**
 * `pnpm bench`: the speed of the computer, beside QEMU's on the same image where QEMU is installed.
 *
 * Each program runs on both in turn, several times, and the medians are compared: on a shared
 * machine absolute times mean little, ratios measured side by side do. Time is that of processors,
 * the host's compiler included. QEMU's is that of its process less that of one with nothing to do;
 * ours is that of the run, less what the new computer cost V8's collector. In the group `processes`,
 * both are those of whole processes.
 *
 *   pnpm bench [option…] [program…], or the group of some
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type EngineName, Machine, MemoryDisk } from '@ireko/machine';
import { monitorReport } from '../../monitor/bench/report.ts';
import { optionLines } from '../src/help.ts';
import { Mistake } from '../src/mistake.ts';
import { parseOptions } from '../src/options/options.ts';
import { parseCount } from '../src/options/quantity.ts';
import { repositoryRoot } from '../src/repository.ts';
import { parseEngine } from '../src/run/computer.ts';
import { type Group, type Guest, nothing, type Program, programs } from './guests.ts';
import { median, processorTime } from './measure.ts';

interface Run {
  readonly seconds: number;
  readonly output: string;
  readonly instructions: number;
}

const mebibyte = 2 ** 20;
/** The shortest time that QEMU is taken to need: what is measured with tells no less. */
const TICK_SECONDS = 0.001;
const ramMebibytes = 128;

/**
 * To make room for a computer's memory, V8 begins to look through its whole heap, in threads of its own: some 20 ms
 * of processor time that would go on in the run. With this the heap has been looked through.
 */
setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

function runHere(guest: Guest, engine: EngineName): Run {
  let output = '';
  const machine = new Machine({
    engine,
    ramBytes: (guest.ramMebibytes ?? ramMebibytes) * mebibyte,
    console: (byte) => {
      output += String.fromCharCode(byte);
    },
    ...(guest.disk && { disks: [new MemoryDisk(guest.disk.slice())] }),
    ...(guest.bootArguments && { bootArguments: guest.bootArguments }),
  });
  const failure = machine.boot(guest.files);
  if (failure) throw new Error(failure.problem);
  collectGarbage();
  const start = process.cpuUsage();
  const { kind } = machine.run({ maxInstructions: 20_000_000_000 });
  const { user, system } = process.cpuUsage(start);
  return {
    seconds: (user + system) / 1e6,
    output: output + (kind === 'finished' ? '' : kind),
    instructions: machine.instructions,
  };
}

/** Runs the command as a shell does; the guest is one image. */
function runCommand({ files: { image } }: Guest): Run {
  if (!image) throw new Error('the guest is no image');
  const place = mkdtempSync(join(tmpdir(), 'ireko-bench-'));
  try {
    const file = join(place, 'image.elf');
    writeFileSync(file, image);
    const options = ['run', '-m', `${ramMebibytes}M`, file];
    const { seconds, stdout } = processorTime(`${repositoryRoot}ireko`, options);
    return { seconds, output: stdout, instructions: 0 };
  } finally {
    rmSync(place, { recursive: true });
  }
}

/** QEMU's options for a guest, whose files are written into a folder. */
function qemuOptions(guest: Guest, place: string): readonly string[] {
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

function runOnQemu(guest: Guest): Run | undefined {
  const place = mkdtempSync(join(tmpdir(), 'ireko-bench-'));
  try {
    const options = qemuOptions(guest, place);
    const { seconds, stdout, status } = processorTime('qemu-system-riscv64', options);
    const NOT_FOUND = 127;
    if (status === NOT_FOUND || status === null) return undefined;
    return { seconds, output: stdout.replaceAll('\r', ''), instructions: 0 };
  } finally {
    rmSync(place, { recursive: true });
  }
}

function check(name: string, { shows }: Guest, here: string, there: string): void {
  if (shows === undefined && here !== there) {
    throw new Error(`${name} printed ${here} here and ${there} on QEMU`);
  }
  for (const output of [here, there]) {
    if (!output.includes(shows ?? '')) throw new Error(`${name} ended with ${output.slice(-200)}`);
  }
}

function measure(program: Program, engine: EngineName, rounds: number): number | undefined {
  const { name, about, events, isProcess = false } = program;
  const title = `${name.padEnd(13)} ${about.padEnd(37)}`;
  const guest = program.guest(name);
  if (typeof guest === 'string') {
    console.log(`${title}   left out: ${guest}`);
    return undefined;
  }
  const ours: number[] = [];
  const theirs: number[] = [];
  let instructions = 0;
  for (let round = 0; round < rounds; round++) {
    const here = isProcess ? runCommand(guest) : runHere(guest, engine);
    const start = isProcess ? { seconds: 0 } : runOnQemu(nothing());
    const there = runOnQemu(guest);
    if (there) check(name, guest, here.output, there.output);
    ours.push(here.seconds);
    if (start && there) theirs.push(Math.max(there.seconds - start.seconds, TICK_SECONDS));
    instructions = here.instructions;
  }
  const seconds = median(ours);
  let speed = `${(instructions / seconds / 1e6).toFixed(0)} M instructions/s`;
  if (events) speed = `${(events.count / seconds / 1e6).toFixed(2)} M ${events.name}/s`;
  if (isProcess) speed = `${(seconds * 1000).toFixed(0)} ms`;
  const ratio = theirs.length > 0 ? median(theirs) / seconds : undefined;
  const comparison = ratio === undefined ? '' : `${ratio.toFixed(2)} × QEMU`;
  console.log(`${title} ${speed.padStart(26)} ${comparison.padStart(14)}`.trimEnd());
  return ratio;
}

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
  const measured: { readonly group: Group; readonly ratio: number }[] = [];
  for (const program of chosen(programs(values.linux), operands)) {
    const ratio = measure(program, engine, rounds);
    if (ratio !== undefined) measured.push({ group: program.group, ratio });
  }
  if (measured.length === 0 && operands.some((name) => name !== monitorTables))
    console.log('QEMU is not installed, so there is nothing to compare with');
  for (const [group, members] of Map.groupBy(measured, (each) => each.group)) {
    const mean = geometricMean(members.map(({ ratio }) => ratio));
    console.log(`${group}: geometric mean of ${members.length}: ${mean.toFixed(2)} × QEMU`);
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
