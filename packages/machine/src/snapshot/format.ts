/**
 * A snapshot's bytes: a text that describes the computer and holds the state of its devices, and
 * behind it the contents of RAM and of disks, without the parts that are zero.
 *
 *   0    "ireko snapshot\n"    16 bytes, the last one 0
 *   16   version u32, length of the text u32, length of the whole u64; little-endian
 *   32   the text: JSON in UTF-8, filled up with spaces to a multiple of 8
 *   …    the contents, in the order in which the text lists them
 *   −8   a fingerprint of all before it
 *
 * Nothing is compressed here, so that the format needs nothing of its host; a file of it is
 * compressed as a whole, as `gzip` does.
 */

import { decodeText, encodeText } from '@ireko/elf';
import { fingerprint, wordsOf } from './fingerprint.ts';
import type { StateRecord } from './state.ts';

/** The version of the format, of the states in it, and of how the computer counts. */
export const snapshotVersion = 3;

/** What a computer is, as far as a snapshot of it fits no other. */
export interface BoardDescription {
  readonly ramBytes: number;
  readonly nsPerInstruction: number;
  /** The hart's ISA string. */
  readonly isa: string;
  readonly harts: number;
  /** How long the harts' turns are. */
  readonly turnInstructions: number;
  /** What is in each virtio slot, as `a disk of 2048 sectors`; nothing is an empty text. */
  readonly slots: readonly string[];
}

/** Bytes that are not all zero, and where they are. */
export interface Extent {
  readonly start: number;
  readonly bytes: Uint8Array;
}

/** What is on a disk. */
export interface DiskContents {
  /**
   * `all`: everything that is not zero is here. `changes`: what differs from a disk that is not
   * here. `none`: the disk is read-only, and the snapshot relies on it.
   */
  readonly kind: 'all' | 'changes' | 'none';
  /** Of the disk that is not here. */
  readonly fingerprint: string;
  readonly extents: readonly Extent[];
}

/** All that a snapshot holds. */
export interface Snapshot {
  readonly board: BoardDescription;
  readonly state: StateRecord;
  readonly ram: readonly Extent[];
  /** By virtio slot. */
  readonly disks: Readonly<Record<string, DiskContents>>;
}

const magic = 'ireko snapshot\n\0';
const HEADER = 32;
const CHECK = 8;

/** How contents stand in the text: `[start, length]` for each extent. */
type Ranges = readonly (readonly [start: number, length: number])[];

interface Text {
  readonly board: BoardDescription;
  readonly state: StateRecord;
  readonly ram: Ranges;
  readonly disks: Readonly<
    Record<string, Omit<DiskContents, 'extents'> & { readonly extents: Ranges }>
  >;
}

/** The parts of some bytes, in steps of `step`, that are not all zero. */
export function extentsOf(bytes: Uint8Array, step: number, base = 0): Extent[] {
  const extents: Extent[] = [];
  let start = 0;
  const end = (at: number) => {
    if (at > start) extents.push({ start: base + start, bytes: bytes.subarray(start, at) });
  };
  for (let at = 0; at < bytes.length; at += step) {
    if (!isZero(wordsOf(bytes.subarray(at, at + step)))) continue;
    end(at);
    start = at + step;
  }
  end(bytes.length);
  return extents;
}

function isZero(words: Uint32Array): boolean {
  for (let at = 0; at < words.length; at++) if (words[at] !== 0) return false;
  return true;
}

/** A snapshot as bytes. */
export function writeSnapshot({ board, state, ram, disks }: Snapshot): Uint8Array<ArrayBuffer> {
  const rangesOf = (extents: readonly Extent[]): Ranges =>
    extents.map(({ start, bytes }) => [start, bytes.length]);
  const text: Text = {
    board,
    state,
    ram: rangesOf(ram),
    disks: Object.fromEntries(
      Object.entries(disks).map(([slot, disk]) => [
        slot,
        { ...disk, extents: rangesOf(disk.extents) },
      ]),
    ),
  };
  const json = JSON.stringify(text);
  const textBytes = encodeText(json.padEnd(Math.ceil(json.length / 8) * 8));
  const extents = [...ram, ...Object.values(disks).flatMap((disk) => disk.extents)];
  const contentBytes = extents.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const length = HEADER + textBytes.length + contentBytes + CHECK;

  const snapshot = new Uint8Array(length);
  const view = new DataView(snapshot.buffer);
  snapshot.set(encodeText(magic));
  view.setUint32(16, snapshotVersion, true);
  view.setUint32(20, textBytes.length, true);
  view.setBigUint64(24, BigInt(length), true);
  snapshot.set(textBytes, HEADER);
  let at = HEADER + textBytes.length;
  for (const { bytes } of extents) {
    snapshot.set(bytes, at);
    at += bytes.length;
  }
  view.setBigUint64(at, checkOf(snapshot), true);
  return snapshot;
}

const checkOf = (snapshot: Uint8Array): bigint =>
  BigInt(`0x${fingerprint([wordsOf(snapshot.subarray(0, snapshot.length - CHECK))])}`);

/**
 * The snapshot that is in some bytes, which it refers to.
 * @returns what is wrong with them, to follow their name; or the snapshot.
 */
export function readSnapshot(given: Uint8Array): Snapshot | string {
  const bytes = given.byteOffset % 4 === 0 ? given : given.slice();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const isOne = [...magic].every((character, at) => bytes[at] === character.charCodeAt(0));
  if (!isOne || bytes.length < HEADER + CHECK) return 'it is not a snapshot of a computer';
  const version = view.getUint32(16, true);
  if (version !== snapshotVersion)
    return `it is a snapshot of version ${version}; this computer has version ${snapshotVersion}`;
  const length = Number(view.getBigUint64(24, true));
  if (bytes.length !== length)
    return `it is damaged: it has ${bytes.length} bytes, and should have ${length}`;
  if (view.getBigUint64(length - CHECK, true) !== checkOf(bytes))
    return 'it is damaged: its contents do not match their checksum';

  const textEnd = HEADER + view.getUint32(20, true);
  let text: Text;
  try {
    text = JSON.parse(decodeText(bytes.subarray(HEADER, textEnd)));
    let at = textEnd;
    const take = (ranges: Ranges, whole: number, step: number): Extent[] =>
      ranges.map(([start, size]) => {
        const isInside =
          [start, size].every((each) => Number.isSafeInteger(each) && each >= 0) &&
          start % step === 0 &&
          start + size <= whole &&
          at + size <= length - CHECK;
        if (!isInside) throw new RangeError();
        at += size;
        return { start, bytes: bytes.subarray(at - size, at) };
      });
    const { board, state } = text;
    const ram = take(text.ram, board.ramBytes, 4096);
    const disks = Object.entries(text.disks).map(([slot, { kind, fingerprint, extents }]) => [
      slot,
      { kind, fingerprint, extents: take(extents, Number.MAX_SAFE_INTEGER, 512) },
    ]);
    return { board, state, ram, disks: Object.fromEntries(disks) };
  } catch (error) {
    // Whoever made these bytes made the checksum, too, and no computer.
    if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError)
      return 'it is damaged: what it says of its contents makes no sense';
    throw error;
  }
}

/** What differs between the computer of a snapshot and another, in words; undefined if nothing does. */
export function misfitOf(theirs: BoardDescription, ours: BoardDescription): string | undefined {
  const differs = (key: keyof BoardDescription) => String(theirs[key]) !== String(ours[key]);
  const mebibytes = (bytes: number) => `${bytes / 2 ** 20} MiB of RAM`;
  if (differs('ramBytes'))
    return `it is of a computer with ${mebibytes(theirs.ramBytes)}; this one has ${mebibytes(ours.ramBytes)}`;
  if (differs('harts'))
    return `it is of a computer with -smp ${theirs.harts}; this one has -smp ${ours.harts}`;
  if (differs('isa')) return `it is of a computer with ${theirs.isa}; this one has ${ours.isa}`;
  if (differs('nsPerInstruction'))
    return `it is of a computer with ${theirs.nsPerInstruction} ns for an instruction; this one has ${ours.nsPerInstruction}`;
  if (ours.harts > 1 && differs('turnInstructions'))
    return `it is of a computer with turns of ${theirs.turnInstructions} instructions; this one has ${ours.turnInstructions}`;
  for (const [slot, what] of ours.slots.entries()) {
    const other = theirs.slots[slot];
    if (other !== what)
      return `it is of a computer with ${other || 'nothing'} in virtio slot ${slot}; this one has ${what || 'nothing'}`;
  }
  return undefined;
}
