/**
 * Runs command lines as a user does. `ireko` does so within this process, whose folder, input and
 * output it lends to the command, so that hundreds take seconds; `launched` in a process of its own.
 */

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { commandLine } from '../src/command-line.ts';
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
}

/** How to run a command in a process of its own. */
export interface ProcessSetting extends Setting {
  /** Its stdin does not end. */
  readonly keepsInputOpen?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

let last: Promise<unknown> = Promise.resolve();

/** Run `ireko` with these arguments, when those that were begun before have ended. */
export function ireko(args: readonly string[], setting: Setting = {}): Promise<Result> {
  const result = last.then(() => within(args, setting));
  last = result.catch(() => {});
  return result;
}

async function within(
  args: readonly string[],
  { cwd = process.cwd(), input = '' }: Setting,
): Promise<Result> {
  const written = { stdout: '', stderr: '' };
  const { stdin } = process;
  const folderBefore = process.cwd();
  const streams = (['stdout', 'stderr'] as const).map((name) => {
    const stream = process[name];
    const { write } = stream;
    stream.write = (chunk: string | Uint8Array) => {
      written[name] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
      return true;
    };
    return { stream, write };
  });
  Object.defineProperty(process, 'stdin', { value: Readable.from([Buffer.from(input)]) });
  process.chdir(cwd);
  try {
    return { status: await commandLine(args), ...written };
  } finally {
    process.chdir(folderBefore);
    Object.defineProperty(process, 'stdin', { value: stdin });
    for (const { stream, write } of streams) stream.write = write;
  }
}

/** Run the launcher with these arguments. */
export function launched(args: readonly string[], setting: ProcessSetting = {}): Promise<Result> {
  return run(launcher, args, setting);
}

/** Run a command; it is stopped after 100 seconds, and its status is then -1. */
export function run(
  command: string,
  args: readonly string[],
  { cwd, input = '', keepsInputOpen = false, environment }: ProcessSetting = {},
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
