/** What benchmarks measure with: the time that other programs take, and medians. */

import { spawnSync } from 'node:child_process';

/** What a program did, and the seconds of processor time that it took, its children included. */
export interface Measured {
  readonly seconds: number;
  /** The seconds that passed meanwhile. */
  readonly elapsed: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Its exit status; 127 if it is not installed, null if it was stopped after five minutes. */
  readonly status: number | null;
}

/** Runs a program without input. */
export function processorTime(command: string, args: readonly string[]): Measured {
  // The time is what bash tells: what passed, and its children's, of user and system.
  const script = 'TIMEFORMAT="%R %U %S"; time "$@" 2>&3';
  const { output, status } = spawnSync('bash', ['-c', script, 'bash', command, ...args], {
    encoding: 'latin1',
    timeout: 300_000,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const [, stdout = '', times = '', stderr = ''] = output.map((text) => text ?? '');
  const [elapsed = 0, user = 0, system = 0] = times.trim().split(' ').map(Number);
  return { seconds: user + system, elapsed, stdout, stderr, status };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
