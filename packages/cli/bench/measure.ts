/** What benchmarks measure with: the processor time of other programs, and medians. */

import { spawnSync } from 'node:child_process';

/** What a program did, and the seconds of processor time that it took, its children included. */
export interface Measured {
  readonly seconds: number;
  readonly stdout: string;
  /** Its exit status; 127 if it is not installed, null if it was stopped after five minutes. */
  readonly status: number | null;
}

/** Runs a program without input; what it says on stderr is not shown. */
export function processorTime(command: string, args: readonly string[]): Measured {
  // The time is what bash tells on the last line: its children's, of user and system.
  const script = 'TIMEFORMAT="%U %S"; time "$@" 2>/dev/null';
  const { stdout, stderr, status } = spawnSync('bash', ['-c', script, 'bash', command, ...args], {
    encoding: 'latin1',
    timeout: 300_000,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [user = 0, system = 0] = stderr.trim().split(' ').map(Number);
  return { seconds: user + system, stdout, status };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
