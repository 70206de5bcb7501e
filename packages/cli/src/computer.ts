/** The computer that `run` and `vmm` make: the options that describe it, and a run on it. */

import {
  type Disk,
  defaultEngine,
  defaultRamBytes,
  type EngineName,
  engineNames,
  Machine,
} from '@ireko/machine';
import { bootMistake, contentsOf, type NamedBootFiles } from './boot-files.ts';
import { guestColours } from './guest-colours.ts';
import { Mistake } from './mistake.ts';
import { didYouMean } from './nearest.ts';
import { parseCount, parseRam } from './quantity.ts';
import { exitStatus, runSession } from './session.ts';
import { statistics } from './statistics.ts';
import { Terminal } from './terminal.ts';
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

/** @throws {Mistake} when an option has no meaning. */
export function parseComputer(values: ComputerValues): Computer {
  const { m, engine = defaultEngine, 'max-instructions': limit, account, trace, stats } = values;
  const known = engineNames.find((name) => name === engine);
  if (!known) {
    const hint = didYouMean(engine, engineNames) || `; there are ${engineNames.join(', ')}`;
    throw new Mistake(`--engine: no engine '${engine}'${hint}`);
  }
  return {
    ramBytes: m === undefined ? defaultRamBytes : parseRam(m, '-m'),
    engine: known,
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
  /** By their virtio slots. */
  readonly disks: readonly (Disk | undefined)[];
  /** What the guest finds as `bootargs` in its device tree. */
  readonly bootArguments?: string;
  /** The image is the VMM, so lines begin with guests' names: colour those on a terminal. */
  readonly guests?: boolean;
  /** Whether the guest gets what is typed, piped or in the input file; it does unless told not. */
  readonly listens?: boolean;
  /** Looks at the machine when the run has ended. */
  readonly atEnd?: (machine: Machine) => void;
}

/**
 * Run files on a computer of their own, with this process's terminal.
 * @returns the exit status.
 * @throws {Mistake} when one of them cannot be loaded.
 */
export async function runFiles(
  files: NamedBootFiles,
  { ramBytes, engine, maxInstructions, account, trace, stats }: Computer,
  { who, harts = 1, disks, bootArguments, guests = false, listens = true, atEnd }: RunOptions,
): Promise<number> {
  const terminal = new Terminal({ listens });
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
    disks,
    console,
    ...(bootArguments !== undefined && { bootArguments }),
    ...(probes.length > 0 && { probe: allProbes(probes) }),
  });
  const problem = machine.boot(contentsOf(files));
  if (problem) throw bootMistake(files, problem);
  const ending = await runSession(machine, terminal, maxInstructions);
  atEnd?.(machine);
  if (lab && accounting) process.stdout.write(`\n${lab.formatReport(accounting.report())}`);
  if (stats) process.stderr.write(statistics(machine));
  return exitStatus(ending, machine, who);
}
