/**
 * Builds guests and VMMs with our own tools, and runs them on our own machine.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildImage, formatDiagnostic, type Image, ObjectCache } from '@ireko/asm';
import {
  type EngineName,
  Machine,
  MemoryDisk,
  type Outcome,
  type SlotDevice,
} from '@ireko/machine';
import { type Sharing, type VirtualMachine, vmmImage } from '../src/index.ts';

const repository = resolve(import.meta.dirname, '../../..');
const mebibyte = 2 ** 20;

/** A file of the repository, or undefined if it has no such file. */
export function readRepository(path: string): Uint8Array | undefined {
  try {
    return readFileSync(join(repository, path));
  } catch {
    return undefined;
  }
}

const guestFolder = 'packages/vmm/test/guests';

/** A guest of test/guests, by its file's name. */
export const guestImage = (name: string): Image => ({
  name,
  sources: [name, 'guest', 'block', 'net'].map((file) => `${guestFolder}/${file}.s`),
  script: `${guestFolder}/guest.ld`,
  includePaths: [guestFolder],
  needs: [],
});

/** A guest that is somebody else's: examples/minimal-os, with two modes and a timer. */
export const minimalOs: Image = {
  name: 'minimal-os',
  sources: ['minimal-os', 'tasks'].map((name) => `examples/minimal-os/${name}.s`),
  script: 'examples/minimal-os/minimal-os.ld',
  includePaths: ['examples/minimal-os'],
  needs: [],
};

const built = new Map<Image, Uint8Array>();
const objects = new ObjectCache();

/** Builds an image; each only once. */
export function build(
  image: Image,
  files: ReadonlyMap<string, Uint8Array> = new Map(),
): Uint8Array {
  const known = built.get(image);
  if (known !== undefined) return known;
  const read = (path: string) => files.get(path) ?? readRepository(path);
  const { elf, diagnostics } = buildImage(image, read, objects);
  const complaints = diagnostics.map((diagnostic) => formatDiagnostic(diagnostic)).join('\n');
  if (elf === undefined || complaints !== '') throw new Error(complaints);
  built.set(image, elf);
  return elf;
}

/** A VM with 2 MiB, or `more`. */
export const vm = (
  name: string,
  image: Image,
  more: Partial<VirtualMachine> = {},
): VirtualMachine & { readonly kernel: Uint8Array } => ({
  name,
  kernel: build(image),
  file: `${image.name}.elf`,
  memoryBytes: 2 * mebibyte,
  ...more,
});

/** The VMM's image with these VMs. */
export function buildVmm(vms: readonly VirtualMachine[], sharing: Sharing = {}): Uint8Array {
  const recipe = vmmImage(vms, sharing);
  if ('problems' in recipe) throw new Error(recipe.problems.join('\n'));
  return build(recipe.image, recipe.files);
}

/** Sectors of the disk on which VMs have their slices. Each sector is filled with its number. */
export const diskSectors = 64;

export const makeDisk = (): Uint8Array =>
  Uint8Array.from({ length: 512 * diskSectors }, (_, at) => at >> 9);

/** What came of a run. */
export interface Run {
  readonly console: string;
  readonly outcome: Outcome;
  readonly disk: Uint8Array;
  /** Instructions begun, by whomever. */
  readonly instructions: number;
}

export interface RunOptions {
  /** Instead of one that `makeDisk` makes. */
  readonly disks?: readonly Uint8Array[];
  readonly maxInstructions?: number;
  readonly engine?: EngineName;
  readonly ramBytes?: number;
  readonly hasLegacyVirtio?: boolean;
  /** What is in virtio slots without a disk. */
  readonly slots?: readonly SlotDevice[];
  /** Typed when the machine waits and nothing else can wake it, */
  readonly typed?: string;
  /** or after so many instructions. */
  readonly typedAt?: number;
}

/** Runs an executable on the bare machine with `makeDisk`'s disk. */
export function run(elf: Uint8Array, options: RunOptions = {}): Run {
  const { maxInstructions = 200_000_000, typed = '', typedAt, ...others } = options;
  const { disks = [makeDisk()], ...machineOptions } = others;
  let console = '';
  const machine = new Machine({
    ...machineOptions,
    disks: disks.map((bytes) => new MemoryDisk(bytes)),
    console: (byte) => {
      console += String.fromCharCode(byte);
    },
  });
  const problem = machine.load(elf);
  if (problem !== undefined) throw new Error(problem);
  let outcome = machine.run({ maxInstructions: typedAt ?? maxInstructions });
  if (outcome.kind !== 'finished' && typed !== '') {
    machine.receive(Uint8Array.from(typed, (character) => character.charCodeAt(0)));
    outcome = machine.run({ maxInstructions });
  }
  return { console, outcome, disk: disks[0] as Uint8Array, instructions: machine.instructions };
}

/** The lines of one VM's console. */
export const linesOf = (name: string, console: string): readonly string[] =>
  console
    .split('\n')
    .filter((line) => line.startsWith(`${name}| `))
    .map((line) => line.slice(name.length + 2));

/** The lines of a guest's console on the bare machine. */
export const linesOnBareMachine = (image: Image, options: RunOptions = {}): readonly string[] =>
  run(build(image), { ramBytes: 4 * 2 ** 20, ...options })
    .console.split('\n')
    .slice(0, -1);
