/** The computer that `run` and `vmm` make: the options that describe it, and a run on it. */

import {
  type Disk,
  defaultRamBytes,
  type EngineName,
  engineNames,
  Machine,
  type MachineOptions,
} from '@ireko/machine';
import { Mistake } from './mistake.ts';
import { didYouMean } from './nearest.ts';
import { parseCount, parseRam } from './quantity.ts';
import { exitStatus, runSession } from './session.ts';
import { statistics } from './statistics.ts';
import { Terminal } from './terminal.ts';

/** Options that every command which runs something has. */
export const computerOptions = {
  m: { value: 'SIZE', help: 'RAM, in MiB or with K, M or G (default: 128M)' },
  engine: { value: 'ENGINE', help: 'how to execute: interpreter (default) or reference' },
  'max-instructions': { value: 'N', help: 'stop after N instructions, with exit status 1' },
  stats: { help: 'at the end, tell on stderr what ran and how long it was idle' },
} as const;

/** What those options were given. */
export interface ComputerValues {
  readonly m: string | undefined;
  readonly engine: string | undefined;
  readonly 'max-instructions': string | undefined;
  readonly stats: boolean;
}

/** Those options, understood. */
export interface Computer {
  readonly ramBytes: number;
  readonly engine: EngineName;
  readonly maxInstructions: number;
  readonly stats: boolean;
}

/** @throws {Mistake} when an option has no meaning. */
export function parseComputer(values: ComputerValues): Computer {
  const { m, engine = 'interpreter', 'max-instructions': limit, stats } = values;
  const known = engineNames.find((name) => name === engine);
  if (!known) {
    const hint = didYouMean(engine, engineNames) || `; there are ${engineNames.join(', ')}`;
    throw new Mistake(`--engine: no engine '${engine}'${hint}`);
  }
  return {
    ramBytes: m === undefined ? defaultRamBytes : parseRam(m, '-m'),
    engine: known,
    maxInstructions: limit === undefined ? Infinity : parseCount(limit, '--max-instructions'),
    stats,
  };
}

/** What else a run needs. */
export interface RunOptions {
  /** Begins what is said on stderr, as `ireko run`. */
  readonly who: string;
  /** What messages call the image. */
  readonly file: string;
  readonly disks: readonly Disk[];
  /** More of the machine's options. */
  readonly machine?: Pick<MachineOptions, 'bootArguments' | 'probe'>;
  /** Is told of the end of the run, when all the guest's output is out. */
  finished?(machine: Machine): void;
}

/**
 * Run an image on a computer of its own, with this process's terminal.
 * @returns the exit status.
 * @throws {Mistake} when the image cannot be loaded.
 */
export async function runImage(
  image: Uint8Array,
  { ramBytes, engine, maxInstructions, stats }: Computer,
  { who, file, disks, machine: more, finished }: RunOptions,
): Promise<number> {
  const terminal = new Terminal();
  const console = terminal.write;
  const machine = new Machine({ ramBytes, engine, disks, console, ...more });
  const problem = machine.load(image);
  if (problem !== undefined) {
    const hint = problem.includes(';') ? '' : '; an image is an ELF executable, as ireko ld makes';
    throw new Mistake(`${file}: ${problem}${hint}`);
  }
  const ending = await runSession(machine, terminal, maxInstructions);
  finished?.(machine);
  if (stats) process.stderr.write(statistics(machine));
  return exitStatus(ending, machine, who);
}
