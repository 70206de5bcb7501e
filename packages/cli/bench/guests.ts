/** What `npm run bench` measures: programs of its own, compiled code, and whole systems. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Image } from '@ireko/asm';
import { type BootFiles, defaultRamBytes, MemoryDisk } from '@ireko/machine';
import { makeDisk, monitorCompute } from '@ireko/monitor';
import { type Technique, techniques } from '@ireko/vmm';
import { buildVmm } from '../src/guests/guests.ts';
import { demoImage } from '../src/images/demo-image.ts';
import { slowDiskWfi } from '../src/images/examples.ts';
import { build, repositoryRoot } from '../src/repository.ts';

const folder = 'packages/cli/bench/programs';

/** A guest made ready: what is booted, and with what. */
export interface Guest {
  readonly files: BootFiles;
  readonly ramMebibytes?: number;
  readonly disk?: Uint8Array;
  readonly bootArguments?: string;
  /** Whether it needs the hypervisor extension, which QEMU is asked for. */
  readonly needsHypervisor?: boolean;
  /** What its console must show; where there is none, all of it must be the same on both machines. */
  readonly shows?: string;
}

/**
 * Whose geometric mean is told together. Programs of `compute` run for a second on QEMU, so that their steady state
 * is measured. Those of `processes` end soon: what starting and compiling cost is what is measured, and is not left out.
 */
export type Group = 'compute' | 'traps' | 'systems' | 'virtual' | 'processes';

/** What a program is about, and which speed is told: of instructions, or of these events. */
export interface Program {
  readonly name: string;
  readonly group: Group;
  readonly about: string;
  readonly events?: { readonly name: string; readonly count: number };
  /** Makes the guest, or tells why it cannot be made here. */
  readonly guest: (name: string) => Guest | string;
}

const image = (name: string, sources: readonly string[] = [name]): Image => ({
  name,
  sources: ['start', ...sources].map((source) => `${folder}/${source}.s`),
  script: `${folder}/bench.ld`,
  includePaths: [folder],
  needs: [],
});

const assembled = (name: string): Guest => ({ files: { image: build(image(name)) } });

/** `mixed`, as a guest in VS-mode. */
const inStages = (name: string): Guest => ({
  files: { image: build(image(name, [name, 'mixed'])) },
});

/** A guest that ends at once: what starting costs. */
export const nothing = (): Guest => assembled('nothing');

/** A C program in the same surroundings. @param options more of them for the compiler. */
function compiled(name: string, options: readonly string[] = []): Guest | string {
  const place = mkdtempSync(join(tmpdir(), 'ireko-bench-'));
  try {
    const file = join(place, `${name}.elf`);
    // biome-ignore format: an option and its value on a line.
    const { error, status, stderr } = spawnSync('riscv64-unknown-elf-gcc', [
      '-O2', '-march=rv64gc', '-mabi=lp64d', '-mcmodel=medany', '-msmall-data-limit=0',
      '-ffreestanding', '-nostdlib', '-Wl,--no-warn-rwx-segments,--no-relax',
      '-T', `${folder}/bench.ld`,
      `${folder}/start.s`, `${folder}/${name}.c`, '-lgcc',
      ...options, '-o', file,
    ], { cwd: repositoryRoot, encoding: 'utf8' });
    if (error) return 'riscv64-unknown-elf-gcc is not installed';
    if (status !== 0) throw new Error(stderr);
    return { files: { image: readFileSync(file) } };
  } finally {
    rmSync(place, { recursive: true });
  }
}

/** Reads of a disk, one after another. */
const diskReads: Image = {
  ...slowDiskWfi,
  name: 'disk-reads',
  sources: slowDiskWfi.sources.map((source) =>
    source.endsWith('slow-disk.s') ? `${folder}/disk-reads.s` : source,
  ),
};

interface InVirtualMachine {
  readonly name: string;
  readonly image: Image;
  /** So many times fewer rounds are made. */
  readonly fewer: Readonly<Record<Technique, number>>;
}

// biome-ignore format: columns are the point.
const inVirtualMachines: readonly InVirtualMachine[] = [
  { name: 'compute', image: image('mixed'),        fewer: { trap:  8, tvm: 8, h: 8 } },
  { name: 'calls',   image: image('system-calls'), fewer: { trap: 10, tvm: 1, h: 1 } },
  { name: 'faults',  image: image('page-faults'),  fewer: { trap: 10, tvm: 5, h: 1 } },
  { name: 'disk',    image: diskReads,             fewer: { trap:  1, tvm: 1, h: 1 } },
];

/** The VMM with one of them as its only guest. */
function inVirtualMachine({ name, image, fewer }: InVirtualMachine, technique: Technique): Guest {
  const disk = makeDisk();
  const text = new TextEncoder().encode(`        .equ    FEWER, ${fewer[technique]}\n`);
  const kernel = build(image, new Map([[`${folder}/fewer.inc`, text]]));
  const memoryBytes = 8 * 2 ** 20;
  const vm = { name, kernel, file: `${image.name}.elf`, memoryBytes, technique, disks: [{}] };
  const disks = [new MemoryDisk(disk)];
  return {
    files: { image: buildVmm([vm], { ramBytes: defaultRamBytes, disks }) },
    disk,
    shows: `vmm: ${name} ended, status 0`,
    needsHypervisor: technique === 'h',
  };
}

const monitor = (): Guest => ({ files: { image: build(monitorCompute) }, shows: '' });

function virtualMachines(): Guest {
  const disk = makeDisk();
  return { files: { image: demoImage(new MemoryDisk(disk)) }, disk, shows: '' };
}

/** The names of the files in the folder that `--linux` gives. */
const linuxFiles = { firmware: 'fw_dynamic.bin', kernel: 'vmlinuz', initialRamDisk: 'initrd.cpio' };

/** A boot of Linux that ends by itself, if somebody has one [docs/systems.md]. */
function linux(place: string | undefined): Guest | string {
  if (place === undefined) return `--linux FOLDER has ${Object.values(linuxFiles).join(', ')}`;
  const missing = Object.values(linuxFiles).find((file) => !existsSync(join(place, file)));
  if (missing) return `${place} has no ${missing}`;
  const read = (file: string) => readFileSync(join(place, file));
  const { firmware, kernel, initialRamDisk } = linuxFiles;
  return {
    files: {
      firmware: read(firmware),
      kernel: read(kernel),
      initialRamDisk: read(initialRamDisk),
    },
    ramMebibytes: 256,
    bootArguments: 'console=ttyS0',
    shows: 'reboot: Power down',
  };
}

/** All of them, in the order in which they are told. @param linuxFolder where a Linux is, if one is. */
export function programs(linuxFolder: string | undefined): readonly Program[] {
  // biome-ignore format: columns are the point.
  return [
    { name: 'mixed',        group: 'compute', about: 'loads, stores, arithmetic, branches', guest: assembled },
    { name: 'integer',      group: 'compute', about: 'arithmetic in registers',             guest: assembled },
    { name: 'memory',       group: 'compute', about: 'copying 256 KiB',                     guest: assembled },
    { name: 'calls',        group: 'compute', about: 'recursion',                           guest: assembled },
    { name: 'branches',     group: 'compute', about: 'sorting by insertion',                guest: assembled },
    { name: 'strings',      group: 'compute', about: 'bytes of strings',                    guest: assembled },
    { name: 'floating',     group: 'compute', about: 'sums, products, quotients, roots',    guest: assembled },
    { name: 'two-stages',   group: 'compute', about: 'mixed, as a guest in VS-mode',        guest: inStages },
    { name: 'compiled',     group: 'compute', about: 'C: tables, pointers, lists, matrices', guest: (name) => compiled(name) },
    { name: 'csrs',         group: 'traps',   about: 'CSR instructions',                    guest: assembled,
      events: { name: 'CSRs',     count: 40_000_000 } },
    { name: 'walks',        group: 'traps',   about: 'fences, and page walks',              guest: assembled,
      events: { name: 'walks',    count: 3_200_000 } },
    { name: 'system-calls', group: 'traps',   about: 'U-mode to S-mode and back',           guest: assembled,
      events: { name: 'calls',    count: 2_000_000 } },
    { name: 'page-faults',  group: 'traps',   about: 'fault, map, return',                  guest: assembled,
      events: { name: 'faults',   count: 512_000 } },
    { name: 'switches',     group: 'traps',   about: 'address spaces',                      guest: assembled,
      events: { name: 'switches', count: 300_000 } },
    ...inVirtualMachines.flatMap((program) => techniques.map((technique): Program => (
    { name: `${program.name}-${technique}`, group: 'virtual', about: `${program.image.name}, in a VM by ${technique}`,
      guest: () => inVirtualMachine(program, technique) }))),
    { name: 'monitor',      group: 'systems', about: 'boot, jobs, power off',               guest: monitor },
    { name: 'vmm',          group: 'systems', about: 'three virtual machines',              guest: virtualMachines },
    { name: 'linux',        group: 'systems', about: 'boot to a shell, power off',          guest: () => linux(linuxFolder) },
    { name: 'start',        group: 'processes', about: 'a guest that ends at once',         guest: nothing },
    { name: 'short',        group: 'processes', about: 'compiled, a sixth of its rounds',   guest: () => compiled('compiled', ['-DROUNDS=60']) },
    { name: 'boot',         group: 'processes', about: 'the monitor and its jobs',          guest: monitor },
  ];
}
