/**
 * The log of a run: all that came into it from outside, so that it can be done again. Time is counted
 * in instructions, so each input is noted with the number of instructions that had begun.
 *
 * A file of JSON values, one a line: first what was run, then what came in, at last how it ended.
 * Each line is written at once, so that a log says how far a run came that was killed.
 *
 *   {"format":"ireko log","version":2,"command":["hello.elf"],"files":{…},"disks":{…}}
 *   {"at":1234,"input":"ls\n"}
 *   {"at":4321,"change":{"hart":0,"kind":"register","number":10,"value":"0x5"}}
 *   {"disk":0,"sector":7,"was":"…"}       before the run wrote to it for the first time
 *   {"at":50000,"saved":true,"state":"…"}     a snapshot was made of this state
 *   {"at":90000,"end":"finished","status":0,"state":"0123456789abcdef"}
 */

import { appendFileSync } from 'node:fs';
import {
  type Change,
  type Disk,
  diskFingerprint,
  type InputEvent,
  type Machine,
  OverlayDisk,
  sectorBytes,
} from '@ireko/machine';
import { readInput, writeOutput } from '../host/files.ts';
import { Mistake } from '../mistake.ts';
import { changeIn, writtenChange } from './logged-change.ts';
import type { Ending } from './session.ts';

const logFormat = 'ireko log';
const logVersion = 3;
/** The oldest that is read: what came later are changes. */
const oldestVersion = 2;

/** A file that a run began with. */
export interface LoggedFile {
  readonly path: string;
  readonly sha256: string;
}

/** The first line. */
interface Head {
  readonly format: typeof logFormat;
  readonly version: number;
  /** What was typed after `ireko run`, without what concerns the log. */
  readonly command: readonly string[];
  readonly files: Readonly<Record<string, LoggedFile>>;
  /** The fingerprint of each disk as it was at the start, by virtio slot. */
  readonly disks: Readonly<Record<string, string>>;
}

/** How a run ended, and where. */
export interface LoggedEnd {
  readonly at: number;
  readonly end: Ending['kind'];
  readonly status: number;
  readonly state: string;
}

/** A log that was read. */
export interface RunLog extends Head {
  readonly events: readonly InputEvent[];
  /** What sectors held at the start, by disk. */
  readonly before: ReadonlyMap<number, ReadonlyMap<number, Uint8Array>>;
  /** Absent if the run was killed. */
  readonly end: LoggedEnd | undefined;
}

/** What identifies a file. */
export function identityOf(path: string, bytes: Uint8Array): LoggedFile {
  // Node needs several milliseconds to load this, and few runs are recorded.
  const { createHash } = process.getBuiltinModule('node:crypto');
  return { path, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Writes the log of a run. */
export class Recorder {
  readonly #path: string;

  /** @throws {Mistake} when the file cannot be written. */
  constructor(
    path: string,
    {
      command,
      files,
      disks,
    }: Pick<Head, 'command' | 'files'> & {
      readonly disks: readonly (Disk | undefined)[];
    },
  ) {
    this.#path = path;
    writeOutput(path, '');
    const fingerprints = [...disks.entries()].flatMap(([slot, disk]) =>
      disk ? [[slot, diskFingerprint(disk)] as const] : [],
    );
    this.#write({
      format: logFormat,
      version: logVersion,
      command,
      files,
      disks: Object.fromEntries(fingerprints),
    });
  }

  /** The machine is about to be given these bytes. */
  input(machine: Machine, bytes: Uint8Array): void {
    const text = Buffer.from(bytes).toString('utf8');
    const isText = Buffer.from(text).equals(bytes);
    const value = isText ? { input: text } : { bytes: Buffer.from(bytes).toString('base64') };
    this.#write({ at: machine.instructions, ...value });
  }

  /** A debugger has changed something. */
  change(machine: Machine, change: Change): void {
    this.#write({ at: machine.instructions, change: writtenChange(change) });
  }

  /** A snapshot of the machine was made. */
  saved(machine: Machine): void {
    this.#write({ at: machine.instructions, saved: true, state: machine.stateHash() });
  }

  /** A snapshot may be made here in a replay. */
  checkpoint(machine: Machine): void {
    this.#write({ at: machine.instructions, saved: true });
  }

  /** The run has ended. */
  end(machine: Machine, end: LoggedEnd['end'], status: number): void {
    this.#write({ at: machine.instructions, end, status, state: machine.stateHash() });
  }

  /** A disk, such that the log can say what was on it before. */
  disk(slot: number, disk: Disk): Disk {
    if (disk.readOnly || disk instanceof OverlayDisk) return disk;
    return new LoggedDisk(disk, (sector, was) => {
      const isZero = was.every((byte) => byte === 0);
      this.#write({ disk: slot, sector, was: isZero ? '' : Buffer.from(was).toString('base64') });
    });
  }

  #write(line: object): void {
    appendFileSync(this.#path, `${JSON.stringify(line)}\n`);
  }
}

/** A disk that tells what a sector held before the first write to it. */
class LoggedDisk implements Disk {
  readonly sectors: number;
  readonly readOnly = false;
  readonly #under: Disk;
  readonly #written = new Set<number>();
  readonly #tell: (sector: number, was: Uint8Array) => void;

  constructor(under: Disk, tell: (sector: number, was: Uint8Array) => void) {
    this.#under = under;
    this.sectors = under.sectors;
    this.#tell = tell;
  }

  read(sector: number, target: Uint8Array): boolean {
    return this.#under.read(sector, target);
  }

  write(first: number, source: Uint8Array): boolean {
    for (let sector = first; sector < first + source.length / sectorBytes; sector++) {
      if (this.#written.has(sector)) continue;
      const was = new Uint8Array(sectorBytes);
      if (!this.#under.read(sector, was)) return false;
      this.#written.add(sector);
      this.#tell(sector, was);
    }
    return this.#under.write(first, source);
  }
}

/**
 * Read a log.
 * @throws {Mistake} when the file is none.
 */
export function readRunLog(path: string): RunLog {
  const lines = Buffer.from(readInput(path)).toString('utf8').trimEnd().split('\n');
  const values = lines.map((line, index) => parseLine(path, line, index, lines.length));
  const [head, ...rest] = values.filter((value) => value !== undefined);
  if (head?.['format'] !== logFormat || !Array.isArray(head['command']))
    throw new Mistake(`${path}: it is not the log of a run; ireko run --record FILE makes one`);
  const { version } = head;
  if (typeof version !== 'number' || version < oldestVersion || version > logVersion)
    throw new Mistake(`${path}: it is a log of version ${version}; this ireko reads ${logVersion}`);

  const events: InputEvent[] = [];
  const before = new Map<number, Map<number, Uint8Array>>();
  let end: LoggedEnd | undefined;
  for (const { at, input, bytes, change, saved, state, disk, sector, was, ...ending } of rest) {
    if (typeof disk === 'number' && typeof sector === 'number' && typeof was === 'string') {
      const held = new Uint8Array(sectorBytes);
      held.set(Buffer.from(was, 'base64').subarray(0, sectorBytes));
      const sectors = before.get(disk) ?? new Map();
      before.set(disk, sectors.set(sector, held));
    } else if (!isCount(at)) throw new Mistake(`${path}: it is damaged: a line says nothing`);
    else if (typeof input === 'string') events.push({ at, input: Buffer.from(input) });
    else if (typeof bytes === 'string') events.push({ at, input: Buffer.from(bytes, 'base64') });
    else if (change !== undefined) events.push({ at, change: changeIn(change, path) });
    else if (saved === true)
      events.push({ at, saved, ...(typeof state === 'string' && { state }) });
    else end = { at, state, ...ending } as LoggedEnd;
  }
  return { ...(head as unknown as Head), events, before, end };
}

/** The last line of a run that was killed may be cut off; any other must be whole. */
function parseLine(
  path: string,
  line: string,
  index: number,
  count: number,
): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    if (index === count - 1 && index > 0) return undefined;
  }
  if (index === 0)
    throw new Mistake(`${path}: it is not the log of a run; ireko run --record FILE makes one`);
  throw new Mistake(`${path}:${index + 1}: it is damaged: this line is not JSON`);
}

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;
