/**
 * What must hold of a monitor when its last process has ended: everything that was taken was given
 * back. Compared with the beginning, when nothing was taken.
 */
import { blocksInUse } from '../src/file-system.ts';
import type { View } from '../test/view.ts';

/** What became of a run. */
export interface Outcome {
  /** What is wrong, in words; nothing if all is well. */
  readonly problems: readonly string[];
  readonly instructions: number;
  /** What it was like, in words. */
  readonly facts: readonly string[];
}

const files = 64;
const pipes = 16;
const pipeBytes = 24 + 512;
const pageRecordBytes = 8;
const pageBytes = 4096;
const ramBase = 0x8000_0000;
const [now, onDisk] = [1, 2];

/**
 * @param disk what is on the disk now.
 * @returns what is not as at the beginning, in words; nothing if all is.
 */
export function left(view: View, ramBytes: number, disk: Uint8Array): readonly string[] {
  const problems: string[] = [];
  const none = (what: string, count: number) => {
    if (count !== 0) problems.push(`${what}: ${count}`);
  };
  none('pages lost', view.variable('pages_given') - view.variable('pages_left'));
  none('slots of the swap area lost', view.variable('slots') - view.variable('slots_left'));
  none('processes left', view.processes().length - 1);
  none('the file system is locked', view.variable('files_busy'));
  none('the hand of the clock is held', view.variable('hand_busy'));
  none('files open or mapped', count(view.bytes('file_users', 4 * files)));
  const allPipes = view.bytes('pipes', pipes * pipeBytes);
  const ends = Array.from({ length: pipes }, (_, i) =>
    allPipes.subarray(i * pipeBytes).slice(0, 4),
  );
  none('pipes open', count(ends.flatMap((bytes) => [...bytes])));
  const records = view.bytes('__image_end', (ramBytes / pageBytes) * pageRecordBytes);
  const firstPage = (view.variable('first_page') - ramBase) / pageBytes;
  none('pages with users', count(records.subarray(firstPage * pageRecordBytes)));
  none('users of slots', count(view.bytes('slot_users', view.variable('slots') + 1)));
  const used = blocksInUse(disk);
  if (typeof used === 'string') return [...problems, used];
  const wrong = [...view.bytes('block_bits', 32768).entries()].filter(
    ([block, bits]) => bits !== (used.has(block) ? now | onDisk : 0),
  );
  none(`blocks not as on the disk (${wrong.join(' ')})`, wrong.length);
  return problems;
}

const count = (bytes: Iterable<number>) => [...bytes].filter((byte) => byte !== 0).length;
