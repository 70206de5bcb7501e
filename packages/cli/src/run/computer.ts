/** The computer that `run` and `vmm` make: the options that describe it, and a run on it. */

import {
  type Change,
  defaultEngine,
  defaultRamBytes,
  type EngineName,
  engineNames,
  Machine,
  type SemihostingSettings,
} from '@ireko/machine';
import { type GdbAddress, GdbServer } from '../gdb/server.ts';
import { guestColours } from '../host/guest-colours.ts';
import { compileForGuests } from '../host/host-compiler.ts';
import { Terminal } from '../host/terminal.ts';
import { Mistake } from '../mistake.ts';
import { didYouMean } from '../nearest.ts';
import type { TerminalUse } from '../options/qemu-options.ts';
import { parseCount, parseRam } from '../options/quantity.ts';
import type { Slots } from '../options/slot-options.ts';
import { bootMistake, contentsOf, type NamedBootFiles } from './boot-files.ts';
import { CheckpointedInput } from './checkpoints.ts';
import { exitStatus } from './exit-status.ts';
import { answering } from './machine-monitor.ts';
import type { Recorder } from './run-log.ts';
import { runSession, type SessionOptions } from './session.ts';
import { type SnapshotFile, saveSnapshot } from './snapshot-file.ts';
import { statistics } from './statistics.ts';
import { allProbes, traceProbe } from './trace.ts';

/** Options that every command which runs something has. */
export const computerOptions = {
  m: { value: 'SIZE', help: 'RAM, in MiB or with K, M or G (default: 128M)' },
  engine: {
    value: 'ENGINE',
    help: 'how to execute: translator (default), interpreter or reference',
  },
  'max-instructions': { value: 'N', help: 'stop after N instructions, with exit status 1' },
  account: { help: 'at the end, print what each layer did and what it cost' },
  trace: { help: 'tell on stderr of each trap, return, disk request and wait' },
  stats: { help: 'at the end, tell on stderr what ran and how long it was idle' },
} as const;

/** What those options were given. */
export interface ComputerValues {
  readonly m: string | undefined;
  readonly engine: string | undefined;
  readonly 'max-instructions': string | undefined;
  readonly account: boolean;
  readonly trace: boolean;
  readonly stats: boolean;
}

/** Those options, understood. */
export interface Computer {
  readonly ramBytes: number;
  readonly engine: EngineName;
  readonly maxInstructions: number;
  readonly account: boolean;
  readonly trace: boolean;
  readonly stats: boolean;
}

/** The engine of a name; the usual one without. @throws {Mistake} when there is none of that name. */
export function parseEngine(name: string = defaultEngine): EngineName {
  const known = engineNames.find((each) => each === name);
  if (known) return known;
  const hint = didYouMean(name, engineNames) || `; there are ${engineNames.join(', ')}`;
  throw new Mistake(`--engine: no engine '${name}'${hint}`);
}

/**
 * @param usualRamBytes what it has unless told otherwise.
 * @throws {Mistake} when an option has no meaning.
 */
export function parseComputer(
  values: ComputerValues,
  usualRamBytes: number = defaultRamBytes,
): Computer {
  const { m, engine, 'max-instructions': limit, account, trace, stats } = values;
  return {
    ramBytes: m === undefined ? usualRamBytes : parseRam(m, '-m'),
    engine: parseEngine(engine),
    maxInstructions: limit === undefined ? Infinity : parseCount(limit, '--max-instructions'),
    account,
    trace,
    stats,
  };
}

/** What else a run needs. */
export interface RunOptions {
  /** Begins what is said on stderr, as `ireko run`. */
  readonly who: string;
  /** How many harts there are; 1 unless told otherwise. */
  readonly harts?: number;
  readonly devices: Slots;
  /** What the guest finds as `bootargs` in its device tree. */
  readonly bootArguments?: string | undefined;
  /**
   * The image is the VMM: lines begin with guests' names, which have colours on a terminal, and those that are not
   * ended are shown at the end.
   */
  readonly guests?: boolean;
  /** What the terminal is for: the serial port, unless told otherwise. */
  readonly terminal?: TerminalUse;
  /** Execute nothing until the monitor is told so. */
  readonly isStopped?: boolean;
  /** What programs may ask of their host. */
  readonly semihosting?: SemihostingSettings | undefined;
  /** Where gdb can connect. */
  readonly gdb?: GdbAddress | undefined;
  /** Begin there. */
  readonly snapshot?: SnapshotFile | undefined;
  /** Save a snapshot to this file when the run has ended. */
  readonly saveTo?: string | undefined;
  /** Notes what comes in. */
  readonly recorder?: Recorder | undefined;
  /** Looks at the machine when the run has ended. */
  readonly atEnd?: (machine: Machine) => void;
}

/** A machine that is ready to run, and the terminal at it. */
export interface ReadyComputer {
  readonly machine: Machine;
  readonly terminal: Terminal;
}

/**
 * A computer with files loaded, on this process's terminal.
 * @throws {Mistake} when one of them cannot be loaded.
 */
export async function readyComputer(
  files: NamedBootFiles,
  { ramBytes, engine, account, trace }: Computer,
  options: RunOptions,
): Promise<ReadyComputer & { readonly report: (() => string) | undefined }> {
  const { harts = 1, devices, bootArguments, guests = false, snapshot, recorder } = options;
  const { listener = 'guest', hasSerial = true } = options.terminal ?? {};
  const { disks, serials, slots, hasLegacyVirtio = false } = devices;
  compileForGuests();
  const onInput = recorder && ((at: Machine, bytes: Uint8Array) => recorder.input(at, bytes));
  const terminal = new Terminal({ listener, onInput });
  const colours = guests && process.stdout.hasColors?.();
  const console = colours ? guestColours(terminal.write) : terminal.write;
  const lab = account ? await import('@ireko/lab') : undefined;
  const accounting =
    lab && new lab.Accounting((files.image ?? files.kernel)?.bytes ?? new Uint8Array(0));
  const probes = accounting ? [accounting.probe] : [];
  if (trace)
    probes.push(
      traceProbe((line) => {
        terminal.flush(); // what was written before stands before it
        process.stderr.write(line);
      }),
    );
  const machine = new Machine({
    ramBytes,
    harts,
    engine,
    disks: recorder ? disks.map((disk, slot) => disk && recorder.disk(slot, disk)) : disks,
    ...(serials && { serials }),
    slots,
    hasLegacyVirtio,
    console: hasSerial ? console : () => {},
    slotConsole: console,
    ...(options.semihosting && { semihosting: options.semihosting }),
    ...(bootArguments !== undefined && { bootArguments }),
    ...(probes.length > 0 && { probe: allProbes(probes) }),
  });
  if (files.image || files.kernel || files.firmware) {
    const problem = machine.boot(contentsOf(files));
    if (problem) throw bootMistake(files, problem);
  }
  if (snapshot) {
    const problem = machine.restore(snapshot.bytes);
    if (problem !== undefined) throw new Mistake(`${snapshot.path}: ${problem}`);
  }
  const report = lab && accounting && (() => lab.formatReport(accounting.report()));
  return { machine, terminal, report };
}

/**
 * Run files on a computer of their own, with this process's terminal.
 * @returns the exit status.
 * @throws {Mistake} when one of them cannot be loaded.
 */
export async function runFiles(
  files: NamedBootFiles,
  computer: Computer,
  options: RunOptions,
): Promise<number> {
  const { who, recorder, saveTo } = options;
  const { machine, terminal, report } = await readyComputer(files, computer, options);
  const monitor: SessionOptions['monitor'] = recorder && {
    saved: () => recorder.saved(machine),
    cannotLoad: 'a run that is recorded cannot go elsewhere',
  };
  const change = (made: Change) => {
    const isMade = machine.debug.make(made);
    if (isMade) recorder?.change(machine, made);
    return isMade;
  };
  const debug = { machine, change, monitor: answering(machine, monitor) };
  const gdb = options.gdb && (await GdbServer.listen(options.gdb, debug, () => terminal.wake()));
  const begun =
    options.guests && files.image
      ? (await import('../host/begun-lines.ts')).begunLines(files.image.bytes, machine)
      : undefined;
  const ending = await runSession({
    machine,
    terminal,
    input: recorder ? new CheckpointedInput(terminal, recorder, machine.instructions) : terminal,
    maxInstructions: computer.maxInstructions,
    isStopped: options.isStopped ?? false,
    debugger: gdb,
    begunLine: begun?.current,
    ...(monitor && { monitor }),
  });
  gdb?.close();
  for (const line of begun?.all() ?? []) terminal.say(`${line}\n`);
  const status = ending.kind === 'finished' ? ending.status : 1;
  recorder?.end(machine, ending.kind, status);
  if (saveTo !== undefined) saveSnapshot(machine, saveTo);
  options.atEnd?.(machine);
  if (report) process.stdout.write(`\n${report()}`);
  if (computer.stats) process.stderr.write(statistics(machine));
  return exitStatus(ending, machine, who, (files.image ?? files.kernel)?.bytes);
}
