/** `ireko disk`: disks with the monitor's file system, made, listed and read. */

import { basename } from 'node:path';
import { type Files, makeFileSystem, readFileSystem } from '@ireko/monitor';
import { type Command, defineCommand } from '../command.ts';
import { readInput, writeOutput } from '../host/files.ts';
import { Mistake } from '../mistake.ts';
import { parseCount } from '../options/quantity.ts';

export const command: Command = defineCommand({
  name: 'disk',
  usage: '[option…] make DISK FILE… | list DISK | read DISK NAME',
  about: `
Makes a disk with files for the monitor, lists what is on one, or writes one of its
files to the standard output. On the disk a file has the last part of its name. The
format is described in packages/monitor/kernel/file-system.inc.`,
  options: {
    blocks: { value: 'N', help: 'room for files: N blocks of 4096 bytes (default: 256, 1 MiB)' },
    swap: { value: 'N', help: 'N more blocks, for pages that do not fit into memory (default: 0)' },
  },
  examples: [
    ['ireko disk make disk.img poem.txt', 'a disk with one file'],
    [
      'ireko disk --swap 4096 make disk.img',
      'a disk on which programs find 16 MiB more than memory',
    ],
    ['ireko disk list disk.img', 'sizes and names of the files on it'],
    ['ireko disk read disk.img poem.txt', 'what is in one of them'],
  ],
  errors: `
A file that is too large or a disk that has no valid catalogue: one line on stderr,
exit status 1. A disk that a power cut left behind is a good one.`,
  run({ values, operands: [action, disk, ...rest] }) {
    if (disk === undefined) throw new Mistake('name a disk; try: ireko disk make disk.img FILE');
    if (action === 'make') {
      const blocks =
        values.blocks === undefined ? undefined : parseCount(values.blocks, '--blocks');
      const swap = values.swap === undefined ? 0 : parseCount(values.swap, '--swap', 0);
      const made = makeFileSystem(filesOf(rest), blocks, swap);
      if (typeof made === 'string') throw new Mistake(`${disk}: ${made}`);
      writeOutput(disk, made);
      return 0;
    }
    const files = readFileSystem(readInput(disk));
    if (typeof files === 'string') throw new Mistake(`${disk}: ${files}`);
    if (action === 'list') {
      for (const [name, bytes] of files)
        process.stdout.write(`${String(bytes.length).padStart(6)}  ${name}\n`);
      return 0;
    }
    if (action === 'read') {
      const [name = ''] = rest;
      const bytes = files.get(name);
      if (!bytes)
        throw new Mistake(`${disk}: has no file '${name}'; list them with: ireko disk list`);
      process.stdout.write(bytes);
      return 0;
    }
    throw new Mistake(`'${action}' is not make, list or read`);
  },
});

function filesOf(paths: readonly string[]): Files {
  const files = new Map<string, Uint8Array>();
  for (const path of paths) {
    const name = basename(path);
    if (files.has(name)) throw new Mistake(`${path}: there is another file '${name}'`);
    files.set(name, readInput(path));
  }
  return files;
}
