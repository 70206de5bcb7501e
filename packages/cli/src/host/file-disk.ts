/** A disk whose sectors are a file of the host's: what `-drive file=…` attaches. */

import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { type Disk, OverlayDisk, sectorBytes } from '@ireko/machine';
import { Mistake } from '../mistake.ts';
import { parseProperties } from '../options/properties.ts';
import { whyNot } from './files.ts';

/** A file as a disk. A guest's writes go to the file at once. */
export class FileDisk implements Disk {
  readonly path: string;
  readonly sectors: number;
  readonly readOnly: boolean;
  readonly #file: number;

  /**
   * Open a file, which must consist of whole sectors.
   * @throws {Mistake} when it cannot be opened so.
   */
  constructor(path: string, { readOnly }: { readonly readOnly: boolean }) {
    this.path = path;
    this.readOnly = readOnly;
    this.#file = open(path, readOnly);
    const status = fstatSync(this.#file);
    const problem = !status.isFile()
      ? 'Is not a file; a disk image is one'
      : status.size === 0
        ? 'Is empty; make a disk image of 1 MiB with: truncate -s 1M FILE'
        : status.size % sectorBytes !== 0
          ? `Has ${status.size} bytes, which is not a multiple of ${sectorBytes}; pad it with: truncate -s %${sectorBytes} FILE`
          : undefined;
    if (problem !== undefined) {
      closeSync(this.#file);
      throw new Mistake(`${path}: ${problem.replace('FILE', path)}`);
    }
    this.sectors = status.size / sectorBytes;
  }

  read(sector: number, target: Uint8Array): boolean {
    return transfer(
      (at) => readSync(this.#file, target, at, target.length - at, sector * sectorBytes + at),
      target.length,
    );
  }

  write(sector: number, source: Uint8Array): boolean {
    return transfer(
      (at) => writeSync(this.#file, source, at, source.length - at, sector * sectorBytes + at),
      source.length,
    );
  }
}

/** What becomes of what guests write: it goes to the file, or is dropped at the end. */
export type Writes = 'kept' | 'dropped';

/**
 * The disk that a `-drive` option describes. Settings that QEMU needs and that can only be one
 * way here (`if=none,format=raw,id=d0`), or that only speed depends on, are accepted.
 * @param from a file that the path is relative to its folder; without it, to where we are.
 */
export function openDrive(
  text: string,
  writes: Writes = 'kept',
  from = '',
): FileDisk | OverlayDisk {
  const { file, readonly, format, snapshot } = parseProperties(text, '-drive', [
    ...['file', 'readonly', 'format', 'snapshot', 'if', 'id', 'index', 'media'],
    ...['cache', 'aio', 'discard', 'detect-zeroes', 'werror', 'rerror'],
  ] as const);
  if (file === undefined) throw new Mistake(`-drive: '${text}' names no file; write file=disk.img`);
  for (const [name, value] of Object.entries({ readonly, snapshot }))
    if (value !== undefined && value !== 'on' && value !== 'off')
      throw new Mistake(`-drive: ${name} is '${value}'; it can be on or off`);
  if (format !== undefined && format !== 'raw')
    throw new Mistake(`-drive: format is '${format}'; only raw images can be used`);
  const path = from === '' || isAbsolute(file) ? file : join(dirname(from), file);
  if (readonly === 'on') return new FileDisk(path, { readOnly: true });
  const isKept = writes === 'kept' && snapshot !== 'on';
  const disk = new FileDisk(path, { readOnly: !isKept });
  return isKept ? disk : new OverlayDisk(disk);
}

function open(path: string, readOnly: boolean): number {
  try {
    return openSync(path, readOnly ? 'r' : 'r+');
  } catch (error) {
    const reason = whyNot(error);
    const hint = !readOnly && /permi/i.test(reason) ? ', or add readonly=on' : '';
    throw new Mistake(`${path}: cannot open the disk image: ${reason}${hint}`);
  }
}

/** Repeat a read or a write until all bytes are moved; a failure is the medium's. */
function transfer(move: (at: number) => number, length: number): boolean {
  try {
    for (let at = 0; at < length; ) {
      const moved = move(at);
      if (moved === 0) return false;
      at += moved;
    }
    return true;
  } catch {
    return false;
  }
}
