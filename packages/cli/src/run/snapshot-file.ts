/** Snapshots as files, compressed by gzip: what `--save`, `savevm`, `-loadvm` and `loadvm` write and read. */

import { existsSync, readdirSync, statSync } from 'node:fs';
import { gunzipSync, gzipSync, constants as zlib } from 'node:zlib';
import { type Machine, readSnapshot, type Snapshot } from '@ireko/machine';
import { readInput, writeOutput } from '../host/files.ts';
import { Mistake } from '../mistake.ts';

/** What the names of snapshots end in; it need not be typed. */
const extension = '.snap';

/** The largest snapshot: 2 GiB of RAM, and disks. */
const maxBytes = 2 ** 32;

/** A snapshot that was read, and the file that it was in. */
export interface SnapshotFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly snapshot: Snapshot;
}

/** The file of a snapshot's name: `a` is a.snap, and a name with an extension is itself. */
export function snapshotPath(name: string): string {
  return /\.[^./]+$/.test(name) ? name : `${name}${extension}`;
}

/**
 * Write a machine's snapshot to a file.
 * @returns the file's name.
 * @throws {Mistake} when it cannot be written.
 */
export function saveSnapshot(machine: Machine, name: string): string {
  const path = snapshotPath(name);
  writeOutput(path, gzipSync(machine.save(), { level: zlib.Z_BEST_SPEED }));
  return path;
}

/**
 * Read a snapshot, as it is or compressed.
 * @throws {Mistake} when there is none in the file.
 */
export function readSnapshotFile(name: string): SnapshotFile {
  const path = existsSync(name) ? name : snapshotPath(name);
  const file = readInput(path);
  const bytes = file[0] === 0x1f && file[1] === 0x8b ? unpacked(file, path) : file;
  const snapshot = readSnapshot(bytes);
  if (typeof snapshot === 'string') throw new Mistake(`${path}: ${snapshot}`);
  return { path, bytes, snapshot };
}

function unpacked(file: Uint8Array, path: string): Uint8Array {
  try {
    return gunzipSync(file, { maxOutputLength: maxBytes });
  } catch {
    throw new Mistake(`${path}: it is damaged: it cannot be decompressed`);
  }
}

/** The snapshots in the working folder, with their sizes in bytes. */
export function snapshotsHere(): readonly { readonly name: string; readonly bytes: number }[] {
  return readdirSync('.')
    .filter((name) => name.endsWith(extension))
    .sort()
    .map((name) => ({ name: name.slice(0, -extension.length), bytes: statSync(name).size }));
}
