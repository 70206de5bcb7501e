/** A computer's snapshot, from what it consists of; and back, if the snapshot fits it. */

import { encodeText } from '@ireko/elf';
import type { Disk } from '../devices/disk.ts';
import { contentsOfDisk, diskMisfit, restoreDisk } from './disk-contents.ts';
import { fingerprint, wordsOf } from './fingerprint.ts';
import {
  type BoardDescription,
  extentsOf,
  misfitOf,
  readSnapshot,
  writeSnapshot,
} from './format.ts';
import { giveState, type Stateful, stateOf } from './state.ts';

/** What a computer consists of. */
export interface Whole {
  readonly description: BoardDescription;
  /** Everything but the rest. */
  readonly state: Stateful;
  readonly ram: Uint8Array;
  readonly disks: readonly (readonly [slot: number, disk: Disk])[];
}

const pageBytes = 4096;

/** A snapshot of all of it, as bytes. */
export function takeSnapshot({ description, state, ram, disks }: Whole): Uint8Array<ArrayBuffer> {
  const contents = disks.map(([slot, disk]) => [String(slot), contentsOfDisk(disk)] as const);
  return writeSnapshot({
    board: description,
    state: stateOf(state),
    ram: extentsOf(ram, pageBytes),
    disks: Object.fromEntries(contents),
  });
}

/**
 * Gives a computer the state, RAM and disks of a snapshot.
 * @returns why that cannot be, to follow the snapshot's name, and nothing has changed; or undefined.
 */
export function useSnapshot(whole: Whole, bytes: Uint8Array): string | undefined {
  const snapshot = readSnapshot(bytes);
  if (typeof snapshot === 'string') return snapshot;
  const { board, state, ram, disks } = snapshot;
  const misfit = misfitOf(board, whole.description);
  if (misfit !== undefined) return misfit;
  for (const [slot, disk] of whole.disks) {
    const contents = disks[slot];
    const problem = contents ? diskMisfit(disk, contents) : 'is missing';
    if (problem !== undefined) return `the disk in virtio slot ${slot} ${problem}`;
  }
  const problem = giveState(whole.state, state);
  if (problem !== undefined) return `it is damaged: ${problem}`;
  whole.ram.fill(0);
  for (const { start, bytes } of ram) whole.ram.set(bytes, start);
  for (const [slot, disk] of whole.disks) {
    const contents = disks[slot];
    if (contents) restoreDisk(disk, contents);
  }
  return undefined;
}

/** A fingerprint of state and RAM. */
export function hashOf({ state, ram }: Pick<Whole, 'state' | 'ram'>): string {
  return fingerprint([wordsOf(encodeText(JSON.stringify(stateOf(state)))), wordsOf(ram)]);
}
