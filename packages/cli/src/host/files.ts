/** Files, with mistakes in plain words instead of system calls' error codes. */

import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { Mistake } from '../mistake.ts';

/**
 * A whole file.
 * @throws {Mistake} when it cannot be read.
 */
export function readInput(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Mistake(`${path}: ${whyNot(error)}`);
  }
}

/**
 * All that comes in on stdin, which may be slow to come.
 * @throws {Mistake} when it cannot be read.
 */
export async function readStdin(): Promise<Uint8Array> {
  try {
    return await buffer(process.stdin);
  } catch (error) {
    throw new Mistake(`stdin: ${whyNot(error)}`);
  }
}

/**
 * Make or replace a file.
 * @throws {Mistake} when it cannot be written.
 */
export function writeOutput(path: string, bytes: Uint8Array | string, mode = 0o666): void {
  try {
    writeFileSync(path, bytes, { mode });
  } catch (error) {
    throw new Mistake(`${path}: cannot write: ${whyNot(error)}`);
  }
}

/** The words of a text, between white space. */
export function words(bytes: Uint8Array): string[] {
  return new TextDecoder()
    .decode(bytes)
    .split(/\s+/)
    .filter((each) => each !== '');
}

/** Whether it is an object or an executable, where a text is wanted. */
export function isElf(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(0, 4)) === '\x7fELF';
}

/** Whether there is a folder of that name. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Read a file for `.include` or `.incbin`: `undefined` when it is not there or not readable. */
export function readIfThere(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

/** What a failed system call means, and what to do about it. A defect of ours is thrown on. */
export function whyNot(error: unknown): string {
  if (!isSystemError(error)) throw error;
  return reasons[error.code] ?? error.message;
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException & { code: string } =>
  error instanceof Error && 'syscall' in error && 'code' in error;

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'No such file or directory; check the path',
  EISDIR: 'Is a directory; name a file',
  ENOTDIR: 'A part of the path is not a directory; check the path',
  EACCES: 'Permission denied; check the permissions of the file and its folder',
  EPERM: 'Operation not permitted; check the permissions of the file and its folder',
  EROFS: 'Read-only file system; choose another folder',
  ENOSPC: 'No space left on device; free some, or choose another folder',
  ENAMETOOLONG: 'File name too long',
  ELOOP: 'Too many symbolic links; check the path',
};
