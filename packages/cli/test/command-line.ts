/** Runs `./ireko` as a user does: another process, with its own folder, input and output. */

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { repositoryRoot } from '../src/repository.ts';

/** The launcher. */
export const launcher: string = `${repositoryRoot}ireko`;

/** What a command did. */
export interface Result {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run a command. */
export interface Setting {
  /** Its working folder. */
  readonly cwd?: string;
  /** What it finds on stdin; nothing unless given. */
  readonly input?: string;
  /** Its stdin does not end. */
  readonly keepsInputOpen?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Run `ireko` with these arguments. */
export function ireko(args: readonly string[], setting: Setting = {}): Promise<Result> {
  return run(launcher, args, setting);
}

/** Run a command; it is stopped after 100 seconds, and its status is then -1. */
export function run(
  command: string,
  args: readonly string[],
  { cwd, input = '', keepsInputOpen = false, environment }: Setting = {},
): Promise<Result> {
  return new Promise((resolve) => {
    const options = {
      timeout: 100_000,
      killSignal: 'SIGKILL' as const,
      maxBuffer: 64 * 2 ** 20,
      ...(cwd !== undefined && { cwd }),
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...environment },
    };
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      const code = error?.code;
      resolve({ status: error ? (typeof code === 'number' ? code : -1) : 0, stdout, stderr });
    });
    child.stdin?.on('error', () => {});
    if (!keepsInputOpen) child.stdin?.end(input);
  });
}

/** A folder for the running test alone, with these files in it. */
export function folder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const path = mkdtempSync(join(tmpdir(), 'ireko-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return path;
}
