/** The files that a computer starts with: an image alone, or what QEMU's options name. */

import type { BootFiles, BootProblem, OtherFile } from '@ireko/machine';
import { readInput } from '../host/files.ts';
import { Mistake } from '../mistake.ts';
import { parseProperties } from '../options/properties.ts';
import { parseCount } from '../options/quantity.ts';

/** A file, and what messages call it. */
export interface NamedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The files of a boot with their names. */
export type NamedBootFiles = Readonly<
  Partial<Record<Exclude<keyof BootFiles, 'others'>, NamedFile>>
> & { readonly others?: readonly (NamedFile & OtherFile)[] };

/** Options that name files to boot, with QEMU's names and meanings. */
export const bootOptions = {
  kernel: {
    value: 'FILE',
    spelling: '-kernel FILE',
    help: 'what to boot: an ELF executable, or a raw image as Linux has',
  },
  bios: {
    value: 'FILE',
    spelling: '-bios FILE',
    help: 'firmware to begin with in M-mode, as OpenSBI; it starts the\nkernel (default: none, and the kernel begins in M-mode)',
  },
  initrd: { value: 'FILE', spelling: '-initrd FILE', help: 'an initial RAM disk for the kernel' },
  append: {
    value: 'TEXT',
    spelling: '-append TEXT',
    help: 'boot arguments, for the kernel to find in the device tree',
  },
  dtb: { value: 'FILE', spelling: '-dtb FILE', help: 'a device tree instead of the board’s own' },
  dumpdtb: {
    value: 'FILE',
    spelling: '-dumpdtb FILE',
    help: 'write the device tree to FILE and do not run',
  },
} as const;

/** What those options and the operand were given, as far as they name files to load. */
export interface BootValues {
  readonly kernel: string | undefined;
  readonly bios: string | undefined;
  readonly initrd: string | undefined;
  readonly dtb: string | undefined;
}

/**
 * Read the files that a command line names.
 * @param image the operand: an ELF executable that is all of the software.
 * @param loaders what `-device loader` says of files that are put into RAM besides.
 * @throws {Mistake} when files are named that do not go together, or one cannot be read.
 */
export function readBootFiles(
  { kernel, bios, initrd, dtb }: BootValues,
  image: string | undefined,
  loaders: readonly string[] = [],
): NamedBootFiles {
  const firmware = bios === 'none' ? undefined : bios;
  if (firmware === 'default')
    throw new Mistake(
      '-bios default: no firmware comes with ireko; name a file, as OpenSBI’s fw_dynamic.bin',
    );
  if (image !== undefined && kernel !== undefined)
    throw new Mistake(`${image}: -kernel names another image; give one of them`);
  if (image !== undefined && firmware !== undefined)
    throw new Mistake(`${image}: with -bios, name the kernel as -kernel ${image}`);
  if (initrd !== undefined && kernel === undefined && image === undefined)
    throw new Mistake('-initrd: there is no kernel to read it; add -kernel FILE');
  const others = loaders.map((text) => {
    const { path, address, isRaw } = parseLoader(text);
    return { path, bytes: readInput(path), address, isRaw };
  });
  const paths = { image, firmware, kernel, initialRamDisk: initrd, deviceTree: dtb };
  const named = Object.fromEntries(
    Object.entries(paths).flatMap(([name, path]) =>
      path === undefined ? [] : [[name, { path, bytes: readInput(path) }]],
    ),
  );
  return others.length > 0 ? { ...named, others } : named;
}

/** What `-device loader,file=FILE[,addr=ADDRESS]` says: raw bytes have an address, ELF executables their own. */
function parseLoader(text: string): Omit<OtherFile, 'bytes'> & { readonly path: string } {
  const keys = ['file', 'addr', 'force-raw', 'id'] as const;
  const {
    file,
    addr,
    'force-raw': raw,
  } = parseProperties(text.replace(/^loader,?/, ''), '-device loader', keys);
  if (file === undefined)
    throw new Mistake('-device loader: it names no file; write loader,file=FILE,addr=0x80200000');
  const address = addr === undefined ? undefined : parseCount(addr, '-device loader', 0);
  return { path: file, address, isRaw: raw === 'on' };
}

/** Whether a `-device` is this, and no device of the board's. */
export const isLoader = (text: string): boolean => /^loader(,|$)/.test(text);

/** The files without their names, as the computer takes them. */
export function contentsOf({ others, ...files }: NamedBootFiles): BootFiles {
  const contents = Object.entries(files).map(([name, { bytes }]) => [name, bytes] as const);
  return { ...Object.fromEntries(contents), ...(others && { others }) };
}

/** All of them, each with a name of its own. */
export function listOf({ others = [], ...files }: NamedBootFiles): Record<string, NamedFile> {
  const named = others.map((file, index) => [`loader ${index}`, file] as const);
  return { ...files, ...Object.fromEntries(named) };
}

/** What is wrong with one of the files, as a mistake. */
export function bootMistake(
  files: NamedBootFiles,
  { file, index = 0, problem }: BootProblem,
): Mistake {
  const found = file === 'others' ? files.others?.[index] : files[file];
  const path = found?.path ?? 'the board’s device tree';
  const hint =
    problem.includes(';') || file === 'deviceTree'
      ? ''
      : /\.[sS]$/.test(path)
        ? '; it is a source: ireko as and ireko ld make an image of it'
        : '; an image is an ELF executable, as ireko ld makes';
  return new Mistake(`${path}: ${problem}${hint}`);
}
